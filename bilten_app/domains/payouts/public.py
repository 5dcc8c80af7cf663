"""The states of a payout, its settings, and how organizers see their money."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from bilten_app.kit.errors import Invalid, Refused
from bilten_app.kit.facts import Fact
from bilten_app.kit.money import Money
from bilten_app.kit.states import Flow
from bilten_app.kit.text import msgid

PayoutId = NewType("PayoutId", UUID)


class PayoutState(StrEnum):
    """Where a payout is; the money of one that failed or came back is owed again."""

    scheduled = "scheduled"
    sent = "sent"
    paid = "paid"
    failed = "failed"
    returned = "returned"


PAYOUT_FLOW = Flow[PayoutState](
    {
        PayoutState.scheduled: {PayoutState.sent, PayoutState.failed},
        PayoutState.sent: {PayoutState.paid, PayoutState.failed},
        PayoutState.paid: {PayoutState.returned},
    }
)


class Schedule(StrEnum):
    """When payouts are made."""

    daily = "daily"
    weekly = "weekly"
    monthly = "monthly"
    manual = "manual"
    after_event = "after_event"


class Verb(StrEnum):
    """What the audit says of payouts."""

    scheduled = "payouts.scheduled"
    sent = "payouts.sent"
    paid = "payouts.paid"
    failed = "payouts.failed"
    returned = "payouts.returned"
    settings_changed = "payouts.settings_changed"
    destination_changed = "payouts.destination_changed"
    reserve_changed = "payouts.reserve_changed"


class NothingToPayOut(Refused):
    """The balance is too small, or not free yet."""

    code = "nothing_to_pay_out"
    text = msgid("There is nothing to pay out at the moment.")


class NoDestination(Refused):
    """Nobody said where the money should go."""

    code = "no_destination"
    text = msgid("Add a bank account first, so that we know where to send the money.")


class BadSettings(Invalid):
    """The settings cannot be saved; `problems` says why, field by field."""

    code = "bad_payout_settings"


@dataclass(frozen=True, slots=True)
class PayoutPaid(Fact):
    """An organizer's money has arrived."""

    name = "payouts.paid"

    payout_id: UUID
    organizer_id: UUID
    amount_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class PayoutFailed(Fact):
    """An organizer's money did not arrive, or came back later; `reason` is the bank's word."""

    name = "payouts.failed"

    payout_id: UUID
    organizer_id: UUID
    amount_minor: int
    currency: str
    reason: str


@dataclass(frozen=True, slots=True)
class Terms:
    """When an organizer is paid out in one currency, and what is held back.

    A payout takes what is `delay_days` old, or what events earned that ended so long ago; less
    than `minimum_minor` waits for the next. Of each, `reserve_basis_points` stay for
    `reserve_days`.
    """

    schedule: Schedule = Schedule.after_event
    delay_days: int = 5
    minimum_minor: int = 0
    reserve_basis_points: int = 0
    reserve_days: int = 0


@dataclass(frozen=True, slots=True)
class SettingsView:
    """The settings of one currency; `destination` is masked, `blocked` the bank's last word."""

    currency: str
    terms: Terms
    destination: str
    blocked: str


@dataclass(frozen=True, slots=True)
class Holdings:
    """What stands in an organizer's accounts of one currency, in minor units."""

    payable_minor: int = 0
    tax_minor: int = 0
    cash_minor: int = 0
    disputed_minor: int = 0
    reserve_minor: int = 0

    @property
    def net_minor(self) -> int:
        """What could be paid out if nothing had to wait."""
        return self.payable_minor + self.tax_minor - self.cash_minor - self.disputed_minor

    def __sub__(self, other: "Holdings") -> "Holdings":
        return Holdings(
            payable_minor=self.payable_minor - other.payable_minor,
            tax_minor=self.tax_minor - other.tax_minor,
            cash_minor=self.cash_minor - other.cash_minor,
            disputed_minor=self.disputed_minor - other.disputed_minor,
            reserve_minor=self.reserve_minor - other.reserve_minor,
        )


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time that has one payout; `cut` is up to when money counts."""

    name: str
    cut: datetime


@dataclass(frozen=True, slots=True)
class Plan:
    """How much a payout takes from each account, in minor units."""

    payable_minor: int
    tax_minor: int
    cash_minor: int
    reserved_minor: int

    @property
    def amount_minor(self) -> int:
        """What is sent."""
        return self.payable_minor + self.tax_minor - self.cash_minor


@dataclass(frozen=True, slots=True)
class PayoutView:
    """A payout as its organizer sees it."""

    id: PayoutId
    organizer_id: UUID
    period: str
    state: PayoutState
    amount: Money
    tax: Money
    cash: Money
    reserved: Money
    destination: str
    gateway: str
    gateway_ref: str | None
    reason: str
    created_at: datetime
    sent_at: datetime | None
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class MoneyView:
    """An organizer's money in one currency: what is owed, what is free now, what waits."""

    currency: str
    owed: Money
    available: Money
    reserve: Money
    disputed: Money
    in_transit: Money
    next_at: datetime | None
    settings: SettingsView


@dataclass(frozen=True, slots=True)
class ReserveView:
    """What is held back of a payout, and until when."""

    amount: Money
    held_at: datetime
    release_at: datetime
