"""Refunds made at the gateway end tickets as the organizer wants; disputes are answered."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from bilten_app.adapters.sandbox.mail import MailSink
from bilten_app.domains.messaging import service as messaging
from bilten_app.domains.orders import queries
from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import OrderRef, OrderState, OutsidePolicy, TaskDone
from bilten_app.domains.payments import queries as payments
from bilten_app.domains.payments import service as payment_service
from bilten_app.domains.payments.public import DisputeOver, DisputeState, NotFailed
from bilten_app.domains.reporting import exports
from bilten_app.domains.risk import queries as risk
from bilten_app.domains.risk.public import ListKind, ReviewState
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.errors import NotFound
from bilten_app.kit.roles import Permission, StaffRole
from bilten_app.kit.text import price
from tests.aftersale import given_paid, tickets_of
from tests.banks import checkout_of, hear, is_sound, refunds_sent, states
from tests.factories import Stage, given_checkout, given_event, given_order, order_of, places
from tests.gateway import card, gateway_of
from tests.people import given_staff
from tests.suspects import STAFF, given_held, review_of
from tests.work import settle


async def mails(rt: Runtime, topic: str) -> int:
    async with rt.read() as session:
        told = "SELECT count(*) FROM deliveries WHERE state = 'sent' AND topic = :topic"
        return (await session.execute(text(told), {"topic": topic})).scalar_one()


async def task_of(rt: Runtime, stage: Stage) -> UUID:
    scope = stage.owner.require(Permission.orders_read, stage.organizer_id)
    async with rt.read() as session:
        (task,) = await queries.refund_tasks(session, scope)
    return task.id


async def given_refunded(rt: Runtime, ref: OrderRef, minor: int = 0) -> None:
    """Give money back at the gateway's own desk, or all that is left, and hear of it twice."""
    order = await order_of(rt, ref)
    minor = minor or (order.total - order.refunded).minor
    await gateway_of(rt).refund_at_desk(await checkout_of(rt, ref), minor)
    await hear(rt, times=2)


async def given_dispute(rt: Runtime, ref: OrderRef, stage: Stage) -> UUID:
    """Let a bank ask the money back; return our dispute."""
    await gateway_of(rt).dispute(await checkout_of(rt, ref))
    await hear(rt, times=2)
    scope = stage.owner.require(Permission.orders_read, stage.organizer_id)
    async with rt.read() as session:
        (found,) = await queries.disputed_orders(session, scope)
    return found.dispute.id


async def test_all_the_money_back_ends_the_tickets_and_tells_both(rt: Runtime) -> None:
    stage = await given_event(rt)
    ref = await given_paid(rt, stage)

    await given_refunded(rt, ref)

    order = await order_of(rt, ref)
    assert (order.state, order.close_reason) == (OrderState.cancelled, "refunded_outside")
    assert await states(rt, ref) == ["void", "void"]
    assert await places(rt, stage) == [(100, 0, 0)]
    assert (await mails(rt, "orders.cancelled"), await mails(rt, "orders.refunded_outside")) == (
        1,
        1,
    )
    assert await is_sound(rt)


async def test_an_order_that_waits_for_a_person_ends_with_its_money(rt: Runtime) -> None:
    stage = await given_event(rt)
    ref = await given_held(rt, stage)
    waited = await states(rt, ref)

    await given_refunded(rt, ref)

    review = await review_of(rt, ref)
    assert review
    assert (waited, review.state) == (["frozen", "frozen"], ReviewState.refused)
    assert (await states(rt, ref), await places(rt, stage)) == (["void", "void"], [(100, 0, 0)])
    assert await is_sound(rt)


async def test_a_refund_told_before_its_payment_ends_like_the_right_order(rt: Runtime) -> None:
    stage = await given_event(rt)
    ref = await given_order(rt, stage)
    checkout = await given_checkout(rt, ref)
    await gateway_of(rt).choose(checkout, card("Success"))
    await gateway_of(rt).refund_at_desk(checkout, (await order_of(rt, ref)).total.minor)

    await hear(rt, latest_first=True, times=2)

    order = await order_of(rt, ref)
    assert (order.state, order.refunded) == (OrderState.cancelled, order.total)
    assert await states(rt, ref) == ["void", "void"]
    assert await places(rt, stage) == [(100, 0, 0)]
    assert await is_sound(rt)


async def test_one_that_came_back_is_sent_again_by_staff_only(rt: Runtime) -> None:
    stage = await given_event(rt)
    ref = await given_paid(rt, stage)
    made = await gateway_of(rt).refund_at_desk(await checkout_of(rt, ref), 20_00)
    await hear(rt)
    await gateway_of(rt).return_refund(made)
    await hear(rt)

    async with rt.read() as session:
        (back,) = await queries.refunds_of(session, ref.id)
        ((_, failed),) = await payments.failed_refunds(session)
    with pytest.raises(NotFailed):
        async with rt.unit_of_work(stage.owner) as uow:
            await orders.send_again(uow, stage.owner, order_id=ref.id, refund_id=back.id)
    async with rt.unit_of_work(STAFF) as uow:
        await payment_service.send_again(uow, refund_id=failed.id)
    await settle(rt)

    assert (await order_of(rt, ref)).refunded.minor == 20_00
    assert await refunds_sent(rt) == [20_00]
    assert await is_sound(rt)


