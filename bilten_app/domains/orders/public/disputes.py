"""What banks want of orders, and what they give back."""

from dataclasses import dataclass
from uuid import UUID

from bilten_app.domains.orders.public.orders import OrderId
from bilten_app.domains.payments.public import DisputeView
from bilten_app.kit.facts import Fact


@dataclass(frozen=True, slots=True)
class LossReversed(Fact):
    """A bank gave back what it had taken of an order: its tickets are valid again, or its places
    were gone and its money is on its way to the buyer. `turn` tells one time from another.
    """

    name = "orders.loss_reversed"

    order_id: UUID
    event_id: UUID
    organizer_id: UUID
    turn: UUID
    tickets: int
    refund_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class DisputedOrder:
    """A dispute, and whose order it is about."""

    dispute: DisputeView
    order_id: OrderId
    code: str
    organizer_id: UUID
    buyer_name: str
