"""A payment gateway: it holds the card data, we hold its word.

Every call that changes something carries an id of ours as the idempotency key: repeated after a
crash, it finds what the first one did. Amounts are minor units. Some also serve `ports/payees.py`.
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from bilten_app.kit.errors import Invalid, Refused
from bilten_app.kit.money import Money
from bilten_app.kit.text import msgid
from bilten_app.ports.cards import MethodGone, PaidWith
from bilten_app.ports.payees import SavedMethod


class BadSignature(Invalid):
    """A webhook was not signed by the gateway, or long ago."""

    status = 400
    code = "bad_signature"
    text = msgid("The signature of this message is not right.")


class AmountNotTaken(Refused):
    """The gateway does not take this amount, or this currency."""

    code = "amount_not_taken"
    text = msgid("This way to pay does not take this amount. Please choose another one.")


class CheckoutOver(Refused):
    """The gateway no longer takes money for this checkout."""

    code = "checkout_over"
    text = msgid("The time to pay is over. Please start again.")


class MethodKind(StrEnum):
    """What a buyer pays with."""

    card = "card"
    wallet = "wallet"
    paypal = "paypal"
    test = "test"


class ChargeState(StrEnum):
    """What the gateway says of a charge; `approved` waits for us to capture it."""

    pending = "pending"
    approved = "approved"
    captured = "captured"
    failed = "failed"
    expired = "expired"


class RefundState(StrEnum):
    """What the gateway says of a refund."""

    pending = "pending"
    done = "done"
    failed = "failed"


class DisputeState(StrEnum):
    """What the gateway says of a dispute."""

    needs_response = "needs_response"
    under_review = "under_review"
    won = "won"
    lost = "lost"


class ReportKind(StrEnum):
    """Why money moved at the gateway."""

    charge = "charge"
    refund = "refund"
    dispute = "dispute"
    transfer = "transfer"
    payout = "payout"
    fee = "fee"
    other = "other"


@dataclass(frozen=True, slots=True)
class AmountRule:
    """Which amounts of one currency a gateway takes, in minor units."""

    least: int = 1
    most: int = 99_999_999
    step: int = 1

    def takes(self, minor: int) -> bool:
        """Whether the gateway can collect exactly this amount."""
        return self.least <= minor <= self.most and minor % self.step == 0


@dataclass(frozen=True, slots=True)
class CheckoutRequest:
    """What we ask the gateway to collect; `payment_id` is the idempotency key.

    A buyer with a `customer_ref` (ports/payees.py) has what they pay with remembered; `method_ref`
    is what was remembered before. `challenge` asks their bank whether it is them, where it can.
    """

    payment_id: UUID
    amount: Money
    description: str
    email: str
    return_url: str
    expires_at: datetime
    customer_ref: str = ""
    method_ref: str = ""
    challenge: bool = False


@dataclass(frozen=True, slots=True)
class Checkout:
    """A page where the buyer pays; the page they return to when nothing is left to do."""

    gateway_ref: str
    url: str


@dataclass(frozen=True, slots=True)
class Charge:
    """The state of one checkout; `amount` is what was really collected.

    `fee` is what the gateway keeps for itself, in the currency it settles in, once it says so;
    `paid_with` is known once it has collected.
    """

    gateway_ref: str
    state: ChargeState
    amount: Money
    reason: str = ""
    fee: Money | None = None
    paid_with: PaidWith | None = None


@dataclass(frozen=True, slots=True)
class RefundRequest:
    """What we ask the gateway to give back; `refund_id` is the idempotency key."""

    refund_id: UUID
    gateway_ref: str
    amount: Money
    reason: str


@dataclass(frozen=True, slots=True)
class Refund:
    """The state of one refund."""

    gateway_ref: str
    state: RefundState


@dataclass(frozen=True, slots=True)
class RefundNews:
    """A refund as the gateway tells of it: `refund_id` is None when it was made over there."""

    checkout_ref: str
    refund: Refund
    amount: Money
    refund_id: UUID | None


@dataclass(frozen=True, slots=True)
class Dispute:
    """A buyer's bank asks for the money back, or only inquires so far: then it takes nothing.

    `held` is what the gateway has taken from us because of it, without the `fee` it charges.
    """

    gateway_ref: str
    checkout_ref: str
    state: DisputeState
    amount: Money
    reason: str
    respond_by: datetime | None
    held: Money
    fee: Money | None = None
    is_inquiry: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for us in a dispute, in plain words; `pack` is all of it as one PDF."""

    customer_name: str
    customer_email: str
    product: str
    service_date: str
    refund_policy: str
    access_log: str
    statement: str
    pack: bytes = b""


@dataclass(frozen=True, slots=True)
class SignedEvent:
    """A webhook whose signature was right, not yet understood."""

    event_id: str
    raw: dict[str, Any]


type News = Charge | RefundNews | Dispute | SavedMethod | MethodGone


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One movement of money at the gateway; `amount` is signed as our balance there saw it.

    `reference` is our id of what moved (a payment, a refund, a transfer), None when the gateway
    knows of none; `gateway_ref` is the gateway's own.
    """

    gateway_ref: str
    kind: ReportKind
    reference: UUID | None
    amount: Money
    fee: Money
    at: datetime


@dataclass(frozen=True, slots=True)
class Collected:
    """Money that the gateway collected before Bilten knew of it."""

    gateway_ref: str
    amount: Money
    email: str
    description: str
    at: datetime


class PaymentGateway(Protocol):
    """What Bilten needs of whoever takes the money. Outages raise Unavailable."""

    @property
    def name(self) -> str:
        """The word in addresses and rows, like `stripe`."""
        ...

    @property
    def kinds(self) -> tuple[MethodKind, ...]:
        """What a buyer can pay with."""
        ...

    def rule(self, currency: str) -> AmountRule | None:
        """Return which amounts of a currency are taken; None when the currency is not."""
        ...

    async def start(self, request: CheckoutRequest) -> Checkout:
        """Open a hosted checkout, or return the one this payment has.

        What is remembered is charged at once, unless its bank asks the buyer. Raises
        AmountNotTaken, MethodForgotten, and CheckoutOver when it is too late for a first one.
        """
        ...

    async def look_up(self, gateway_ref: str) -> Charge:
        """Return what the gateway knows of a checkout."""
        ...

    async def capture(self, gateway_ref: str) -> Charge:
        """Collect what the buyer approved, once; the same as `look_up` when nothing waits."""
        ...

    async def close(self, gateway_ref: str) -> Charge:
        """Take no more money for a checkout; return what came of it, which may be captured."""
        ...

    async def refund(self, request: RefundRequest) -> Refund:
        """Give money back, once for each `refund_id`; more than is left fails."""
        ...

    async def submit_evidence(self, dispute_ref: str, evidence: Evidence) -> Dispute:
        """Answer a dispute; the gateway hands it to the bank."""
        ...

    async def verify(self, body: bytes, headers: Mapping[str, str]) -> SignedEvent:
        """Return a signed webhook, or raise BadSignature."""
        ...

    async def read(self, raw: Mapping[str, Any]) -> News | None:
        """Return what a signed webhook says; None when it is nothing to us. May ask back."""
        ...

    def report(self, start: datetime, end: datetime) -> AsyncIterator[ReportRow]:
        """Yield every movement from `start` until just before `end`."""
        ...