async def test_who_wants_tickets_to_stay_keeps_them(rt: Runtime) -> None:
    stage = await given_event(rt)
    ref = await given_paid(rt, stage)
    async with rt.unit_of_work(stage.owner) as uow:
        await orders.choose_policy(
            uow, stage.owner, organizer_id=stage.organizer_id, outside=OutsidePolicy.keep
        )

    await given_refunded(rt, ref)

    assert (await order_of(rt, ref)).state is OrderState.paid
    assert await states(rt, ref) == ["valid", "valid"]


async def test_about_a_part_somebody_decides_once(rt: Runtime) -> None:
    stage = await given_event(rt)
    ref = await given_paid(rt, stage)
    await given_refunded(rt, ref, 2500)
    task, (first, _) = await task_of(rt, stage), await tickets_of(rt, ref)

    async def decide() -> None:
        async with rt.unit_of_work(stage.owner) as uow:
            await orders.decide_outside(uow, stage.owner, refund_id=task, ticket_ids=[first])

    answers = await asyncio.gather(*(decide() for _ in range(4)), return_exceptions=True)
    await settle(rt)

    assert sorted(type(one).__name__ for one in answers) == ["NoneType"] + ["TaskDone"] * 3
    assert sorted(await states(rt, ref)) == ["valid", "void"]
    assert await places(rt, stage) == [(99, 0, 1)]
    assert await is_sound(rt)


async def test_the_rest_of_the_money_leaves_nothing_to_decide(rt: Runtime) -> None:
    stage = await given_event(rt)
    ref = await given_paid(rt, stage)
    await given_refunded(rt, ref, 2000)
    task = await task_of(rt, stage)

    await given_refunded(rt, ref)

    assert await states(rt, ref) == ["void", "void"]
    with pytest.raises(TaskDone):
        async with rt.unit_of_work(stage.owner) as uow:
            await orders.decide_outside(uow, stage.owner, refund_id=task, ticket_ids=[])


async def test_strangers_decide_nothing(rt: Runtime) -> None:
    stage, other = await given_event(rt), await given_event(rt)
    ref = await given_paid(rt, stage)
    await given_refunded(rt, ref, 2500)
    task = await task_of(rt, stage)

    with pytest.raises(NotFound):
        async with rt.unit_of_work(other.owner) as uow:
            await orders.decide_outside(uow, other.owner, refund_id=task, ticket_ids=[])


async def test_an_organizer_answers_a_dispute_once_with_a_pack(rt: Runtime) -> None:
    stage, other = await given_event(rt), await given_event(rt)
    ref = await given_paid(rt, stage)
    dispute = await given_dispute(rt, ref, stage)

    told = await exports.evidence(rt, dispute_id=dispute, statement="We talked on the phone.")
    with pytest.raises(NotFound):
        await orders.answer_dispute(rt, other.owner, dispute_id=dispute, evidence=told)
    await orders.answer_dispute(rt, stage.owner, dispute_id=dispute, evidence=told)
    with pytest.raises(DisputeOver):
        await orders.answer_dispute(rt, stage.owner, dispute_id=dispute, evidence=told)

    async with rt.read() as session:
        after = await queries.disputed_order(session, stage.owner, dispute_id=dispute)
    assert after.dispute.state is DisputeState.under_review
    assert told.pack.startswith(b"%PDF")
    assert told.refund_policy == "Until a week before."
    letters = [line for line in told.access_log.splitlines() if "sent" in line]
    assert "Receipt with the tickets sent" in letters[0]
    assert all(line.endswith(f" {told.customer_email}") for line in letters)


async def test_a_dispute_is_told_and_reminded_of_at_three_days_and_at_one(
    rt: Runtime, clock: FrozenClock
) -> None:
    stage = await given_event(rt)
    ref = await given_paid(rt, stage)
    await given_dispute(rt, ref, stage)

    counts: list[int] = []
    for move in (timedelta(), timedelta(days=4), timedelta(days=2), timedelta(hours=23)):
        clock.move(move)
        for _ in range(2):
            await messaging.remind_disputes(rt)
        await settle(rt)
        counts.append(await mails(rt, "orders.dispute_due"))

    assert await mails(rt, "orders.disputed") == 1
    assert counts == [0, 1, 2, 2]


async def test_members_and_staff_are_each_led_to_the_disputes_that_they_see(
    rt: Runtime, clock: FrozenClock
) -> None:
    stage = await given_event(rt)
    staff = await given_staff(rt, StaffRole.admin)
    ref = await given_paid(rt, stage)
    await given_dispute(rt, ref, stage)
    total = (await order_of(rt, ref)).total
    clock.move(timedelta(days=4))
    await messaging.remind_disputes(rt)
    await settle(rt)

    assert isinstance(rt.gateways.email, MailSink)
    reminders = (await rt.gateways.email.newest())[:2]
    found = [await rt.gateways.email.find(one.email.message_id) for one in reminders]
    told = {mail.email.to == staff.email: mail.email.text for mail in found if mail}
    assert "/organizer/disputes" in told[False]
    assert "/admin/disputes" in told[True]
    assert all(price(total, "en") in words for words in told.values())


async def test_who_loses_us_a_dispute_is_watched(rt: Runtime, clock: FrozenClock) -> None:
    stage = await given_event(rt)
    ref = await given_paid(rt, stage)
    at_gateway = await gateway_of(rt).dispute(await checkout_of(rt, ref))
    await hear(rt)
    await gateway_of(rt).decide(at_gateway, won=False)
    await hear(rt, times=2)

    async with rt.read() as session:
        page = await risk.listed(session, STAFF, now=clock.now(), kind=ListKind.watch)

    assert sorted(one.trait.value for one in page.rows) == ["address", "card"]
    assert {one.shown for one in page.rows} == {"noor@guests.example.com"}
