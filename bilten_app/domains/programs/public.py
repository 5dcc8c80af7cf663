"""What others may know about programs: their keys' views, and refusals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from bilten_app.kit.errors import Forbidden, Invalid, Refused, Unauthenticated
from bilten_app.kit.roles import Permission
from bilten_app.kit.text import msgid

KeyId = NewType("KeyId", UUID)

# What a program may be given: all but what gives rights away, or says where money goes.
SCOPES: Sequence[Permission] = tuple(
    one
    for one in Permission
    if one not in {Permission.team_manage, Permission.finances_manage, Permission.keys_manage}
)
MOST_KEYS = 50


class Verb(StrEnum):
    """What the audit says about programs."""

    key_made = "programs.key_made"
    key_renamed = "programs.key_renamed"
    key_revoked = "programs.key_revoked"


class KeyState(StrEnum):
    """Whether a key opens anything."""

    active = "active"
    expired = "expired"
    revoked = "revoked"


@dataclass(frozen=True, slots=True)
class KeyDraft:
    """A key as somebody wants it; `networks` are addresses or ranges, none for everywhere."""

    name: str
    scopes: frozenset[str]
    networks: Sequence[str] = ()
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class KeyView:
    """A key as its organization sees it, without its secret; one for tests opens tests only."""

    id: KeyId
    name: str
    prefix: str
    scopes: Sequence[Permission]
    networks: Sequence[str]
    state: KeyState
    made_at: datetime
    expires_at: datetime | None
    used_at: datetime | None
    is_test: bool


@dataclass(frozen=True, slots=True, repr=False)
class NewKey:
    """A key that was just made; nobody can show its secret again."""

    id: KeyId
    secret: str


@dataclass(frozen=True, slots=True)
class Use:
    """One request of a program; `route` is the pattern of its address, in which no secret is.

    One that `is_aging` goes away: whoever owns the program should know that it is used.
    """

    program_id: UUID
    at: datetime
    method: str
    route: str
    status: int
    took_ms: int
    request_id: str
    is_aging: bool = False


@dataclass(frozen=True, slots=True)
class AgingUse:
    """A route that goes away, and when a program asked for it last."""

    method: str
    route: str
    last_at: datetime


@dataclass(frozen=True, slots=True)
class DayOfUse:
    """How often a key was used on a day, and how often it was told no."""

    day: date
    requests: int = 0
    errors: int = 0


class InvalidKey(Invalid):
    """The key cannot be made; `problems` says why, field by field."""

    code = "invalid_key"


class KeyRefused(Unauthenticated):
    """The key is unknown, has expired or was revoked."""

    code = "key_refused"
    text = msgid("This API key is unknown, has expired or was revoked. Make a new one.")


class AddressRefused(Forbidden):
    """The key is good, but not from here."""

    code = "address_refused"
    text = msgid("This API key may not be used from the address {address}.")


class TooManyKeys(Refused):
    """An organization has so many keys that nobody could say what each is for."""

    code = "too_many_keys"
    text = msgid("You have {most} active keys. Revoke one that you do not need any more.")
