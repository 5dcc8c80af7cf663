"""The second step: what can be asked beside a password, and what goes wrong with it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from bilten_app.kit.errors import Invalid, Refused
from bilten_app.kit.facts import Fact
from bilten_app.kit.text import msgid


class FactorKind(StrEnum):
    """What can be asked beside a password."""

    totp = "totp"
    sms = "sms"
    email = "email"


@dataclass(frozen=True, slots=True)
class FactorView:
    """A second factor that an account has; `hint` is what may be shown of a number."""

    kind: FactorKind
    hint: str
    since: datetime


@dataclass(frozen=True, slots=True)
class DeviceView:
    """A browser that is not asked for a code."""

    id: UUID
    agent: str
    place: str
    seen_at: datetime
    trusted_until: datetime


@dataclass(frozen=True, slots=True)
class SecondStep:
    """What the second step of signing in may ask for."""

    kinds: tuple[FactorKind, ...]
    hint: str
    has_recovery: bool


@dataclass(frozen=True, slots=True)
class NewFactor:
    """A factor to be confirmed by its first code; the secret is shown to its owner only."""

    kind: FactorKind
    secret: str
    uri: str


@dataclass(frozen=True, slots=True)
class CodeAsked(Fact):
    """A code has to be sent: it is derived when it goes out, and stored nowhere."""

    name = "identity.code_asked"

    user_id: UUID
    code_id: UUID
    kind: str
    asked: int


class WrongCode(Invalid):
    """The code is wrong, was used before, or came too late."""

    code = "wrong_code"
    text = msgid("This code is not right, or it was used before. Please take the newest one.")


class StepGone(Refused):
    """The second step took too long, or was answered wrongly too often."""

    code = "step_gone"
    text = msgid("This took too long or failed too often. Please sign in again.")


class BadNumber(Invalid):
    """This is no telephone number that can be written to."""

    code = "bad_number"
    text = msgid("Write the number with its country, like +49 151 23456789.")
