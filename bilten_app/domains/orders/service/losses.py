"""What a lost dispute takes from an order, and what becomes of it when the bank thinks again."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select

from bilten_app.domains.events import queries as events
from bilten_app.domains.events.public import EventState
from bilten_app.domains.inventory import service as inventory
from bilten_app.domains.orders.models import Order, OrderLoss, OrderRefund
from bilten_app.domains.orders.public import CloseReason, LossReversed, OrderState, Verb
from bilten_app.domains.orders.queries import lines_of
from bilten_app.domains.orders.service.places import freed_by
from bilten_app.domains.orders.service.refunds import cancel
from bilten_app.domains.orders.service.reviews import is_undisputed
from bilten_app.domains.tickets import queries as ticket_queries
from bilten_app.domains.tickets import service as tickets
from bilten_app.domains.tickets.public import TicketPlace
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import SYSTEM
from bilten_app.kit.ids import new_id


async def note_loss(uow: UnitOfWork, order: Order, ended: Sequence[TicketPlace]) -> None:
    """Remember which tickets of a locked order ended because a bank took its money."""
    if not ended:
        return
    ids = [str(ticket.id) for ticket in ended]
    if loss := await uow.session.get(OrderLoss, order.id):
        loss.ticket_ids = [*loss.ticket_ids, *ids]
    else:
        uow.add(OrderLoss(order_id=order.id, ticket_ids=ids, lost_at=uow.clock.now()))


async def reverse_loss(uow: UnitOfWork, order: Order) -> None:
    """Undo what a lost dispute took from a locked, paid order, once no bank wants its money.

    The money is ours again, so it is honoured like money that comes late: the same tickets are
    valid again while their places are free and the event is not over. Else all of it goes back, as
    the rest did if that was given back meanwhile, and the buyer is told. Harmless twice: the loss
    is gone. An event that was called off gives it back by itself.
    """
    loss = await uow.session.get(OrderLoss, order.id)
    if loss is None or order.state != OrderState.paid or not await is_undisputed(uow, order):
        return
    await uow.session.delete(loss)
    sale = await events.sale(uow.session, order.event_id)
    if sale.state is EventState.cancelled:
        return
    left, count = order.total_minor - order.refunded_minor, 0
    times = (await events.times(uow.session, [order.event_id]))[order.event_id]
    is_given = await _is_rest_given(uow, order, loss)
    if not is_given and not sale.suspended and uow.clock.now() < times.ends_at:
        count = await _reinstate(uow, order, {UUID(one) for one in loss.ticket_ids})
    if not count:
        await cancel(uow, SYSTEM, order_id=order.id, reason=CloseReason.places_gone)
    uow.record(
        LossReversed(
            order.id, order.event_id, order.organizer_id, new_id(), count,
            0 if count else left, order.currency,
        )
    )  # fmt: skip
    uow.audit(Verb.loss_reversed, order.id, tickets=count, refund_minor=0 if count else left)


async def _is_rest_given(uow: UnitOfWork, order: Order, loss: OrderLoss) -> bool:
    """Whether money was given back beside what the bank had taken."""
    since = select(col(OrderRefund.id)).where(
        col(OrderRefund.order_id) == order.id, col(OrderRefund.created_at) > loss.lost_at
    )
    return (await uow.session.execute(since.limit(1))).first() is not None


async def _reinstate(uow: UnitOfWork, order: Order, ticket_ids: set[UUID]) -> int:
    """Take the places of tickets again, and let them in; 0 when the places are not free."""
    await tickets.take_turn(uow, [order.event_id])
    await uow.flush()
    void = await ticket_queries.void_places(uow.session, order.id)
    named = [ticket for ticket in void if ticket.id in ticket_ids]
    back = freed_by(order, await lines_of(uow.session, order.id), named)
    if not await inventory.take_back(
        uow, hold_id=back.hold_id, tickets=back.tickets, pieces=back.pieces, seats=back.seats
    ):
        return 0
    return await tickets.reinstate(
        uow, order_id=order.id, event_id=order.event_id, ticket_ids=ticket_ids
    )
