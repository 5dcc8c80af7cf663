"""What organizers save of prices, and what they see of it."""

from dataclasses import replace

import pytest

from bilten_app.domains.pricing import queries
from bilten_app.domains.pricing import service as pricing
from bilten_app.domains.pricing.public import Ask, InvalidPrices, PromoKind, QuoteItem
from bilten_app.domains.pricing.public.drafts import GroupDraft, TierDraft
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.errors import NotFound
from bilten_app.kit.money import Money
from bilten_app.kit.roles import Permission
from tests.factories import Stage, draft, given_event
from tests.integration.pricing.given import given_promo, given_tiers, half, priced, wish


async def test_tiers_are_kept_with_what_they_gave_and_new_ones_come_in_their_order(
    rt: Runtime,
) -> None:
    stage = await given_event(rt)
    await given_tiers(rt, stage, TierDraft("Early bird", 1500, places=10))
    await priced(rt, wish(rt, stage, quantity=3))
    ((early, taken),) = await _tiers(rt, stage)
    assert taken == 3

    await given_tiers(rt, stage, TierDraft("Flash", 1000), replace(early, places=5))

    assert [(tier.name, taken) for tier, taken in await _tiers(rt, stage)] == [
        ("Flash", 0),
        ("Early bird", 3),
    ]
    await given_tiers(rt, stage)
    assert await _tiers(rt, stage) == []


async def test_what_is_wrong_with_a_row_is_said_of_that_row(rt: Runtime) -> None:
    stage = await given_event(rt)

    with pytest.raises(InvalidPrices) as refused:
        async with rt.unit_of_work(stage.owner) as uow:
            await pricing.save_tiers(
                uow, stage.owner, ticket_type_id=stage.types[0],
                tiers=[TierDraft("Early", 1500), TierDraft("", -1, places=0)],
                groups=[GroupDraft(1, 100)],
            )  # fmt: skip

    assert set(refused.value.problems) == {
        "1.name", "1.price", "1.places", "group.0.from_quantity",
    }  # fmt: skip


async def test_strangers_change_no_prices(rt: Runtime) -> None:
    stage, other = await given_event(rt), await given_event(rt)

    with pytest.raises(NotFound):
        async with rt.unit_of_work(other.owner) as uow:
            await pricing.save_promo(uow, other.owner, event_id=stage.event_id, draft=half())
    with pytest.raises(NotFound):
        async with rt.unit_of_work(other.owner) as uow:
            await pricing.save_tiers(uow, other.owner, ticket_type_id=stage.types[0], tiers=[])


async def test_a_code_is_unique_at_its_event_and_typed_in_any_case(rt: Runtime) -> None:
    stage = await given_event(rt)
    await given_promo(rt, stage)

    with pytest.raises(InvalidPrices) as refused:
        await given_promo(rt, stage, half(code=" Ha lf"))
    assert set(refused.value.problems) == {"code"}

    other = await given_event(rt)
    await given_promo(rt, other)


async def test_a_paused_promotion_helps_nobody(rt: Runtime) -> None:
    stage = await given_event(rt)
    promo_id = await given_promo(rt, stage)
    async with rt.unit_of_work(stage.owner) as uow:
        await pricing.set_promo_paused(uow, stage.owner, promo_id=promo_id, paused=True)

    assert (await priced(rt, wish(rt, stage, "half"))).discount_minor == 0


async def test_members_and_whole_companies_have_their_price(rt: Runtime) -> None:
    stage = await given_event(rt)
    await given_promo(
        rt, stage, half(kind=PromoKind.price, value=1000, code="", name="Staff", audience="staff")
    )
    async with rt.unit_of_work(stage.owner) as uow:
        await pricing.save_audience(
            uow, stage.owner, organizer_id=stage.organizer_id, audience="Staff",
            members=["Noor@example.com", "@acme.example"],
        )  # fmt: skip

    async def costs(email: str) -> int:
        quote = await priced(rt, wish(rt, stage, ask=Ask(email=email)))
        return quote.list_minor - quote.discount_minor

    assert await costs("noor+1@example.com") == 1000
    assert await costs("anybody@acme.example") == 1000
    assert await costs("else@example.com") == 2500


async def test_a_hidden_type_is_locked_until_its_code_is_typed(rt: Runtime) -> None:
    stage = await given_event(rt, draft(), draft(hidden=True))
    hidden = stage.types[1]
    items = (QuoteItem(hidden, 1, 2500),)
    unlocks = half(kind=PromoKind.unlock, value=0, ticket_types=frozenset({hidden}))
    await given_promo(rt, stage, unlocks)

    assert (await priced(rt, wish(rt, stage, items=items))).locked == {hidden}
    assert (await priced(rt, wish(rt, stage, "half", items=items))).locked == frozenset()


async def test_uses_and_cards_are_listed(rt: Runtime) -> None:
    stage = await given_event(rt)
    await given_promo(rt, stage, half(max_uses=9))
    await priced(rt, wish(rt, stage, "half"))
    scope = stage.owner.require(Permission.events_write, stage.organizer_id)
    async with rt.unit_of_work(stage.owner) as uow:
        card = await pricing.issue_card(
            uow, stage.owner, organizer_id=stage.organizer_id, value=Money(2000, "EUR")
        )

    async with rt.read() as session:
        (promo,) = await queries.promos(session, stage.event_id)
        (listed,) = await queries.cards(session, scope)

    assert (promo.held, promo.used, promo.draft.max_uses) == (1, 0, 9)
    assert (listed.tail, listed.balance) == (card.code[-4:], Money(2000, "EUR"))


async def _tiers(rt: Runtime, stage: Stage) -> list[tuple[TierDraft, int]]:
    async with rt.read() as session:
        return (await queries.type_offers(session, stage.types))[stage.types[0]].tiers
