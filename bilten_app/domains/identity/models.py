"""Users, their sessions, and the one-time links sent to them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, LargeBinary, func, text
from sqlmodel import Field

from bilten_app.infra.db import Row, moment
from bilten_app.kit.ids import new_id


class User(Row, table=True):
    """A person with an account; `is_staff` when they work for the platform itself."""

    __tablename__ = "users"
    __table_args__ = (Index("uq_users_email", func.lower(text("email")), unique=True),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    email: str
    name: str
    password_hash: str
    locale: str = "en"
    verified_at: datetime | None = moment(default=None, nullable=True)
    is_staff: bool = False
    created_at: datetime = moment()


class Session(Row, table=True):
    """A signed-in browser."""

    __tablename__ = "sessions"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    user_id: UUID = Field(foreign_key="users.id", ondelete="CASCADE", index=True)
    token_hash: bytes = Field(sa_type=LargeBinary, unique=True)
    agent: str = ""
    created_at: datetime = moment()
    seen_at: datetime = moment()
    expires_at: datetime = moment(index=True)


class EmailLink(Row, table=True):
    """A one-time link sent by mail, for example to verify the address."""

    __tablename__ = "email_links"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    user_id: UUID = Field(foreign_key="users.id", ondelete="CASCADE", index=True)
    purpose: str
    token_hash: bytes = Field(sa_type=LargeBinary, unique=True)
    created_at: datetime = moment()
    expires_at: datetime = moment()
    used_at: datetime | None = moment(default=None, nullable=True)
