"""A tariff: every rule that decides a price, as values. What a quote needs besides the cart."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

WHOLE_PPM = 1_000_000
"""Shares are counted in parts per million: 19 % is 190,000, New York's 8.875 % is 88,750."""


EU = frozenset(
    {
        "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE",
        "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
    }
)  # fmt: skip
"""The states of the European Union: between them a business may owe the tax of what it buys."""


class Rounding(StrEnum):
    """Where tax is rounded: once for each ticket, or once for all tickets of a rate."""

    line = "line"
    sum = "sum"


@dataclass(frozen=True, slots=True)
class FeePlan:
    """The platform's fee for each paid ticket: a share of its price and a fixed part."""

    basis_points: int
    fixed_minor: int
    passed_on: bool


@dataclass(frozen=True, slots=True)
class Tier:
    """Another price for some time, for so many tickets, or both; the first that is open counts.

    `left` is how many tickets may still have it; None is without end.
    """

    id: UUID
    ticket_type_id: UUID
    name: str
    price_minor: int
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    left: int | None = None


@dataclass(frozen=True, slots=True)
class GroupPrice:
    """The price of each ticket once an order has `from_quantity` of the type."""

    ticket_type_id: UUID
    from_quantity: int
    price_minor: int


class PromoKind(StrEnum):
    """What a promotion does."""

    percent = "percent"
    amount = "amount"
    amount_each = "amount_each"
    price = "price"
    buy_get = "buy_get"
    unlock = "unlock"


@dataclass(frozen=True, slots=True)
class Promo:
    """A promotion; one without a code applies by itself.

    `value` is a share in ppm (`percent`; `buy_get`: off the tickets given) or an amount in minor
    units (`amount` off the order, `amount_each` off a ticket, `price` for a ticket). For every
    `buy` tickets the next `get`, the cheapest, are given. Empty `ticket_types` are all, an empty
    `audience` is everybody, and `most_tickets` limits how many tickets of an order it is for.
    """

    id: UUID
    kind: PromoKind
    value: int = 0
    code: str = ""
    name: str = ""
    buy: int = 0
    get: int = 0
    ticket_types: frozenset[UUID] = frozenset()
    audience: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    min_minor: int = 0
    most_tickets: int | None = None
    stackable: bool = False
    left: int | None = None


@dataclass(frozen=True, slots=True)
class TaxRate:
    """A tax by its place and kind, with its share in ppm."""

    country: str
    kind: str
    ppm: int


@dataclass(frozen=True, slots=True)
class TaxPolicy:
    """How an organizer taxes: `rate` for most, `rates` for ticket types of another kind.

    `included` says whether the prices on the tags contain the tax.
    """

    rate: TaxRate
    rates: Mapping[UUID, TaxRate] = field(default_factory=dict[UUID, TaxRate])
    included: bool = True
    rounding: Rounding = Rounding.line
    reverse_charge: bool = False


@dataclass(frozen=True, slots=True)
class Tariff:
    """Every rule that decides the prices of an event. `live` are the prices demand has made."""

    currency: str
    fee: FeePlan
    tiers: tuple[Tier, ...] = ()
    groups: tuple[GroupPrice, ...] = ()
    live: Mapping[UUID, int] = field(default_factory=dict[UUID, int])
    promos: tuple[Promo, ...] = ()
    tax: TaxPolicy | None = None
