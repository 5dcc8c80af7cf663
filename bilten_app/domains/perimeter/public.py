"""What others may know about the perimeter: verdicts, views, and refusals."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from bilten_app.kit.errors import Forbidden, Invalid
from bilten_app.kit.facts import Fact
from bilten_app.kit.text import msgid


class Verdict(StrEnum):
    """Whether a network or a country is let in."""

    allow = "allow"
    deny = "deny"


class Verb(StrEnum):
    """What the audit says about the perimeter."""

    ruled = "network.ruled"
    lifted = "network.lifted"


@dataclass(frozen=True, slots=True)
class RuleDraft:
    """A rule as somebody wants it.

    `subject` is an address, a network like 203.0.113.0/24, or a country by its two letters; `hours`
    is how long it counts, 0 for always.
    """

    verdict: Verdict
    subject: str
    reason: str
    hours: int = 0


@dataclass(frozen=True, slots=True)
class RuleView:
    """A rule as staff see it; `made_by` is a label, `system` for what Bilten did itself."""

    id: UUID
    verdict: Verdict
    subject: str
    is_country: bool
    reason: str
    made_by: str
    made_at: datetime
    ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class Standing:
    """A rule that counts, as far as judging needs it."""

    verdict: Verdict
    subject: str
    ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class NetworkBarred(Fact):
    """Bilten shut an address out for a while, since it was refused again and again."""

    name: ClassVar[str] = "network.barred"

    address: str
    rule_id: UUID
    minutes: int


class Barred(Forbidden):
    """This network, or this country, is shut out."""

    code = "network_barred"
    text = msgid(
        "Requests from your network are not taken at the moment. If you think that this is wrong, "
        "write to us from another network."
    )


class InvalidRule(Invalid):
    """The rule cannot be made; `problems` says why, field by field."""

    code = "invalid_network_rule"
