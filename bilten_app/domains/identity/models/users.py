"""Who has an account."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, func, text
from sqlmodel import Field

from bilten_app.infra.db import Row, moment
from bilten_app.kit.ids import new_id


class User(Row, table=True):
    """A person with an account; `staff_role` says what they are to the platform.

    `time_zone` and `currency` are how they want times and prices shown, where they said so, and
    `avatar_id` is their picture.

    Of who was erased only the id is left.
    """

    __tablename__ = "users"
    __table_args__ = (Index("uq_users_email", func.lower(text("email")), unique=True),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    email: str
    name: str
    password_hash: str
    locale: str = "en"
    time_zone: str = ""
    currency: str = ""
    avatar_id: UUID | None = Field(default=None, foreign_key="media.id", ondelete="SET NULL")
    verified_at: datetime | None = moment(default=None, nullable=True)
    staff_role: str | None = None
    suspended_at: datetime | None = moment(default=None, nullable=True)
    suspended_for: str = ""
    created_at: datetime = moment()
    erased_at: datetime | None = moment(default=None, nullable=True)
