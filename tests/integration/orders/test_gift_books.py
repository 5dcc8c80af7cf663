"""What stands on gift cards and credit is what the books say, from the gift to its end."""

from datetime import timedelta

from sqlalchemy import text

from bilten_app.domains.ledger import queries as ledger
from bilten_app.domains.ledger.public import AccountKind
from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import OrderRef, RefundWish
from bilten_app.domains.pricing import service as pricing
from bilten_app.domains.pricing.public import Ask
from bilten_app.domains.reporting import queries as reporting
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor, ActorKind
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.ids import new_id
from bilten_app.kit.money import Money
from tests.factories import Stage, given_checkout, given_event, given_order, order_of
from tests.gateway import card, gateway_of, hear
from tests.work import settle

NOOR = Actor(ActorKind.user, user_id=new_id(), email="noor@guests.example.com", verified=True)
TWENTY = Money(20_00, "EUR")


async def given_card(rt: Runtime, stage: Stage, *, days: int = 90) -> str:
    async with rt.unit_of_work(stage.owner) as uow:
        made = await pricing.issue_card(
            uow, stage.owner, organizer_id=stage.organizer_id, value=TWENTY,
            expires_at=rt.clock.now() + timedelta(days=days),
        )  # fmt: skip
    return made.code


async def place_with(rt: Runtime, stage: Stage, ask: Ask) -> OrderRef:
    ref = await given_order(rt, stage)
    async with rt.unit_of_work(NOOR) as uow:
        await orders.bring(uow, order_id=ref.id, ask=ask)
    return ref


async def pay(rt: Runtime, ref: OrderRef) -> None:
    checkout = await given_checkout(rt, ref)
    await gateway_of(rt).choose(checkout, card("Success"))
    await hear(rt, checkout, f"evt_{ref.code}")


async def books(rt: Runtime, stage: Stage) -> dict[AccountKind, int]:
    """Return what the organizer's accounts hold, having asked whether cards and books agree."""
    async with rt.read() as session:
        assert await reporting.purse_drifts(session) == []
        assert (await ledger.trial_balance(session)).difference == {}
        return {
            one.account.kind: one.amount.minor
            for one in await ledger.balances(session, stage.organizer_id)
        }


async def test_a_card_is_promised_when_given_and_pays_with_no_money_of_the_platform(
    rt: Runtime,
) -> None:
    stage = await given_event(rt)
    code = await given_card(rt, stage)
    given = await books(rt, stage)

    ref = await place_with(rt, stage, Ask(frozenset({code})))
    await pay(rt, ref)

    order, spent = await order_of(rt, ref), await books(rt, stage)
    assert (given[AccountKind.gift_cards], given[AccountKind.promised]) == (20_00, 20_00)
    assert (spent[AccountKind.gift_cards], spent[AccountKind.promised]) == (0, 0)
    assert spent[AccountKind.payable] == (order.total - order.gift - order.fee).minor


async def test_cards_and_books_agree_while_an_order_waits_and_when_it_is_given_up(
    rt: Runtime,
) -> None:
    stage = await given_event(rt)
    ref = await place_with(rt, stage, Ask(frozenset({await given_card(rt, stage)})))
    await given_checkout(rt, ref)
    waiting = await books(rt, stage)

    async with rt.unit_of_work() as uow:
        await orders.cancel_placed(uow, order_id=ref.id)

    assert waiting == await books(rt, stage)


async def test_what_goes_back_onto_a_card_is_promised_again(rt: Runtime) -> None:
    stage = await given_event(rt)
    ref = await place_with(rt, stage, Ask(frozenset({await given_card(rt, stage)})))
    await pay(rt, ref)

    for minor in (40_00, 5_00):
        async with rt.unit_of_work(stage.owner) as uow:
            wish = RefundWish(amount_minor=minor)
            await orders.refund(uow, stage.owner, order_id=ref.id, wish=wish)
        await settle(rt)
        await books(rt, stage)
    async with rt.unit_of_work(stage.owner) as uow:
        await orders.cancel(uow, stage.owner, order_id=ref.id)
    await settle(rt)

    back = await books(rt, stage)
    assert (back[AccountKind.gift_cards], back[AccountKind.promised]) == (20_00, 20_00)


async def test_credit_is_booked_as_credit(rt: Runtime) -> None:
    stage = await given_event(rt)
    reference = new_id()
    for _ in range(2):
        async with rt.unit_of_work(stage.owner) as uow:
            await pricing.give_credit(
                uow, stage.owner, organizer_id=stage.organizer_id,
                email="noor@guests.example.com", value=TWENTY, reference=reference,
            )  # fmt: skip
    given = await books(rt, stage)

    await pay(
        rt, await place_with(rt, stage, Ask(email="noor@guests.example.com", use_credit=True))
    )

    spent = await books(rt, stage)
    assert given[AccountKind.store_credit] == 20_00
    assert spent[AccountKind.store_credit] == 0
    assert AccountKind.gift_cards not in spent


async def test_what_is_left_on_a_card_that_runs_out_is_promised_to_nobody_any_more(
    rt: Runtime, clock: FrozenClock
) -> None:
    stage = await given_event(rt)
    code = await given_card(rt, stage, days=1)
    ref = await place_with(rt, stage, Ask(frozenset({code})))
    await pay(rt, ref)
    await given_card(rt, stage, days=1)
    clock.move(timedelta(days=2))

    for _ in range(2):
        await pricing.expire_cards(rt)
    over = await books(rt, stage)
    async with rt.unit_of_work(stage.owner) as uow:
        await orders.cancel(uow, stage.owner, order_id=ref.id)
    await settle(rt)
    again = await books(rt, stage)

    assert (over[AccountKind.gift_cards], over[AccountKind.breakage]) == (0, 20_00)
    # What the cancelled order had spent is on a new card, good for another year.
    assert (again[AccountKind.gift_cards], again[AccountKind.breakage]) == (20_00, 20_00)


async def test_a_card_that_says_something_else_is_found(rt: Runtime) -> None:
    stage = await given_event(rt)
    await given_card(rt, stage)
    async with rt.unit_of_work() as uow:
        await uow.session.execute(text("UPDATE purses SET balance_minor = balance_minor + 1"))

    async with rt.read() as session:
        (drift,) = await reporting.purse_drifts(session)

    assert (drift.kind, drift.held_minor, drift.booked_minor) == ("gift_card", 20_01, 20_00)
