"""Tickets, and each event's keys."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, LargeBinary, UniqueConstraint, text
from sqlmodel import Field

from bilten_app.infra.db import Row, document, moment
from bilten_app.kit.ids import new_id


class EventProof(Row, table=True):
    """What the proofs of one event have in common. Hot: every sale takes serial numbers here."""

    __tablename__ = "event_proofs"

    event_id: UUID = Field(foreign_key="events.id", primary_key=True)
    epoch: int = Field(sa_type=BigInteger)
    next_serial: int = 0
    status_seq: int = 1
    deal_sealed: bytes = Field(sa_type=LargeBinary)
    rotation_sealed: bytes = Field(sa_type=LargeBinary)


class ProofKey(Row, table=True):
    """A key that signs an event's proofs."""

    __tablename__ = "proof_keys"
    __table_args__ = (
        CheckConstraint("state IN ('active', 'retired', 'compromised')", name="state"),
    )

    event_id: UUID = Field(foreign_key="events.id", primary_key=True)
    kid: int = Field(primary_key=True)
    public: bytes = Field(sa_type=LargeBinary)
    private_sealed: bytes = Field(sa_type=LargeBinary)
    state: str = "active"
    created_at: datetime = moment()


class Ticket(Row, table=True):
    """The right of one person to enter. `proof` is its signed part (spec/ticket-proof.md).

    `seat` is the name of its seat as it was sold; the row of a seat may go with its plan. One that
    `is_out` is in a wallet, or may be: who holds it is for its chain to say.
    What has `moved_on` is with somebody else than the buyer of its order, who sees it no more.
    """

    __tablename__ = "tickets"
    __table_args__ = (
        UniqueConstraint("event_id", "index"),
        UniqueConstraint("order_line_id", "position"),
        Index(
            "uq_tickets_seat",
            "seat_id",
            unique=True,
            postgresql_where=text("state <> 'void' AND seat_id IS NOT NULL"),
        ),
        CheckConstraint("state IN ('valid', 'listed', 'frozen', 'void')", name="state"),
        CheckConstraint("generation BETWEEN 1 AND 255", name="generation"),
        Index("ix_tickets_event_name", "event_id", "holder_name", "id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    code: str = Field(unique=True)
    event_id: UUID = Field(foreign_key="events.id")
    ticket_type_id: UUID = Field(foreign_key="ticket_types.id", index=True)
    order_id: UUID = Field(foreign_key="orders.id", index=True)
    order_line_id: UUID = Field(foreign_key="order_lines.id")
    position: int
    user_id: UUID | None = Field(default=None, foreign_key="users.id", index=True)
    holder_name: str
    holder_email: str
    seat_id: UUID | None = None
    seat: dict[str, Any] | None = document(default=None, nullable=True)
    state: str = "valid"
    is_out: bool = False
    moved_on: bool = False
    index: int
    generation: int = 1
    kid: int
    proof: bytes = Field(sa_type=LargeBinary)
    issued_at: datetime = moment()
    voided_at: datetime | None = moment(default=None, nullable=True)
