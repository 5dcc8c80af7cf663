"""A buyer takes a ticket that somebody sells on, through the checkout of all orders."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from bilten_app.domains.inventory import queries as inventory
from bilten_app.domains.market import queries as market_queries
from bilten_app.domains.market import service as market
from bilten_app.domains.market.public import ListingGone, ListingView, NoSuchListing
from bilten_app.domains.orders.models import Order, OrderLine
from bilten_app.domains.orders.public import (
    Channel,
    CloseReason,
    OrderRef,
    OrderState,
    OrderView,
    Verb,
)
from bilten_app.domains.orders.queries import order as order_view
from bilten_app.domains.orders.queries import view
from bilten_app.domains.orders.rules import checked_buyer, lines_for, sums_of, write_ask
from bilten_app.domains.orders.service.close import close_placed
from bilten_app.domains.orders.service.place import secret_of
from bilten_app.domains.orders.service.places import sale_of
from bilten_app.domains.pricing.public import NOTHING_ASKED, resale_quote
from bilten_app.domains.seating import queries as seating
from bilten_app.domains.seating.public import write_seats
from bilten_app.domains.tickets import queries as ticket_queries
from bilten_app.domains.tickets import service as tickets
from bilten_app.infra import once
from bilten_app.infra.once import Request
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import Actor
from bilten_app.kit.ids import new_code, new_id


async def place_resale(
    rt: Runtime,
    actor: Actor,
    *,
    listing_id: UUID,
    locale: str = "en",
    buyer_name: str = "",
    buyer_email: str = "",
    request: Request | None = None,
) -> OrderView:
    """Keep a listing for a buyer and open its order; the same click twice finds the same order.

    A browser's earlier cart for the event is replaced. The order takes no place of a pool, so no
    waiting room and no limit for each person stands before it. Raises NoSuchListing, ListingGone,
    BuyerPays, OwnListing, ResaleOver, Invalid, KeyReused.
    """
    if buyer_name or buyer_email:
        buyer_name, buyer_email = checked_buyer(buyer_name, buyer_email)
    try:
        async with rt.unit_of_work(actor) as uow:
            told = await once.claim(uow, request) if request else None
            if told:
                return await order_view(uow.session, UUID(told["order"]))
            listing = await market_queries.listing(uow.session, listing_id, now=uow.clock.now())
            if found := await _resume(uow, actor, listing):
                return found
            order = await _order(uow, rt, actor, listing, locale)
            order.buyer_name = buyer_name or actor.name
            order.buyer_email = buyer_email or actor.email
            opened = await _open(uow, order, listing)
            if request:
                await once.answer(uow, {request: {"order": str(order.id)}})
            return opened
    except IntegrityError:
        # The same browser was faster in another tab: its order for this event stands.
        async with rt.unit_of_work(actor) as uow:
            listing = await market_queries.listing(uow.session, listing_id, now=uow.clock.now())
            if found := await _resume(uow, actor, listing):
                return found
        raise


async def take_listing(rt: Runtime, actor: Actor, *, listing_id: UUID, locale: str) -> OrderRef:
    """Like `place_resale`, for pages: return where the order's page is."""
    order = await place_resale(rt, actor, listing_id=listing_id, locale=locale)
    return secret_of(rt, order.id, order.code)


async def hand_out(
    uow: UnitOfWork,
    rt: Runtime,
    orders: Sequence[Order],
    lines: Mapping[UUID, Sequence[OrderLine]],
    ready: Mapping[UUID, tickets.Ready],
) -> None:
    """Issue the tickets of new places, and hand over those that their holders sell on."""
    fresh = [order for order in orders if not order.listing_id]
    for order in orders:
        if order.listing_id:
            await _hand_over(uow, rt, order, lines[order.id])
    if fresh:
        events = {order.event_id for order in fresh if order.seats}
        seated = await seating.seated_types(uow.session, events)
        sales_of = [sale_of(order, lines[order.id], seated) for order in fresh]
        await tickets.issue(uow, ready, sales=sales_of)


async def _resume(uow: UnitOfWork, actor: Actor, listing: ListingView) -> OrderView | None:
    """Return the browser's open order for this listing; its order for anything else is closed."""
    if actor.visitor is None:
        return None
    chosen = select(Order).where(
        col(Order.event_id) == listing.event_id,
        col(Order.visitor) == actor.visitor,
        col(Order.state) == OrderState.placed,
    )
    found = (await uow.session.execute(chosen.with_for_update(key_share=True))).scalar_one_or_none()
    if found is None:
        return None
    if found.listing_id == listing.id and found.hold_until > uow.clock.now():
        return await order_view(uow.session, found.id)
    await close_placed(uow, found, CloseReason.replaced)
    return None


async def _order(
    uow: UnitOfWork, rt: Runtime, actor: Actor, listing: ListingView, locale: str
) -> Order:
    until = uow.clock.now() + timedelta(minutes=rt.settings.hold_minutes)
    told = await market_queries.told(uow.session, listing.id)
    if not actor.sees(told.organizer_id):
        raise NoSuchListing
    quote = resale_quote(listing.ticket_type_id, listing.price, told.split.fee.minor)
    return Order(
        id=new_id(),
        code=new_code(),
        event_id=listing.event_id,
        organizer_id=told.organizer_id,
        hold_id=new_id(),
        listing_id=listing.id,
        channel=Channel.resale.value,
        visitor=actor.visitor,
        user_id=actor.user_id,
        locale=locale,
        hold_until=until,
        placed_at=uow.clock.now(),
        asked=write_ask(NOTHING_ASKED),
        seats=await _seat_of(uow, told.ticket_id, listing.event_id),
        **sums_of(quote),
    )


async def _open(uow: UnitOfWork, order: Order, listing: ListingView) -> OrderView:
    types = await inventory.prices(uow.session, [listing.ticket_type_id])
    quote = resale_quote(listing.ticket_type_id, listing.price, order.platform_fee_minor)
    lines = lines_for(order.id, quote, types)
    uow.add(order)
    await uow.session.flush()
    uow.session.add_all(lines)
    await uow.session.flush()
    held = await market.hold(
        uow, listing_id=listing.id, order_id=order.id, user_id=order.user_id,
        until=order.hold_until,
    )  # fmt: skip
    if held.split.price != listing.price:
        raise ListingGone  # its seller asked another price in this moment
    uow.audit(Verb.order_placed, order.id, total_minor=order.total_minor)
    return view(order, lines)


async def _hand_over(
    uow: UnitOfWork, rt: Runtime, order: Order, lines: Sequence[OrderLine]
) -> None:
    """Give the ticket to the buyer of a locked order that is paid now. Raises ListingGone."""
    if order.listing_id is None:
        raise ListingGone
    (line,) = lines
    holder = tickets.Holder(order.buyer_name, order.buyer_email, order.user_id)
    to = tickets.NewOwner(order.id, line.id, holder)
    await market.sell(uow, rt.vault, order_id=order.id, listing_id=order.listing_id, to=to)


async def _seat_of(uow: UnitOfWork, ticket_id: UUID, event_id: UUID) -> list[object] | None:
    seat_id = await ticket_queries.seat_of(uow.session, ticket_id)
    known: Mapping[UUID, seating.Seat] = (
        await seating.seats(uow.session, event_id, [seat_id]) if seat_id else {}
    )
    return write_seats(list(known.values()))
