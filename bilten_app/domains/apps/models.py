"""Apps, what they ask and were given, and the keys that sign their tokens."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, text
from sqlmodel import Field

from bilten_app.infra.db import Row, document, moment, words
from bilten_app.kit.ids import new_id


class App(Row, table=True):
    """A third party's app. Of its secret only the hash is kept, and for a day that of the last."""

    __tablename__ = "oauth_apps"
    __table_args__ = (
        CheckConstraint("kind IN ('confidential', 'public')", name="kind"),
        CheckConstraint("(kind = 'confidential') = (secret_hash IS NOT NULL)", name="secret"),
        CheckConstraint("jsonb_array_length(scopes) > 0", name="scopes"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    organizer_id: UUID = Field(foreign_key="organizers.id", index=True)
    name: str
    about: str = words(default="")
    homepage: str = ""
    logo_id: UUID | None = Field(default=None, foreign_key="media.id")
    kind: str
    redirect_uris: list[str] = document(default_factory=list)
    scopes: list[str] = document(default_factory=list)
    secret_hash: bytes | None = Field(default=None, sa_type=LargeBinary)
    secret_made_at: datetime | None = moment(default=None, nullable=True)
    old_secret_hash: bytes | None = Field(default=None, sa_type=LargeBinary)
    old_secret_until: datetime | None = moment(default=None, nullable=True)
    made_by: UUID = Field(foreign_key="users.id")
    made_at: datetime = moment()
    used_at: datetime | None = moment(default=None, nullable=True)
    retired_at: datetime | None = moment(default=None, nullable=True)


class SigningKey(Row, table=True):
    """A key that signs access tokens, or did; after `ends_at` it proves nothing any more."""

    __tablename__ = "oauth_signing_keys"
    __table_args__ = (
        Index(
            "uq_oauth_signing_keys_current", text("(true)"), unique=True,
            postgresql_where=text("ends_at IS NULL"),
        ),
    )  # fmt: skip

    kid: str = Field(primary_key=True)
    public: bytes = Field(sa_type=LargeBinary)
    sealed: bytes = Field(sa_type=LargeBinary)
    made_at: datetime = moment()
    ends_at: datetime | None = moment(default=None, nullable=True)


class Grant(Row, table=True):
    """A person's leave for an app; all tokens that come of one code are its family.

    It holds in the organizations that they read of when they gave it, and in none they join later.
    """

    __tablename__ = "oauth_grants"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    app_id: UUID = Field(foreign_key="oauth_apps.id", index=True)
    user_id: UUID = Field(foreign_key="users.id", ondelete="CASCADE", index=True)
    scopes: list[str] = document(default_factory=list)
    organizer_ids: list[str] = document(default_factory=list)
    granted_at: datetime = moment()
    ends_at: datetime = moment()
    used_at: datetime | None = moment(default=None, nullable=True)
    revoked_at: datetime | None = moment(default=None, nullable=True)


class Asking(Row, table=True):
    """What an app asked for, from the first redirect to the code that answers it."""

    __tablename__ = "oauth_askings"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    token_hash: bytes = Field(sa_type=LargeBinary, unique=True)
    app_id: UUID = Field(foreign_key="oauth_apps.id")
    redirect_uri: str = words()
    scopes: list[str] = document(default_factory=list)
    state: str = words(default="")
    challenge: str
    expires_at: datetime = moment(index=True)
    answered_at: datetime | None = moment(default=None, nullable=True)
    grant_id: UUID | None = Field(
        default=None, foreign_key="oauth_grants.id", ondelete="CASCADE", index=True
    )
    code_hash: bytes | None = Field(default=None, sa_type=LargeBinary, unique=True)
    code_expires_at: datetime | None = moment(default=None, nullable=True)
    used_at: datetime | None = moment(default=None, nullable=True)


class RefreshToken(Row, table=True):
    """A refresh token: good once, and `follows` the one it took the place of."""

    __tablename__ = "oauth_refresh_tokens"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    grant_id: UUID = Field(foreign_key="oauth_grants.id", ondelete="CASCADE", index=True)
    follows: UUID | None = Field(
        default=None, foreign_key="oauth_refresh_tokens.id", ondelete="SET NULL", unique=True
    )
    token_hash: bytes = Field(sa_type=LargeBinary, unique=True)
    expires_at: datetime = moment(index=True)
    used_at: datetime | None = moment(default=None, nullable=True)
