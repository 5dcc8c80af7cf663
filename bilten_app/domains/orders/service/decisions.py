"""Deciding about held orders: staff let them go or refuse them, or time lets them go."""

from uuid import UUID

from bilten_app.domains.orders.models import Order
from bilten_app.domains.orders.public import CloseReason, OrderReleased, OrderState
from bilten_app.domains.orders.service.refunds import cancel
from bilten_app.domains.orders.service.reviews import thaw_if_free
from bilten_app.domains.risk import queries as risk_queries
from bilten_app.domains.risk import service as risk
from bilten_app.domains.risk.public import ListKind, ReviewState
from bilten_app.domains.tickets import service as tickets
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import SYSTEM, Actor
from bilten_app.kit.roles import StaffPermission


async def approve_review(uow: UnitOfWork, actor: Actor, *, order_id: UUID, note: str = "") -> None:
    """Let a held order go: its tickets are valid and mailed. For the platform's staff.

    Raises ReviewOver.
    """
    actor.require_staff(StaffPermission.review)
    await _let_go(uow, actor, order_id, ReviewState.approved, note)


async def refuse_review(uow: UnitOfWork, actor: Actor, *, order_id: UUID, note: str = "") -> None:
    """Cancel a held order: its tickets end, all its money goes back. For the platform's staff.

    Raises ReviewOver.
    """
    actor.require_staff(StaffPermission.review)
    order = await uow.get(Order, order_id, lock=True)
    await risk.decide(uow, actor, order_id=order.id, to=ReviewState.refused, note=note)
    await uow.flush()
    await tickets.thaw(uow, order_id=order.id, event_id=order.event_id)
    await cancel(uow, SYSTEM, order_id=order.id, reason=CloseReason.fraud)


async def release_due(rt: Runtime) -> None:
    """Job of the clock: let orders go that nobody has decided about in time. Harmless twice."""
    async with rt.unit_of_work() as uow:
        due = await risk.due(uow)
    for order_id in due:
        async with rt.unit_of_work() as uow:
            order = await uow.get(Order, order_id, lock=True)
            if await risk_queries.in_review(uow.session, [order.id]):
                await _let_go(uow, SYSTEM, order.id, ReviewState.released, "")


async def list_buyer(
    uow: UnitOfWork, actor: Actor, *, order_id: UUID, kind: ListKind, reason: str
) -> int:
    """Put the buyer of an order on a list, with their card. For the platform's staff."""
    actor.require_staff(StaffPermission.review)
    order = await uow.get(Order, order_id)
    return await risk.list_buyer(
        uow, actor, order_id=order.id, kind=kind, shown=order.buyer_email, reason=reason
    )


async def _let_go(
    uow: UnitOfWork, actor: Actor, order_id: UUID, to: ReviewState, note: str
) -> None:
    order = await uow.get(Order, order_id, lock=True)
    await risk.decide(uow, actor, order_id=order.id, to=to, note=note)
    if order.state != OrderState.paid:
        return
    await uow.flush()
    await thaw_if_free(uow, order)
    uow.record(OrderReleased(order.id, order.event_id, order.organizer_id))
