"""Places, the types that draw on them, and the holds that stand."""

from bilten_app.domains.inventory.queries.drifts import (
    drifts,
)
from bilten_app.domains.inventory.queries.holds import (
    hold,
    holds,
    open_checkouts,
)
from bilten_app.domains.inventory.queries.types import (
    left_by_event,
    left_by_type,
    lowest_price,
    most_by_event,
    prices,
    proof_classes,
    shared_pools,
    ticket_types,
    type_names,
)

__all__ = [
    "drifts",
    "hold",
    "holds",
    "left_by_event",
    "left_by_type",
    "lowest_price",
    "most_by_event",
    "open_checkouts",
    "prices",
    "proof_classes",
    "shared_pools",
    "ticket_types",
    "type_names",
]
