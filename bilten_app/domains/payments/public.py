"""The states of payments and refunds, and the facts about them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from bilten_app.kit.errors import Refused
from bilten_app.kit.facts import Fact
from bilten_app.kit.money import Money
from bilten_app.kit.states import Flow
from bilten_app.kit.text import msgid

PaymentId = NewType("PaymentId", UUID)
RefundId = NewType("RefundId", UUID)


class PaymentState(StrEnum):
    """Where a payment is. `captured` is never left; money may still come after `expired`."""

    started = "started"
    captured = "captured"
    failed = "failed"
    expired = "expired"
    quarantined = "quarantined"


PAYMENT_FLOW = Flow[PaymentState](
    {
        PaymentState.started: {
            PaymentState.captured,
            PaymentState.failed,
            PaymentState.expired,
            PaymentState.quarantined,
        },
        PaymentState.failed: {PaymentState.captured, PaymentState.quarantined},
        PaymentState.expired: {PaymentState.captured, PaymentState.quarantined},
    }
)


class RefundState(StrEnum):
    """Where a refund is."""

    requested = "requested"
    sent = "sent"
    done = "done"
    failed = "failed"


REFUND_FLOW = Flow[RefundState](
    {
        RefundState.requested: {RefundState.sent},
        RefundState.sent: {RefundState.done, RefundState.failed},
        RefundState.failed: {RefundState.sent},
    }
)


class Verb(StrEnum):
    """What the audit says of payments."""

    payment_captured = "payments.captured"
    payment_quarantined = "payments.quarantined"
    refund_requested = "refunds.requested"
    refund_done = "refunds.done"


class NothingToRefund(Refused):
    """More would be given back than was paid."""

    code = "nothing_to_refund"
    text = msgid("This payment has no such amount left to refund.")


@dataclass(frozen=True, slots=True)
class WebhookStored(Fact):
    """A gateway told us something: its signed event is stored, and nothing done about it yet."""

    name = "payments.webhook_stored"

    gateway: str
    event_id: str


@dataclass(frozen=True, slots=True)
class PaymentCaptured(Fact):
    """The gateway holds the money, all of it."""

    name = "payments.captured"

    payment_id: UUID
    reference: UUID
    amount_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class RefundDone(Fact):
    """The gateway gave money back."""

    name = "payments.refund_done"

    refund_id: UUID
    payment_id: UUID
    reference: UUID
    amount_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class PaymentView:
    """A payment as others see it."""

    id: PaymentId
    reference: UUID
    gateway: str
    state: PaymentState
    amount: Money
    refunded: Money
    checkout_url: str | None
    reason: str
    expires_at: datetime
    captured_at: datetime | None


@dataclass(frozen=True, slots=True)
class RefundView:
    """A refund as others see it."""

    id: RefundId
    state: RefundState
    amount: Money
    reason: str
    created_at: datetime
    done_at: datetime | None
