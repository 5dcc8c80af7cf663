"""By whom people sign in: what a provider calls them, and the way there and back."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, UniqueConstraint, text
from sqlmodel import Field

from bilten_app.infra.db import Row, moment
from bilten_app.kit.ids import new_id


class Login(Row, table=True):
    """What a provider calls somebody: `subject` stays, `email` is what it last told.

    A wallet is one too: its provider is `wallet`, and it is called by its chain and its address
    (CAIP-10). An account has one login at each provider, and as many wallets as it likes.
    """

    __tablename__ = "logins"
    __table_args__ = (
        UniqueConstraint("provider", "subject"),
        Index(
            "uq_logins_user_id_provider", "user_id", "provider", unique=True,
            postgresql_where=text("provider <> 'wallet'"),
        ),
    )  # fmt: skip

    id: UUID = Field(default_factory=new_id, primary_key=True)
    user_id: UUID = Field(foreign_key="users.id", ondelete="CASCADE")
    provider: str
    subject: str
    email: str
    created_at: datetime = moment()
    used_at: datetime | None = moment(default=None, nullable=True)


class LoginRound(Row, table=True):
    """A way to a provider and back, once and soon, for one purpose, in one browser.

    What it must bring back is derived from its id and stored nowhere.
    """

    __tablename__ = "login_rounds"
    __table_args__ = (
        CheckConstraint("purpose IN ('sign_in', 'link', 'prove')", name="purpose"),
        CheckConstraint("(user_id IS NULL) = (purpose = 'sign_in')", name="owner"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    user_id: UUID | None = Field(default=None, foreign_key="users.id", ondelete="CASCADE")
    purpose: str
    provider: str
    token_hash: bytes = Field(sa_type=LargeBinary, unique=True)
    wished: str = ""
    expires_at: datetime = moment(index=True)


class LoginClaim(Row, table=True):
    """Somebody a provider vouched for, whom we do not know: their browser may link them once."""

    __tablename__ = "login_claims"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    provider: str
    subject: str
    email: str
    token_hash: bytes = Field(sa_type=LargeBinary, unique=True)
    wished: str = ""
    expires_at: datetime = moment(index=True)


class SamlAssertion(Row, table=True):
    """An assertion that was believed, kept until it ends so that it is believed only once.

    It came without our cookies; whom it is about waits, sealed, for the browser whose round it is.
    """

    __tablename__ = "saml_assertions"

    name_hash: bytes = Field(sa_type=LargeBinary, primary_key=True)
    round_id: UUID
    code_hash: bytes = Field(sa_type=LargeBinary, unique=True)
    sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
    ends_at: datetime = moment(index=True)
