"""The log of answers."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, text
from sqlmodel import Field

from bilten_app.infra.db import Row, moment
from bilten_app.kit.ids import new_id


class ConsentLine(Row, table=True):
    """An answer; the latest one counts. None is changed or deleted: the database refuses.

    `email` is in small letters. `address_key` stands for it under a key of ours: with it an old
    link still finds what it is about when an erasure has taken `email`, `user_id` and `place`.
    """

    __tablename__ = "consent_lines"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('terms', 'privacy', 'news', 'organizer_news', 'analytics')", name="kind"
        ),
        CheckConstraint(
            "(kind = 'organizer_news') = (organizer_id IS NOT NULL)", name="organizer"
        ),
        Index("ix_consent_lines_user", "user_id"),
        Index(
            "ix_consent_lines_email", "email", "organizer_id",
            postgresql_where=text("email <> ''"),
        ),
        Index("ix_consent_lines_address", "address_key"),
    )  # fmt: skip

    id: UUID = Field(default_factory=new_id, primary_key=True)
    user_id: UUID | None = Field(default=None, foreign_key="users.id")
    email: str
    address_key: bytes = Field(sa_type=LargeBinary)
    kind: str
    organizer_id: UUID | None = Field(default=None, foreign_key="organizers.id")
    given: bool
    version: int
    source: str
    place: str = ""
    at: datetime = moment()
