"""What others may know about apps: their views, grants and tokens, and refusals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from bilten_app.domains.media.public import MediaView
from bilten_app.kit.errors import Invalid, NotFound, Refused, Unauthenticated
from bilten_app.kit.roles import Permission
from bilten_app.kit.text import msgid

AppId = NewType("AppId", UUID)
GrantId = NewType("GrantId", UUID)

MOST_APPS = 25
ACCESS_LASTS_S = 600


class Verb(StrEnum):
    """What the audit says about apps."""

    registered = "apps.registered"
    edited = "apps.edited"
    secret_made = "apps.secret_made"  # noqa: S105 - a verb
    retired = "apps.retired"
    granted = "apps.granted"
    denied = "apps.denied"
    revoked = "apps.revoked"
    reused = "apps.token_reused"
    key_rotated = "apps.signing_key_rotated"


class AppKind(StrEnum):
    """Whether an app can keep a secret: a server can, what runs at a person's cannot."""

    confidential = "confidential"
    public = "public"


@dataclass(frozen=True, slots=True)
class AppDraft:
    """An app as somebody wants it."""

    name: str
    about: str
    homepage: str
    kind: AppKind
    redirect_uris: Sequence[str]
    scopes: frozenset[str]


@dataclass(frozen=True, slots=True)
class AppView:
    """An app as its organization sees it, without its secret; `id` is its client id."""

    id: AppId
    organizer_id: UUID
    name: str
    about: str
    homepage: str
    logo: MediaView | None
    kind: AppKind
    redirect_uris: Sequence[str]
    scopes: Sequence[Permission]
    made_at: datetime
    secret_made_at: datetime | None
    old_secret_until: datetime | None
    used_at: datetime | None
    people: int


@dataclass(frozen=True, slots=True, repr=False)
class NewApp:
    """An app that was just registered; nobody can show its secret again, a public one has none."""

    id: AppId
    secret: str | None


@dataclass(frozen=True, slots=True)
class Client:
    """An app that has shown who it is, at the token endpoint."""

    id: AppId
    organizer_id: UUID
    name: str
    kind: AppKind
    scopes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Question:
    """What an app asks a person: they read this before they agree."""

    app_id: AppId
    app: str
    about: str
    homepage: str
    logo: MediaView | None
    organization: str
    leads_to: str
    scopes: Sequence[Permission]


@dataclass(frozen=True, slots=True)
class AccessView:
    """An app that somebody let in: all that they ever agreed to and did not take back."""

    app_id: AppId
    app: str
    organization: str
    scopes: Sequence[Permission]
    granted_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True, repr=False)
class Tokens:
    """What an app gets."""

    access: str
    refresh: str | None
    scopes: frozenset[str]
    lasts_s: int = ACCESS_LASTS_S


@dataclass(frozen=True, slots=True)
class TokenState:
    """What a token is worth now, for the app it was made for."""

    client_id: UUID
    user_id: UUID | None
    scopes: frozenset[str]
    expires_at: datetime
    is_access: bool


class InvalidApp(Invalid):
    """The app cannot be saved; `problems` says why, field by field."""

    code = "invalid_app"


class TooManyApps(Refused):
    """An organization has so many apps that nobody could say what each is for."""

    code = "too_many_apps"
    text = msgid("You have {most} apps. Remove one that you do not need any more.")


class AppUnknown(NotFound):
    """Nobody can be sent back to an app that is not there, or to an address that is not its own."""

    code = "app_unknown"
    text = msgid("The app that sent you here is not known, or asked for a wrong way back.")


class QuestionGone(Refused):
    """What the app asked was answered, or has waited too long."""

    code = "question_gone"
    text = msgid("This was answered already, or has run out. Go back to the app and start again.")


class TokenRefused(Unauthenticated):
    """The token is not ours, not for this API, over, or was taken back."""

    code = "token_refused"
    text = msgid("This access token is not valid here, has expired or was revoked.")


class TokenError(Invalid):
    """What the token endpoint says, in the words of RFC 6749 §5.2."""

    status = 400


class RequestWrong(TokenError):
    """Something is missing, given twice or in the wrong form."""

    code = "invalid_request"
    text = msgid("The request lacks {what}, or has it twice or in a wrong form.")


class ClientWrong(TokenError):
    """The app is unknown, or did not show that it is itself; nobody learns which."""

    status = 401
    code = "invalid_client"
    text = msgid("The app is unknown, or its secret is wrong.")


class GrantWrong(TokenError):
    """The code or refresh token is not good, or not for this app."""

    code = "invalid_grant"
    text = msgid("This code or token is unknown, over, used, or was made for something else.")


class ScopeWrong(TokenError):
    """More is asked for than was given."""

    code = "invalid_scope"
    text = msgid("A scope is unknown, or more than was given.")


class GrantUnknown(TokenError):
    """A way to a token that is not offered."""

    code = "unsupported_grant_type"
    text = msgid("Only authorization_code, refresh_token and client_credentials are offered.")


class NotForThisApp(TokenError):
    """An app that keeps no secret cannot act for its organization."""

    code = "unauthorized_client"
    text = msgid("Only an app with a secret may do this.")


class TokenKindWrong(TokenError):
    """What no row stands for cannot be taken back; it ends within ten minutes."""

    code = "unsupported_token_type"
    text = msgid("A token of the app itself ends by itself, ten minutes after it was made.")
