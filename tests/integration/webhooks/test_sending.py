"""Calls: in order for each object, again after every failure and crash, and not for ever."""

import asyncio
from collections import Counter
from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import text

from bilten_app.domains.events import service as events
from bilten_app.domains.messaging.public import Topic
from bilten_app.domains.reporting import queries as reporting
from bilten_app.domains.reporting.public import AuditSearch
from bilten_app.domains.webhooks import service
from bilten_app.domains.webhooks.public import (
    CallState,
    EndpointIsOff,
    EndpointState,
    HookKind,
)
from bilten_app.domains.webhooks.rules.calls import PATIENCE
from bilten_app.domains.webhooks.service.send import LEASE
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import OrganizerScope
from bilten_app.kit.clock import FrozenClock
from bilten_app.ports.hooks import HookTrouble
from tests.integration.webhooks.given import Shop, given_shop
from tests.receiver import REDIRECT, SLOW, Receiver, receiving
from tests.work import settle


async def change_title(shop: Shop, title: str) -> None:
    async with shop.rt.unit_of_work(shop.owner) as uow:
        await events.edit(uow, shop.owner, event_id=shop.stage.event_id, title=title)


def titles(receiver: Receiver) -> list[str]:
    return [one.told["data"]["title"] for one in receiver.heard]


@pytest.mark.parametrize("answer", [500, 404, REDIRECT])
async def test_what_was_not_taken_comes_again_later_under_the_same_id(
    rt: Runtime, clock: FrozenClock, receiver: Receiver, answer: int | str
) -> None:
    shop = await given_shop(rt, receiver)
    receiver.answer = answer
    await change_title(shop, "Late Jazz")
    await shop.deliver()
    assert await shop.deliver() == 0

    clock.move(timedelta(seconds=10))
    receiver.answer = 200
    await shop.deliver()

    assert len(receiver.heard) == 2
    assert len(set(receiver.ids)) == 1
    assert receiver.heard[0].body == receiver.heard[1].body
    assert receiver.heard[1].is_signed_with(shop.secret)
    (call,) = await shop.log()
    assert (call.state, call.tries, call.status) == (CallState.delivered, 2, 200)
    attempts = (await shop.detail(call)).attempts
    assert [one.answer for one in attempts[:1]] == ["thanks"]
    assert len(attempts) == 2


async def test_calls_about_one_object_keep_their_order_while_others_pass(
    rt: Runtime, clock: FrozenClock, receiver: Receiver
) -> None:
    shop = await given_shop(rt, receiver)
    receiver.answer = 500
    await change_title(shop, "First")
    await shop.deliver()
    receiver.answer = 200
    await change_title(shop, "Second")
    await change_title(shop, "Third")
    await shop.send_test()

    await shop.deliver()
    assert receiver.kinds == ["event.changed", "webhook.test"]
    clock.move(timedelta(seconds=10))
    await shop.deliver()

    assert receiver.kinds[2:] == ["event.changed"] * 3
    places = Counter(one.id for one in receiver.heard if one.told["type"] == "event.changed")
    assert receiver.ids[2] == receiver.ids[0]
    assert sorted(places.values()) == [1, 1, 2]
    last = [one.told["data"]["title"] for one in receiver.heard[2:]]
    assert last == ["First", "Third", "Third"]


async def test_a_crash_between_the_call_and_its_record_repeats_the_same_message(
    rt: Runtime, clock: FrozenClock, receiver: Receiver
) -> None:
    shop = await given_shop(rt, receiver)
    await change_title(shop, "Late Jazz")
    await settle(rt, without=["messaging.send"])
    receiver.answer = SLOW
    sending = asyncio.create_task(service.send_due(rt))
    await receiver.arrived.wait()
    async with rt.unit_of_work() as uow:
        await uow.session.execute(text("SELECT 1 FROM webhook_calls FOR UPDATE"))
        receiver.let_go.set()
        sending.cancel()
        with suppress(asyncio.CancelledError):
            await sending
    receiver.answer = 200
    assert await service.send_due(rt) == 0

    clock.move(LEASE)
    assert await service.send_due(rt) == 1

    assert len(receiver.heard) == 2
    assert len(set(receiver.ids)) == 1
    (call,) = await shop.log()
    assert call.state is CallState.delivered
    cut = (await shop.detail(call)).attempts[1]
    assert (cut.status, cut.trouble) == (None, None)


async def test_two_workers_make_each_call_once(rt: Runtime, receiver: Receiver) -> None:
    shop = await given_shop(rt, receiver)
    for _ in range(12):
        await shop.send_test()

    counts = await asyncio.gather(*(service.send_due(rt) for _ in range(3)))

    assert sum(counts) == 12
    assert len(set(receiver.ids)) == len(receiver.ids) == 12


