"""Prices explained to buyers and organizers alike: each rule, each sum, why a code did nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bilten_app.domains.pricing.public import CodeRefusal, Quote, Step, TaxSum, sentence
from bilten_app.kit.money import Money
from bilten_app.kit.text import country, msgid, number, price, say

REFUSAL_WORDS: Mapping[CodeRefusal, str] = {
    CodeRefusal.unknown: msgid("There is no such code."),
    CodeRefusal.not_yet: msgid("This code is not valid yet."),
    CodeRefusal.over: msgid("This code is over."),
    CodeRefusal.used_up: msgid("This code is used up."),
    CodeRefusal.minimum: msgid("The order is too small for this code."),
    CodeRefusal.other_tickets: msgid("This code is not for these tickets."),
    CodeRefusal.other_people: msgid("This code is for other people."),
    CodeRefusal.not_together: msgid("Something better applies, and the two do not go together."),
}


@dataclass(frozen=True, slots=True)
class StepRow:
    """What one rule did, in words and in money."""

    text: str
    amount: str


def steps_of(steps: Iterable[Step], currency: str, locale: str) -> list[StepRow]:
    """Return the rules behind an amount, in the order in which they worked."""
    return [
        StepRow(sentence(step, currency, locale), price(Money(step.minor, currency), locale))
        for step in steps
    ]


def sums_of(quote: Quote, locale: str) -> list[StepRow]:
    """Return what makes the total; nothing when the tickets alone do."""
    parts = (
        (msgid("Discount"), -quote.discount_minor),
        (msgid("Booking fee"), quote.fee_minor),
        (
            msgid("Tax") if quote.tax_added_minor > 0 else msgid("Without tax: you owe it"),
            quote.tax_added_minor,
        ),
    )
    moved = [(words, minor) for words, minor in parts if minor]
    if not moved:
        return []
    rows = [(msgid("Tickets"), quote.list_minor), *moved]
    return [
        StepRow(say(words, locale), price(Money(minor, quote.currency), locale))
        for words, minor in rows
    ]


def taxes_of(taxes: Sequence[TaxSum], currency: str, locale: str) -> list[StepRow]:
    """Return the tax inside the total, rate by rate: on how much, and how much."""
    return [
        StepRow(
            say(
                msgid("Includes {share} tax of {country} on {net}"),
                locale,
                share=number(Decimal(one.rate.ppm) / 10_000, locale) + " %",
                country=country(one.rate.country, locale),
                net=price(Money(one.net_minor, currency), locale),
            ),
            price(Money(one.tax_minor, currency), locale),
        )
        for one in taxes
        if one.tax_minor
    ]
