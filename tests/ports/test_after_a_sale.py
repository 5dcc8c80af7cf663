"""The same suite, after a sale: refunds, disputes, and the report of what moved."""

import asyncio
from datetime import timedelta

import pytest

from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.money import Money
from bilten_app.ports.payments import Dispute, DisputeState, RefundNews, RefundState, ReportKind
from tests.ports.sales import EUR_25, giving_back, news, paid, report, wanted
from tests.ports.worlds import EVIDENCE, World


async def test_a_refund_is_made_once(world: World, clock: FrozenClock) -> None:
    request = giving_back(await paid(world, clock), 1000)

    first = await world.gateway.refund(request)
    second = await world.gateway.refund(request)

    assert first.state is RefundState.done
    assert second == first


async def test_three_partial_refunds_never_exceed_what_was_paid(
    world: World, clock: FrozenClock
) -> None:
    ref = await paid(world, clock)

    answers = await asyncio.gather(
        *(world.gateway.refund(giving_back(ref, 1000)) for _ in range(3))
    )

    assert sorted(answer.state for answer in answers) == ["done", "done", "failed"]


async def test_nothing_more_is_refunded_than_was_paid(world: World, clock: FrozenClock) -> None:
    ref = await paid(world, clock)
    await world.gateway.refund(giving_back(ref, 2500))

    assert (await world.gateway.refund(giving_back(ref, 1))).state is RefundState.failed


async def test_a_refund_made_over_there_arrives(world: World, clock: FrozenClock) -> None:
    ref = await paid(world, clock)

    await world.refund_over_there(ref, Money(700, "EUR"))
    (told,) = await news(world)

    assert isinstance(told, RefundNews)
    assert (told.checkout_ref, told.amount, told.refund_id) == (ref, Money(700, "EUR"), None)
    assert told.refund.state is RefundState.done


async def test_a_dispute_opens_and_holds_the_money(world: World, clock: FrozenClock) -> None:
    ref = await paid(world, clock)

    dispute = await world.dispute(ref)
    told = (await news(world))[-1]

    assert isinstance(told, Dispute)
    assert (told.gateway_ref, told.checkout_ref) == (dispute, ref)
    assert (told.state, told.amount, told.held) == (DisputeState.needs_response, EUR_25, EUR_25)
    assert told.respond_by is not None
    assert told.respond_by > clock.now()


async def test_evidence_is_handed_in(world: World, clock: FrozenClock) -> None:
    dispute = await world.dispute(await paid(world, clock))

    answered = await world.gateway.submit_evidence(dispute, EVIDENCE)

    assert answered.state is DisputeState.under_review


@pytest.mark.parametrize(("decided", "held"), [(DisputeState.won, 0), (DisputeState.lost, 2500)])
async def test_a_dispute_is_decided(
    world: World,
    clock: FrozenClock,
    decided: DisputeState,
    held: int,
) -> None:
    dispute = await world.dispute(await paid(world, clock))

    await world.decide(dispute, won=decided is DisputeState.won)
    last = (await news(world))[-1]

    assert isinstance(last, Dispute)
    assert last.state is decided
    assert last.held == Money(held, "EUR")


async def test_news_of_a_dispute_in_any_order_says_how_it_is_now(
    world: World, clock: FrozenClock
) -> None:
    dispute = await world.dispute(await paid(world, clock))
    await world.decide(dispute, won=True)

    told = await news(world)

    states = {one.state for one in told if isinstance(one, Dispute)}
    assert states == {DisputeState.won}


async def test_the_report_has_every_movement_with_our_ids(world: World, clock: FrozenClock) -> None:
    request = wanted(clock)
    ref = (await world.gateway.start(request)).gateway_ref
    await world.pay(ref)
    refund = giving_back(ref, 1000)
    await world.gateway.refund(refund)
    await world.refund_over_there(ref, Money(500, "EUR"))

    rows = await report(world, clock.now() - timedelta(days=40), clock.now() + timedelta(hours=1))

    told = {(row.kind, row.reference, row.amount.minor) for row in rows}
    assert told == {
        (ReportKind.charge, request.payment_id, 2500),
        (ReportKind.refund, refund.refund_id, -1000),
        (ReportKind.refund, None, -500),
    }
    fee = next(row.fee for row in rows if row.kind is ReportKind.charge)
    assert fee == (await world.gateway.look_up(ref)).fee


async def test_the_report_ends_just_before_its_end(world: World, clock: FrozenClock) -> None:
    await paid(world, clock)
    start = clock.now()

    assert await report(world, start - timedelta(days=1), start) == []
    assert len(await report(world, start, start + timedelta(seconds=1))) == 1
