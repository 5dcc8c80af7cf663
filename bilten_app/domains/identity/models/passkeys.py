"""Passkeys: keys that live in a telephone or a computer, and never leave it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, LargeBinary
from sqlmodel import Field

from bilten_app.infra.db import Row, moment
from bilten_app.kit.ids import new_id


class Passkey(Row, table=True):
    """The public half of a passkey; `sign_count` is how often it says it was used."""

    __tablename__ = "passkeys"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    user_id: UUID = Field(foreign_key="users.id", ondelete="CASCADE", index=True)
    credential_id: bytes = Field(sa_type=LargeBinary, unique=True)
    public_key: bytes = Field(sa_type=LargeBinary)
    sign_count: int = Field(default=0, sa_type=BigInteger)
    name: str
    is_synced: bool = False
    created_at: datetime = moment()
    used_at: datetime | None = moment(default=None, nullable=True)
    flagged_at: datetime | None = moment(default=None, nullable=True)


class PasskeyChallenge(Row, table=True):
    """Random bytes to be signed, once and soon, for one purpose."""

    __tablename__ = "passkey_challenges"
    __table_args__ = (
        CheckConstraint("purpose IN ('add', 'sign_in', 'prove')", name="purpose"),
        CheckConstraint("(user_id IS NULL) = (purpose = 'sign_in')", name="owner"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    user_id: UUID | None = Field(default=None, foreign_key="users.id", ondelete="CASCADE")
    purpose: str
    token_hash: bytes = Field(sa_type=LargeBinary, unique=True)
    challenge: bytes = Field(sa_type=LargeBinary)
    expires_at: datetime = moment(index=True)
