"""A payment gateway: it holds the card data, we hold its word.

Every call that changes something carries an id of ours as the idempotency key, so that a call
repeated after a crash finds what the first one did.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from bilten_app.kit.errors import Invalid
from bilten_app.kit.money import Money
from bilten_app.kit.text import msgid


class BadSignature(Invalid):
    """A webhook was not signed by the gateway, or long ago."""

    status = 400
    code = "bad_signature"
    text = msgid("The signature of this message is not right.")


class ChargeState(StrEnum):
    """What the gateway says of a charge."""

    pending = "pending"
    captured = "captured"
    failed = "failed"
    expired = "expired"


class RefundState(StrEnum):
    """What the gateway says of a refund."""

    pending = "pending"
    done = "done"
    failed = "failed"


@dataclass(frozen=True, slots=True)
class CheckoutRequest:
    """What we ask the gateway to collect; `payment_id` is the idempotency key."""

    payment_id: UUID
    amount: Money
    description: str
    email: str
    return_url: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Checkout:
    """A hosted page where the buyer pays."""

    gateway_ref: str
    url: str


@dataclass(frozen=True, slots=True)
class Charge:
    """The state of one checkout; `amount` is what was really collected."""

    gateway_ref: str
    state: ChargeState
    amount: Money
    reason: str = ""


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
class GatewayEvent:
    """A webhook whose signature was right: something is new about a charge."""

    event_id: str
    charge: Charge
    raw: dict[str, Any]


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

    name: str

    async def start(self, request: CheckoutRequest) -> Checkout:
        """Open a hosted checkout, or return the one this payment has."""
        ...

    async def look_up(self, gateway_ref: str) -> Charge:
        """Return what the gateway knows of a checkout."""
        ...

    async def refund(self, request: RefundRequest) -> Refund:
        """Give money back, once for each `refund_id`."""
        ...

    def parse_webhook(self, body: bytes, headers: Mapping[str, str]) -> GatewayEvent:
        """Return the event of a signed webhook, or raise BadSignature."""
        ...
