"""What an organization is told: money that moved elsewhere."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from bilten_app.domains.identity.public import ProfileView
from bilten_app.domains.messaging.public import Topic
from bilten_app.domains.messaging.service.tell import deliver, notice
from bilten_app.domains.organizers import queries as organizers
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.roles import Permission


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
    await tell_each(rt, Topic.refunded_outside, refund_id, members, details)


async def tell_each(
    rt: Runtime, topic: Topic, subject: str, people: Sequence[ProfileView], details: dict[str, Any]
) -> None:
    """Queue one delivery to each of some people."""
    told = {one.email: notice(topic, subject, one.email, one.locale, details) for one in people}
    async with rt.unit_of_work() as uow:
        await deliver(uow, list(told.values()))
