"""What is being bought: the event and the lines of an order, as its buyer reads them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bilten_app.domains.events.public import EventView
from bilten_app.domains.orders.public import OrderLineView, OrderView
from bilten_app.domains.payments import queries as payments
from bilten_app.domains.payments.public import Method
from bilten_app.domains.pricing.public import Quote
from bilten_app.domains.seating.public import seat_words
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.ids import shown_code
from bilten_app.kit.money import Money
from bilten_app.kit.text import hour, hours, long_day, msgid, price, say, short_day, zone_name
from bilten_app.kit.twins import is_test
from bilten_app.web.explained import StepRow, steps_of, sums_of, taxes_of
from bilten_app.web.parts.event import Picture, picture_of

PICTURE_WIDTH = 640

PAID_BEFORE = msgid("Paid before, for your other tickets")


@dataclass(frozen=True, slots=True)
class Occasion:
    """The event on an order or a ticket, on the clock of its place."""

    title: str = ""
    href: str = ""
    day: str = ""
    short: str = ""
    time: str = ""
    doors: str = ""
    venue: str = ""
    address: str = ""
    picture: Picture = field(default_factory=Picture)


@dataclass(frozen=True, slots=True)
class LineRow:
    """One line of an order."""

    name: str
    count: str
    each: str
    total: str
    inside: str = ""
    steps: list[StepRow] = field(default_factory=list[StepRow])


@dataclass(frozen=True, slots=True)
class Purchase:
    """An order's event, lines and sums.

    `sums` make the total, `taxes` are inside it, `gifts` pay a part of it: `to_pay` is the rest.
    `about` is what that is worth in the currency somebody thinks in; it is never charged. `seats`
    are named as long as no ticket names them.
    """

    code: str = ""
    occasion: Occasion = field(default_factory=Occasion)
    lines: list[LineRow] = field(default_factory=list[LineRow])
    seats: list[str] = field(default_factory=list[str])
    sums: list[StepRow] = field(default_factory=list[StepRow])
    taxes: list[StepRow] = field(default_factory=list[StepRow])
    gifts: list[StepRow] = field(default_factory=list[StepRow])
    total: str = ""
    to_pay: str = ""
    about: str = ""
    rate_note: str = ""
    is_free: bool = False
    is_paid: bool = False
    is_test: bool = False
    is_resale: bool = False
    refund_policy: str = ""


def occasion_of(event: EventView, locale: str) -> Occasion:
    """Return when and where, in words."""
    zone = event.time_zone
    place = [part for part in (event.address, event.city) if part]
    return Occasion(
        title=event.title,
        href=f"/e/{event.slug}",
        day=long_day(event.starts_at, zone, locale),
        short=f"{short_day(event.starts_at, zone, locale)} · {hour(event.starts_at, zone, locale)}",
        time=f"{hours(event.starts_at, event.ends_at, zone, locale)} "
        f"{zone_name(event.starts_at, zone)}",
        doors=_doors(event.doors_at, zone, locale),
        venue=event.venue_name,
        address=", ".join(place),
        picture=picture_of(event.cover, PICTURE_WIDTH),
    )


def purchase_of(
    order: OrderView, event: EventView, locale: str, quote: Quote | None = None
) -> Purchase:
    """Return an order's event, lines and sums in words; a quote explains each of them."""
    currency = order.total.currency
    steps = [steps_of(line.steps, currency, locale) for line in quote.lines] if quote else []
    return Purchase(
        code=shown_code(order.code),
        occasion=occasion_of(event, locale),
        lines=[
            _line_row(line, locale, steps[place] if quote else [])
            for place, line in enumerate(order.lines)
        ],
        seats=[] if order.paid_at else [seat_words(seat, locale) for seat in order.seats],
        sums=sums_of(quote, locale) if quote else [],
        taxes=taxes_of(quote.taxes, currency, locale) if quote else [],
        gifts=[
            *(steps_of(quote.steps, currency, locale) if quote else []),
            *_paid_before(order, locale),
        ],
        total=_free_or(order.total.minor, price(order.total, locale), locale),
        to_pay=price(order.to_pay, locale),
        is_free=not order.to_pay.minor,
        is_paid=order.paid_at is not None,
        is_test=is_test(order.organizer_id),
        is_resale=order.listing_id is not None,
        refund_policy=event.refund_policy,
    )


async def ways_to_pay(rt: Runtime, order: OrderView) -> Sequence[Method]:
    """Return how an order can be paid, in the order they are offered."""
    return await payments.methods(rt, order.to_pay, is_test=is_test(order.organizer_id))


def _paid_before(order: OrderView, locale: str) -> list[StepRow]:
    """Say what was paid for the tickets that this order takes the place of."""
    if order.from_order_id is None or not order.funded.minor:
        return []
    return [StepRow(say(PAID_BEFORE, locale), f"-{price(order.funded, locale)}")]


def _line_row(line: OrderLineView, locale: str, why: list[StepRow]) -> LineRow:
    one = Money(line.total.minor // line.quantity, line.total.currency)
    each = say(msgid("{price} each"), locale, price=price(one, locale))
    is_exact = one.times(line.quantity) == line.total
    return LineRow(
        name=line.name,
        count=f"{line.quantity} \N{MULTIPLICATION SIGN}",
        each=each if line.quantity > 1 and one.minor and is_exact else "",
        total=_free_or(line.total.minor, price(line.total, locale), locale),
        inside=inside_of(line),
        steps=why,
    )


def inside_of(line: OrderLineView) -> str:
    """Return the tickets that a bundle of an order is."""
    counted = Counter(line.parts)
    return ", ".join(f"{count} \N{MULTIPLICATION SIGN} {name}" for name, count in counted.items())


def _free_or(minor: int, shown: str, locale: str) -> str:
    return shown if minor else say(msgid("Free"), locale)


def _doors(at: datetime | None, zone: str, locale: str) -> str:
    return say(msgid("Doors open at {time}"), locale, time=hour(at, zone, locale)) if at else ""
