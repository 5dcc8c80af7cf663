"""Passkeys, as their owner sees them, and what goes wrong with them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from bilten_app.kit.errors import Invalid, Refused
from bilten_app.kit.text import msgid

LONGEST_NAME = 60


class PasskeyPurpose(StrEnum):
    """What a passkey is asked for."""

    add = "add"
    sign_in = "sign_in"
    prove = "prove"


@dataclass(frozen=True, slots=True)
class PasskeyView:
    """A passkey; one that is flagged may have been copied, and opens nothing."""

    id: UUID
    name: str
    is_synced: bool
    since: datetime
    used_at: datetime | None
    is_flagged: bool


@dataclass(frozen=True, slots=True)
class PasskeyQuestion:
    """What a browser asks a passkey: its options as JSON; `token` goes into a cookie."""

    options: str
    token: str
    max_age_s: int


class PasskeyRefused(Invalid):
    """The answer of a passkey does not hold: wrong place, too late, used before, unknown."""

    code = "passkey_refused"
    text = msgid("This passkey was not accepted. Please try again, or sign in another way.")


class PasskeyKnown(Refused):
    """This passkey was added before."""

    code = "passkey_known"
    text = msgid("This passkey is there already.")
