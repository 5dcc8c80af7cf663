"""What an organization and the platform are told of banks that ask, wait, and decide."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from bilten_app.domains.identity import queries as identity
from bilten_app.domains.identity.public import ProfileView
from bilten_app.domains.messaging import queries
from bilten_app.domains.messaging.models import Delivery
from bilten_app.domains.messaging.public import Overtaken, Topic
from bilten_app.domains.messaging.service.lists import Mail
from bilten_app.domains.messaging.service.members import tell_each
from bilten_app.domains.messaging.service.practice import for_staff
from bilten_app.domains.messaging.templates import disputes as letters
from bilten_app.domains.messaging.templates.orders import OrderStory
from bilten_app.domains.orders import queries as orders
from bilten_app.domains.organizers import queries as organizers
from bilten_app.domains.payments import queries as payments
from bilten_app.domains.payments.public import UNDECIDED, DisputeState, DisputeView
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import SYSTEM
from bilten_app.kit.roles import Permission, StaffPermission

REMINDED = (timedelta(days=1), timedelta(days=3))


async def disputed(
    rt: Runtime, *, dispute_id: str, reference: str, turn: str = "", **_: object
) -> None:
    """Tell an organizer that a bank asks money back. Reaction; harmless twice: one mail each time.

    Facts from before they named their turn have one mail per dispute.
    """
    if (members := await _members(rt, UUID(reference))) is not None:
        details = {"order_id": reference, "dispute_id": dispute_id}
        await tell_each(rt, Topic.disputed, turn or dispute_id, members, details)


async def dispute_decided(
    rt: Runtime, *, dispute_id: str, reference: str, is_won: bool, turn: str = "", **_: object
) -> None:
    """Tell an organizer and the platform's staff how a bank has decided.

    Reaction; harmless twice: one mail to each person for each decision.
    """
    if (members := await _members(rt, UUID(reference))) is None:
        return
    async with rt.read() as session:
        staff = await identity.staff(session, StaffPermission.money_manage)
    details = {"order_id": reference, "dispute_id": dispute_id, "is_won": is_won}
    subject = turn or f"{dispute_id}:{is_won}"
    await tell_each(rt, Topic.dispute_decided, subject, members, details)
    # Who is a member as well has the mail that leads to the organizer's desk.
    await tell_each(rt, Topic.dispute_decided, subject, staff, {**details, "for_staff": True})


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
        await tell_each(rt, Topic.dispute_due, subject, members, details)
        # Who is a member as well has the mail that leads to the organizer's desk.
        await tell_each(rt, Topic.dispute_due, subject, staff, {**details, "for_staff": True})


async def write_disputed(rt: Runtime, delivery: Delivery) -> Mail:
    """Return the letter about a dispute that is not decided yet. Raises Overtaken."""
    story, dispute = await _case(rt, delivery)
    if dispute.state not in UNDECIDED:
        raise Overtaken
    due = dispute.respond_by if dispute.state is DisputeState.opened else None
    return letters.disputed(story, asked=dispute.amount, due=due, locale=delivery.locale), ()


async def write_due(rt: Runtime, delivery: Delivery) -> Mail:
    """Return the reminder of a dispute that nobody has answered. Raises Overtaken."""
    story, dispute = await _case(rt, delivery)
    asked, due = dispute.amount, dispute.respond_by
    if dispute.state is not DisputeState.opened or due is None:
        raise Overtaken
    to_staff = "for_staff" in delivery.details
    return letters.dispute_due(story, asked, due, delivery.locale, for_staff=to_staff), ()


async def write_decided(rt: Runtime, delivery: Delivery) -> Mail:
    """Return the letter about a bank's decision that still is its last one. Raises Overtaken."""
    story, dispute = await _case(rt, delivery)
    is_won, to_staff = bool(delivery.details["is_won"]), "for_staff" in delivery.details
    if dispute.state is not (DisputeState.won if is_won else DisputeState.lost):
        raise Overtaken
    if to_staff:
        story = for_staff(story)
    return letters.decided(story, dispute, delivery.locale, to_staff=to_staff), ()


async def _case(rt: Runtime, delivery: Delivery) -> tuple[OrderStory, DisputeView]:
    told = delivery.details
    async with rt.read() as session:
        story = await queries.story(
            session, rt.vault, origin=rt.settings.origin, order_id=UUID(told["order_id"])
        )
        return story, await payments.dispute(session, UUID(told["dispute_id"]))


async def _members(rt: Runtime, order_id: UUID) -> Sequence[ProfileView] | None:
    """Return who may give back the money of an order; None when it was paid for something else."""
    async with rt.read() as session:
        order = (await orders.many(session, SYSTEM, [order_id])).get(order_id)
        if order is None:
            return None
        return await organizers.who_may(session, order.organizer_id, Permission.orders_refund)
