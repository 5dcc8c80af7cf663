"""Prices that follow demand, and their public history."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, Identity, Index
from sqlmodel import Field

from bilten_app.infra.db import Row, document, minor, moment


class LivePrice(Row, table=True):
    """A ticket type whose price follows demand, and its price of the moment."""

    __tablename__ = "live_prices"
    __table_args__ = (
        CheckConstraint(
            "0 <= floor_minor AND floor_minor <= base_minor AND base_minor <= ceiling_minor",
            name="bounds",
        ),
        CheckConstraint("current_minor BETWEEN floor_minor AND ceiling_minor", name="in_bounds"),
        CheckConstraint("hourly_minor > 0", name="hourly"),
    )

    ticket_type_id: UUID = Field(primary_key=True, foreign_key="ticket_types.id")
    base_minor: int = minor()
    floor_minor: int = minor()
    ceiling_minor: int = minor()
    hourly_minor: int = minor()
    current_minor: int = minor()
    active: bool = True
    starts_at: datetime = moment()


class PriceChange(Row, table=True):
    """What a ticket type has cost since `at`, and why. Public."""

    __tablename__ = "price_history"
    __table_args__ = (Index("ix_price_history_type", "ticket_type_id", "id"),)

    id: int | None = Field(
        default=None, sa_column=Column(BigInteger, Identity(always=True), primary_key=True)
    )
    ticket_type_id: UUID = Field(foreign_key="ticket_types.id")
    at: datetime = moment()
    price_minor: int = minor()
    reason: dict[str, Any] = document(default_factory=dict)
