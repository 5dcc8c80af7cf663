"""What members sell over the counter, and what they give away."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from bilten_app.domains.events import queries as events
from bilten_app.domains.events.public import EventSale
from bilten_app.domains.inventory import service as inventory
from bilten_app.domains.inventory.public import HeldLine, TicketTypeId
from bilten_app.domains.orders.models import Order
from bilten_app.domains.orders.public import (
    Channel,
    CounterSale,
    FundKind,
    Gift,
    NotForSale,
    OrderView,
    Source,
    TooLittle,
    Verb,
)
from bilten_app.domains.orders.queries import order as read_order
from bilten_app.domains.orders.rules import MAX_NAME, checked_buyer, item_of
from bilten_app.domains.orders.service import direct, tills
from bilten_app.domains.pricing import service as pricing
from bilten_app.domains.pricing.public import HoldWish, Quote, QuoteItem, TypeLocked
from bilten_app.infra import once
from bilten_app.infra.once import Request
from bilten_app.infra.uow import UnitOfWork
from bilten_app.infra.vault import Vault
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import Invalid
from bilten_app.kit.roles import Permission
from bilten_app.kit.text import msgid
from bilten_app.kit.typed import one_line

KEPT = timedelta(minutes=5)
MAX_REFERENCE = 60
TOO_LITTLE = msgid("This is less than the total.")
LONG_REFERENCE = msgid("This reference is too long.")
NO_REFERENCE = msgid("Type what the card terminal printed, so that the sale can be found there.")


async def sell_at_counter(
    uow: UnitOfWork, vault: Vault, actor: Actor, *, sale: CounterSale, request: Request
) -> OrderView:
    """Sell for cash or by the organizer's card terminal, in the actor's open shift.

    For members with `box_office:sell`. The same request twice sells once and returns the same
    order. Raises NoShift, OtherCurrency, SoldOut, NotForSale, TooLittle, Invalid, TypeLocked,
    PriceOutside, PriceFixed.
    """
    event = await events.sale(uow.session, sale.event_id)
    actor.require(Permission.box_office, event.organizer_id, event_id=event.id)
    if told := await once.claim(uow, request):
        return await read_order(uow.session, UUID(told["order"]))
    _require_published(event)
    name, email = _buyer(sale)
    types = await direct.types_of(uow, event, sale.lines)
    order = direct.begin(uow, event, Channel.box_office, name=name, email=email, locale=sale.locale)
    prices = {key: minor for key, minor in sale.prices.items() if key in types}
    inventory.check_chosen(types, prices)
    items = [
        item_of(HeldLine(TicketTypeId(key), count, prices.get(key)), types[key])
        for key, count in sorted(sale.lines.items())
    ]
    priced = await _priced(uow, order, items)
    order.currency = priced.currency
    # The shift is locked before anything that others wait for.
    shift = await tills.require_shift(uow, actor, order) if priced.total_minor else None
    tendered, reference = _paid(sale, priced.total_minor)
    sold = await direct.sell(uow, vault, order, priced, types, taken=sale.tender)
    if shift:
        money = Source(sale.tender, priced.total_minor)
        tills.book(uow, shift, order, "sale", money, tendered_minor=tendered, reference=reference)
    uow.audit(Verb.order_paid, order.id, total_minor=order.total_minor, at="box office")
    direct.tell(uow, sold)
    await once.answer(uow, {request: {"order": str(order.id)}})
    return sold


async def give_tickets(
    uow: UnitOfWork,
    vault: Vault,
    actor: Actor,
    *,
    event_id: UUID,
    gifts: Sequence[Gift],
    request: Request,
) -> list[OrderView]:
    """Issue free tickets to people, each an order of their own: all of them or none.

    For members with `orders:manage`. The same request twice gives once. Raises SoldOut, Invalid,
    NotForSale, UnknownTicketType.
    """
    event = await events.sale(uow.session, event_id)
    actor.require(Permission.orders_manage, event.organizer_id, event_id=event.id)
    if told := await once.claim(uow, request):
        return [await read_order(uow.session, UUID(one)) for one in told["orders"]]
    _require_published(event)
    given: list[OrderView] = []
    for gift in gifts:
        name, email = checked_buyer(gift.name, gift.email)
        types = await direct.types_of(uow, event, gift.lines)
        order = direct.begin(
            uow, event, Channel.complimentary, name=name, email=email, locale=gift.locale
        )
        items = [QuoteItem(key, count, 0) for key, count in sorted(gift.lines.items())]
        priced = pricing.quote_cart(items, currency=event.currency, fees_passed_on=False)
        sold = await direct.sell(uow, vault, order, priced, types, taken=FundKind.elsewhere)
        uow.audit(Verb.order_given, order.id, tickets=sold.quantity)
        direct.tell(uow, sold)
        given.append(sold)
    await once.answer(uow, {request: {"orders": [str(one.id) for one in given]}})
    return given


def _require_published(event: EventSale) -> None:
    if not event.is_for_sale:
        raise NotForSale


def _buyer(sale: CounterSale) -> tuple[str, str]:
    """Return a name and an address, each of which somebody at a counter may leave out."""
    if sale.email:
        return checked_buyer(sale.name or sale.email.partition("@")[0], sale.email)
    name = one_line(sale.name)
    if len(name) > MAX_NAME:
        raise Invalid({"name": msgid("This name is too long for a ticket. Shorten it a little.")})
    return name, ""


def _paid(sale: CounterSale, total_minor: int) -> tuple[int, str]:
    """Return what was handed over, and the terminal's reference. Raises TooLittle, Invalid."""
    reference = one_line(sale.reference)
    if sale.tender is FundKind.cash and sale.tendered_minor < total_minor:
        raise TooLittle({"tendered": TOO_LITTLE})
    if sale.tender is FundKind.terminal and total_minor and not reference:
        raise Invalid({"reference": NO_REFERENCE})
    if len(reference) > MAX_REFERENCE:
        raise Invalid({"reference": LONG_REFERENCE})
    return (sale.tendered_minor if sale.tender is FundKind.cash else total_minor), reference


async def _priced(uow: UnitOfWork, order: Order, items: Sequence[QuoteItem]) -> Quote:
    """Return today's price, by the same rules as on the site; limited prices are counted."""
    now = uow.clock.now()
    wish = HoldWish(
        hold_id=order.hold_id,
        event_id=order.event_id,
        items=tuple(items),
        at=now,
        until=now + KEPT,
    )
    priced = await pricing.price_hold(uow, wish)
    if priced.locked:
        raise TypeLocked
    return priced
