"""What a dispute does to an order: its tickets wait, and the books say where the money is.

What somebody did at the gate stays on record, whatever a bank decides.
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

from bilten_app.domains.events import queries as events
from bilten_app.domains.events.public import EventState
from bilten_app.domains.market.public import EndReason
from bilten_app.domains.orders import queries
from bilten_app.domains.orders.models import Order
from bilten_app.domains.orders.public import CloseReason, OrderState, Verb
from bilten_app.domains.orders.queries import lines_of
from bilten_app.domains.orders.service.close import queue_cancel
from bilten_app.domains.orders.service.contested import book_claim, lock_paid_by
from bilten_app.domains.orders.service.late import LATE, Captured, are_aside, send_back
from bilten_app.domains.orders.service.losses import note_loss, reverse_loss
from bilten_app.domains.orders.service.refunds import free_places, give_rest
from bilten_app.domains.orders.service.reviews import thaw_if_free
from bilten_app.domains.orders.service.unwinding import keep_proceeds, take_off, unwind
from bilten_app.domains.orders.service.vat import queue_tax
from bilten_app.domains.payments import queries as payments
from bilten_app.domains.payments import service as payment_service
from bilten_app.domains.payments.public import UNDECIDED, DisputeState, PaymentState
from bilten_app.domains.risk import service as risk
from bilten_app.domains.risk.public import ReviewState
from bilten_app.domains.tickets import service as tickets
from bilten_app.domains.tickets.public import TicketPlace
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import SYSTEM, Actor
from bilten_app.ports.payments import Evidence


async def on_dispute_opened(
    rt: Runtime, *, dispute_id: str, payment_id: str, reference: str, **_: object
) -> None:
    """Reaction to `payments.dispute_opened`: freeze all tickets that the payment pays for."""
    async with rt.unit_of_work() as uow:
        await _follow(uow, UUID(dispute_id), UUID(payment_id), UUID(reference))


async def on_dispute_decided(
    rt: Runtime, *, dispute_id: str, payment_id: str, reference: str, **_: object
) -> None:
    """Reaction to `payments.dispute_decided`: thaw the tickets, or void them.

    Lost, the money comes out of the organizer's reserve first, the places are free unless the doors
    are open, and whoever bought is looked at more closely from now on. Won after it had been lost,
    the tickets come back while their places are free; else the money goes back. Money that had
    bought nothing was owed back: what the bank has not taken goes back now.
    """
    async with rt.unit_of_work() as uow:
        await _follow(uow, UUID(dispute_id), UUID(payment_id), UUID(reference))


async def answer_dispute(
    rt: Runtime, actor: Actor, *, dispute_id: UUID, evidence: Evidence
) -> None:
    """Answer a bank. For members with `orders:refund`, and staff. Raises DisputeOver."""
    async with rt.read() as session:
        await queries.disputed_order(session, actor, dispute_id=dispute_id)
    await payment_service.submit_evidence(rt, actor, dispute_id=dispute_id, evidence=evidence)


async def heed_disputes(
    uow: UnitOfWork, paid: Mapping[UUID, Order]
) -> Mapping[UUID, Sequence[TicketPlace]]:
    """Do to orders that are sold now what a bank asked for before we heard that they were paid.

    `paid` is payment id → order. Return by order id the tickets that are void: their places are to
    be freed.
    """
    voided: dict[UUID, Sequence[TicketPlace]] = {}
    for dispute in await payments.disputes(uow.session, payment_ids=list(paid)):
        order = paid[dispute.payment_id]
        if dispute.state in UNDECIDED:
            await tickets.freeze(uow, order_id=order.id, event_id=order.event_id)
        elif dispute.state is DisputeState.lost:
            ended = await tickets.void_all(uow, order_id=order.id, event_id=order.event_id)
            voided[order.id] = ended
            await note_loss(uow, order, ended)
    return voided


async def _follow(uow: UnitOfWork, dispute_id: UUID, payment_id: UUID, reference: UUID) -> None:
    """Do what follows from how a dispute stands now. Harmless twice, and in any order: what is told
    late finds nothing left to do.
    """
    bought, paid = await lock_paid_by(uow, payment_id, reference)
    if bought is None:
        return
    dispute = await payments.dispute(uow.session, dispute_id)
    aside = bool(await are_aside(uow, [payment_id]))
    await book_claim(uow, bought, dispute, is_aside=aside)
    await uow.flush()
    if dispute.state in UNDECIDED:
        for order in paid:
            await take_off(uow, order, EndReason.disputed)
            await tickets.freeze(uow, order_id=order.id, event_id=order.event_id)
        uow.audit(
            Verb.order_disputed, bought.id, dispute=str(dispute_id), minor=dispute.amount.minor
        )
    elif aside:
        await _send_rest(uow, bought, payment_id)
    elif dispute.state is DisputeState.won:
        for order in paid:
            await _give_back(uow, order)
    else:
        await risk.flag_buyer(uow, order_id=bought.id, shown=bought.buyer_email)
        for order in paid:
            await risk.end_if_waiting(uow, SYSTEM, order_id=order.id, to=ReviewState.refused)
            await _end(uow, order)
            await _end_with_event(uow, order)


async def _send_rest(uow: UnitOfWork, order: Order, payment_id: UUID) -> None:
    """Send back what a bank has left of a payment that bought nothing.

    What came in a wrong amount is sent back by the platform's staff.
    """
    paid = await payments.payment(uow.session, payment_id)
    if paid and paid.state is PaymentState.captured:
        late = Captured(order.id, paid.id, paid.gateway, paid.amount.minor, uow.correlation_id)
        await send_back(uow, order, late, LATE)


async def _give_back(uow: UnitOfWork, order: Order) -> None:
    """Let the tickets of a won dispute in again; those of an order that is over end."""
    if order.state == OrderState.paid:
        await thaw_if_free(uow, order)
        await reverse_loss(uow, order)
        await queue_tax(uow, order)
        await _end_with_event(uow, order)
    else:
        await _void(uow, order)
        if order.close_reason == CloseReason.event_cancelled:
            await give_rest(uow, order)


async def _end_with_event(uow: UnitOfWork, order: Order) -> None:
    """Let an order go on to its end that had waited for the bank while its event was cancelled."""
    is_over = (await events.sale(uow.session, order.event_id)).state is EventState.cancelled
    if is_over and order.state == OrderState.paid:
        queue_cancel(uow, order.id)


async def _end(uow: UnitOfWork, order: Order) -> None:
    """End the tickets of a lost dispute, and free their places.

    Once the doors are open they stay frozen instead: whoever they were for may be inside, so their
    places are nobody else's, and what the gate saw stays as it was.
    """
    await take_off(uow, order, EndReason.disputed)
    await keep_proceeds(uow, order)
    times = (await events.times(uow.session, [order.event_id]))[order.event_id]
    if uow.clock.now() < (times.doors_at or times.starts_at):
        ended = await _void(uow, order)
        await note_loss(uow, order, ended)
        await unwind(uow, order, ends=bool(ended))
    else:
        await tickets.freeze(uow, order_id=order.id, event_id=order.event_id)


async def _void(uow: UnitOfWork, order: Order) -> Sequence[TicketPlace]:
    voided = await tickets.void_all(uow, order_id=order.id, event_id=order.event_id)
    await free_places(uow, order, await lines_of(uow.session, order.id), voided)
    return voided
