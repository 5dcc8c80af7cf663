"""Organizations and their members."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import LargeBinary
from sqlmodel import Field

from bilten_app.infra.db import Row, moment, words
from bilten_app.kit.ids import new_id


class Organizer(Row, table=True):
    """An organization that holds events."""

    __tablename__ = "organizers"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    slug: str = Field(unique=True)
    name: str
    about: str = words(default="")
    color: str = "#1f5eff"
    logo_id: UUID | None = Field(default=None, foreign_key="media.id")
    root_public: bytes = Field(sa_type=LargeBinary)
    root_sealed: bytes = Field(sa_type=LargeBinary)
    created_at: datetime = moment()


class Member(Row, table=True):
    """A user's role in an organization."""

    __tablename__ = "members"

    organizer_id: UUID = Field(foreign_key="organizers.id", primary_key=True)
    user_id: UUID = Field(foreign_key="users.id", primary_key=True, index=True)
    role: str
    since: datetime = moment()
