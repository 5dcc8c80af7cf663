"""From a cart to an order that holds its places."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from bilten_app.domains.inventory import queries as inventory_queries
from bilten_app.domains.inventory import service as inventory
from bilten_app.domains.inventory.public import Hold, HoldId, UnknownTicketType
from bilten_app.domains.orders.models import Order, OrderLine
from bilten_app.domains.orders.public import (
    ORDER_LINK,
    CloseReason,
    OrderClosed,
    OrderId,
    OrderRef,
    OrderState,
    OrderView,
)
from bilten_app.domains.orders.queries import lines_of
from bilten_app.domains.orders.rules import checked_buyer, read_ask
from bilten_app.domains.orders.service.close import close_placed
from bilten_app.domains.orders.service.offers import bring
from bilten_app.domains.orders.service.open import Opening, open_all
from bilten_app.domains.pricing import queries as brought
from bilten_app.domains.pricing import service as pricing
from bilten_app.domains.pricing.public import NOTHING_ASKED, Ask, QuoteItem
from bilten_app.domains.seating import service as seating
from bilten_app.domains.seating.public import read_seats
from bilten_app.domains.waiting import service as waiting
from bilten_app.domains.waiting.public import PassUsed
from bilten_app.infra.log import correlation_id
from bilten_app.infra.once import Request
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import Actor
from bilten_app.kit.ids import new_id


async def place(
    rt: Runtime,
    actor: Actor,
    *,
    event_id: UUID,
    lines: Mapping[UUID, int],
    locale: str = "en",
    ask: Ask = NOTHING_ASKED,
    seats: Collection[UUID] = (),
    accessible: bool = False,
    prices: Mapping[UUID, int] = inventory.NO_PRICES,
) -> OrderRef:
    """Hold the places of a cart and open its order; the same click twice finds the same order.

    A browser's earlier cart for the event is replaced when it differs. Where places are seats, the
    best are taken for those that name none. `prices` are those that the buyer chose, by type.
    Raises MustWait, PassUsed, NotForSale, TypeLocked, SeatTaken, NoSeatsLeft and the refusals of
    `inventory.take`.
    """
    wanted = {type_id: quantity for type_id, quantity in lines.items() if quantity}
    prices = {type_id: minor for type_id, minor in prices.items() if type_id in wanted}
    cart = _Cart(event_id, wanted, frozenset(seats), prices)
    if found := await _resume(rt, actor, cart, ask):
        return found
    hold_id = HoldId(new_id())
    await waiting.require_pass(rt, actor, event_id=event_id, hold_id=hold_id)
    until = rt.clock.now() + timedelta(minutes=rt.settings.hold_minutes)
    opened = await unlock(rt, event_id=event_id, types=wanted, ask=ask) if ask.codes else ()
    await seating.take(
        rt, event_id=event_id, hold_id=hold_id, lines=wanted, until=until, unlocked=opened,
        person=inventory.person_of(actor), seats=seats, accessible=accessible, locale=locale,
        prices=prices,
    )  # fmt: skip
    try:
        order = await place_held(rt, actor, hold_id=hold_id, locale=locale, ask=ask)
    except (IntegrityError, PassUsed):
        # The same browser was faster in another tab: its order stands, our places go back.
        async with rt.unit_of_work(actor) as uow:
            await inventory.release(uow, hold_id=hold_id)
        if found := await _resume(rt, actor, cart, ask):
            return found
        raise
    return secret_of(rt, order.id, order.code)


async def unlock(
    rt: Runtime, *, event_id: UUID, types: Collection[UUID], ask: Ask
) -> frozenset[UUID]:
    """Return which of these ticket types are hidden and opened by a code.

    Raises UnknownTicketType, also for a hidden one that nobody has a code for: it is not there.
    """
    now = rt.clock.now()
    async with rt.read() as session:
        known = await inventory_queries.ticket_types(session, event_id, at=now, with_hidden=True)
        wanted = [one for one in known if one.id in types]
        if len(wanted) != len(set(types)):
            raise UnknownTicketType
        hidden = [QuoteItem(one.id, 1, one.price_minor) for one in wanted if one.hidden]
        if not hidden:
            return frozenset()
        priced = await pricing.price_cart(session, event_id=event_id, items=hidden, at=now, ask=ask)
    if priced.locked:
        raise UnknownTicketType
    return frozenset(one.ticket_type_id for one in hidden)


async def place_held(
    rt: Runtime,
    actor: Actor,
    *,
    hold_id: UUID,
    buyer_name: str = "",
    buyer_email: str = "",
    locale: str = "en",
    ask: Ask = NOTHING_ASKED,
    request: Request | None = None,
    kept: Hold | None = None,
) -> OrderView:
    """Open the order of a hold, or return the one it has; orders of one moment share a commit.

    `kept` is what it is for where nothing is held: the buyer has the places already. A `request`
    that came before gets the order it got then. Raises HoldExpired, NotForSale, Invalid, KeyReused,
    TypeLocked, AlreadyUsed, TooManyForPerson, PassUsed.
    """
    if buyer_name or buyer_email:
        buyer_name, buyer_email = checked_buyer(buyer_name, buyer_email)
    opening = Opening(
        hold_id, actor, buyer_name or actor.name, buyer_email or actor.email, locale, ask,
        request, correlation_id(), kept,
    )  # fmt: skip
    return await rt.together(open_all, opening)


async def describe_buyer(uow: UnitOfWork, *, order_id: UUID, name: str, email: str) -> None:
    """Say who buys. Raises Invalid naming the field, OrderClosed, or AlreadyUsed.

    Codes may be for certain people only, so another address than they were brought under prices
    the order again: its total may be another one then. Raises
    TooManyForPerson when they have as many of these tickets as each may.
    """
    name, email = checked_buyer(name, email)
    order = await uow.get(Order, order_id, lock=True)
    if order.state != OrderState.placed:
        raise OrderClosed(state=order.state)
    order.buyer_name, order.buyer_email = name, email
    ask = read_ask(order.asked)
    if ask.codes and not ask.use_credit and ask.email != email:
        await bring(uow, order_id=order_id, ask=replace(ask, email=email))
    elif order.keeps_offers:
        await pricing.claim(uow, hold_id=order.hold_id, email=email)
    await inventory.claim(uow, {order.hold_id: email})


def secret_of(rt: Runtime, order_id: UUID, code: str) -> OrderRef:
    """Return where the order's page is."""
    return OrderRef(OrderId(order_id), code, rt.vault.link_secret(ORDER_LINK, order_id))