async def test_a_slow_endpoint_holds_back_no_other(rt: Runtime, receiver: Receiver) -> None:
    slow = await given_shop(rt, receiver)
    receiver.answer = SLOW
    for _ in range(40):
        await slow.send_test()
    async with receiving() as other:
        swift = await given_shop(rt, other)
        await swift.send_test()

        sending = asyncio.create_task(service.send_due(rt))
        await asyncio.wait_for(other.arrived.wait(), timeout=8)
        receiver.let_go.set()
        await sending

    assert other.kinds == ["webhook.test"]
    assert len(receiver.heard) == 40


async def test_after_three_days_of_failure_an_endpoint_is_switched_off_and_its_owner_told(
    rt: Runtime, clock: FrozenClock, receiver: Receiver
) -> None:
    shop = await given_shop(rt, receiver)
    receiver.answer = 503
    await change_title(shop, "Late Jazz")
    await change_title(shop, "Later Jazz")
    began = clock.now()
    await shop.deliver()

    while (await shop.endpoint()).state is EndpointState.active:
        clock.move(timedelta(hours=1))
        await shop.deliver()

    assert clock.now() - began == PATIENCE
    assert {one.state for one in await shop.log()} == {CallState.failed}
    await settle(rt)
    async with rt.read() as session:
        mails = await session.execute(
            text("SELECT state FROM deliveries WHERE topic = :topic"),
            {"topic": Topic.desk_webhook_off.value},
        )
        assert mails.scalars().all() == ["sent"]
        log = await reporting.organizer_audit(
            session, OrganizerScope(shop.stage.organizer_id), AuditSearch()
        )
    assert [one.verb for one in log.rows[:1]] == ["webhooks.gave_up"]
    with pytest.raises(EndpointIsOff):
        await shop.send_test()


async def test_what_failed_is_sent_again_in_its_order_when_somebody_asks(
    rt: Runtime, clock: FrozenClock, receiver: Receiver
) -> None:
    shop = await given_shop(rt, receiver)
    receiver.answer = 503
    await change_title(shop, "First")
    await settle(rt, without=["messaging.send"])
    await change_title(shop, "Second")
    await shop.deliver()
    while (await shop.endpoint()).state is EndpointState.active:
        clock.move(timedelta(hours=8))
        await shop.deliver()
    receiver.answer, receiver.heard = 200, []

    async with rt.unit_of_work(shop.owner) as uow:
        await service.resume(uow, shop.owner, endpoint_id=shop.endpoint_id)
        await service.replay_failed(uow, shop.owner, endpoint_id=shop.endpoint_id)
    await shop.deliver()

    assert titles(receiver) == ["First", "Second"]
    assert (await shop.endpoint()).failing_since is None


async def test_a_success_ends_the_count_of_failing_days(
    rt: Runtime, clock: FrozenClock, receiver: Receiver
) -> None:
    shop = await given_shop(rt, receiver)
    receiver.answer = 500
    await change_title(shop, "Late Jazz")
    await shop.deliver()
    assert (await shop.endpoint()).failing_since == clock.now()

    receiver.answer = 200
    clock.move(timedelta(seconds=10))
    await shop.deliver()

    assert (await shop.endpoint()).failing_since is None


async def test_for_a_day_after_a_rotation_both_secrets_sign(
    rt: Runtime, clock: FrozenClock, receiver: Receiver
) -> None:
    shop = await given_shop(rt, receiver)

    fresh = await service.rotate(rt, shop.owner, endpoint_id=shop.endpoint_id)
    for _ in range(2):
        await shop.send_test()
        await shop.deliver()
        clock.move(timedelta(hours=24))

    both, alone = receiver.heard
    assert both.is_signed_with(shop.secret)
    assert both.is_signed_with(fresh.secret)
    assert not alone.is_signed_with(shop.secret)
    assert alone.is_signed_with(fresh.secret)


async def test_a_name_that_leads_into_the_house_is_logged_and_not_called(
    rt: Runtime, receiver: Receiver
) -> None:
    shop = await given_shop(rt, receiver)
    async with rt.unit_of_work() as uow:
        moved = text("UPDATE webhook_endpoints SET url = 'https://169.254.169.254/latest'")
        await uow.session.execute(moved)

    await shop.send_test()
    await shop.deliver()

    (call,) = await shop.log()
    assert call.trouble is HookTrouble.private_address
    assert call.state is CallState.queued
    assert receiver.heard == []


async def test_a_removed_endpoint_takes_its_waiting_calls_along(
    rt: Runtime, receiver: Receiver
) -> None:
    shop = await given_shop(rt, receiver, {HookKind.event_changed})
    await shop.send_test()

    async with rt.unit_of_work(shop.owner) as uow:
        await service.remove(uow, shop.owner, endpoint_id=shop.endpoint_id)

    assert await shop.deliver() == 0
    assert receiver.heard == []
