"""Endpoints, messages, their way to each endpoint, and every attempt."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from bilten_app.infra.db import Row, moment, words
from bilten_app.kit.ids import new_id


class Endpoint(Row, table=True):
    """An address of an organization's program. The secrets are sealed under the endpoint's id."""

    __tablename__ = "webhook_endpoints"
    __table_args__ = (
        CheckConstraint("state IN ('active', 'paused', 'failing')", name="state"),
        CheckConstraint("(old_secret IS NULL) = (old_secret_until IS NULL)", name="old_secret"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    organizer_id: UUID = Field(foreign_key="organizers.id", index=True)
    url: str = words()
    about: str = words(default="")
    kinds: list[str] = Field(sa_type=JSONB)
    state: str = "active"
    secret: bytes = Field(sa_type=LargeBinary)
    old_secret: bytes | None = Field(default=None, sa_type=LargeBinary)
    old_secret_until: datetime | None = moment(default=None, nullable=True)
    failing_since: datetime | None = moment(default=None, nullable=True)
    made_at: datetime = moment()


class Message(Row, table=True):
    """What happened, as the bytes that are signed. Its id follows from what happened."""

    __tablename__ = "webhook_messages"

    id: UUID = Field(primary_key=True)
    organizer_id: UUID = Field(foreign_key="organizers.id")
    kind: str
    body: str = words()
    made_at: datetime = moment(index=True)


class Call(Row, table=True):
    """A message on its way to an endpoint.

    `place` is the number of the fact: calls about one object go out in its order. `next_at` of one
    under way is when it is taken for lost. `tries` and `first_at` count from the last replay.
    """

    __tablename__ = "webhook_calls"
    __table_args__ = (
        UniqueConstraint("endpoint_id", "message_id"),
        CheckConstraint("state IN ('queued', 'delivered', 'failed')", name="state"),
        CheckConstraint("(state = 'queued') = (next_at IS NOT NULL)", name="next_at"),
        Index("ix_webhook_calls_due", "next_at", postgresql_where=text("state = 'queued'")),
        Index(
            "ix_webhook_calls_object",
            "endpoint_id",
            "object_id",
            "place",
            postgresql_where=text("state = 'queued'"),
        ),
        Index("ix_webhook_calls_log", "endpoint_id", "queued_at", "id"),
        Index("ix_webhook_calls_message", "message_id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    endpoint_id: UUID = Field(foreign_key="webhook_endpoints.id", ondelete="CASCADE")
    message_id: UUID = Field(foreign_key="webhook_messages.id", ondelete="CASCADE")
    object_id: UUID
    place: int = Field(sa_type=BigInteger)
    state: str = "queued"
    tries: int = 0
    first_at: datetime | None = moment(default=None, nullable=True)
    next_at: datetime | None = moment(default=None, nullable=True)
    queued_at: datetime = moment()
    ended_at: datetime | None = moment(default=None, nullable=True)
    status: int | None = None
    trouble: str = ""


class Attempt(Row, table=True):
    """One call; written before it is made, and completed by its answer."""

    __tablename__ = "webhook_attempts"
    __table_args__ = (Index("ix_webhook_attempts_call", "call_id", "id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    call_id: UUID = Field(foreign_key="webhook_calls.id", ondelete="CASCADE")
    at: datetime = moment()
    status: int | None = None
    took_ms: int | None = None
    trouble: str = ""
    answer: str = words(default="")
