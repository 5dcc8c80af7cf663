"""Gift cards and credit pay what they hold, once, and get back what is returned."""

import asyncio
from collections import Counter
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func
from sqlmodel import col, select

from bilten_app.domains.pricing import service as pricing
from bilten_app.domains.pricing.models import Purse, PurseEntry
from bilten_app.domains.pricing.public import Ask, BalanceChanged, Tender
from bilten_app.domains.pricing.service.cards import NewCard, Returned
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.ids import new_id, shown_code
from bilten_app.kit.money import Money
from tests.factories import Stage, given_event
from tests.integration.pricing.given import priced, wish

TWENTY = Money(2000, "EUR")
MONTH = timedelta(days=30)


async def given_card(
    rt: Runtime, stage: Stage, value: Money = TWENTY, *, lasts: timedelta | None = None
) -> NewCard:
    async with rt.unit_of_work(stage.owner) as uow:
        return await pricing.issue_card(
            uow, stage.owner, organizer_id=stage.organizer_id, value=value,
            expires_at=None if lasts is None else rt.clock.now() + lasts,
        )  # fmt: skip


async def take(rt: Runtime, order_id: UUID, card_id: UUID, minor: int) -> None:
    async with rt.unit_of_work() as uow:
        await pricing.take_tenders(uow, order_id=order_id, tenders=[Tender(card_id, minor)])


async def give_back(rt: Runtime, order_id: UUID, minor: int, reference: UUID) -> list[Returned]:
    async with rt.unit_of_work() as uow:
        return await pricing.return_tenders(
            uow, order_id=order_id, minor=minor, reference=reference
        )


async def balance(rt: Runtime, card_id: UUID) -> int:
    """Return the balance, having made sure that it is the sum of its entries."""
    async with rt.read() as session:
        purse = await session.get_one(Purse, card_id)
        entries = select(func.sum(col(PurseEntry.amount_minor)))
        summed = await session.execute(entries.where(col(PurseEntry.purse_id) == card_id))
        assert summed.scalar_one() == purse.balance_minor
        return purse.balance_minor


async def test_a_card_pays_what_it_holds_and_the_rest_is_due(rt: Runtime) -> None:
    stage = await given_event(rt)
    card = await given_card(rt, stage)

    quote = await priced(rt, wish(rt, stage, shown_code(card.code).lower()))

    assert (quote.gift_minor, quote.to_pay_minor) == (2000, quote.total_minor - 2000)
    assert quote.tenders == (Tender(card.id, 2000),)
    assert quote.refused == {}


async def test_cards_of_others_run_out_or_stopped_pay_nothing(
    rt: Runtime, clock: FrozenClock
) -> None:
    stage, other = await given_event(rt), await given_event(rt)
    foreign = await given_card(rt, other)
    spent = await given_card(rt, stage, lasts=timedelta(hours=1))
    stopped = await given_card(rt, stage)
    async with rt.unit_of_work(stage.owner) as uow:
        await pricing.set_card_paused(uow, stage.owner, card_id=stopped.id, paused=True)
    clock.move(timedelta(hours=1))

    quote = await priced(rt, wish(rt, stage, foreign.code, spent.code, stopped.code))

    assert (quote.gift_minor, len(quote.refused)) == (0, 3)


async def test_credit_belongs_to_a_mailbox_and_is_given_once(rt: Runtime) -> None:
    stage, reference = await given_event(rt), new_id()
    for _ in range(2):
        async with rt.unit_of_work(stage.owner) as uow:
            await pricing.give_credit(
                uow, stage.owner, organizer_id=stage.organizer_id, value=TWENTY,
                email="Noor+a@example.com", reference=reference,
            )  # fmt: skip

    ask = Ask(email="noor@example.com", use_credit=True)
    quote = await priced(rt, wish(rt, stage, ask=ask))

    assert quote.gift_minor == 2000


async def test_one_card_in_a_race_of_orders_is_spent_once(rt: Runtime) -> None:
    stage = await given_event(rt)
    card = await given_card(rt, stage)

    told = await asyncio.gather(
        *(take(rt, new_id(), card.id, 1500) for _ in range(20)), return_exceptions=True
    )

    assert Counter(type(answer) for answer in told) == {type(None): 1, BalanceChanged: 19}
    assert await balance(rt, card.id) == 500


async def test_taking_twice_takes_once_and_an_expired_order_can_take_again(rt: Runtime) -> None:
    stage, order_id = await given_event(rt), new_id()
    card = await given_card(rt, stage)
    await take(rt, order_id, card.id, 1500)
    await take(rt, order_id, card.id, 1500)
    assert await balance(rt, card.id) == 500

    for _ in range(2):
        async with rt.unit_of_work() as uow:
            await pricing.return_all(uow, order_id=order_id)
    assert await balance(rt, card.id) == 2000

    await take(rt, order_id, card.id, 1500)
    assert await balance(rt, card.id) == 500


async def test_partial_returns_in_a_race_never_exceed_what_was_taken(rt: Runtime) -> None:
    stage, order_id = await given_event(rt), new_id()
    card = await given_card(rt, stage)
    await take(rt, order_id, card.id, 2000)

    told = await asyncio.gather(*(give_back(rt, order_id, 900, new_id()) for _ in range(3)))

    assert sorted(one.minor for returned in told for one in returned) == [200, 900, 900]
    assert await balance(rt, card.id) == 2000


async def test_a_refund_returns_only_once_in_the_order_of_taking(rt: Runtime) -> None:
    stage, order_id, refund = await given_event(rt), new_id(), new_id()
    first, second = await given_card(rt, stage), await given_card(rt, stage)
    await take(rt, order_id, second.id, 1000)
    await take(rt, order_id, first.id, 1000)

    told = [await give_back(rt, order_id, 1200, refund) for _ in range(2)]

    assert [(one.purse_id, one.minor) for one in told[0]] == [(second.id, 1000), (first.id, 200)]
    assert told[1] == []


async def test_what_belongs_on_a_card_that_has_run_out_goes_onto_a_new_one(
    rt: Runtime, clock: FrozenClock
) -> None:
    stage, order_id = await given_event(rt), new_id()
    card = await given_card(rt, stage, lasts=MONTH)
    await take(rt, order_id, card.id, 1500)
    clock.move(MONTH)

    (returned,) = await give_back(rt, order_id, 1500, new_id())

    assert returned.card is not None
    assert await balance(rt, card.id) == 500
    assert await balance(rt, returned.card.id) == 1500
    with pytest.raises(BalanceChanged):
        await take(rt, new_id(), card.id, 500)
