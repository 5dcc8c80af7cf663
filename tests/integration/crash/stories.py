"""What people do with orders, so that it may be cut anywhere and done again.

A deed done again is what happens outside after a crash: a page is loaded again, a request comes
under the same key, a gateway repeats itself.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import OrderId, OrderRef, OrderState, RefundWish
from bilten_app.domains.payments import service as payments
from bilten_app.domains.payouts import service as payouts
from bilten_app.domains.payouts.public import NothingToPayOut
from bilten_app.domains.pricing import service as pricing
from bilten_app.domains.pricing.public import Ask
from bilten_app.domains.waiting import service as waiting
from bilten_app.infra import once
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.money import Money
from tests import treasury
from tests.aftersale import given_paid, tickets_of
from tests.banks import checkout_of, world_of
from tests.changes import DEAR, change, given_types
from tests.counter import given_shift, request, sell
from tests.factories import (
    Stage,
    given_checkout,
    given_event,
    given_order,
    new_guest,
    order_of,
)
from tests.gateway import card, gateway_of
from tests.integration.crash.deaths import work
from tests.waiting import full_event, listed, release

A_KEY = UUID(int=7)


@dataclass(frozen=True, slots=True)
class Given:
    """What was there before; `ids` are what a story is about."""

    stage: Stage
    guest: Actor
    ref: OrderRef | None = None
    ids: Sequence[UUID] = ()


@dataclass(frozen=True, slots=True)
class Story:
    """What is given, what is done, and how many commits that takes at least."""

    given: Callable[[Runtime], Awaitable[Given]]
    deed: Callable[[Runtime, Given], Awaitable[None]]
    commits: int


async def bought(rt: Runtime) -> Given:
    stage = await given_types(rt)
    ref = await given_paid(rt, stage)
    return Given(stage, new_guest(), ref, await tickets_of(rt, ref))


async def refund_a_ticket(rt: Runtime, given: Given) -> None:
    assert given.ref
    owner = given.stage.owner
    async with rt.unit_of_work(owner) as uow:
        asked = request("refund")
        if await once.claim(uow, asked) is None:
            wish = RefundWish(frozenset(given.ids[:1]))
            made = await orders.refund(uow, owner, order_id=given.ref.id, wish=wish)
            await once.answer(uow, {asked: {"refund": str(made)}})
    await work(rt)


async def lose_a_dispute(rt: Runtime, given: Given) -> None:
    assert given.ref
    dispute = await gateway_of(rt).dispute(await checkout_of(rt, given.ref))
    await hear_all(rt)
    await gateway_of(rt).decide(dispute, won=False)
    await hear_all(rt)


async def a_lost_dispute(rt: Runtime) -> Given:
    given = await bought(rt)
    await lose_a_dispute(rt, given)
    return given


async def win_it_after_all(rt: Runtime, given: Given) -> None:
    assert given.ref
    dispute = await gateway_of(rt).dispute(await checkout_of(rt, given.ref))
    await gateway_of(rt).decide(dispute, won=True)
    await hear_all(rt)


async def upgrade(rt: Runtime, given: Given) -> None:
    assert given.ref
    await work(rt)
    new = await change(rt, given.stage, given.ref, given.ids, DEAR, hold_id=A_KEY)
    await pay_if_open(rt, new)


async def an_open_order(rt: Runtime) -> Given:
    stage = await given_event(rt)
    return Given(stage, new_guest(), await given_order(rt, stage))


async def spend_a_mailed_card(rt: Runtime, given: Given) -> None:
    assert given.ref
    owner, organizer_id = given.stage.owner, given.stage.organizer_id
    async with rt.unit_of_work(owner) as uow:
        asked = request("card")
        told = await once.claim(uow, asked)
        if told is None:
            made = await pricing.issue_card(
                uow, owner, organizer_id=organizer_id, value=Money(20_00, "EUR"),
                email="noor@guests.example.com",
            )  # fmt: skip
            told = {"card": str(made.id)}
            await once.answer(uow, {asked: told})
    await work(rt)
    code = await pricing.mailed_code(rt, purse_id=UUID(told["card"]))
    if (await order_of(rt, given.ref)).state is OrderState.placed:
        async with rt.unit_of_work() as uow:
            await orders.bring(uow, order_id=given.ref.id, ask=Ask(frozenset({code})))
    await pay_if_open(rt, given.ref)


async def a_full_event(rt: Runtime) -> Given:
    stage, holds = await full_event(rt)
    entry = await listed(rt, stage)
    await work(rt)
    return Given(stage, new_guest(), ids=[entry.id, holds[0]])


async def take_an_offer(rt: Runtime, given: Given) -> None:
    entry_id, hold_id = given.ids
    await release(rt, hold_id)
    await waiting.serve_lists(rt)
    await work(rt)
    offered = await waiting.accept(rt, given.guest, entry_id=entry_id)
    order = await orders.place_held(
        rt, given.guest, hold_id=offered, buyer_name="Noor Aziz", buyer_email="noor@example.com"
    )
    await pay_if_open(rt, OrderRef(OrderId(order.id), order.code, ""))


async def money_owed(rt: Runtime) -> Given:
    desk = await treasury.given_desk(rt)
    await treasury.sell(rt, desk)
    return Given(Stage(desk.owner, desk.organizer_id, desk.event_id, ()), new_guest())


async def pay_out(rt: Runtime, given: Given) -> None:
    desk = treasury.Desk(given.stage.owner, given.stage.organizer_id, given.stage.event_id)
    with suppress(NothingToPayOut):  # it was made before
        await payouts.make_now(rt, desk.owner, organizer_id=desk.organizer_id, currency="EUR")
    await work(rt)
    assert isinstance(rt.clock, FrozenClock)
    await treasury.arrive(rt, desk, rt.clock)
    await work(rt)


async def an_open_drawer(rt: Runtime) -> Given:
    stage = await given_event(rt)
    await given_shift(rt, stage)
    return Given(stage, new_guest())


async def sell_for_cash(rt: Runtime, given: Given) -> None:
    await sell(rt, given.stage, 2, key="tap", email="noor@guests.example.com")
    await work(rt)


async def pay_if_open(rt: Runtime, ref: OrderRef) -> None:
    """Pay, and hear of it; the gateway tells everything again, as it does until it is answered."""
    if (await order_of(rt, ref)).state is OrderState.placed:
        await gateway_of(rt).choose(await given_checkout(rt, ref), card("Success"))
    await hear_all(rt)


async def hear_all(rt: Runtime) -> None:
    """Take in whatever the gateway has ever told, and do what follows."""
    for body, headers in await world_of(rt).webhooks():
        await payments.take_webhook(rt, gateway="sandbox", body=body, headers=headers)
    await work(rt)


STORIES: Mapping[str, Story] = {
    "a ticket is given back": Story(bought, refund_a_ticket, 6),
    "a dispute is lost": Story(bought, lose_a_dispute, 10),
    "a lost dispute is won after all": Story(a_lost_dispute, win_it_after_all, 5),
    "tickets become dearer ones": Story(bought, upgrade, 12),
    "a gift card is mailed and spent": Story(an_open_order, spend_a_mailed_card, 12),
    "an offer of a list is taken": Story(a_full_event, take_an_offer, 12),
    "an organizer is paid out": Story(money_owed, pay_out, 6),
    "tickets are sold for cash": Story(an_open_drawer, sell_for_cash, 3),
}
