"""Prices that a visitor chooses on the event page: what was typed, and what is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bilten_app.domains.discovery.public import EventPage
from bilten_app.domains.inventory.public import HIGHEST_MINOR, TicketTypeView
from bilten_app.kit.money import Money
from bilten_app.kit.text import msgid, price, say, short_price
from bilten_app.web.amounts import read_amount, write_amount
from bilten_app.web.parts.listing import Choice

LONGEST = 20
BOUNDS = {
    (False, False): "",
    (True, False): msgid("At least {least}."),
    (False, True): msgid("At most {most}."),
    (True, True): msgid("Between {least} and {most}."),
}
FEE_ON_TOP = msgid("The booking fee is added to it.")
NO_AMOUNT = msgid("Write an amount like 25 or 25.50.")


@dataclass(frozen=True, slots=True)
class Chosen:
    """What may be chosen for a ticket: `bounds` in words, suggestions, and what stands there first.

    Nothing where its price is fixed.
    """

    is_open: bool = False
    bounds: str = ""
    first: str = ""
    least_minor: int = 0
    most_minor: int = 0
    suggested: list[Choice] = field(default_factory=list[Choice])


def chosen_of(event: EventPage, ticket: TicketTypeView, locale: str) -> Chosen:
    """Return what may be chosen for a ticket type, in words."""
    opened, currency = ticket.open_price, event.currency
    if opened is None:
        return Chosen()
    least, most = ticket.price_minor, opened.most_minor
    first = opened.suggested[0] if opened.suggested else least
    return Chosen(
        is_open=True,
        bounds=_bounds(event, least, most, locale),
        first=write_amount(first, currency),
        least_minor=least,
        most_minor=HIGHEST_MINOR if most is None else most,
        suggested=[
            Choice(write_amount(minor, currency), short_price(Money(minor, currency), locale))
            for minor in opened.suggested
        ],
    )


def _bounds(event: EventPage, least: int, most: int | None, locale: str) -> str:
    """Return between what may be chosen, and that a fee comes on top where it does."""
    shown = {
        "least": price(Money(least, event.currency), locale),
        "most": price(Money(most or 0, event.currency), locale),
    }
    words = BOUNDS[bool(least), most is not None]
    parts = [say(words, locale, **shown)] * bool(words)
    parts += [say(FEE_ON_TOP, locale)] * event.fees_passed_on
    return " ".join(parts)


def amounts_of(choices: Mapping[str, Chosen], before: Mapping[str, str]) -> dict[str, str]:
    """Return what stands in the field of each ticket whose price is chosen."""
    return {key: before.get(key, one.first) for key, one in choices.items() if one.is_open}


def read_choice(typed: str, chosen: Chosen, currency: str) -> int | None:
    """Return a chosen price in minor units, or None for what is none or may not be chosen."""
    minor = read_amount(typed, currency) if typed.strip() else None
    is_taken = minor is not None and chosen.least_minor <= minor <= chosen.most_minor
    return minor if is_taken else None


def problem_of(typed: str, chosen: Chosen, currency: str, locale: str) -> str:
    """Return what is wrong with a typed price, or nothing."""
    minor = read_amount(typed, currency) if typed.strip() else None
    if minor is None:
        return say(NO_AMOUNT, locale)
    bounds: Sequence[tuple[bool, str, int]] = (
        (minor < chosen.least_minor, msgid("Choose at least {price}."), chosen.least_minor),
        (minor > chosen.most_minor, msgid("Choose at most {price}."), chosen.most_minor),
    )
    for is_out, sentence, bound in bounds:
        if is_out:
            return say(sentence, locale, price=price(Money(bound, currency), locale))
    return ""
