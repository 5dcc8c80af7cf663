"""What a buyer brings at the checkout: it is taken with its price, or refused beside its field."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from bilten_app.domains.orders import service as order_service
from bilten_app.domains.orders.public import OrderState
from bilten_app.domains.pricing import service as pricing
from bilten_app.domains.pricing.public import Ask, PromoKind
from bilten_app.domains.pricing.public.drafts import PromoDraft
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.ids import new_id
from bilten_app.kit.money import Money
from tests.factories import draft, given_event, given_order, new_guest, order_of
from tests.integration.pricing.given import given_promo, half
from tests.integration.web.given import BUYER, Enter, act, checkout_of, given_card, to_pay
from tests.people import given_signed_in


async def test_a_code_and_a_gift_card_lower_what_is_left_to_pay(rt: Runtime, enter: Enter) -> None:
    stage = await given_event(rt)
    await given_promo(rt, stage, half(name="Half of it"))
    card = await given_card(rt, stage)
    ref = await given_order(rt, stage)
    checkout, bring = await checkout_of(enter(new_guest()), ref)

    await act(bring, "add_code", form={"code": "half"})
    await act(bring, "add_code", form={"code": card.lower()})

    bought = checkout.bought
    assert bring.errors == {}
    assert [(row.text, row.amount) for row in bought.sums][:2] == [
        ("Tickets", "€50.00"), ("Discount", "-€25.00"),
    ]  # fmt: skip
    assert [(row.text, row.amount) for row in bought.gifts] == [
        ("Paid with a gift card", "-€20.00")
    ]
    assert bought.to_pay == bring.said.removeprefix("To pay now: ").removesuffix(".")
    assert bought.to_pay == f"€{await to_pay(rt, ref) / 100:.2f}"
    assert {row.shown for row in checkout.brought.codes} == {
        "HALF", f"Gift card ending in {card[-4:]}",
    }  # fmt: skip


async def test_every_line_is_explained_to_its_last_cent(rt: Runtime, enter: Enter) -> None:
    stage = await given_event(rt)
    await given_promo(rt, stage, half(name="Half of it"))
    ref = await given_order(rt, stage)
    checkout, bring = await checkout_of(enter(new_guest()), ref)

    await act(bring, "add_code", form={"code": "half"})

    (line,) = checkout.bought.lines
    assert [row.text for row in line.steps] == [
        "2 at €25.00", "“Half of it”", "Booking fee: 2.9 % and €0.30 for each paid ticket",
    ]  # fmt: skip
    cents = [int(row.amount.replace("€", "").replace(".", "")) for row in line.steps]
    assert sum(cents) == (await order_of(rt, ref)).total.minor


REFUSALS = {
    "nothing": (None, "There is no such code."),
    "not_yet": ({"starts_at": datetime(2026, 7, 1, tzinfo=UTC)}, "This code is not valid yet."),
    "over": ({"ends_at": datetime(2026, 6, 1, tzinfo=UTC)}, "This code is over."),
    "minimum": ({"min_minor": 100_00}, "The order is too small for this code."),
    "other_tickets": (
        {"ticket_types": frozenset({new_id()})}, "This code is not for these tickets.",
    ),
    "other_people": ({"audience": "friends"}, "This code is for other people."),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSALS)
async def test_why_a_code_does_nothing_stands_beside_the_field(
    rt: Runtime, enter: Enter, case: str
) -> None:
    changes, words = REFUSALS[case]
    stage = await given_event(rt)
    if changes is not None:
        await given_promo(rt, stage, half(name="Half of it", **changes))
    ref = await given_order(rt, stage)
    before = await order_of(rt, ref)
    checkout, bring = await checkout_of(enter(new_guest()), ref)
    checkout.buyer_email = BUYER["email"]

    await act(bring, "add_code", form={"code": "half"})

    assert bring.errors == {"code": words}
    assert checkout.brought.codes == []
    assert await order_of(rt, ref) == before


async def test_a_used_up_code_and_one_that_loses_to_a_better_are_told_apart(
    rt: Runtime, enter: Enter
) -> None:
    stage = await given_event(rt)
    await given_promo(rt, stage, half(name="Once", code="once", max_uses=1))
    await given_promo(rt, stage, half(name="Ten", code="ten", value=100_000))
    first, second = [await given_order(rt, stage) for _ in range(2)]
    _, bring = await checkout_of(enter(new_guest()), first)
    await act(bring, "add_code", form={"code": "once"})
    await act(bring, "add_code", form={"code": "ten"})
    worse = dict(bring.errors)
    _, bring = await checkout_of(enter(new_guest()), second)

    await act(bring, "add_code", form={"code": "once"})

    assert "Something better applies" in worse["code"]
    assert bring.errors == {"code": "This code is used up."}


async def test_a_code_that_is_taken_back_changes_nothing_any_more(
    rt: Runtime, enter: Enter
) -> None:
    stage = await given_event(rt)
    await given_promo(rt, stage, half(name="Half of it"))
    ref = await given_order(rt, stage)
    before = await to_pay(rt, ref)
    checkout, bring = await checkout_of(enter(new_guest()), ref)
    await act(bring, "add_code", form={"code": "half"})
    lowered = await to_pay(rt, ref)

    await act(bring, "drop_code", code="half")

    assert lowered < before
    assert await to_pay(rt, ref) == before
    assert checkout.brought.codes == []


async def test_the_same_code_twice_is_one(rt: Runtime, enter: Enter) -> None:
    stage = await given_event(rt)
    await given_promo(rt, stage, half(name="Half of it"))
    _, bring = await checkout_of(enter(new_guest()), await given_order(rt, stage))
    await act(bring, "add_code", form={"code": "half"})

    await act(bring, "add_code", form={"code": " HA lf"})

    assert bring.errors == {"code": "This code is in your order already."}


async def test_codes_are_not_found_by_trying(rt: Runtime, enter: Enter) -> None:
    stage = await given_event(rt)
    await given_promo(rt, stage, half(name="Half of it"))
    ref = await given_order(rt, stage)
    _, bring = await checkout_of(enter(new_guest()), ref)
    for place in range(10):
        await act(bring, "add_code", form={"code": f"GUESS{place}"})

    await act(bring, "add_code", form={"code": "half"})

    assert "Too many attempts" in bring.errors["code"]
    assert (await order_of(rt, ref)).discount.minor == 0


async def test_a_gift_card_that_pays_everything_leaves_nothing_for_a_gateway(
    rt: Runtime, enter: Enter
) -> None:
    stage = await given_event(rt)
    card = await given_card(rt, stage, 100_00)
    ref = await given_order(rt, stage)
    checkout, bring = await checkout_of(enter(new_guest()), ref)

    await act(bring, "add_code", form={"code": card})
    is_free = checkout.bought.is_free
    await act(checkout, "pay", form=BUYER)

    assert is_free
    assert (await order_of(rt, ref)).state is OrderState.paid


async def test_credit_is_spent_only_by_who_has_proven_the_address(
    rt: Runtime, enter: Enter
) -> None:
    stage = await given_event(rt)
    noor = replace((await given_signed_in(rt, email=BUYER["email"]))[0], verified=True)
    async with rt.unit_of_work(stage.owner) as uow:
        await pricing.give_credit(
            uow, stage.owner, organizer_id=stage.organizer_id, email=noor.email,
            value=Money(1200, "EUR"), reference=new_id(),
        )  # fmt: skip
    ref = await given_order(rt, stage)
    guest, unproven = new_guest(), replace(noor, verified=False)
    for nobody in (guest, unproven, replace(guest, email=noor.email)):
        checkout, bring = await checkout_of(enter(nobody), ref)
        await act(bring, "use_credit", use=True)
        assert "Sign in" in bring.errors["credit"]
        assert checkout.brought.credit == ""
    checkout, bring = await checkout_of(enter(noor), ref)

    await act(bring, "use_credit", use=True)

    assert bring.errors == {}
    assert checkout.brought.credit == "You have €12.00 of credit here."
    assert (await order_of(rt, ref)).gift.minor == 1200
    await act(bring, "use_credit", use=False)
    assert (await order_of(rt, ref)).gift.minor == 0


async def test_a_code_for_some_people_is_not_for_the_next_address(
    rt: Runtime, enter: Enter
) -> None:
    stage = await given_event(rt)
    async with rt.unit_of_work(stage.owner) as uow:
        await pricing.save_audience(
            uow, stage.owner, organizer_id=stage.organizer_id, audience="friends",
            members=["friend@example.org"],
        )  # fmt: skip
    await given_promo(rt, stage, half(name="For friends", audience="friends"))
    ref = await order_service.place(
        rt, new_guest(), event_id=stage.event_id, lines={stage.types[0]: 2}
    )
    whole = await to_pay(rt, ref)
    checkout, bring = await checkout_of(enter(new_guest()), ref)
    await act(bring, "name_address", email="friend@example.org")
    await act(bring, "add_code", form={"code": "half"})
    lowered = await to_pay(rt, ref)

    await act(checkout, "pay", form=BUYER)

    assert lowered < whole
    assert await to_pay(rt, ref) == whole
    assert "not for the address" in checkout.trouble
    assert (await order_of(rt, ref)).state is OrderState.placed


async def test_a_hidden_ticket_keeps_the_code_that_opened_it(rt: Runtime, enter: Enter) -> None:
    stage = await given_event(rt, draft(), draft(name="Backstage", hidden=True))
    await given_promo(
        rt, stage,
        PromoDraft(PromoKind.unlock, name="Crew", code="CREW",
                   ticket_types=frozenset[UUID]({stage.types[1]})),
    )  # fmt: skip
    ref = await order_service.place(
        rt, new_guest(), event_id=stage.event_id, lines={stage.types[1]: 1},
        ask=Ask(frozenset({"crew"})),
    )  # fmt: skip
    checkout, bring = await checkout_of(enter(new_guest()), ref)

    await act(bring, "drop_code", code="crew")

    assert "need a code" in bring.errors["code"]
    assert [row.shown for row in checkout.brought.codes] == ["CREW"]


async def test_an_order_that_was_given_up_elsewhere_says_so(rt: Runtime, enter: Enter) -> None:
    stage = await given_event(rt)
    await given_promo(rt, stage, half(name="Half of it"))
    ref = await given_order(rt, stage)
    checkout, bring = await checkout_of(enter(new_guest()), ref)
    async with rt.unit_of_work() as uow:
        await order_service.cancel_placed(uow, order_id=ref.id)

    await act(bring, "add_code", form={"code": "half"})

    assert "cannot be changed" in bring.errors["code"]
    assert checkout.phase == "given_up"
