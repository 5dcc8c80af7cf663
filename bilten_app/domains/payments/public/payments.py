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
from bilten_app.ports.payments import MethodKind

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
        RefundState.done: {RefundState.failed},
    }
)


class Verb(StrEnum):
    """What the audit says of payments."""

    payment_captured = "payments.captured"
    payment_quarantined = "payments.quarantined"
    refund_requested = "refunds.requested"
    refund_repeated = "refunds.repeated"
    refund_done = "refunds.done"
    refund_failed = "refunds.failed"
    dispute_opened = "disputes.opened"
    dispute_answered = "disputes.answered"
    dispute_decided = "disputes.decided"
    card_saved = "cards.saved"
    card_changed = "cards.changed"
    card_removed = "cards.removed"
    card_gone = "cards.gone"


class NothingToRefund(Refused):
    """More would be given back than was paid."""

    code = "nothing_to_refund"
    text = msgid("This payment has no such amount left to refund.")


class NotFailed(Refused):
    """Only what failed is sent again, and only once."""

    code = "refund_not_failed"
    text = msgid("This refund has not failed, or it is on its way again.")


class NotOffered(Refused):
    """Nobody can pay like that, or not this amount."""

    code = "method_not_offered"
    text = msgid("This way to pay is not offered here. Please choose another one.")


@dataclass(frozen=True, slots=True)
class WebhookStored(Fact):
    """A gateway told us something: its signed event is stored, and nothing done about it yet."""

    name = "payments.webhook_stored"

    gateway: str
    event_id: str


@dataclass(frozen=True, slots=True)
class PaymentCaptured(Fact):
    """The gateway holds the money, all of it; its own fee when it has told it (else 0)."""

    name = "payments.captured"

    payment_id: UUID
    gateway: str
    reference: UUID
    amount_minor: int
    currency: str
    fee_minor: int = 0
    fee_currency: str = ""


@dataclass(frozen=True, slots=True)
class PaymentQuarantined(Fact):
    """Money came in another amount or currency than was asked for; it is owed back."""

    name = "payments.quarantined"

    payment_id: UUID
    gateway: str
    reference: UUID
    amount_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class RefundDone(Fact):
    """The gateway gave money back; `is_external` when nobody here had asked for it."""

    name = "payments.refund_done"

    refund_id: UUID
    payment_id: UUID
    gateway: str
    reference: UUID
    amount_minor: int
    currency: str
    is_external: bool = False


@dataclass(frozen=True, slots=True)
class RefundFailed(Fact):
    """Money on its way back did not arrive; `was_done` when the gateway had called it done."""

    name = "payments.refund_failed"

    refund_id: UUID
    payment_id: UUID
    gateway: str
    reference: UUID
    amount_minor: int
    currency: str
    was_done: bool


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
    fee: Money | None = None


@dataclass(frozen=True, slots=True)
class RefundView:
    """A refund as others see it: its last attempt, under the `promise` it was first asked for."""

    id: RefundId
    state: RefundState
    amount: Money
    reason: str
    created_at: datetime
    done_at: datetime | None
    is_external: bool = False
    promise: RefundId | None = None


@dataclass(frozen=True, slots=True)
class Quarantined:
    """Money that came in another amount or currency than was asked for."""

    payment: PaymentView
    seen: Money
    is_sent_back: bool


@dataclass(frozen=True, slots=True)
class GatewayView:
    """A gateway as staff see it; `waiting` are payments that it has not told the end of."""

    name: str
    kinds: tuple[MethodKind, ...]
    is_offered: bool
    down_since: datetime | None
    waiting: int


class WhyNot(StrEnum):
    """Why a way to pay cannot be chosen now."""

    down = "down"
    currency = "currency"
    amount = "amount"


@dataclass(frozen=True, slots=True)
class Method:
    """A way to pay. One that is down comes back by itself; the others cannot take this amount."""

    name: str
    kinds: tuple[MethodKind, ...]
    why_not: WhyNot | None = None
    down_since: datetime | None = None

    @property
    def is_available(self) -> bool:
        """Whether a buyer can choose it now."""
        return self.why_not is None
