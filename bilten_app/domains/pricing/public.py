"""A quote: every amount that makes a price, named."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class QuoteItem:
    """What is to be priced: so many of a ticket type at a unit price."""

    ticket_type_id: UUID
    quantity: int
    unit_minor: int


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """One line of a quote; `total_minor` is what the buyer pays for it."""

    ticket_type_id: UUID
    quantity: int
    unit_minor: int
    list_minor: int
    fee_minor: int
    total_minor: int


@dataclass(frozen=True, slots=True)
class Quote:
    """What a cart costs, in `currency`; the sums are those of the lines, exactly."""

    currency: str
    lines: tuple[QuoteLine, ...]
    list_minor: int
    fee_minor: int
    total_minor: int


@dataclass(frozen=True, slots=True)
class FeePlan:
    """The platform's fee for each paid ticket: a share of its price and a fixed part."""

    basis_points: int
    fixed_minor: int
    passed_on: bool
