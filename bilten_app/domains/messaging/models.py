"""Deliveries."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from bilten_app.infra.db import Row, document, moment, words
from bilten_app.kit.ids import new_id


class Delivery(Row, table=True):
    """A message to one person about one subject."""

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("topic", "subject", "recipient"),
        CheckConstraint("state IN ('queued', 'sent', 'failed')", name="state"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    topic: str
    subject: str
    recipient: str
    locale: str = "en"
    details: dict[str, Any] = document(default_factory=dict)
    state: str = "queued"
    reason: str = words(default="")
    queued_at: datetime = moment()
    sent_at: datetime | None = moment(default=None, nullable=True)
