"""What the desk shows first, as ready words; the same for the first look and for each push."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from bilten_app.domains.events import queries as events
from bilten_app.domains.events.public import EventCard
from bilten_app.domains.reporting import queries as reporting
from bilten_app.domains.reporting.public import DaySales, EventSales, OrderRow, OrderSearch
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import OrganizerScope
from bilten_app.kit.ids import shown_code
from bilten_app.kit.text import day_of_month, moment, number, say, say_many, short_price
from bilten_app.web.organizer.desk import EVENT_STATES, EVENTS, ORDER_STATES, ORDERS

RECENT, COMING = 6, 5


@dataclass(frozen=True, slots=True)
class BarRow:
    """One day of the chart."""

    label: str
    value: str
    share: int


@dataclass(frozen=True, slots=True)
class NextRow:
    """An event that is coming, and how it sells."""

    href: str
    title: str
    when: str
    state: str
    tone: str
    sold: str
    percent: str
    revenue: str


@dataclass(frozen=True, slots=True)
class SaleRow:
    """An order that just came in."""

    href: str
    code: str
    who: str
    event: str
    total: str
    when_iso: str
    state: str
    tone: str


@dataclass(frozen=True, slots=True)
class Board:
    """Everything that moves while somebody watches."""

    revenue: str = ""
    revenue_today: str = ""
    tickets: str = "0"
    tickets_today: str = ""
    orders: str = "0"
    days: tuple[BarRow, ...] = ()
    coming: tuple[NextRow, ...] = ()
    recent: tuple[SaleRow, ...] = ()


async def read_board(rt: Runtime, scope: OrganizerScope, locale: str) -> Board:
    """Return the board of an organization as it is now."""
    now = rt.clock.now()
    async with rt.read() as session:
        coming = await events.next_events(session, scope, now=now, limit=COMING)
        zone = coming[0].time_zone if coming else "UTC"
        today = now.astimezone(ZoneInfo(zone)).replace(hour=0, minute=0, second=0, microsecond=0)
        totals = await reporting.totals(session, scope, today=today)
        days = await reporting.days(session, scope, zone=zone, now=now)
        sales = await reporting.event_sales(session, scope, [event.id for event in coming])
        recent = await reporting.order_list(session, scope, OrderSearch(), size=RECENT)
    return Board(
        revenue=" + ".join(short_price(one.revenue, locale) for one in totals) or "0",
        revenue_today=" + ".join(short_price(one.revenue_today, locale) for one in totals) or "0",
        tickets=number(sum(one.tickets for one in totals), locale),
        tickets_today=say_many(
            "{n} ticket", "{n} tickets", sum(one.tickets_today for one in totals), locale
        ),
        orders=number(sum(one.orders for one in totals), locale),
        days=_bar_rows(days, locale),
        coming=tuple(_next_row(event, sales.get(event.id), locale) for event in coming),
        recent=tuple(_sale_row(order, locale) for order in recent.rows),
    )


def _bar_rows(days: Collection[DaySales], locale: str) -> tuple[BarRow, ...]:
    most = max((day.tickets for day in days), default=0) or 1
    return tuple(
        BarRow(
            label=day_of_month(_noon(day.day), "UTC", locale),
            value=number(day.tickets, locale),
            share=round(day.tickets * 100 / most),
        )
        for day in days
    )


def _next_row(event: EventCard, sales: EventSales | None, locale: str) -> NextRow:
    words, tone = EVENT_STATES[event.state]
    sold, capacity = (sales.sold, sales.capacity) if sales else (0, 0)
    return NextRow(
        href=f"{EVENTS}/{event.slug}",
        title=event.title,
        when=moment(event.starts_at, event.time_zone, locale),
        state=say(words, locale),
        tone=tone,
        sold=f"{number(sold, locale)} / {number(capacity, locale)}",
        percent=f"{round(sold * 100 / capacity) if capacity else 0}%",
        revenue=short_price(sales.revenue, locale) if sales else "",
    )


def _sale_row(order: OrderRow, locale: str) -> SaleRow:
    words, tone = ORDER_STATES[order.state]
    return SaleRow(
        href=f"{ORDERS}/{order.code}",
        code=shown_code(order.code),
        who=order.buyer_name or order.buyer_email or shown_code(order.code),
        event=order.event_title,
        total=short_price(order.total, locale),
        when_iso=order.placed_at.isoformat(),
        state=say(words, locale),
        tone=tone,
    )


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)
