"""Prices on the event's page: codes that open and lower, tiers, demand, and other currencies."""

from datetime import timedelta
from uuid import UUID

import pytest
import reflex as rx

from bilten_app.domains.orders import queries as orders
from bilten_app.domains.orders import service as order_service
from bilten_app.domains.pricing import service as pricing
from bilten_app.domains.pricing.public import PromoKind
from bilten_app.domains.pricing.public.drafts import LiveDraft, PromoDraft, TierDraft
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.clock import FrozenClock
from bilten_app.web import door
from bilten_app.web.door import Visit
from bilten_app.web.public.event.code import CodeState
from bilten_app.web.public.event.rows import TicketRow, offered
from bilten_app.web.public.event.state import EventState
from tests.factories import Stage, draft, given_event, new_guest
from tests.integration.pricing.given import given_promo, given_tiers, half
from tests.integration.web.given import Enter, act, given_card
from tests.shop import slug_of

CREW = "CREW-2026"


async def given_backstage(rt: Runtime) -> Stage:
    """Publish an event with a hidden ticket type that a code opens."""
    stage = await given_event(rt, draft(), draft(name="Backstage", price_minor=9000, hidden=True))
    opens = PromoDraft(
        PromoKind.unlock, name="Crew", code=CREW, ticket_types=frozenset[UUID]({stage.types[1]})
    )
    await given_promo(rt, stage, opens)
    return stage


async def page_of(rt: Runtime, root: rx.State, stage: Stage) -> tuple[EventState, CodeState]:
    """Return the states of an event's page, as they are once it is open."""
    event = await root.get_state(EventState)
    found = await offered(rt, await slug_of(rt, stage), "en")
    event.id, event.slug, event.currency = str(stage.event_id), found.event.slug, "EUR"
    event.tickets = found.rows
    return event, await root.get_state(CodeState)


def row_of(event: EventState, name: str) -> TicketRow:
    return next(row for row in event.tickets if row.name == name)


async def test_a_code_opens_what_is_hidden_and_goes_along_into_the_order(
    rt: Runtime, enter: Enter
) -> None:
    stage = await given_backstage(rt)
    guest = new_guest()
    event, code = await page_of(rt, enter(guest), stage)
    before = [row.name for row in event.tickets]

    await act(code, "use", form={"event_code": "crew-2026"})
    await act(event, "pick", ticket_id=str(stage.types[1]), step=1)
    await act(event, "buy")

    assert before == ["Standing"]
    assert [row.name for row in event.tickets] == ["Standing", "Backstage"]
    assert code.said == f"Your code {CREW} opens these tickets."
    ref = await order_service.place(rt, guest, event_id=stage.event_id, lines={stage.types[1]: 1})
    async with rt.read() as session:
        assert (await orders.asked(session, ref.id)).codes == {"crew-2026"}


async def test_what_is_hidden_is_not_there_without_its_code(rt: Runtime, enter: Enter) -> None:
    stage = await given_backstage(rt)
    event, code = await page_of(rt, enter(new_guest()), stage)
    await act(code, "use", form={"event_code": CREW})
    await act(event, "pick", ticket_id=str(stage.types[1]), step=1)

    await act(code, "forget")

    assert [row.name for row in event.tickets] == ["Standing"]
    assert (event.code, event.count, event.basket) == ("", 0, {})


async def test_a_wrong_code_is_told_kindly_and_only_so_often(rt: Runtime, enter: Enter) -> None:
    stage = await given_backstage(rt)
    event, code = await page_of(rt, enter(new_guest()), stage)
    for place in range(10):
        await act(code, "use", form={"event_code": f"GUESS{place}"})
        assert code.errors == {"event_code": "There is no such code."}

    await act(code, "use", form={"event_code": CREW})

    assert "Too many attempts" in code.errors["event_code"]
    assert [row.name for row in event.tickets] == ["Standing"]


async def test_who_changes_the_browser_is_still_one_address(rt: Runtime, enter: Enter) -> None:
    stage = await given_backstage(rt)
    for _ in range(120):
        await order_service.count_try(rt, new_guest(), "203.0.113.9")
    _, code = await page_of(rt, enter(new_guest()), stage)
    await act(code, "use", form={"event_code": CREW})

    assert "Too many attempts" in code.errors["event_code"]


