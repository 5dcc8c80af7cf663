"""Events of our contracts as they were told."""

from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Index, LargeBinary
from sqlmodel import Field

from bilten_app.infra.db import Row, document


class OnchainEvent(Row, table=True):
    """One event; `turn` is the indexer's turn that told `state`."""

    __tablename__ = "onchain_events"
    __table_args__ = (
        CheckConstraint("state IN ('seen', 'final', 'retracted')", name="state"),
        Index("ix_onchain_events_contract", "chain_id", "contract", "number", "log_index"),
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
