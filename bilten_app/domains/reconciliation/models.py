"""Runs of reconciliation and their lines."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, LargeBinary
from sqlmodel import Field

from bilten_app.infra.db import Row, document, moment
from bilten_app.kit.ids import new_id


class Run(Row, table=True):
    """One comparison of a gateway's report, from `since` until before `until`, with our rows."""

    __tablename__ = "reconciliation_runs"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    gateway: str
    since: datetime = moment()
    until: datetime = moment()
    file_name: str
    file_hash: bytes = Field(sa_type=LargeBinary)
    actor: str
    matched: int
    differing: int
    totals: dict[str, Any] = document()
    created_at: datetime = moment()


class Line(Row, table=True):
    """What both sides say about one movement, and whether they agree."""

    __tablename__ = "reconciliation_lines"
    __table_args__ = (
        CheckConstraint(
            "outcome IN ('matched', 'missing_here', 'missing_there', 'amount_differs',"
            " 'currency_differs', 'duplicate')",
            name="outcome",
        ),
        Index("ix_reconciliation_lines_outcome", "run_id", "outcome", "place"),
    )

    run_id: UUID = Field(foreign_key="reconciliation_runs.id", primary_key=True)
    place: int = Field(primary_key=True)
    kind: str
    gateway_ref: str
    outcome: str
    theirs_minor: int | None = Field(default=None, sa_type=BigInteger)
    theirs_currency: str = ""
    ours_minor: int | None = Field(default=None, sa_type=BigInteger)
    ours_currency: str = ""
    reference: UUID | None = None
    at: datetime | None = moment(default=None, nullable=True)
