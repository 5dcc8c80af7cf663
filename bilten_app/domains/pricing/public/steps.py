"""Why a price is what it is: each cent with the rule that made it, and the rule in words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from bilten_app.kit.money import Money
from bilten_app.kit.text import DEFAULT_LOCALE, country, msgid, number, price, say


class StepKind(StrEnum):
    """The rules that move a price."""

    price = "price"
    chosen = "chosen"
    live = "live"
    tier = "tier"
    group = "group"
    promo = "promo"
    fee = "fee"
    tax_included = "tax_included"
    tax_added = "tax_added"
    reverse_charge = "reverse_charge"
    gift_card = "gift_card"
    store_credit = "store_credit"


@dataclass(frozen=True, slots=True)
class Step:
    """What one rule did: `minor` was added to the price of `tickets` tickets.

    `params` are what the rule knew: names as text, shares in ppm (`…_ppm`), amounts in minor units
    (`…_minor`), anything else a count.
    """

    kind: StepKind
    minor: int
    tickets: int
    params: Mapping[str, int | str] = field(default_factory=dict[str, int | str])


SENTENCES: Mapping[StepKind, str] = {
    StepKind.price: msgid("{tickets} at {unit_minor}"),
    StepKind.chosen: msgid("{tickets} at {unit_minor}, as the buyer chose"),
    StepKind.live: msgid("The price of the moment instead of {tag_minor}, for {tickets}"),
    StepKind.tier: msgid("“{name}”: {unit_minor} instead of {tag_minor}, for {tickets}"),
    StepKind.group: msgid("Group price from {from_quantity} tickets: {unit_minor} each"),
    StepKind.promo: msgid("“{name}”"),
    StepKind.fee: msgid("Booking fee: {share_ppm} and {fixed_minor} for each paid ticket"),
    StepKind.tax_included: msgid("Contains {share_ppm} tax of {country}: {tax_minor}"),
    StepKind.tax_added: msgid("{share_ppm} tax of {country}"),
    StepKind.reverse_charge: msgid("Without {share_ppm} tax of {country}: the buyer owes it"),
    StepKind.gift_card: msgid("Paid with a gift card"),
    StepKind.store_credit: msgid("Paid with credit"),
}


def sentence(step: Step, currency: str, locale: str = DEFAULT_LOCALE) -> str:
    """Return what a step did, in words."""
    shown = {name: _shown(name, value, currency, locale) for name, value in step.params.items()}
    tickets = number(step.tickets, locale)
    return say(SENTENCES[step.kind], locale, **{"tickets": tickets, **shown})


def _shown(name: str, value: int | str, currency: str, locale: str) -> str:
    if isinstance(value, str):
        return country(value, locale) if name == "country" else value
    if name.endswith("_minor"):
        return price(Money(value, currency), locale)
    if name.endswith("_ppm"):
        return number(Decimal(value) / 10_000, locale) + " %"
    return number(value, locale)
