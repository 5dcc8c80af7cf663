"""Bundles, add-ons and limits in words."""

from collections.abc import Sequence

from bilten_app.domains.inventory.public import Kind, TicketTypeView
from bilten_app.kit.text import msgid, say


def in_order(types: Sequence[TicketTypeView]) -> list[TicketTypeView]:
    """Return types in their order, each add-on after the last ticket it goes with."""
    rows = [one for one in types if one.kind is not Kind.addon]
    for addon in (one for one in reversed(types) if one.kind is Kind.addon):
        places = [i for i, one in enumerate(rows) if one.id in addon.goes_with]
        rows.insert(places[-1] + 1 if places else len(rows), addon)
    return rows


def inside(ticket: TicketTypeView) -> str:
    """Return what is in a bundle, like `2 x Adult, 1 x Child`."""
    return ", ".join(
        f"{part.quantity} \N{MULTIPLICATION SIGN} {part.name}" for part in ticket.parts
    )


def goes_with(ticket: TicketTypeView, types: Sequence[TicketTypeView], locale: str) -> str:
    """Return what an add-on is sold with, and how many."""
    names = ", ".join(one.name for one in types if one.id in ticket.goes_with)
    if ticket.kind is not Kind.addon:
        return ""
    if ticket.most_each == 1:
        return say(msgid("Together with {names}, one for each"), locale, names=names)
    words = msgid("Together with {names}, up to {most} for each")
    return say(words, locale, names=names, most=ticket.most_each)


def limit(ticket: TicketTypeView, locale: str) -> str:
    """Return how many one person may have, and who is one person."""
    if ticket.max_per_person is None:
        return ""
    words = msgid("At most {most} for each person, counted by e-mail address")
    return say(words, locale, most=ticket.max_per_person)


def hosts(ticket: TicketTypeView, types: Sequence[TicketTypeView]) -> dict[str, int]:
    """Return how many of an add-on one piece of each type allows."""
    if ticket.kind is not Kind.addon:
        return {}
    counts = {
        one.id: 1
        if one.id in ticket.goes_with
        else sum(part.quantity for part in one.parts if part.ticket_type_id in ticket.goes_with)
        for one in types
    }
    return {str(key): count * ticket.most_each for key, count in counts.items() if count}
