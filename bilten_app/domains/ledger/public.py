"""Accounts, entries and postings, and how others see them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from bilten_app.kit.money import Money

EntryId = NewType("EntryId", int)

PLATFORM = UUID(int=0)
"""The owner of accounts that belong to no organizer."""


class Side(StrEnum):
    """On which side an account grows."""

    debit = "debit"
    credit = "credit"


class AccountKind(StrEnum):
    """What an account holds. Who owns it stands in brackets."""

    clearing = "clearing"
    """What a gateway holds for us [platform, one for each gateway]."""
    bank = "bank"
    """What lies on the platform's own bank account [platform]."""
    cash = "cash"
    """What the organizer took itself and keeps, at the box office or elsewhere [organizer]."""
    carried = "carried"
    """What moves from an order to the one in its place: nothing, once both are posted [organizer].
    """
    disputed = "disputed"
    """What banks took back while a dispute is open [organizer]."""
    promised = "promised"
    """What an organizer gave on cards and credit that no money came in for [organizer]."""
    processing_cost = "processing_cost"
    """What gateways charge for their work [platform]."""
    adjustments = "adjustments"
    """What the platform gave or took to put something right [platform]."""
    payable = "payable"
    """What is owed to an organizer [organizer]."""
    reserve = "reserve"
    """What is owed to an organizer, but held back for a while [organizer]."""
    tax = "tax"
    """Tax that was collected in the organizer's name [organizer]."""
    fees = "fees"
    """What the platform earned [platform]."""
    processing_recovered = "processing_recovered"
    """Gateways' charges that organizers bear [platform]."""
    refunds_in_transit = "refunds_in_transit"
    """Promised back to buyers, not yet sent [platform]."""
    payouts_in_transit = "payouts_in_transit"
    """Promised to organizers, not yet sent [platform]."""
    gift_cards = "gift_cards"
    """What is left on gift cards [issuer]."""
    store_credit = "store_credit"
    """What is left of credit given to buyers [issuer]."""
    breakage = "breakage"
    """What was left on cards that ran out [issuer]."""

    @property
    def side(self) -> Side:
        """On which side it grows."""
        return Side.debit if self in _DEBIT else Side.credit


_DEBIT = frozenset(
    {
        AccountKind.clearing,
        AccountKind.bank,
        AccountKind.cash,
        AccountKind.carried,
        AccountKind.disputed,
        AccountKind.promised,
        AccountKind.processing_cost,
        AccountKind.adjustments,
    }
)


class EntryKind(StrEnum):
    """What happened."""

    sale = "sale"
    late_money = "late_money"
    refund = "refund"
    refund_sent = "refund_sent"
    refund_returned = "refund_returned"
    refund_credited = "refund_credited"
    dispute_opened = "dispute_opened"
    dispute_won = "dispute_won"
    dispute_lost = "dispute_lost"
    gift_card_sold = "gift_card_sold"
    gift_card_given = "gift_card_given"
    credit_given = "credit_given"
    gift_card_expired = "gift_card_expired"
    gift_card_reissued = "gift_card_reissued"
    processing_fee = "processing_fee"
    payout_scheduled = "payout_scheduled"
    payout_sent = "payout_sent"
    payout_failed = "payout_failed"
    payout_returned = "payout_returned"
    reserve_held = "reserve_held"
    reserve_released = "reserve_released"
    gateway_payout = "gateway_payout"
    tax_remitted = "tax_remitted"
    adjustment = "adjustment"

    @property
    def is_of_order(self) -> bool:
        """Whether its memo is an order's code."""
        return self in {
            EntryKind.sale,
            EntryKind.refund,
            EntryKind.refund_sent,
            EntryKind.refund_returned,
        }


class ReferenceKind(StrEnum):
    """What an entry's reference is the id of."""

    order = "order"
    payment = "payment"
    refund = "refund"
    dispute = "dispute"
    gift_card = "gift_card"
    payout = "payout"
    reserve = "reserve"
    statement = "statement"


class TenderKind(StrEnum):
    """With what somebody pays, and to what a refund goes back."""

    gateway = "gateway"
    cash = "cash"
    carried = "carried"
    gift_card = "gift_card"
    store_credit = "store_credit"


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
