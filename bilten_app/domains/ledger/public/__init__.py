"""Accounts, entries and postings, and how others see them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NewType
from uuid import UUID

from bilten_app.domains.ledger.public.kinds import (
    AccountKind,
    EntryKind,
    ReferenceKind,
    Side,
    TenderKind,
)
from bilten_app.kit.money import Money

__all__ = [
    "PLATFORM",
    "Account",
    "AccountKind",
    "Balance",
    "Deal",
    "DisputeStand",
    "Entry",
    "EntryId",
    "EntryKind",
    "EntrySearch",
    "EntryView",
    "Parts",
    "Posting",
    "ReferenceKind",
    "Side",
    "StatementLine",
    "Tender",
    "TenderKind",
    "TrialBalance",
    "Unbalanced",
]

EntryId = NewType("EntryId", int)

PLATFORM = UUID(int=0)
"""The owner of accounts that belong to no organizer."""


class Unbalanced(ValueError):
    """The postings of an entry do not sum to zero."""


@dataclass(frozen=True, slots=True)
class Account:
    """The name of an account: one exists for each combination, made when first posted to."""

    kind: AccountKind
    currency: str
    owner_id: UUID = PLATFORM
    gateway: str = ""


@dataclass(frozen=True, slots=True)
class Posting:
    """An amount in minor units, debit positive, never zero."""

    account: Account
    minor: int


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that happened, with its postings; without postings, nothing moved.

    `kind` and `reference` together are posted once. `owner_id` is the organizer it concerns,
    `subject` what it is about (an event), `memo` what a statement shows (an order's code).
    Raises Unbalanced.
    """

    kind: EntryKind
    reference_kind: ReferenceKind
    reference: UUID
    at: datetime
    postings: tuple[Posting, ...]
    owner_id: UUID = PLATFORM
    subject: UUID | None = None
    memo: str = ""

    def __post_init__(self) -> None:
        sums = Counter[str]()
        for posting in self.postings:
            sums[posting.account.currency] += posting.minor
        if any(sums.values()) or not all(posting.minor for posting in self.postings):
            raise Unbalanced(f"{self.kind} {self.reference}: {dict(sums)}")


@dataclass(frozen=True, slots=True)
class Deal:
    """What the postings of one happening have in common; `reference` is its id."""

    reference: UUID
    organizer_id: UUID
    currency: str
    at: datetime
    event_id: UUID | None = None
    memo: str = ""


@dataclass(frozen=True, slots=True)
class DisputeStand:
    """How a dispute stands; with `owed_minor` the buyer is owed it, for it had bought nothing."""

    kind: EntryKind
    gateway: str
    minor: int
    fee_minor: int = 0
    owed_minor: int | None = None


@dataclass(frozen=True, slots=True)
class Tender:
    """A part of a payment, in minor units.

    `gateway` names who collected it; `issuer_id` whose gift card or credit it is.
    """

    kind: TenderKind
    minor: int
    gateway: str = ""
    issuer_id: UUID = PLATFORM


@dataclass(frozen=True, slots=True)
class Parts:
    """A total that a buyer pays, with the fee and the tax that are inside it, in minor units."""

    total_minor: int
    fee_minor: int = 0
    tax_minor: int = 0


@dataclass(frozen=True, slots=True)
class Balance:
    """What an account holds; positive on the side where it grows."""

    account: Account
    amount: Money


@dataclass(frozen=True, slots=True)
class TrialBalance:
    """Every account as of a moment; `difference` has a currency only when it does not sum to 0."""

    balances: Sequence[Balance]
    debits: Mapping[str, int]
    difference: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class EntryView:
    """An entry as it was posted."""

    id: EntryId
    kind: EntryKind
    reference_kind: ReferenceKind
    reference: UUID
    owner_id: UUID
    subject: UUID | None
    at: datetime
    memo: str
    correlation_id: str
    postings: tuple[Posting, ...]


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One change of an account, and what it held afterwards."""

    entry_id: EntryId
    kind: EntryKind
    reference_kind: ReferenceKind
    reference: UUID
    subject: UUID | None
    at: datetime
    memo: str
    change: Money
    balance: Money


@dataclass(frozen=True, slots=True)
class EntrySearch:
    """Which entries are wanted; what is empty does not narrow the search."""

    kind: EntryKind | None = None
    owner_id: UUID | None = None
    reference: UUID | None = None
    memo: str = ""
    since: datetime | None = None
    until: datetime | None = None
