"""Prices in the currency somebody thinks in: to read, never to be charged."""

from dataclasses import dataclass
from datetime import datetime

from bilten_app.domains.pricing.rules.display import shown_in
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.money import Money


@dataclass(frozen=True, slots=True)
class DisplayPrice:
    """About what an amount is worth, by whose rates, and as of when."""

    money: Money
    source: str
    at: datetime


async def display_price(rt: Runtime, money: Money, *, currency: str) -> DisplayPrice | None:
    """Return an amount in another currency, or None where no rate is known."""
    table = await rt.gateways.rates.table()
    shown = shown_in(money, currency, table)
    return shown and DisplayPrice(shown, table.source, table.at)
