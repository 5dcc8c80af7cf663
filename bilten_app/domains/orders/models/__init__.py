"""Tables of orders: private to the domain."""

from bilten_app.domains.orders.models.changes import (
    OrderChange,
    OrderFund,
    OrderLoss,
    OrderNote,
)
from bilten_app.domains.orders.models.counter import (
    ImportedOrder,
    OrderImport,
    TillMove,
    TillShift,
)
from bilten_app.domains.orders.models.orders import (
    Order,
    OrderLine,
    OrderPolicy,
    OrderRefund,
    RefundRequest,
)

__all__ = [
    "ImportedOrder",
    "Order",
    "OrderChange",
    "OrderFund",
    "OrderImport",
    "OrderLine",
    "OrderLoss",
    "OrderNote",
    "OrderPolicy",
    "OrderRefund",
    "RefundRequest",
    "TillMove",
    "TillShift",
]
