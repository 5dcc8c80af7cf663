"""Carts and tariffs for tests."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from bilten_app.domains.pricing.public import (
    Cart,
    Promo,
    PromoKind,
    Quote,
    QuoteItem,
    Rounding,
    Tariff,
    TaxPolicy,
    TaxRate,
)
from bilten_app.domains.pricing.rules import platform_plan, quote

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
TYPES = [UUID(int=number) for number in range(1, 7)]
GERMAN = TaxRate("DE", "standard", 190_000)


def cart_of(*items: QuoteItem, **changes: object) -> Cart:
    return replace(Cart(items), **changes)  # pyright: ignore[reportArgumentType]


def tariff_of(currency: str = "EUR", *, passed_on: bool = False, **changes: object) -> Tariff:
    """Return a tariff whose fee is not the buyer's matter, unless said otherwise."""
    tariff = Tariff(currency, platform_plan(currency, passed_on=passed_on))
    return replace(tariff, **changes)  # pyright: ignore[reportArgumentType]


def german(*, included: bool = True, rounding: Rounding = Rounding.line) -> TaxPolicy:
    return TaxPolicy(GERMAN, included=included, rounding=rounding, reverse_charge=True)


def promo(number: int, kind: PromoKind, value: int = 0, **changes: object) -> Promo:
    """Return a promotion with the code `P<number>`."""
    made = Promo(UUID(int=1000 + number), kind, value, code=f"P{number}")
    return replace(made, **changes)  # pyright: ignore[reportArgumentType]


def priced(
    *items: QuoteItem, tariff: Tariff | None = None, codes: Sequence[str] = (), **changes: object
) -> Quote:
    cart = cart_of(*items, codes=frozenset(codes), **changes)
    return quote(cart, tariff or tariff_of(), NOON)
