"""The mail to who looks for their tickets."""

from collections.abc import Sequence
from dataclasses import dataclass

from bilten_app.domains.events.public import EventCard
from bilten_app.domains.messaging.templates.letter import Letter, Link
from bilten_app.domains.orders.public import OrderView
from bilten_app.kit.ids import shown_code
from bilten_app.kit.text import long_day, msgid, say


@dataclass(frozen=True, slots=True)
class FoundOrder:
    """An order with its event and the absolute address of its page."""

    order: OrderView
    event: EventCard
    url: str


def found(orders: Sequence[FoundOrder], *, locale: str) -> Letter:
    """Hand somebody the links to their orders, at least one, the most wanted first."""
    first = orders[0]
    return Letter(
        locale=locale,
        subject=say(msgid("Your tickets"), locale),
        preview=say(msgid("The links you asked for."), locale),
        heading=say(msgid("Here are your tickets"), locale),
        paragraphs=(
            say(
                msgid(
                    "Somebody, probably you, asked us to find what was bought with this address."
                ),
                locale,
            ),
        ),
        action=Link(
            say(msgid("Open your tickets for {event}"), locale, event=first.event.title), first.url
        ),
        links_title=say(msgid("Each order has a page of its own:"), locale),
        links=tuple(_link(one, locale) for one in orders),
        notes=(
            say(
                msgid("Keep this mail to yourself: whoever has its links has your tickets."),
                locale,
            ),
            say(
                msgid("You did not ask for it? Then ignore it: nobody else got these links."),
                locale,
            ),
        ),
    )


def _link(one: FoundOrder, locale: str) -> Link:
    day = long_day(one.event.starts_at, one.event.time_zone, locale)
    dot = " \N{MIDDLE DOT} "
    return Link(dot.join((one.event.title, day, shown_code(one.order.code))), one.url)
