"""What is being bought: the event and the lines of an order, as its buyer reads them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bilten_app.domains.events.public import EventView
from bilten_app.domains.orders.public import OrderLineView, OrderView
from bilten_app.kit.ids import shown_code
from bilten_app.kit.money import Money
from bilten_app.kit.text import hour, hours, long_day, msgid, price, say, short_day, zone_name
from bilten_app.web.markup import Pen
from bilten_app.web.parts.data import CARD
from bilten_app.web.parts.event import Picture, picture, picture_of
from bilten_app.web.parts.icons import icon

PICTURE_WIDTH = 640
FEES = msgid("Includes {price} of fees")
PICTURE_SIZES = "(min-width: 1024px) 26rem, 100vw"


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


@dataclass(frozen=True, slots=True)
class Purchase:
    """An order's event, lines and sums."""

    code: str = ""
    occasion: Occasion = field(default_factory=Occasion)
    lines: list[LineRow] = field(default_factory=list[LineRow])
    fees: str = ""
    total: str = ""
    is_free: bool = False
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


def purchase_of(order: OrderView, event: EventView, locale: str) -> Purchase:
    """Return an order's event, lines and sums in words."""
    return Purchase(
        code=shown_code(order.code),
        occasion=occasion_of(event, locale),
        lines=[_line_row(line, locale) for line in order.lines],
        fees=say(FEES, locale, price=price(order.fee, locale)) if order.fee.minor else "",
        total=_free_or(order.total.minor, price(order.total, locale), locale),
        is_free=not order.total.minor,
        refund_policy=event.refund_policy,
    )


def summary(pen: Pen, bought: Any, *, title: str, is_compact: bool = False) -> Any:
    """The card beside a form or a receipt: what, when, where, and one clear total.

    A compact one has no picture on a phone.
    """
    return pen.el(
        "section",
        pen.el(
            "div",
            picture(pen, bought.occasion.picture, sizes=PICTURE_SIZES),
            class_name=f"aspect-[5/2] overflow-hidden bg-sunken{' max-lg:hidden' * is_compact}",
        ),
        pen.el(
            "div",
            pen.el("h2", title, class_name="sr-only"),
            _what(pen, bought.occasion),
            _lines(pen, bought),
            _sums(pen, bought),
            class_name="p-5 sm:p-6",
        ),
        class_name=f"{CARD} overflow-hidden shadow-raised",
    )


def _what(pen: Pen, occasion: Any) -> Any:
    quiet = "flex items-start gap-2 text-[0.9375rem] text-muted"
    return pen.el(
        "div",
        pen.el("p", occasion.title, class_name="text-heading text-balance"),
        pen.el(
            "p",
            icon("calendar", "mt-0.5 size-4", pen=pen),
            pen.el("span", occasion.day, pen.el("br"), occasion.time),
            class_name=f"{quiet} mt-3",
        ),
        pen.el(
            "p",
            icon("pin", "mt-0.5 size-4", pen=pen),
            pen.el("span", occasion.venue, pen.el("br"), occasion.address),
            class_name=f"{quiet} mt-2",
        ),
    )


def _lines(pen: Pen, bought: Any) -> Any:
    def one(row: Any) -> Any:
        return pen.el(
            "li",
            pen.el(
                "div",
                pen.el("p", row.count, " ", row.name, class_name="font-medium"),
                pen.when(row.each, pen.el("p", row.each, class_name="text-sm text-muted")),
                class_name="min-w-0",
            ),
            pen.el("p", row.total, class_name="tabular whitespace-nowrap"),
            class_name="flex items-baseline justify-between gap-4 py-3",
        )

    return pen.el(
        "ul",
        pen.each(bought.lines, one),
        class_name="mt-5 divide-y divide-line border-t border-line",
    )


def _sums(pen: Pen, bought: Any) -> Any:
    return pen.el(
        "div",
        pen.el(
            "p",
            pen.el("span", pen.t("Total"), class_name="text-lg font-semibold"),
            pen.el("span", bought.total, class_name="tabular text-2xl font-semibold"),
            class_name="flex items-baseline justify-between gap-4",
        ),
        pen.when(bought.fees, pen.el("p", bought.fees, class_name="text-sm text-muted")),
        class_name="border-t border-line pt-4",
    )


def _line_row(line: OrderLineView, locale: str) -> LineRow:
    one = Money(line.total.minor // line.quantity, line.total.currency)
    each = say(msgid("{price} each"), locale, price=price(one, locale))
    return LineRow(
        name=line.name,
        count=f"{line.quantity} \N{MULTIPLICATION SIGN}",
        each=each if line.quantity > 1 and one.minor else "",
        total=_free_or(line.total.minor, price(line.total, locale), locale),
    )


def _free_or(minor: int, shown: str, locale: str) -> str:
    return shown if minor else say(msgid("Free"), locale)


def _doors(at: datetime | None, zone: str, locale: str) -> str:
    return say(msgid("Doors open at {time}"), locale, time=hour(at, zone, locale)) if at else ""
