"""What can be told, and where a delivery is."""

from enum import StrEnum

from bilten_app.kit.states import Flow


class Topic(StrEnum):
    """What a mail is about; its subject is an order, or a link."""

    receipt = "orders.receipt"
    late_refunded = "orders.late_refunded"
    cancelled = "orders.cancelled"
    verify = "identity.verify"


class DeliveryState(StrEnum):
    """Where a delivery is. `failed`: the mail server refuses this mail for good."""

    queued = "queued"
    sent = "sent"
    failed = "failed"


DELIVERY_FLOW = Flow[DeliveryState](
    {DeliveryState.queued: {DeliveryState.sent, DeliveryState.failed}}
)
