"""Erasures, and copies of what there is of somebody."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, func, text
from sqlmodel import Field

from bilten_app.infra.db import Row, document, moment
from bilten_app.kit.ids import new_id

STANDING = text("state IN ('asked', 'waiting', 'running')")


class Erasure(Row, table=True):
    """Somebody's wish to be forgotten. Once it is done it says that it was, and of nobody.

    `done` names the steps that are. Without `user_id` it is a guest, known by an address alone.
    """

    __tablename__ = "erasures"
    __table_args__ = (
        CheckConstraint("state IN ('asked', 'waiting', 'running', 'done', 'kept')", name="state"),
        CheckConstraint(
            "(ended_at IS NULL) = (state IN ('asked', 'waiting', 'running'))", name="ended"
        ),
        Index(
            "uq_erasures_email", func.lower(text("email")), unique=True, postgresql_where=STANDING
        ),
        Index("ix_erasures_due", "due_at", postgresql_where=STANDING),
        Index("ix_erasures_user", "user_id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    user_id: UUID | None = None
    email: str
    locale: str = "en"
    state: str
    done: list[str] = document(default_factory=list)
    asked_at: datetime = moment()
    due_at: datetime = moment()
    ended_at: datetime | None = moment(default=None, nullable=True)


class Export(Row, table=True):
    """Somebody's copy of their data, made by a job and kept in the store for a few days."""

    __tablename__ = "exports"
    __table_args__ = (
        CheckConstraint("state IN ('queued', 'running', 'ready', 'gone')", name="state"),
        Index(
            "uq_exports_user", "user_id", unique=True,
            postgresql_where=text("state IN ('queued', 'running')"),
        ),
        Index("ix_exports_kept", "expires_at", postgresql_where=text("state = 'ready'")),
    )  # fmt: skip

    id: UUID = Field(default_factory=new_id, primary_key=True)
    user_id: UUID = Field(foreign_key="users.id", ondelete="CASCADE")
    state: str = "queued"
    done: int = 0
    parts: int = 0
    size: int = 0
    asked_at: datetime = moment()
    ready_at: datetime | None = moment(default=None, nullable=True)
    expires_at: datetime | None = moment(default=None, nullable=True)
