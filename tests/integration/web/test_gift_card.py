"""Looking up a gift card: its balance for who has the code, and no way to find one by trying."""

from datetime import timedelta

from bilten_app.domains.pricing import service as pricing
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.ids import shown_code
from bilten_app.kit.money import Money
from bilten_app.web.public.gift_card import GiftCardState
from tests.factories import given_event, new_guest
from tests.integration.web.given import Enter, act, given_card


async def test_who_has_the_code_learns_what_is_left(rt: Runtime, enter: Enter) -> None:
    code = await given_card(rt, await given_event(rt))
    state = await enter(new_guest()).get_state(GiftCardState)

    await act(state, "look", form={"code": shown_code(code).lower()})

    assert (state.balance, state.organizer) == ("€20.00", "Blue Note Nights")
    assert state.until == "It does not run out."


async def test_a_card_that_ran_out_or_was_stopped_says_so(
    rt: Runtime, enter: Enter, clock: FrozenClock
) -> None:
    stage = await given_event(rt)
    async with rt.unit_of_work(stage.owner) as uow:
        card = await pricing.issue_card(
            uow, stage.owner, organizer_id=stage.organizer_id, value=Money(500, "EUR"),
            expires_at=clock.now() + timedelta(days=1),
        )  # fmt: skip
    state = await enter(new_guest()).get_state(GiftCardState)
    clock.move(timedelta(days=2))
    await act(state, "look", form={"code": card.code})
    over = state.until
    async with rt.unit_of_work(stage.owner) as uow:
        await pricing.set_card_paused(uow, stage.owner, card_id=card.id, paused=True)

    await act(state, "look", form={"code": card.code})

    assert over == "It ran out on Tuesday, June 2, 2026."
    assert state.until == "It was stopped. Ask the organizer why."


async def test_cards_are_not_found_by_trying(rt: Runtime, enter: Enter) -> None:
    code = await given_card(rt, await given_event(rt))
    state = await enter(new_guest()).get_state(GiftCardState)
    for place in range(10):
        await act(state, "look", form={"code": f"GUESS{place}"})
        assert "no gift card" in state.errors["code"]

    await act(state, "look", form={"code": code})

    assert "Too many attempts" in state.errors["code"]
    assert state.balance == ""


async def test_nothing_typed_is_told_beside_the_field(rt: Runtime, enter: Enter) -> None:
    state = await enter(new_guest()).get_state(GiftCardState)

    await act(state, "look", form={"code": " "})

    assert state.errors == {"code": "Type the code first."}
