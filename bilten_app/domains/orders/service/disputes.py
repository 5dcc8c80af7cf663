"""What a dispute does to an order: its tickets wait, and the books say where the money is.

What somebody did at the gate stays on record, whatever a bank decides.
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

from bilten_app.domains.events import queries as events
from bilten_app.domains.events.public import EventState
from bilten_app.domains.ledger import service as ledger
from bilten_app.domains.orders import queries
from bilten_app.domains.orders.models import Order
from bilten_app.domains.orders.public import OrderState, Verb
from bilten_app.domains.orders.queries import lines_of
from bilten_app.domains.orders.service.books import deal_of
from bilten_app.domains.orders.service.close import queue_cancel
from bilten_app.domains.orders.service.contested import lock_paid_by
from bilten_app.domains.orders.service.late import LATE, Captured, is_aside, send_back
from bilten_app.domains.orders.service.refunds import free_places
from bilten_app.domains.orders.service.reviews import thaw_if_free
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
    rt: Runtime,
    *,
    dispute_id: str,
    payment_id: str,
    gateway: str,
    reference: str,
    amount_minor: int,
    **_: object,
) -> None:
    """Reaction to `payments.dispute_opened`: freeze all tickets that the payment pays for.

    Harmless twice, and when late: a dispute that is decided by now freezes nothing any more; the
    books tell of it all the same.
    """
    async with rt.unit_of_work() as uow:
        bought, paid = await lock_paid_by(uow, UUID(payment_id), UUID(reference))
        if bought is None:
            return
        deal = deal_of(bought, UUID(dispute_id), uow.clock.now())
        opened = ledger.dispute_opened(deal, gateway=gateway, minor=amount_minor)
        await ledger.post(uow, [opened])
        if await _is_undecided(uow, UUID(payment_id), UUID(dispute_id)):
            for order in paid:
                await tickets.freeze(uow, order_id=order.id, event_id=order.event_id)
        uow.audit(Verb.order_disputed, bought.id, dispute=dispute_id, minor=amount_minor)


async def on_dispute_decided(
    rt: Runtime,
    *,
    dispute_id: str,
    payment_id: str,
    gateway: str,
    reference: str,
    amount_minor: int,
    fee_minor: int,
    is_won: bool,
    **_: object,
) -> None:
    """Reaction to `payments.dispute_decided`: thaw the tickets, or void them. Harmless twice.

    Lost, the money comes out of the organizer's reserve first, the places are free unless the doors
    are open, and whoever bought is looked at more closely from now on. Money that had bought
    nothing was owed back: what the bank has not taken goes back now.
    """
    async with rt.unit_of_work() as uow:
        bought, paid = await lock_paid_by(uow, UUID(payment_id), UUID(reference))
        if bought is None:
            return
        deal = deal_of(bought, UUID(dispute_id), uow.clock.now())
        aside = await is_aside(uow, UUID(payment_id))
        if is_won:
            won = ledger.dispute_won(deal, gateway=gateway, minor=amount_minor)
            await ledger.post(uow, [won])
        elif aside:
            owed = await payment_service.left_of(uow, payment_id=UUID(payment_id))
            lost = ledger.late_dispute_lost(
                deal, gateway=gateway, minor=amount_minor, fee_minor=fee_minor, owed_minor=owed
            )
            await ledger.post(uow, [lost])
        else:
            await ledger.lose_dispute(
                uow, deal, gateway=gateway, minor=amount_minor, fee_minor=fee_minor
            )
        await uow.flush()
        if aside:
            await _send_rest(uow, bought, UUID(payment_id))
        elif is_won:
            for order in paid:
                await _give_back(uow, order)
        else:
            await risk.flag_buyer(uow, order_id=bought.id, shown=bought.buyer_email)
            for order in paid:
                await risk.end_if_waiting(uow, SYSTEM, order_id=order.id, to=ReviewState.refused)
                await _end(uow, order)


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
            voided[order.id] = await tickets.void_all(
                uow, order_id=order.id, event_id=order.event_id
            )
    return voided


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
        await queue_tax(uow, order)
        if (await events.sale(uow.session, order.event_id)).state is EventState.cancelled:
            queue_cancel(uow, order.id)
    else:
        await _void(uow, order)


async def _end(uow: UnitOfWork, order: Order) -> None:
    """End the tickets of a lost dispute, and free their places.

    Once the doors are open they stay frozen instead: whoever they were for may be inside, so their
    places are nobody else's, and what the gate saw stays as it was.
    """
    times = (await events.times(uow.session, [order.event_id]))[order.event_id]
    if uow.clock.now() < (times.doors_at or times.starts_at):
        await _void(uow, order)
    else:
        await tickets.freeze(uow, order_id=order.id, event_id=order.event_id)


async def _void(uow: UnitOfWork, order: Order) -> None:
    voided = await tickets.void_all(uow, order_id=order.id, event_id=order.event_id)
    await free_places(uow, order, await lines_of(uow.session, order.id), voided)


async def _is_undecided(uow: UnitOfWork, payment_id: UUID, dispute_id: UUID) -> bool:
    known = await payments.disputes(uow.session, payment_ids=[payment_id])
    return any(one.id == dispute_id and one.state in UNDECIDED for one in known)
