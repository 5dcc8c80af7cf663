"""Collections, claims, what we send, and events of our contracts as they were told."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, LargeBinary, Numeric, text
from sqlalchemy import UniqueConstraint as Unique
from sqlmodel import Field

from bilten_app.infra.db import Row, document, moment
from bilten_app.kit.ids import new_id

_ALIVE = text("state IN ('voucher_out', 'seen', 'claimed')")
_UNDER_WAY = text("state IN ('wanted', 'numbered')")


class OnchainEvent(Row, table=True):
    """One event; `turn` is the indexer's turn that told `state`."""

    __tablename__ = "onchain_events"
    __table_args__ = (
        CheckConstraint("state IN ('seen', 'final', 'retracted')", name="state"),
        Index("ix_onchain_events_contract", "chain_id", "contract", "number", "log_index"),
        Index(
            "ix_onchain_events_item",
            "chain_id",
            "contract",
            text("(told ->> 'id')"),
            postgresql_where=text("kind IN ('TicketClaimed', 'TicketMoved')"),
        ),
    )

    chain_id: int = Field(sa_type=BigInteger, primary_key=True)
    block_hash: bytes = Field(sa_type=LargeBinary, primary_key=True)
    log_index: int = Field(primary_key=True)
    number: int = Field(sa_type=BigInteger)
    tx: bytes = Field(sa_type=LargeBinary)
    contract: bytes = Field(sa_type=LargeBinary)
    kind: str
    told: dict[str, Any] = document()
    state: str
    turn: int = Field(sa_type=BigInteger)


class OnchainCollection(Row, table=True):
    """The collection of an event. `config` is what its contract is made of, once that is decided.

    Its address follows from `config`, so that a second attempt finds the first one's.
    """

    __tablename__ = "onchain_collections"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'making', 'made')", name="state"),
        CheckConstraint("(state = 'draft') = (config = '{}'::jsonb)", name="config"),
        CheckConstraint("royalty_bps BETWEEN 0 AND 1000", name="royalty"),
        Unique("chain_id", "contract"),
    )

    event_id: UUID = Field(foreign_key="events.id", primary_key=True)
    chain_id: int = Field(sa_type=BigInteger)
    policy: str
    cap_bps: int
    royalty_bps: int
    royalty_to: bytes | None = Field(default=None, sa_type=LargeBinary)
    lock_minutes: int
    state: str = "draft"
    config: dict[str, Any] = document(default_factory=dict)
    contract: bytes | None = Field(default=None, sa_type=LargeBinary)


class OnchainType(Row, table=True):
    """A ticket type whose tickets may go to wallets."""

    __tablename__ = "onchain_types"

    ticket_type_id: UUID = Field(foreign_key="ticket_types.id", primary_key=True)
    event_id: UUID = Field(foreign_key="onchain_collections.event_id", index=True)


class OnchainClaim(Row, table=True):
    """A ticket on its way to a wallet, or there; at most one for each ticket is alive.

    `owner` holds it for sure, and is the account of `holder_id`, if of anybody's.
    """

    __tablename__ = "onchain_claims"
    __table_args__ = (
        CheckConstraint(
            "state IN ('voucher_out', 'seen', 'claimed', 'lapsed', 'returned')", name="state"
        ),
        Index("uq_onchain_claims_alive", "ticket_id", unique=True, postgresql_where=_ALIVE),
        Index("ix_onchain_claims_token", "chain_id", "contract", "token_id"),
        Index("ix_onchain_claims_owner", "owner", postgresql_where=text("state = 'claimed'")),
        Index("ix_onchain_claims_due", "valid_until",
              postgresql_where=text("state = 'voucher_out'")),
    )  # fmt: skip

    id: UUID = Field(default_factory=new_id, primary_key=True)
    ticket_id: UUID = Field(foreign_key="tickets.id", index=True)
    event_id: UUID = Field(foreign_key="onchain_collections.event_id")
    chain_id: int = Field(sa_type=BigInteger)
    contract: bytes = Field(sa_type=LargeBinary)
    token_id: int = Field(sa_type=BigInteger)
    wallet: bytes = Field(sa_type=LargeBinary)
    tier: int
    face_value: int = Field(default=0, sa_type=Numeric(24, 0))  # pyright: ignore[reportArgumentType]
    valid_until: datetime = moment()
    state: str = "voucher_out"
    owner: bytes | None = Field(default=None, sa_type=LargeBinary)
    holder_id: UUID | None = Field(default=None, foreign_key="users.id", index=True)
    asked_at: datetime = moment()


class OnchainSender(Row, table=True):
    """An account that sends for us, and the number of its next transaction."""

    __tablename__ = "onchain_senders"

    chain_id: int = Field(sa_type=BigInteger, primary_key=True)
    account: bytes = Field(sa_type=LargeBinary, primary_key=True)
    next_nonce: int = Field(sa_type=BigInteger)


class OnchainSending(Row, table=True):
    """A call that we want in a block, once, whatever happens to us meanwhile."""

    __tablename__ = "onchain_sendings"
    __table_args__ = (
        CheckConstraint(
            "state IN ('wanted', 'numbered', 'done', 'failed', 'refused', 'lost')", name="state"
        ),
        CheckConstraint("(nonce IS NULL) = (state IN ('wanted', 'refused'))", name="nonce"),
        Index("uq_onchain_sendings_for", "purpose", "reference", unique=True,
              postgresql_where=_UNDER_WAY),
        Index("ix_onchain_sendings_reference", "reference"),
        Unique("chain_id", "account", "nonce"),
    )  # fmt: skip

    id: UUID = Field(default_factory=new_id, primary_key=True)
    chain_id: int = Field(sa_type=BigInteger)
    account: bytes = Field(sa_type=LargeBinary)
    purpose: str
    reference: UUID
    contract: bytes = Field(sa_type=LargeBinary)
    data: bytes = Field(sa_type=LargeBinary)
    state: str = "wanted"
    nonce: int | None = Field(default=None, sa_type=BigInteger)
    gas: int | None = Field(default=None, sa_type=BigInteger)
    reason: str = ""
    wanted_at: datetime = moment()
    ended_at: datetime | None = moment(default=None, nullable=True)


class OnchainTry(Row, table=True):
    """A signed transaction, kept before it is sent. All of one sending have the same nonce."""

    __tablename__ = "onchain_tries"

    sending_id: UUID = Field(foreign_key="onchain_sendings.id", primary_key=True)
    number: int = Field(primary_key=True)
    tx: bytes = Field(sa_type=LargeBinary, unique=True)
    raw: bytes = Field(sa_type=LargeBinary)
    max_fee: int = Field(sa_type=Numeric(78, 0))  # pyright: ignore[reportArgumentType]
    tip: int = Field(sa_type=Numeric(78, 0))  # pyright: ignore[reportArgumentType]
    made_at: datetime = moment()
    sent_at: datetime | None = moment(default=None, nullable=True)
