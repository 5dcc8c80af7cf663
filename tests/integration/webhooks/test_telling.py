"""From facts to messages: each happening once, as the API shows it, to whoever chose its kind."""

from datetime import timedelta

from sqlalchemy import text

from bilten_app.domains.events import service as events
from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import OrderPaid, RefundWish
from bilten_app.domains.tickets import queries as tickets
from bilten_app.domains.webhooks import service
from bilten_app.domains.webhooks.public import CallState, EndpointDraft, HookKind
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.ids import new_id
from bilten_app.worker.loop import dispatch_all
from tests.aftersale import given_paid, tickets_of
from tests.factories import Stage, given_both, given_event
from tests.integration.webhooks.given import given_endpoint, given_shop
from tests.people import given_organizer
from tests.receiver import Receiver
from tests.scanner import NOON_MS, given_gate, given_scanner
from tests.work import settle, tell_all_again


async def test_a_sale_is_told_with_its_order_and_tickets_and_no_secret(
    rt: Runtime, receiver: Receiver
) -> None:
    shop = await given_shop(rt, receiver)

    ref = await given_paid(rt, shop.stage)
    await shop.deliver()

    assert sorted(receiver.kinds) == ["order.paid", "ticket.issued", "ticket.issued"]
    paid = next(one for one in receiver.heard if one.told["type"] == "order.paid")
    assert paid.told["data"]["id"] == str(ref.id)
    assert paid.told["data"]["total"] == {"minor": 5206, "currency": "EUR", "decimal": "52.06"}
    assert all(one.is_signed_with(shop.secret) for one in receiver.heard)
    said = b"".join(one.body for one in receiver.heard)
    assert b"secret" not in said
    assert b"proof" not in said
    assert {one.state for one in await shop.log()} == {CallState.delivered}


async def queued(rt: Runtime) -> list[str]:
    """Dispatch what has happened; return the jobs of webhooks that wait."""
    await dispatch_all(rt)
    async with rt.read() as session:
        waiting = text("SELECT entrypoint FROM pgqueuer WHERE entrypoint LIKE 'webhooks.%'")
        return list((await session.execute(waiting)).scalars())


def paid(stage: Stage) -> OrderPaid:
    return OrderPaid(new_id(), stage.event_id, stage.organizer_id, 50_00, "EUR")


async def test_sales_of_who_has_no_webhook_for_them_queue_nothing(
    rt: Runtime, receiver: Receiver
) -> None:
    heard = await given_shop(rt, receiver)
    other = await given_shop(rt, receiver, {HookKind.event_changed})
    none = await given_event(rt)
    await settle(rt, without=["messaging.send", "messaging.receipt"])

    async with rt.unit_of_work() as uow:
        for stage in (none, other.stage):
            uow.record(paid(stage))
    before = await queued(rt)
    async with rt.unit_of_work() as uow:
        uow.record(paid(heard.stage))

    assert (before, await queued(rt)) == ([], ["webhooks.on_order_paid"])


async def test_a_webhook_that_is_added_while_a_sale_is_written_is_told(
    rt: Runtime, receiver: Receiver
) -> None:
    stage = await given_event(rt)
    await settle(rt)
    async with rt.unit_of_work() as uow:
        uow.record(paid(stage))
        await uow.flush()
        await given_endpoint(rt, stage, receiver)

    assert await queued(rt) == ["webhooks.on_order_paid"]


async def test_a_fact_that_comes_again_is_not_told_again(rt: Runtime, receiver: Receiver) -> None:
    shop = await given_shop(rt, receiver)
    await given_paid(rt, shop.stage)
    await shop.deliver()
    told = list(receiver.ids)

    await tell_all_again(rt)
    await shop.deliver()

    since = receiver.kinds[len(told) :]
    assert "order.paid" not in since
    assert "ticket.issued" not in since
    assert len(set(receiver.ids)) == len(receiver.ids)


async def test_a_refund_and_the_end_of_tickets_are_told(rt: Runtime, receiver: Receiver) -> None:
    kinds = {HookKind.order_refunded, HookKind.ticket_voided, HookKind.order_cancelled}
    shop = await given_shop(rt, receiver, kinds)
    ref = await given_paid(rt, shop.stage)
    one, other = await tickets_of(rt, ref)

    for ticket in (one, other):
        async with rt.unit_of_work(shop.owner) as uow:
            wish = RefundWish(frozenset({ticket}))
            await orders.refund(uow, shop.owner, order_id=ref.id, wish=wish)
        await shop.deliver()

    refunded = [each.told for each in receiver.heard if each.told["type"] == "order.refunded"]
    assert refunded[0]["data"]["refund"]["amount"]["minor"] == 2603
    voided = [each.told for each in receiver.heard if each.told["type"] == "ticket.voided"]
    assert {each["data"]["id"] for each in voided} == {str(one), str(other)}
    assert receiver.kinds.count("order.cancelled") == 1


