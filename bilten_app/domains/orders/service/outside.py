"""What becomes of tickets whose money went back in the gateway's own dashboard."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from bilten_app.domains.orders.models import Order, OrderPolicy, OrderRefund
from bilten_app.domains.orders.public import (
    OrderClosed,
    OrderState,
    OutsidePolicy,
    TaskDone,
    TaskState,
    Verb,
)
from bilten_app.domains.orders.service.refunds import end_tickets
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import Actor
from bilten_app.kit.roles import Permission


async def choose_policy(
    uow: UnitOfWork, actor: Actor, *, organizer_id: UUID, outside: OutsidePolicy
) -> None:
    """Say what a full refund made elsewhere does. For members with `orders:refund`."""
    scope = actor.require(Permission.orders_refund, organizer_id)
    row = {"organizer_id": scope, "outside": outside.value, "changed_at": uow.clock.now()}
    changed = {name: row[name] for name in ("outside", "changed_at")}
    chosen = insert(OrderPolicy).values(row)
    await uow.session.execute(
        chosen.on_conflict_do_update(index_elements=["organizer_id"], set_=changed)
    )
    uow.audit(Verb.policy_changed, scope, outside=outside.value)


async def decide_outside(
    uow: UnitOfWork, actor: Actor, *, refund_id: UUID, ticket_ids: Collection[UUID]
) -> None:
    """Say which tickets a refund made elsewhere was for: they end, and their places are free.

    None: all of them stay. For members with `orders:refund`. Raises TaskDone, NotRefundable.
    """
    found = await uow.get(OrderRefund, refund_id)
    order = await uow.get(Order, found.order_id, lock=True)
    actor.require(Permission.orders_refund, order.organizer_id, event_id=order.event_id)
    refund = await uow.get(OrderRefund, refund_id, lock=True)
    if refund.task != TaskState.open:
        raise TaskDone
    if ticket_ids and order.state != OrderState.paid:
        raise OrderClosed(state=order.state)
    refund.task = TaskState.ended if ticket_ids else TaskState.kept
    refund.ticket_ids = sorted(str(one) for one in set(ticket_ids))
    uow.audit(Verb.outside_decided, order.id, refund=str(refund.id), tickets=len(set(ticket_ids)))
    await uow.session.flush()
    if ticket_ids:
        await end_tickets(uow, actor, order, set(ticket_ids), refund.amount_minor)
