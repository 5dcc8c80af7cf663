"""Keys to the API, and what is kept of their use."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary
from sqlmodel import Field

from bilten_app.infra.db import Row, document, moment
from bilten_app.kit.ids import new_id


class ApiKey(Row, table=True):
    """A program's key. Of the secret only the hash is kept, and its beginning to know it by."""

    __tablename__ = "api_keys"
    __table_args__ = (CheckConstraint("jsonb_array_length(scopes) > 0", name="scopes"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    organizer_id: UUID = Field(foreign_key="organizers.id", index=True)
    name: str
    prefix: str
    token_hash: bytes = Field(sa_type=LargeBinary, unique=True)
    scopes: list[str] = document(default_factory=list)
    networks: list[str] = document(default_factory=list)
    made_by: UUID = Field(foreign_key="users.id")
    made_at: datetime = moment()
    expires_at: datetime | None = moment(default=None, nullable=True)
    used_at: datetime | None = moment(default=None, nullable=True)
    revoked_at: datetime | None = moment(default=None, nullable=True)


class KeyDay(Row, table=True):
    """How often a program asked on a day (UTC), and how often it was told no.

    A program is a key or an app (domains/apps), so the table refers to neither.
    """

    __tablename__ = "api_key_days"

    program_id: UUID = Field(primary_key=True)
    day: date = Field(primary_key=True)
    requests: int
    errors: int


class ApiRequest(Row, table=True):
    """One of the latest requests of a program: the route, never an address, a query or a body."""

    __tablename__ = "api_requests"
    __table_args__ = (Index("ix_api_requests_program", "program_id", "id"),)

    id: UUID = Field(primary_key=True)
    program_id: UUID
    at: datetime = moment()
    method: str
    route: str
    status: int
    took_ms: int
    request_id: str
    is_aging: bool = False
