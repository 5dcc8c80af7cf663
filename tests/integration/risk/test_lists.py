"""Lists: who may change them, from when on they count, and until when."""

import asyncio
from collections import Counter
from collections.abc import Sequence

import pytest
from sqlalchemy import text

from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import OrderRef
from bilten_app.domains.risk import service as risk
from bilten_app.domains.risk.public import (
    ListDraft,
    ListKind,
    PaymentStopped,
    ReviewOver,
    ReviewState,
    Trait,
)
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.errors import Invalid, NotFound
from tests.aftersale import given_paid
from tests.banks import decide as decide_dispute
from tests.banks import dispute
from tests.factories import Stage, given_checkout, given_event, given_order
from tests.gateway import card, gateway_of, hear
from tests.suspects import NOORS, STAFF, decide, given_held, given_listed, review_of, ticket_states


async def listed(rt: Runtime) -> Sequence[tuple[str, str]]:
    """Return (kind, trait) of the entries that count."""
    async with rt.read() as session:
        asked = text("SELECT kind, trait FROM risk_list_entries WHERE removed_at IS NULL")
        return [(row.kind, row.trait) for row in await session.execute(asked)]


async def list_buyer(rt: Runtime, ref: OrderRef) -> int:
    async with rt.unit_of_work(STAFF) as uow:
        return await orders.list_buyer(
            uow, STAFF, order_id=ref.id, kind=ListKind.deny, reason="Bought with stolen cards."
        )


async def challenge_of(rt: Runtime, stage: Stage) -> object:
    """Buy as Noor does; return what her bank asks."""
    checkout = await given_checkout(rt, await given_order(rt, stage))
    await gateway_of(rt).choose(checkout, card("Success"))
    return (await gateway_of(rt).hosted(checkout)).challenge


async def test_nobody_but_staff_changes_a_list(rt: Runtime) -> None:
    stage = await given_event(rt)
    ref = await given_paid(rt, stage)
    entry = await given_listed(rt, ListKind.watch)
    draft = ListDraft(ListKind.allow, Trait.address, NOORS, "A friend of ours.", 0)

    with pytest.raises(NotFound):
        async with rt.unit_of_work(stage.owner) as uow:
            await risk.put(uow, rt.vault, stage.owner, draft=draft)
    with pytest.raises(NotFound):
        async with rt.unit_of_work(stage.owner) as uow:
            await risk.take_off(uow, stage.owner, entry_id=entry)
    for act in (orders.list_buyer, _list_at_once):
        with pytest.raises(NotFound):
            async with rt.unit_of_work(stage.owner) as uow:
                await act(
                    uow, stage.owner, order_id=ref.id, kind=ListKind.allow, reason="A friend."
                )

    assert await listed(rt) == [("watch", "address")]


async def _list_at_once(uow: object, actor: object, **what: object) -> None:
    await risk.list_buyer(uow, actor, shown=NOORS, **what)  # pyright: ignore[reportArgumentType]


async def test_who_is_taken_off_a_list_pays_again(rt: Runtime) -> None:
    stage = await given_event(rt)
    entry = await given_listed(rt, ListKind.deny)
    ref = await given_order(rt, stage)
    with pytest.raises(PaymentStopped):
        await given_checkout(rt, ref)

    for _ in range(2):
        async with rt.unit_of_work(STAFF) as uow:
            await risk.take_off(uow, STAFF, entry_id=entry)

    assert await given_checkout(rt, ref)
    async with rt.read() as session:
        told = text(
            "SELECT count(*) FROM audit_lines WHERE subject = :id AND verb = 'risk.unlisted'"
        )
        assert (await session.execute(told, {"id": str(entry)})).scalar_one() == 1


async def test_what_cannot_stand_on_a_list_is_not_written(rt: Runtime) -> None:
    with pytest.raises(Invalid):
        await given_listed(rt, ListKind.deny, Trait.network, "everybody")

    assert await listed(rt) == []


async def test_of_many_entries_about_one_person_the_newest_stands(rt: Runtime) -> None:
    await asyncio.gather(*(given_listed(rt, ListKind.watch) for _ in range(4)))

    assert await listed(rt) == [("watch", "address")]


async def test_who_is_allowed_passes_though_they_are_watched(rt: Runtime) -> None:
    stage = await given_event(rt)
    await given_listed(rt, ListKind.watch)
    await given_listed(rt, ListKind.allow)

    assert await challenge_of(rt, stage) is None


async def test_the_buyer_of_an_order_is_listed_with_their_card_once(rt: Runtime) -> None:
    stage = await given_event(rt)
    ref = await given_paid(rt, stage)

    assert [await list_buyer(rt, ref) for _ in range(2)] == [2, 0]
    assert Counter(await listed(rt)) == {("deny", "address"): 1, ("deny", "card"): 1}
    with pytest.raises(PaymentStopped):
        await given_checkout(rt, await given_order(rt, stage))


async def test_whoever_lost_us_a_dispute_is_asked_by_their_bank_from_then_on(rt: Runtime) -> None:
    stage = await given_event(rt)
    before = await challenge_of(rt, stage)
    asked = await dispute(rt, await given_paid(rt, stage))

    await decide_dispute(rt, asked, won=False)

    assert before is None
    assert await challenge_of(rt, stage) == {"card": card("Success").card}
    assert Counter(await listed(rt)) == {("watch", "address"): 1, ("watch", "card"): 1}


async def test_what_was_found_when_somebody_began_still_counts_when_the_money_comes(
    rt: Runtime,
) -> None:
    stage = await given_event(rt)
    entry = await given_listed(rt, ListKind.watch)
    ref = await given_order(rt, stage)
    checkout = await given_checkout(rt, ref)
    async with rt.unit_of_work(STAFF) as uow:
        await risk.take_off(uow, STAFF, entry_id=entry)
    await gateway_of(rt).choose(checkout, card("Success"))
    await gateway_of(rt).answer_challenge(checkout, approved=True)

    await hear(rt, checkout)

    assert await ticket_states(rt, ref) == ["frozen", "frozen"]


async def test_an_approved_order_waits_for_the_bank_that_asks_for_its_money(rt: Runtime) -> None:
    stage = await given_event(rt)
    ref = await given_held(rt, stage)
    asked = await dispute(rt, ref)

    await decide(rt, ref, approve=True)
    approved = await ticket_states(rt, ref)
    await decide_dispute(rt, asked, won=True)

    assert approved == ["frozen", "frozen"]
    assert await ticket_states(rt, ref) == ["valid", "valid"]


async def test_a_won_dispute_lets_nobody_in_who_waits_for_a_person(rt: Runtime) -> None:
    stage = await given_event(rt)
    ref = await given_held(rt, stage)

    await decide_dispute(rt, await dispute(rt, ref), won=True)

    assert await ticket_states(rt, ref) == ["frozen", "frozen"]


async def test_a_lost_dispute_leaves_nothing_to_decide(rt: Runtime) -> None:
    stage = await given_event(rt)
    ref = await given_held(rt, stage)

    await decide_dispute(rt, await dispute(rt, ref), won=False)

    with pytest.raises(ReviewOver):
        await decide(rt, ref, approve=True)
    review = await review_of(rt, ref)
    assert review is not None
    assert review.state is ReviewState.refused
    assert await ticket_states(rt, ref) == ["void", "void"]
