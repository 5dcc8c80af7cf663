"""What goes back of a paid order: wishes, requests of buyers, and what became of them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from bilten_app.domains.payments.public import RefundState
from bilten_app.kit.errors import Invalid, Refused
from bilten_app.kit.facts import Fact
from bilten_app.kit.money import Money
from bilten_app.kit.states import Flow
from bilten_app.kit.text import msgid


class RequestState(StrEnum):
    """Where a buyer's request is. `approved` is also said when its tickets went back unasked."""

    requested = "requested"
    approved = "approved"
    refused = "refused"
    withdrawn = "withdrawn"


REQUEST_FLOW = Flow[RequestState](
    {
        RequestState.requested: {
            RequestState.approved,
            RequestState.refused,
            RequestState.withdrawn,
        }
    }
)


class OutsidePolicy(StrEnum):
    """What a full refund made in the gateway's own dashboard does to the tickets."""

    end = "end"
    keep = "keep"


class TaskState(StrEnum):
    """Whether somebody has yet to decide what a refund made elsewhere was for."""

    none = ""
    open = "open"
    kept = "kept"
    ended = "ended"


class TaskDone(Refused):
    """What a refund was for is decided once."""

    code = "refund_task_done"
    text = msgid("Somebody has decided about this refund already.")


class NotRefundable(Refused):
    """So much was not paid, or these tickets are not valid any more."""

    code = "not_refundable"
    text = msgid("This cannot be refunded: look at what was given back already.")


class BundleStaysWhole(NotRefundable):
    """A bundle goes back as it was sold: all its tickets or none."""

    code = "bundle_stays_whole"
    text = msgid("A bundle is given back whole. Choose all of its tickets, or none of them.")


class MoneyDisputed(NotRefundable):
    """What a bank has asked for, or taken, is not given back a second time."""

    code = "money_disputed"
    text = msgid("The buyer's bank has asked for this money. It cannot be given back here too.")


class OrderDisputed(Refused):
    """While a bank asks for its money, an order stays as it is."""

    code = "order_disputed"
    text = msgid(
        "A bank asks for the money of this order. Until it has decided, its tickets wait: they are "
        "not changed, renamed or sent."
    )


class NoRefunds(Refused):
    """Nobody can ask for a refund of this event by themselves."""

    code = "no_refunds"
    text = msgid("Refunds of this event cannot be asked for here. Ask its organizer.")


class RefundsOver(Refused):
    """The time to ask is over."""

    code = "refunds_over"
    text = msgid("The time to ask for a refund is over.")


class NothingToGiveBack(Refused):
    """No ticket of the order is valid."""

    code = "nothing_to_give_back"
    text = msgid("This order has no valid tickets that could be given back.")


class AskedAlready(Refused):
    """One request at a time."""

    code = "refund_asked_already"
    text = msgid("You have asked already. The organizer has not decided yet.")


class RequestDecided(Refused):
    """A request is decided once."""

    code = "refund_request_decided"
    text = msgid("This request is not open any more.")


class NoTicketsChosen(Invalid):
    """A request names tickets."""

    code = "no_tickets_chosen"
    text = msgid("Choose the tickets that you want to give back.")


@dataclass(frozen=True, slots=True)
class OrderRefunded(Fact):
    """A part of a paid order was given back; the rest of it stands."""

    name = "orders.refunded"

    refund_id: UUID
    order_id: UUID
    event_id: UUID
    organizer_id: UUID
    refund_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class OrderRefundFailed(Fact):
    """Money on its way back did not reach the buyer; `refund_id` is the attempt that failed."""

    name = "orders.refund_failed"

    refund_id: UUID
    order_id: UUID
    event_id: UUID
    organizer_id: UUID
    refund_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class OrderVatFailed(Fact):
    """A business bought without tax, and its VAT id turned out bad. The price stays."""

    name = "orders.vat_failed"

    order_id: UUID
    organizer_id: UUID
    vat_id: str


@dataclass(frozen=True, slots=True)
class RefundedOutside(Fact):
    """Money went back in the gateway's own dashboard; with `is_task` somebody decides for what."""

    name = "orders.refunded_outside"

    refund_id: UUID
    order_id: UUID
    event_id: UUID
    organizer_id: UUID
    refund_minor: int
    currency: str
    is_task: bool


@dataclass(frozen=True, slots=True)
class RefundAsked(Fact):
    """A buyer asks for money back."""

    name = "orders.refund_asked"

    request_id: UUID
    order_id: UUID
    event_id: UUID
    organizer_id: UUID


@dataclass(frozen=True, slots=True)
class RefundDenied(Fact):
    """The organizer has refused what a buyer asked for; the request says why."""

    name = "orders.refund_denied"

    request_id: UUID
    order_id: UUID
    event_id: UUID
    organizer_id: UUID
    note: str


@dataclass(frozen=True, slots=True)
class RefundWish:
    """What is to be given back: tickets with or without their fees, or an amount as goodwill."""

    ticket_ids: frozenset[UUID] = frozenset()
    amount_minor: int = 0
    with_fees: bool = True
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RefundDue:
    """What a wish would give back now: `gift` of the total to cards and credit, the rest as paid.

    `kept_fee` is what the buyer paid in fees for the named tickets and does not get back.
    """

    total: Money
    gift: Money
    kept_fee: Money

    @property
    def paid_back(self) -> Money:
        """What goes back the way it was paid."""
        return self.total - self.gift


@dataclass(frozen=True, slots=True)
class OrderRefundView:
    """Money that an order gave back. `made_by` is how the audit names who did it.

    `attempt_id` is the payment's refund that failed or was sent last; None when all of it went to
    cards. An external one was made in the gateway's own dashboard, and names nobody.
    """

    id: UUID
    state: RefundState
    amount: Money
    gift: Money
    tickets: int
    reason: str
    made_by: str
    made_at: datetime
    attempt_id: UUID | None = None
    is_external: bool = False


@dataclass(frozen=True, slots=True)
class RefundTask:
    """A refund that was made elsewhere, and what was decided about the tickets of its order."""

    id: UUID
    order_id: UUID
    order_code: str
    event_id: UUID
    buyer_name: str
    amount: Money
    made_at: datetime
    state: TaskState
    tickets: int


@dataclass(frozen=True, slots=True)
class RefundRequestView:
    """What a buyer asks for, and what the organizer said; amounts are those of this moment."""

    id: UUID
    order_id: UUID
    order_code: str
    event_id: UUID
    organizer_id: UUID
    buyer_name: str
    buyer_email: str
    state: RequestState
    ticket_ids: frozenset[UUID]
    reason: str
    asked_at: datetime
    decided_by: str
    decided_at: datetime | None
    note: str
