"""An order that looks like fraud waits for a person, and is decided exactly once."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import text

from bilten_app.domains.inventory import queries as inventory
from bilten_app.domains.ledger import queries as ledger
from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import OrderRef, OrderState
from bilten_app.domains.payments import queries as payments
from bilten_app.domains.payments.public import PaymentView
from bilten_app.domains.risk.public import (
    ListKind,
    PaymentStopped,
    ReviewOver,
    ReviewState,
    Signal,
    Trait,
)
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.errors import NotFound
from tests.factories import (
    given_checkout,
    given_event,
    given_order,
    order_of,
    places,
    refunded_of,
)
from tests.gateway import card, gateway_of, hear
from tests.suspects import (
    STAFF,
    decide,
    given_held,
    given_listed,
    review_of,
    ticket_states,
)
from tests.work import settle


async def topics(rt: Runtime, ref: OrderRef) -> Sequence[str]:
    async with rt.read() as session:
        told = "SELECT topic FROM deliveries WHERE subject = :id AND state = 'sent' ORDER BY topic"
        return (await session.execute(text(told), {"id": str(ref.id)})).scalars().all()


async def is_sound(rt: Runtime) -> bool:
    async with rt.read() as session:
        drifts = await inventory.drifts(session)
        return not drifts and not (await ledger.trial_balance(session)).difference


async def payment_of(rt: Runtime, ref: OrderRef) -> PaymentView | None:
    async with rt.read() as session:
        return await payments.latest_of(session, ref.id)


async def test_a_suspicious_order_is_paid_and_its_tickets_wait(rt: Runtime) -> None:
    stage = await given_event(rt)

    ref = await given_held(rt, stage)

    review = await review_of(rt, ref)
    assert review is not None
    assert (review.state, review.score) == (ReviewState.waiting, 75)
    assert [reason.signal for reason in review.reasons] == [Signal.watched]
    assert (await order_of(rt, ref)).state is OrderState.paid
    assert await ticket_states(rt, ref) == ["frozen", "frozen"]
    assert await topics(rt, ref) == ["orders.held"]


async def test_an_approved_order_gets_its_tickets_and_one_mail(rt: Runtime) -> None:
    stage = await given_event(rt)
    ref = await given_held(rt, stage)

    await decide(rt, ref, approve=True)
    await settle(rt)
    with pytest.raises(ReviewOver):
        await decide(rt, ref, approve=True)
    await settle(rt)

    assert await ticket_states(rt, ref) == ["valid", "valid"]
    assert await topics(rt, ref) == ["orders.held", "orders.receipt"]


async def test_a_refused_order_gets_all_its_money_back_once(rt: Runtime) -> None:
    stage = await given_event(rt)
    ref = await given_held(rt, stage)

    await decide(rt, ref, approve=False)
    await settle(rt)
    with pytest.raises(ReviewOver):
        await decide(rt, ref, approve=False)
    await settle(rt)

    order = await order_of(rt, ref)
    assert (order.state, order.close_reason) == (OrderState.cancelled, "fraud")
    assert await refunded_of(rt, ref) == order.total.minor
    assert await ticket_states(rt, ref) == ["void", "void"]
    assert await places(rt, stage) == [(100, 0, 0)]
    assert await is_sound(rt)


@pytest.mark.parametrize("first", ["refuse", "approve"])
async def test_of_many_decisions_at_once_one_counts(rt: Runtime, first: str) -> None:
    times = 8
    stage = await given_event(rt)
    ref = await given_held(rt, stage)

    answers = await asyncio.gather(
        *(decide(rt, ref, approve=place % 2 == (first == "refuse")) for place in range(times)),
        return_exceptions=True,
    )
    await settle(rt)

    assert sorted(type(one).__name__ for one in answers) == sorted(
        ["NoneType"] + ["ReviewOver"] * (times - 1)
    )
    review = await review_of(rt, ref)
    assert review is not None
    is_refused = review.state is ReviewState.refused
    assert await ticket_states(rt, ref) == [["valid"] * 2, ["void"] * 2][is_refused]
    paid = (await order_of(rt, ref)).total.minor
    assert await refunded_of(rt, ref) == (paid if is_refused else 0)
    assert await is_sound(rt)


async def test_nobody_but_staff_decides(rt: Runtime) -> None:
    stage = await given_event(rt)
    ref = await given_held(rt, stage)

    for act in (orders.approve_review, orders.refuse_review):
        with pytest.raises(NotFound):
            async with rt.unit_of_work(stage.owner) as uow:
                await act(uow, stage.owner, order_id=ref.id)

    assert await ticket_states(rt, ref) == ["frozen", "frozen"]


async def test_time_lets_an_order_go_that_nobody_decides_about(
    rt: Runtime, clock: FrozenClock
) -> None:
    stage = await given_event(rt)
    ref = await given_held(rt, stage)

    clock.move(timedelta(hours=23, minutes=59))
    await orders.release_due(rt)
    before = await ticket_states(rt, ref)
    clock.move(timedelta(minutes=1))
    await asyncio.gather(orders.release_due(rt), orders.release_due(rt))
    await settle(rt)

    assert before == ["frozen", "frozen"]
    assert await ticket_states(rt, ref) == ["valid", "valid"]
    assert (await review_of(rt, ref)).state is ReviewState.released  # pyright: ignore[reportOptionalMemberAccess]
    assert await topics(rt, ref) == ["orders.held", "orders.receipt"]


async def test_an_order_that_its_organizer_cancels_waits_for_nobody(rt: Runtime) -> None:
    stage = await given_event(rt)
    ref = await given_held(rt, stage)

    async with rt.unit_of_work(stage.owner) as uow:
        await orders.cancel(uow, stage.owner, order_id=ref.id)
    await settle(rt)

    assert (await review_of(rt, ref)).state is ReviewState.refused  # pyright: ignore[reportOptionalMemberAccess]
    assert await ticket_states(rt, ref) == ["void", "void"]
    assert await places(rt, stage) == [(100, 0, 0)]


async def test_who_is_denied_never_reaches_a_gateway(rt: Runtime) -> None:
    stage = await given_event(rt)
    await given_listed(rt, ListKind.allow)
    await given_listed(rt, ListKind.deny)
    ref = await given_order(rt, stage)

    with pytest.raises(PaymentStopped):
        await given_checkout(rt, ref)

    assert await payment_of(rt, ref) is None


@pytest.mark.parametrize(
    ("trait", "value"),
    [
        (Trait.domain, "guests.example.com"),
        (Trait.network, "203.0.113.0/24"),
    ],
)
async def test_a_domain_or_a_network_can_be_denied(rt: Runtime, trait: Trait, value: str) -> None:
    stage = await given_event(rt)
    await given_listed(rt, ListKind.deny, trait, value)
    ref = await given_order(rt, stage)

    with pytest.raises(PaymentStopped):
        await orders.pay(rt, STAFF, order_id=ref.id, return_url="x", network="203.0.113.9")


async def test_an_entry_ends_when_it_says(rt: Runtime, clock: FrozenClock) -> None:
    stage = await given_event(rt)
    await given_listed(rt, ListKind.deny, days=2)

    clock.move(timedelta(days=2))
    ref = await given_order(rt, stage)

    assert await given_checkout(rt, ref)


async def test_a_denied_card_is_seen_when_the_money_comes(rt: Runtime) -> None:
    stage = await given_event(rt)
    ref = await given_order(rt, stage)
    checkout = await given_checkout(rt, ref)
    await gateway_of(rt).choose(checkout, card("Passed around"))
    charge = await gateway_of(rt).look_up(checkout)
    assert charge.paid_with is not None
    await given_listed(rt, ListKind.deny, Trait.card, charge.paid_with.fingerprint)

    await hear(rt, checkout)

    assert (await review_of(rt, ref)).score == 100  # pyright: ignore[reportOptionalMemberAccess]
    assert await ticket_states(rt, ref) == ["frozen", "frozen"]


async def test_somebody_watched_is_asked_by_their_bank(rt: Runtime) -> None:
    stage = await given_event(rt)
    await given_listed(rt, ListKind.watch)
    ref = await given_order(rt, stage)
    checkout = await given_checkout(rt, ref)

    await gateway_of(rt).choose(checkout, card("Success"))

    assert (await gateway_of(rt).hosted(checkout)).challenge == {"card": card("Success").card}
