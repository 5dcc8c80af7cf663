"""Orders, and what was given back of them, as their buyers and organizers see them."""

from bilten_app.domains.orders.queries.orders import (
    addresses_like,
    asked,
    by_link,
    id_by_link,
    lines_of,
    lines_of_all,
    of_buyer,
    of_user,
    order,
    quote,
    receipt,
    view,
)

__all__ = [
    "addresses_like",
    "asked",
    "by_link",
    "id_by_link",
    "lines_of",
    "lines_of_all",
    "of_buyer",
    "of_user",
    "order",
    "quote",
    "receipt",
    "view",
]
