"""A holder sells a ticket on: what its order has to say of it, and when the money comes."""

from uuid import UUID

import structlog

from bilten_app.domains.events import queries as events
from bilten_app.domains.events.public import EventState
from bilten_app.domains.inventory import queries as inventory
from bilten_app.domains.inventory.public import Kind
from bilten_app.domains.market import queries as market_queries
from bilten_app.domains.market import service as market
from bilten_app.domains.market.public import (
    SETTLED_AFTER,
    Bounds,
    ListingId,
    ListingState,
    NotResellable,
    Terms,
)
from bilten_app.domains.orders import queries
from bilten_app.domains.orders.models import Order
from bilten_app.domains.orders.public import (
    Channel,
    MoneyDisputed,
    OrderClosed,
    OrderDisputed,
    OrderRefunded,
    OrderState,
    RefundWaits,
    RefundWish,
)
from bilten_app.domains.orders.service.contested import check_settled
from bilten_app.domains.orders.service.giving import give
from bilten_app.domains.risk import queries as risk
from bilten_app.domains.tickets.public import TicketNotValid, TicketState, TicketView
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import SYSTEM
from bilten_app.kit.money import Money

AT_ONCE = 100
UNDONE = "The ticket that was sold on was refunded"
log = structlog.get_logger(__name__)


async def may_list(uow: UnitOfWork, ticket: TicketView) -> tuple[Terms, Bounds]:
    """Return the terms and bounds of a ticket that its holder may list now, or raise why not."""
    offer = await _offer(uow, ticket)
    return await market.check_resellable(uow, ticket, offer.face)


async def list_ticket(
    uow: UnitOfWork, ticket: TicketView, *, price_minor: int, fee_basis_points: int
) -> ListingId:
    """Put a ticket up for sale; whoever holds its link may. No gate lets it in until then.

    Raises InvalidPrice, NotResellable, RefundWaits, OrderDisputed, OrderClosed, ResaleOff,
    ResaleOver, AdmittedAlready, ListedAlready, TicketNotValid, TicketIsOut.
    """
    offer = await _offer(uow, ticket)
    price = Money(price_minor, offer.face.currency)
    return await market.list_ticket(uow, offer, price=price, fee_basis_points=fee_basis_points)


async def settle_resales(rt: Runtime) -> None:
    """Job of the clock: pay sellers as credit, two days after their event ended.

    One whose money or whose buyer's money a bank asks for waits, and so does one that a person
    looks at. Harmless beside another worker: a listing is settled once.
    """
    async with rt.read() as session:
        before = rt.clock.now() - SETTLED_AFTER
        due = await market_queries.due(session, ended_before=before, limit=AT_ONCE)
    for listing_id in due:
        try:
            async with rt.unit_of_work() as uow:
                await _settle(uow, listing_id)
        except OrderDisputed:
            log.info("a seller waits for a bank", listing=str(listing_id))


async def on_resale_undone(
    rt: Runtime, *, listing_id: str, seller_order_id: str, **_: object
) -> None:
    """Reaction to `market.undone`: the seller gets back what they had paid. Harmless twice.

    When the event is cancelled their own order gives it back by itself, and so does a bank that has
    taken their money.
    """
    try:
        async with rt.unit_of_work() as uow:
            order = await uow.get(Order, UUID(seller_order_id), lock=True)
            undone = await market.mark_repaid(uow, listing_id=UUID(listing_id))
            event = await events.sale(uow.session, order.event_id)
            is_over = event.state is EventState.cancelled or order.state != OrderState.paid
            if undone is None or is_over:
                return
            sold = await queries.sold(uow.session, order)
            minor = min(undone.paid.minor, sold.left_minor)
            if minor <= 0:
                return
            sums = sold.due(RefundWish(amount_minor=minor))
            refund_id, _unused = await give(uow, SYSTEM, sold, sums, (), UNDONE)
            uow.record(
                OrderRefunded(
                    refund_id, order.id, order.event_id, order.organizer_id, minor, order.currency
                )
            )
    except MoneyDisputed:
        log.info("a seller's own money is disputed", listing=listing_id)


async def _settle(uow: UnitOfWork, listing_id: UUID) -> None:
    told = await market_queries.told(uow.session, listing_id)
    for order_id in sorted(filter(None, (told.seller_order_id, told.order_id))):
        order = await uow.get(Order, order_id, lock=True)
        await check_settled(uow, order)
        if await risk.in_review(uow.session, [order.id]):
            return
    if told.state is ListingState.sold:
        await market.settle(uow, listing_id=listing_id)


async def _offer(uow: UnitOfWork, ticket: TicketView) -> market.Offer:
    """Return what is offered, under the order's lock, or raise what stands against it."""
    order = await uow.get(Order, ticket.order_id, lock=True)
    if order.state != OrderState.paid:
        raise OrderClosed(state=order.state)
    await check_settled(uow, order)
    if ticket.state is not TicketState.valid:
        raise TicketNotValid
    request = await queries.open_request(uow.session, order.id)
    if request and str(ticket.id) in request.ticket_ids:
        raise RefundWaits
    sold = await queries.sold(uow.session, order)
    place = next((one for one in sold.valid if one.id == ticket.id), None)
    types = await inventory.prices(uow.session, [ticket.ticket_type_id])
    is_alone = types[ticket.ticket_type_id].kind == Kind.admission
    line = next((one for one in sold.lines if place and one.id == place.order_line_id), None)
    is_ours = order.channel in {Channel.web, Channel.resale} and order.quote
    if place is None or line is None or line.parts or not is_alone or not is_ours:
        raise NotResellable
    cost = sold.price_of(place).total_minor
    face = await market_queries.face_of(uow.session, order.id)
    return market.Offer(
        ticket=ticket,
        organizer_id=order.organizer_id,
        user_id=order.user_id,
        face=face or Money(cost, order.currency),
        paid=Money(min(cost, sold.left_minor), order.currency),
    )