async def test_what_becomes_of_an_event_is_told(rt: Runtime, receiver: Receiver) -> None:
    shop = await given_shop(rt, receiver)

    for title in ("Jazz by the River", "Jazz by the Lake"):
        async with rt.unit_of_work(shop.owner) as uow:
            await events.edit(uow, shop.owner, event_id=shop.stage.event_id, title=title)
        await shop.deliver()
    async with rt.unit_of_work(shop.owner) as uow:
        await events.cancel(uow, shop.owner, event_id=shop.stage.event_id, reason="Storm")
    await shop.deliver()

    assert receiver.kinds == ["event.changed", "event.changed", "event.cancelled"]
    assert receiver.heard[1].told["data"]["title"] == "Jazz by the Lake"


async def test_a_guest_is_told_once_when_the_gate_lets_them_in(
    rt: Runtime, receiver: Receiver
) -> None:
    shop = await given_shop(rt, receiver, {HookKind.ticket_admitted})
    ref = await given_paid(rt, shop.stage)
    async with rt.read() as session:
        ticket, _ = await tickets.of_order(session, ref.id)
    scanner = await given_scanner(rt, shop.stage, await given_gate(rt, shop.stage))
    again = await given_scanner(rt, shop.stage, await given_gate(rt, shop.stage, "South"))

    scanner.scan(ticket.index)
    await scanner.upload(rt)
    await shop.deliver()
    again.scan(ticket.index, NOON_MS + 900)
    await again.upload(rt)
    await shop.deliver()

    assert receiver.kinds == ["ticket.admitted"]
    assert receiver.heard[0].told["data"]["id"] == str(ticket.id)


async def test_nobody_hears_of_what_they_did_not_choose_or_what_others_do(
    rt: Runtime, receiver: Receiver
) -> None:
    shop = await given_shop(rt, receiver, {HookKind.event_cancelled})
    other = await given_event(rt)

    await given_paid(rt, shop.stage)
    async with rt.unit_of_work(other.owner) as uow:
        await events.cancel(uow, other.owner, event_id=other.event_id, reason="Storm")
    await shop.deliver()

    assert receiver.heard == []


async def test_what_happens_while_an_endpoint_is_off_can_be_replayed(
    rt: Runtime, receiver: Receiver
) -> None:
    shop = await given_shop(rt, receiver, {HookKind.order_paid})
    async with rt.unit_of_work(shop.owner) as uow:
        await service.pause(uow, shop.owner, endpoint_id=shop.endpoint_id)
    await given_paid(rt, shop.stage)
    await shop.deliver()
    assert receiver.heard == []

    async with rt.unit_of_work(shop.owner) as uow:
        await service.resume(uow, shop.owner, endpoint_id=shop.endpoint_id)
        count = await service.replay_failed(uow, shop.owner, endpoint_id=shop.endpoint_id)
    await shop.deliver()

    assert count == 1
    assert receiver.kinds == ["order.paid"]


async def test_messages_are_forgotten_after_thirty_days(rt: Runtime, receiver: Receiver) -> None:
    shop = await given_shop(rt, receiver, {HookKind.order_paid})
    await given_paid(rt, shop.stage)
    await shop.deliver()

    rt.clock.move(timedelta(days=30))  # pyright: ignore[reportAttributeAccessIssue]
    await service.forget_old(rt)
    assert len(await shop.log()) == 1
    rt.clock.move(timedelta(seconds=1))  # pyright: ignore[reportAttributeAccessIssue]
    await service.forget_old(rt)

    assert await shop.log() == []


async def test_two_organizations_may_have_an_endpoint_at_the_same_address(
    rt: Runtime, receiver: Receiver
) -> None:
    shop = await given_shop(rt, receiver, {HookKind.order_paid})
    owner, organizer_id = await given_organizer(rt)
    draft = EndpointDraft(receiver.url, frozenset({HookKind.order_paid}))
    await service.add(rt, owner, organizer_id=organizer_id, draft=draft)

    await given_paid(rt, shop.stage)
    await settle(rt, without=["messaging.send"])
    await service.send_due(rt)

    assert receiver.kinds == ["order.paid"]


async def test_a_message_about_a_test_says_that_nothing_of_it_is_real(
    rt: Runtime, receiver: Receiver
) -> None:
    live, test = await given_both(rt)
    for stage in (live, test):
        await given_endpoint(rt, stage, receiver, [HookKind.order_paid])

        await given_paid(rt, stage)
        await settle(rt, without=["messaging.send"])
        await service.send_due(rt)

    assert [one.told["livemode"] for one in receiver.heard] == [True, False]
