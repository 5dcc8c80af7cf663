"""Giving money back for a paid order: whole, in part, or for some of its tickets.

The order's row is locked first, so refunds of one order come one after the other, and what it has
given back never exceeds what was paid: the database checks it.
"""

from collections.abc import Collection, Sequence
from uuid import UUID

from bilten_app.domains.inventory import service as inventory
from bilten_app.domains.market.public import EndReason
from bilten_app.domains.orders import queries
from bilten_app.domains.orders.models import Order, OrderLine
from bilten_app.domains.orders.public import (
    ORDER_FLOW,
    REQUEST_FLOW,
    CloseReason,
    MoneyDisputed,
    OrderCancelled,
    OrderClosed,
    OrderRefunded,
    OrderState,
    RefundWish,
    RequestState,
    Verb,
)
from bilten_app.domains.orders.rules import Sold
from bilten_app.domains.orders.service.contested import kept
from bilten_app.domains.orders.service.giving import give, void
from bilten_app.domains.orders.service.places import freed_by
from bilten_app.domains.orders.service.reviews import lift
from bilten_app.domains.orders.service.unwinding import (
    keep_proceeds,
    take_off,
    take_off_some,
    unwind,
)
from bilten_app.domains.payments import service as payments
from bilten_app.domains.payments.public import BankDecides, NotFailed, RefundState
from bilten_app.domains.pricing import service as pricing
from bilten_app.domains.tickets import service as tickets
from bilten_app.domains.tickets.public import TicketPlace
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import SYSTEM, Actor
from bilten_app.kit.errors import NotFound
from bilten_app.kit.roles import Permission


async def refund(uow: UnitOfWork, actor: Actor, *, order_id: UUID, wish: RefundWish) -> UUID:
    """Give money back, void the named tickets and free their places, in one transaction.

    For members with `orders:refund`. An order whose last valid ticket goes is cancelled. Return
    the refund's id. Raises ProofNeeded, OrderClosed, NotRefundable, BundleStaysWhole, TicketIsOut
    or MoneyDisputed.
    """
    order = await uow.get(Order, order_id, lock=True)
    actor.require(Permission.orders_refund, order.organizer_id, event_id=order.event_id)
    actor.require_recent_proof()
    if order.state != OrderState.paid:
        raise OrderClosed(state=order.state)
    await take_off_some(uow, wish.ticket_ids, EndReason.refunded)
    sold = await queries.sold(uow.session, order)
    named = sold.named(wish.ticket_ids)
    sums = sold.due(wish)
    refund_id, _ = await give(uow, actor, sold, sums, named, wish.reason)
    await unwind(uow, order, ends=bool(named))
    asked = await settle_request(uow, actor, sold, named)
    if named and len(named) == len(sold.valid):
        reason = CloseReason.buyer if asked else CloseReason.organizer
        await _close(uow, order, reason, sums.total_minor)
    else:
        uow.record(_refunded(order, refund_id, sums.total_minor))
    await free_places(uow, order, sold.lines, named)
    return refund_id


async def send_again(uow: UnitOfWork, actor: Actor, *, order_id: UUID, refund_id: UUID) -> None:
    """Send a refund once more that the gateway could not make. For members with `orders:refund`.

    Raises NotFailed, MoneyDisputed, NotFound when it is not of this order.
    """
    order = await uow.get(Order, order_id, lock=True)
    actor.require(Permission.orders_refund, order.organizer_id, event_id=order.event_id)
    made = await queries.refunds_of(uow.session, order_id)
    refund = next((each for each in made if each.id == refund_id), None)
    if refund is None:
        raise NotFound
    if refund.is_external or refund.attempt_id is None or refund.state is not RefundState.failed:
        raise NotFailed
    try:
        await payments.send_again(uow, refund_id=refund.attempt_id)
    except BankDecides as refused:
        raise MoneyDisputed from refused


