"""Decisions about orders. Pure."""

from bilten_app.domains.orders.rules.lines import (
    MAX_NAME,
    BundleTicket,
    checked_buyer,
    deal_seats,
    has_papers,
    item_of,
    lines_for,
    parts_of,
    pieces_by_type,
    read_ask,
    read_quote,
    sums_of,
    ticket_types_of,
    tickets_by_type,
    write_ask,
)
from bilten_app.domains.orders.rules.sold import (
    Sold,
    Sums,
    check_bundles,
    part_of,
    why_not_ask,
)
from bilten_app.domains.orders.rules.time import extended_until

__all__ = [
    "MAX_NAME",
    "BundleTicket",
    "Sold",
    "Sums",
    "check_bundles",
    "checked_buyer",
    "deal_seats",
    "extended_until",
    "has_papers",
    "item_of",
    "lines_for",
    "part_of",
    "parts_of",
    "pieces_by_type",
    "read_ask",
    "read_quote",
    "sums_of",
    "ticket_types_of",
    "tickets_by_type",
    "why_not_ask",
    "write_ask",
]
