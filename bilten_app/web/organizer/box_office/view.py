"""What the box office shows, as ready words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from bilten_app.domains.events.public import EventCard, EventState
from bilten_app.domains.inventory import queries as inventory
from bilten_app.domains.orders.public import OrderRef, OrderView, ShiftView
from bilten_app.domains.pricing import service as pricing
from bilten_app.domains.pricing.public import QuoteItem
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.errors import Invalid
from bilten_app.kit.ids import shown_code
from bilten_app.kit.money import Money
from bilten_app.kit.text import moment, msgid, price, say, say_many, zone_name
from bilten_app.web.amounts import read_amount, write_amount
from bilten_app.web.organizer.order.state import BAD_AMOUNT


@dataclass(frozen=True, slots=True)
class Board:
    """A shift: what went through the drawer, and what should lie in it."""

    id: str = ""
    currency: str = ""
    when: str = ""
    float_: str = ""
    cash_sales: str = ""
    cash_refunds: str = ""
    terminal_sales: str = ""
    expected: str = ""
    counted: str = ""
    difference: str = ""
    tone: str = "info"
    note: str = ""
    orders: int = 0


@dataclass(frozen=True, slots=True)
class TypeRow:
    """A ticket type on the counter."""

    id: str
    name: str
    price: str
    left: str
    count: int
    can_more: bool
    is_open: bool = False
    amount: str = ""


@dataclass(frozen=True, slots=True)
class SoldRow:
    """What was sold a moment ago."""

    code: str = ""
    href: str = ""
    pdf_href: str = ""
    total: str = ""
    change: str = ""
    sent_to: str = ""
    tickets: str = ""


NO_BOARD, NO_SALE = Board(), SoldRow()


def on_counter(cards: Sequence[EventCard], currency: str) -> list[EventCard]:
    """Return the events that sell in a currency, the next one first."""
    selling = [one for one in cards if one.state is EventState.published]
    return sorted(
        (one for one in selling if one.currency == currency), key=lambda one: one.starts_at
    )


async def type_rows(
    rt: Runtime,
    card: EventCard,
    counts: Mapping[str, int],
    amounts: Mapping[str, str],
    locale: str,
) -> list[TypeRow]:
    """Return the ticket types of an event with how many of each are in the cart.

    `amounts` is what buyers said that they pay, as typed.
    """
    async with rt.read() as session:
        types = await inventory.ticket_types(session, card.id, at=rt.clock.now(), with_hidden=False)
    return [
        TypeRow(
            id=str(one.id),
            name=one.name,
            price=price(Money(one.price_minor, card.currency), locale)
            if one.price_minor
            else say(msgid("Free"), locale),
            left=say_many(msgid("{n} left"), msgid("{n} left"), one.left, locale),
            count=counts.get(str(one.id), 0),
            can_more=counts.get(str(one.id), 0) < one.left,
            is_open=one.open_price is not None,
            amount=amounts.get(str(one.id), write_amount(one.price_minor, card.currency)),
        )
        for one in types
    ]


def prices_of(rows: Sequence[TypeRow], currency: str) -> dict[UUID, int]:
    """Return what the buyer of a cart chose, by type. Raises Invalid naming the field."""
    found: dict[UUID, int] = {}
    for row in rows:
        if row.is_open and row.count:
            minor = read_amount(row.amount, currency) if row.amount.strip() else None
            if minor is None:
                raise Invalid({f"amount-{row.id}": BAD_AMOUNT})
            found[UUID(row.id)] = minor
    return found


async def total_of(
    rt: Runtime, card: EventCard, counts: Mapping[str, int], prices: Mapping[UUID, int]
) -> Money:
    """Return what a cart costs now, by the same rules as on the site."""
    lines = {UUID(key): count for key, count in counts.items() if count}
    if not lines:
        return Money(0, card.currency)
    async with rt.read() as session:
        tags = await inventory.prices(session, list(lines))
        items = [
            QuoteItem(
                key, count, prices.get(key, tags[key].price_minor),
                chosen=tags[key].open_price is not None,
            )
            for key, count in sorted(lines.items())
        ]  # fmt: skip
        priced = await pricing.price_cart(session, event_id=card.id, items=items, at=rt.clock.now())
    return Money(priced.total_minor, priced.currency)


def usual_zone(cards: Sequence[EventCard], currency: str) -> str:
    """Return the zone of a drawer that has sold nothing: that of the event which it would sell."""
    near = on_counter(cards, currency) or [one for one in cards if one.currency == currency]
    return near[0].time_zone if near else "UTC"


def shown_shift(shift: ShiftView, cards: Sequence[EventCard], locale: str) -> Board:
    """Return a shift in words; its times are those of where it sold."""
    over = shift.difference.minor if shift.difference is not None else 0
    zone = shift.zone or usual_zone(cards, shift.float_.currency)
    times = [moment(at, zone, locale) for at in (shift.opened_at, shift.closed_at) if at]
    return Board(
        id=str(shift.id),
        currency=shift.float_.currency,
        when=f"{' \N{EN DASH} '.join(times)} ({zone_name(shift.opened_at, zone)})",
        float_=price(shift.float_, locale),
        cash_sales=price(shift.cash_sales, locale),
        cash_refunds=price(shift.cash_refunds, locale),
        terminal_sales=price(shift.terminal_sales, locale),
        expected=price(shift.expected, locale),
        counted=price(shift.counted, locale) if shift.counted is not None else "",
        difference=_difference(shift, locale),
        tone="good" if over == 0 else "warn",
        note=shift.note,
        orders=shift.orders,
    )


def shown_sale(order: OrderView, ref: OrderRef, change: Money | None, locale: str) -> SoldRow:
    """Return what was sold, and what goes back over the counter."""
    return SoldRow(
        code=shown_code(order.code),
        href=f"/organizer/orders/{order.code}",
        pdf_href=f"/orders/{ref.code}/{ref.secret}/tickets.pdf",
        total=price(order.total, locale),
        change=price(change, locale) if change is not None and change.minor else "",
        sent_to=order.buyer_email,
        tickets=say_many(msgid("{n} ticket"), msgid("{n} tickets"), order.quantity, locale),
    )


def _difference(shift: ShiftView, locale: str) -> str:
    if shift.difference is None:
        return ""
    if shift.difference.minor == 0:
        return say(msgid("It adds up"), locale)
    missing = shift.difference.minor < 0
    words = msgid("{amount} missing") if missing else msgid("{amount} too much")
    amount = Money(abs(shift.difference.minor), shift.difference.currency)
    return say(words, locale, amount=price(amount, locale))
