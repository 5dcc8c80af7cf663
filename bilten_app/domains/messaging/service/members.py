"""What an organization and the platform are told: money that moved elsewhere, banks that ask."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from bilten_app.domains.identity import queries as identity
from bilten_app.domains.identity.public import ProfileView
from bilten_app.domains.messaging.public import Topic
from bilten_app.domains.messaging.service.tell import deliver, notice
from bilten_app.domains.orders import queries as orders
from bilten_app.domains.organizers import queries as organizers
from bilten_app.domains.payments import queries as payments
from bilten_app.domains.payments.public import DisputeState
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import SYSTEM
from bilten_app.kit.roles import Permission, StaffPermission

REMINDED = (timedelta(days=1), timedelta(days=3))


async def refunded_outside(
    rt: Runtime,
    *,
    refund_id: str,
    order_id: str,
    organizer_id: str,
    refund_minor: int,
    currency: str,
    is_task: bool,
    **_: object,
) -> None:
    """Tell an organizer of a refund made elsewhere. Reaction; harmless twice: one mail each."""
    details = {
        "order_id": order_id, "refund_minor": refund_minor, "currency": currency,
        "is_task": is_task,
    }  # fmt: skip
    async with rt.read() as session:
        members = await organizers.who_may(session, UUID(organizer_id), Permission.orders_refund)
    await _tell(rt, Topic.refunded_outside, refund_id, members, details)


async def disputed(rt: Runtime, *, dispute_id: str, reference: str, **_: object) -> None:
    """Tell an organizer that a bank asks money back. Reaction; harmless twice: one mail each."""
    async with rt.read() as session:
        order = (await orders.many(session, SYSTEM, [UUID(reference)])).get(UUID(reference))
        if order is None:
            return
        members = await organizers.who_may(session, order.organizer_id, Permission.orders_refund)
    details = {"order_id": reference, "dispute_id": dispute_id}
    await _tell(rt, Topic.disputed, dispute_id, members, details)


async def remind_disputes(rt: Runtime) -> None:
    """Job of the clock: remind of disputes that wait, three days and one day before the end.

    Harmless twice: one mail to each person for each reminder.
    """
    now = rt.clock.now()
    async with rt.read() as session:
        waiting = [
            one
            for one in await payments.disputes(session)
            if one.state is DisputeState.opened
            and one.respond_by
            and now < one.respond_by <= now + max(REMINDED)
        ]
        known = await orders.many(session, SYSTEM, {one.reference for one in waiting})
        staff = await identity.staff(session, StaffPermission.money_manage)
    for one in waiting:
        order, due = known.get(one.reference), one.respond_by
        if order is None or due is None:
            continue
        near = min(span for span in REMINDED if due <= now + span)
        async with rt.read() as session:
            members = await organizers.who_may(
                session, order.organizer_id, Permission.orders_refund
            )
        details = {"order_id": str(order.id), "dispute_id": str(one.id)}
        subject = f"{one.id}:{near.days}"
        await _tell(rt, Topic.dispute_due, subject, members, details)
        # Who is a member as well has the mail that leads to the organizer's desk.
        await _tell(rt, Topic.dispute_due, subject, staff, {**details, "for_staff": True})


async def _tell(
    rt: Runtime, topic: Topic, subject: str, people: Sequence[ProfileView], details: dict[str, Any]
) -> None:
    told = {one.email: notice(topic, subject, one.email, one.locale, details) for one in people}
    async with rt.unit_of_work() as uow:
        await deliver(uow, list(told.values()))
