"""Signals, outcomes, reviews, lists and rules: values that are passed around."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from bilten_app.kit.errors import Refused
from bilten_app.kit.money import Money
from bilten_app.kit.states import Flow
from bilten_app.kit.text import msgid


class Stage(StrEnum):
    """When somebody is judged: before they pay, and again when the money has come."""

    start = "start"
    paid = "paid"


class Outcome(StrEnum):
    """What follows from a score, from harmless to harmful."""

    passed = "passed"
    step_up = "step_up"
    review = "review"
    refused = "refused"


class Signal(StrEnum):
    """What may speak against an order."""

    address_orders = "address_orders"
    address_attempts = "address_attempts"
    address_cards = "address_cards"
    address_event = "address_event"
    network_orders = "network_orders"
    visitor_orders = "visitor_orders"
    card_orders = "card_orders"
    card_addresses = "card_addresses"
    card_event = "card_event"
    quantity = "quantity"
    total = "total"
    country = "country"
    throwaway = "throwaway"
    holder = "holder"
    watched = "watched"
    denied = "denied"


class ListKind(StrEnum):
    """Which list: who always passes, who is looked at closely, and who never passes."""

    allow = "allow"
    watch = "watch"
    deny = "deny"


class Trait(StrEnum):
    """By what somebody is known on a list."""

    address = "address"
    domain = "domain"
    network = "network"
    card = "card"
    user = "user"


class ReviewState(StrEnum):
    """Where a review is. `released`: nobody decided in time, and the policy lets the order go."""

    waiting = "waiting"
    approved = "approved"
    refused = "refused"
    released = "released"


REVIEW_FLOW = Flow[ReviewState](
    {
        ReviewState.waiting: {
            ReviewState.approved,
            ReviewState.refused,
            ReviewState.released,
        }
    }
)


class Verb(StrEnum):
    """What the audit says of risk."""

    stopped = "risk.stopped"
    review_opened = "risk.review_opened"
    review_decided = "risk.review_decided"
    listed = "risk.listed"
    unlisted = "risk.unlisted"
    ruled = "risk.ruled"


class PaymentStopped(Refused):
    """An order looks too much like fraud to take money for it. The words help an honest buyer."""

    code = "payment_stopped"
    text = msgid(
        "We could not accept this payment. Nothing was charged. Please use another e-mail address "
        "or another card, or write to the organizer, who can help you."
    )


class ReviewOver(Refused):
    """A review is decided once."""

    code = "review_over"
    text = msgid("This order is not in review any more.")


@dataclass(frozen=True, slots=True)
class Card:
    """What a gateway tells of what somebody paid with; empty where it does not."""

    fingerprint: str = ""
    country: str = ""
    holder: str = ""


NO_CARD = Card()


@dataclass(frozen=True, slots=True)
class Attempt:
    """Somebody who wants to pay for an order, or has paid; `network` is an IP address."""

    order_id: UUID
    event_id: UUID
    organizer_id: UUID
    name: str
    email: str
    quantity: int
    total: Money
    user_id: UUID | None = None
    visitor: str = ""
    network: str = ""
    country: str = ""
    card: Card = NO_CARD
    correlation_id: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a score is what it is: `seen` of something, where `limit` is usual."""

    signal: Signal
    weight: int
    seen: int = 0
    limit: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """A score from 0 to 100, the reasons that add up to it, and what follows."""

    score: int
    outcome: Outcome
    reasons: tuple[Reason, ...] = ()
    is_allowed: bool = False


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which score what follows; they rise."""

    step_up: int = 40
    review: int = 70
    refuse: int = 90


@dataclass(frozen=True, slots=True)
class Ruleset:
    """How much each signal weighs, from where on it speaks, and what follows from which score.

    `values` are unusual totals in minor units, by currency; a currency without one has no limit.
    A review ends by itself after `review_hours`, or `doors_hours` before the doors if that is
    earlier.
    """

    weights: Mapping[Signal, int] = field(default_factory=dict[Signal, int])
    limits: Mapping[Signal, int] = field(default_factory=dict[Signal, int])
    values: Mapping[str, int] = field(default_factory=dict[str, int])
    thresholds: Thresholds = Thresholds()
    review_hours: int = 24
    doors_hours: int = 3


@dataclass(frozen=True, slots=True)
class RulesetView:
    """A version of the rules: what they were, since when, and who made them."""

    number: int
    ruleset: Ruleset
    made_by: str
    made_at: datetime | None


@dataclass(frozen=True, slots=True)
class ListDraft:
    """Somebody to be put on a list; `value` as typed."""

    kind: ListKind
    trait: Trait
    value: str
    reason: str
    days: int = 0


@dataclass(frozen=True, slots=True)
class ListEntryView:
    """Somebody on a list, why, until when, and who put them there."""

    id: UUID
    kind: ListKind
    trait: Trait
    shown: str
    reason: str
    made_by: str
    made_at: datetime
    expires_at: datetime | None
    removed_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReviewView:
    """A paid order that waits for a person, or did."""

    id: UUID
    order_id: UUID
    event_id: UUID
    organizer_id: UUID
    state: ReviewState
    score: int
    reasons: tuple[Reason, ...]
    opened_at: datetime
    release_at: datetime
    decided_by: str
    decided_at: datetime | None
    note: str


@dataclass(frozen=True, slots=True)
class JudgementView:
    """One judgement of an order, with what it was made of."""

    stage: Stage
    verdict: Verdict
    seen: Mapping[str, int]
    traits: Mapping[str, str]
    ruleset: int
    at: datetime