@dataclass(frozen=True, slots=True)
class _Cart:
    """What a browser wants of an event, with the prices that were chosen."""

    event_id: UUID
    wanted: Mapping[UUID, int]
    seats: frozenset[UUID]
    prices: Mapping[UUID, int]

    def is_that_of(self, order: Order, lines: Sequence[OrderLine]) -> bool:
        """Whether an order is for the very same."""
        kept = frozenset[UUID](seat.id for seat in read_seats(order.seats))
        asked = {line.ticket_type_id: line.unit_minor for line in lines}
        return (
            order.listing_id is None
            and _quantities(lines) == self.wanted
            and (not self.seats or kept == self.seats)
            and all(asked[type_id] == minor for type_id, minor in self.prices.items())
        )


async def _resume(rt: Runtime, actor: Actor, cart: _Cart, ask: Ask) -> OrderRef | None:
    """Return the browser's open order for this very cart; an order for another cart is closed.

    Codes that it does not have yet come along.
    """
    if actor.visitor is None:
        return None
    async with rt.unit_of_work(actor) as uow:
        chosen = select(Order).where(
            col(Order.event_id) == cart.event_id,
            col(Order.visitor) == actor.visitor,
            col(Order.state) == OrderState.placed,
        )
        order = (
            await uow.session.execute(chosen.with_for_update(key_share=True))
        ).scalar_one_or_none()
        if order is None:
            return None
        lines = await lines_of(uow.session, order.id)
        if cart.is_that_of(order, lines) and order.hold_until > uow.clock.now():
            before = read_ask(order.asked)
            more = await brought.without_secrets(
                uow.session, replace(before, codes=before.codes | ask.codes)
            )
            if more != before:
                await bring(uow, order_id=order.id, ask=more)
            return secret_of(rt, order.id, order.code)
        await close_placed(uow, order, CloseReason.replaced)
    return None


def _quantities(lines: Sequence[OrderLine]) -> Mapping[UUID, int]:
    """Return ticket type id → how many of it, whatever they cost."""
    counted = Counter[UUID]()
    for line in lines:
        counted[line.ticket_type_id] += line.quantity
    return counted
