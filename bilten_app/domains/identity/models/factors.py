"""What is asked beside a password, and the browsers that are known."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, LargeBinary, UniqueConstraint
from sqlmodel import Field

from bilten_app.infra.db import Row, moment
from bilten_app.kit.ids import new_id


class Factor(Row, table=True):
    """An authenticator app, a telephone or a mailbox that receives codes; one of each kind.

    `sealed` is the app's secret or the number; `last_step` the latest period whose code was used.
    """

    __tablename__ = "factors"
    __table_args__ = (
        CheckConstraint("kind IN ('totp', 'sms', 'email')", name="kind"),
        UniqueConstraint("user_id", "kind"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    user_id: UUID = Field(foreign_key="users.id", ondelete="CASCADE")
    kind: str
    sealed: bytes = Field(sa_type=LargeBinary)
    last_step: int = Field(default=0, sa_type=BigInteger)
    created_at: datetime = moment()
    confirmed_at: datetime | None = moment(default=None, nullable=True)


class RecoveryCode(Row, table=True):
    """A code for the day on which everything else is lost; it works once."""

    __tablename__ = "recovery_codes"
    __table_args__ = (UniqueConstraint("user_id", "code_hash"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    user_id: UUID = Field(foreign_key="users.id", ondelete="CASCADE")
    code_hash: bytes = Field(sa_type=LargeBinary)
    used_at: datetime | None = moment(default=None, nullable=True)


class Challenge(Row, table=True):
    """A question that waits for its answer: the second step of signing in, a code that was sent.

    It may be answered wrongly a few times, and rightly once. `opened_by` is who vouched for the
    first step, where somebody did.
    """

    __tablename__ = "challenges"
    __table_args__ = (
        CheckConstraint("purpose IN ('sign_in', 'add_factor')", name="purpose"),
        Index("ix_challenges_user", "user_id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    user_id: UUID = Field(foreign_key="users.id", ondelete="CASCADE")
    purpose: str
    token_hash: bytes = Field(sa_type=LargeBinary, unique=True)
    code_hash: bytes | None = Field(default=None, sa_type=LargeBinary)
    tries: int = 0
    asked: int = 0
    created_at: datetime = moment()
    expires_at: datetime = moment(index=True)
    opened_by: str = ""


class Device(Row, table=True):
    """A browser in which a user has signed in before; trusted ones are not asked for a code."""

    __tablename__ = "user_devices"
    __table_args__ = (UniqueConstraint("user_id", "token_hash"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    user_id: UUID = Field(foreign_key="users.id", ondelete="CASCADE")
    token_hash: bytes = Field(sa_type=LargeBinary)
    agent: str = ""
    place: str = ""
    created_at: datetime = moment()
    seen_at: datetime = moment(index=True)
    trusted_until: datetime | None = moment(default=None, nullable=True)