async def test_a_discount_shows_both_prices_and_the_total_has_it(rt: Runtime, enter: Enter) -> None:
    stage = await given_event(rt)
    await given_promo(rt, stage, half(name="Half of it"))
    event, code = await page_of(rt, enter(new_guest()), stage)
    whole = row_of(event, "Standing").price

    await act(code, "use", form={"event_code": "half"})
    await act(event, "pick", ticket_id=str(stage.types[0]), step=1)

    row = row_of(event, "Standing")
    assert row.note_of_price.was == whole
    assert row.price == event.total == "€13.16"
    assert code.said == "Your code HALF is used."


async def test_a_gift_card_is_known_and_pays_later(rt: Runtime, enter: Enter) -> None:
    stage = await given_event(rt)
    card = await given_card(rt, stage)
    event, code = await page_of(rt, enter(new_guest()), stage)

    await act(code, "use", form={"event_code": card})

    assert code.said == "A gift card with €20.00. It pays at the checkout."
    assert event.code == card


async def test_a_tier_says_until_when_and_what_comes_then(rt: Runtime, clock: FrozenClock) -> None:
    stage = await given_event(rt)
    ends = clock.now() + timedelta(days=3)
    await given_tiers(rt, stage, TierDraft("Early bird", 2000, ends_at=ends, places=40))

    (row,) = (await offered(rt, await slug_of(rt, stage), "en")).rows

    assert row.price == "€20.88"
    assert row.note_of_price.tier == (
        "Early bird: until Jun 4, 2026, 2:00\N{NO-BREAK SPACE}PM or 40 left, then €26.03"
    )


async def test_the_total_counts_what_is_left_of_a_tier(rt: Runtime, enter: Enter) -> None:
    stage = await given_event(rt)
    await given_tiers(rt, stage, TierDraft("Early bird", 2000, places=1))
    event, _ = await page_of(rt, enter(new_guest()), stage)

    for _ in range(2):
        await act(event, "pick", ticket_id=str(stage.types[0]), step=1)

    assert event.total == "€46.91"


async def test_a_price_that_follows_demand_tells_its_bounds_and_its_past(
    rt: Runtime, clock: FrozenClock
) -> None:
    stage = await given_event(rt)

    async def set_base(minor: int) -> None:
        async with rt.unit_of_work(stage.owner) as uow:
            await pricing.save_live_price(
                uow, stage.owner, ticket_type_id=stage.types[0],
                draft=LiveDraft(minor, minor, 6000, 500),
            )  # fmt: skip

    await set_base(2500)
    clock.move(timedelta(hours=2))
    await set_base(3000)

    (row,) = (await offered(rt, await slug_of(rt, stage), "en")).rows
    note = row.note_of_price

    assert row.price == "€31.17"
    assert note.moved.startswith("Moved from €26.03 to €31.17 on Jun 1, 2026, 4:00")
    assert note.bounds == "It follows demand, never below €31.17 and never above €62.04."
    assert [moment.price for moment in note.moments] == ["€31.17", "€26.03"]
    assert note.line.startswith("M0 ")


async def test_another_currency_is_shown_and_never_charged(rt: Runtime, enter: Enter) -> None:
    stage = await given_event(rt)
    guest: Actor = new_guest()
    event, code = await page_of(rt, enter(guest), stage)
    door.begin(Visit(actor=guest, locale="en", currency="USD"))

    await act(code, "forget")
    await act(event, "pick", ticket_id=str(stage.types[0]), step=1)

    assert row_of(event, "Standing").about == event.about == "about $30.46"
    assert event.total == "€26.03"


@pytest.mark.parametrize(("currency", "told"), [("", ""), ("EUR", ""), ("KWD", "about KWD")])
async def test_only_another_currency_is_told(rt: Runtime, currency: str, told: str) -> None:
    stage = await given_event(rt)

    (row,) = (await offered(rt, await slug_of(rt, stage), "en", currency=currency)).rows

    assert row.about.startswith(told)
    assert bool(row.about) is bool(told)