async def cancel(
    uow: UnitOfWork, actor: Actor, *, order_id: UUID, reason: CloseReason = CloseReason.organizer
) -> None:
    """Cancel a paid order: tickets void, places free, all money on its way, in one transaction.

    For members with `orders:refund`. A second time raises OrderClosed and changes nothing. Raises
    MoneyDisputed, TicketIsOut. When its whole event is cancelled, what banks have taken is not
    waited for: all that they have left goes back; nor are tickets that are in wallets.
    """
    order = await uow.get(Order, order_id, lock=True)
    actor.require(Permission.orders_refund, order.organizer_id, event_id=order.event_id)
    if order.state != OrderState.paid:
        raise OrderClosed(state=order.state)
    await lift(uow, actor, order)
    is_over = reason is CloseReason.event_cancelled
    await take_off(uow, order, EndReason.organizer)
    sold = await queries.sold(uow.session, order)
    left = await kept(uow, sold) if is_over else None
    sums = sold.rest() if left is None else sold.rest_kept(sum(one.minor for one in left))
    if sums.total_minor:
        await give(uow, actor, sold, sums, sold.valid, reason, kept=left)
    else:
        if reason is not CloseReason.event_cancelled:
            await tickets.require_in_custody(uow, [ticket.id for ticket in sold.valid])
        await void(uow, sold, sold.valid)
    await unwind(uow, order, ends=is_over or bool(sold.valid))
    await keep_proceeds(uow, order)
    await settle_request(uow, actor, sold, sold.valid)
    await _close(uow, order, reason, sums.total_minor)
    await free_places(uow, order, sold.lines, sold.valid)


async def give_rest(uow: UnitOfWork, order: Order) -> None:
    """Give back what a bank has let us keep after all of a locked order of a cancelled event.

    Harmless twice: then nothing is left.
    """
    sold = await queries.sold(uow.session, order)
    left = await kept(uow, sold)
    sums = sold.rest_kept(sum(one.minor for one in left))
    if not sums.total_minor:
        return
    refund_id, _ = await give(uow, SYSTEM, sold, sums, (), CloseReason.event_cancelled, kept=left)
    uow.record(_refunded(order, refund_id, sums.total_minor))


async def end_refunded(uow: UnitOfWork, order: Order, minor: int) -> None:
    """End a locked, paid order whose money went back elsewhere: tickets void, places free."""
    await lift(uow, SYSTEM, order)
    await take_off(uow, order, EndReason.refunded)
    sold = await queries.sold(uow.session, order)
    await void(uow, sold, sold.valid)
    await unwind(uow, order, ends=bool(sold.valid))
    await keep_proceeds(uow, order)
    await settle_request(uow, SYSTEM, sold, sold.valid)
    await _close(uow, order, CloseReason.refunded_outside, minor)
    await free_places(uow, order, sold.lines, sold.valid)


async def end_tickets(
    uow: UnitOfWork, actor: Actor, order: Order, ticket_ids: Collection[UUID], minor: int
) -> None:
    """End some tickets of a locked order whose money went back elsewhere. Raises NotRefundable."""
    await take_off_some(uow, ticket_ids, EndReason.refunded)
    sold = await queries.sold(uow.session, order)
    named = sold.named(ticket_ids)
    await void(uow, sold, named)
    await unwind(uow, order, ends=bool(named))
    await settle_request(uow, actor, sold, named)
    if len(named) == len(sold.valid):
        await _close(uow, order, CloseReason.refunded_outside, minor)
    await free_places(uow, order, sold.lines, named)


async def settle_request(
    uow: UnitOfWork, actor: Actor, sold: Sold, named: Sequence[TicketPlace]
) -> bool:
    """Approve the open request when the last of its tickets goes; whether it asked for all that."""
    request = await queries.open_request(uow.session, sold.order.id)
    if request is None:
        return False
    asked, gone = set(request.ticket_ids), {str(ticket.id) for ticket in named}
    left = {str(ticket.id) for ticket in sold.valid} - gone
    if asked & left:
        return False
    uow.advance(
        request, REQUEST_FLOW, RequestState.approved, decided_by=actor.label,
        decided_at=uow.clock.now(),
    )  # fmt: skip
    return gone <= asked


def _refunded(order: Order, refund_id: UUID, minor: int) -> OrderRefunded:
    return OrderRefunded(
        refund_id, order.id, order.event_id, order.organizer_id, minor, order.currency
    )


async def _close(uow: UnitOfWork, order: Order, reason: str, minor: int) -> None:
    uow.advance(
        order, ORDER_FLOW, OrderState.cancelled, closed_at=uow.clock.now(),
        close_reason=CloseReason(reason).value,
    )  # fmt: skip
    if order.keeps_offers:
        await pricing.give_back(uow, hold_id=order.hold_id)
    uow.record(
        OrderCancelled(order.id, order.event_id, order.organizer_id, minor, order.currency, reason)
    )
    uow.audit(Verb.order_cancelled, order.id, refund_minor=minor, reason=reason)


async def free_places(
    uow: UnitOfWork, order: Order, lines: Sequence[OrderLine], gone: Sequence[TicketPlace]
) -> None:
    """Give places back. Pools come last, as in a sale: else the two could wait for each other."""
    await uow.flush()
    freed = freed_by(order, lines, gone)
    await inventory.give_back(
        uow, hold_id=freed.hold_id, tickets=freed.tickets, pieces=freed.pieces, seats=freed.seats
    )
