"""One-time links that were sent by mail."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import LargeBinary
from sqlmodel import Field

from bilten_app.infra.db import Row, document, moment
from bilten_app.kit.ids import new_id


class EmailLink(Row, table=True):
    """A one-time link sent by mail.

    `details` say what it needs to know: the address it is about, the browser that asked, and
    where that browser was going.
    """

    __tablename__ = "email_links"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    user_id: UUID = Field(foreign_key="users.id", ondelete="CASCADE", index=True)
    purpose: str
    details: dict[str, Any] = document(default_factory=dict)
    token_hash: bytes = Field(sa_type=LargeBinary, unique=True)
    created_at: datetime = moment()
    expires_at: datetime = moment()
    used_at: datetime | None = moment(default=None, nullable=True)
