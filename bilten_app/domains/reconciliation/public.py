"""What two sides say about the same money."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from bilten_app.kit.errors import Invalid
from bilten_app.kit.money import Money
from bilten_app.kit.text import msgid
from bilten_app.ports.payments import ReportKind

RunId = NewType("RunId", UUID)


class Outcome(StrEnum):
    """How the two sides compare."""

    matched = "matched"
    missing_here = "missing_here"
    missing_there = "missing_there"
    amount_differs = "amount_differs"
    currency_differs = "currency_differs"
    duplicate = "duplicate"


class Verb(StrEnum):
    """What the audit says of reconciliation."""

    ran = "reconciliation.ran"


class BadReport(Invalid):
    """The report cannot be read."""

    code = "bad_report"
    text = msgid("Line {line} of this file cannot be read. It needs the columns {columns}.")


@dataclass(frozen=True, slots=True)
class Movement:
    """Money that moved at a gateway; `amount` is signed as our balance there saw it.

    `reference` is our id of it, `gateway_ref` the gateway's name; either may be unknown.
    """

    kind: ReportKind
    gateway_ref: str
    reference: UUID | None
    amount: Money
    at: datetime


@dataclass(frozen=True, slots=True)
class Compared:
    """One movement as both sides tell it; None where a side tells nothing."""

    outcome: Outcome
    theirs: Movement | None
    ours: Movement | None


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums of one currency in minor units: the gateway's, our rows', and the ledger's."""

    theirs_minor: int
    ours_minor: int
    ledger_minor: int


@dataclass(frozen=True, slots=True)
class LineView:
    """A line of a run."""

    place: int
    kind: ReportKind
    outcome: Outcome
    gateway_ref: str
    reference: UUID | None
    theirs: Money | None
    ours: Money | None
    at: datetime | None


@dataclass(frozen=True, slots=True)
class RunView:
    """A run, with how many lines there are of each outcome."""

    id: RunId
    gateway: str
    since: datetime
    until: datetime
    file_name: str
    matched: int
    differing: int
    created_at: datetime
    totals: Mapping[str, Totals]


@dataclass(frozen=True, slots=True)
class RunResult:
    """What a run found."""

    id: RunId
    compared: Sequence[Compared]
