"""A fan takes a turn in the room before a sale, and another waits on the list behind a full one."""

import re

import pytest
from playwright.async_api import Page, expect

from bilten_app.domains.waiting import service
from bilten_app.domains.waiting.public import RoomMode, RoomPlan
from tests.e2e.conftest import WAIT_MS, Site
from tests.e2e.desk import follow
from tests.factories import draft, given_event
from tests.shop import slug_of
from tests.waiting import hold, release

pytestmark = pytest.mark.e2e
expect.set_options(timeout=WAIT_MS)


async def test_a_fan_waits_in_the_room_until_it_is_their_turn(site: Site, page: Page) -> None:
    stage = await given_event(site.rt)
    slug = await slug_of(site.rt, stage)
    plan = RoomPlan(RoomMode.on, rate_per_minute=12)
    await service.save_room(site.rt, stage.owner, event_id=stage.event_id, plan=plan)

    await page.goto(f"{site.origin}/waiting/{slug}")

    await expect(page.get_by_role("heading", name="Your place in line 1")).to_be_visible()
    await expect(page.get_by_role("heading", name="It is your turn")).to_be_visible()
    await page.get_by_role("link", name="Choose tickets").click()
    await expect(page).to_have_url(re.compile(f"/e/{slug}"))


async def test_a_fan_waits_on_the_list_and_takes_what_comes_free(site: Site, page: Page) -> None:
    stage = await given_event(site.rt, draft(capacity=2))
    slug = await slug_of(site.rt, stage)
    held = await hold(site.rt, stage, 2)

    await page.goto(f"{site.origin}/e/{slug}")
    await follow(page.get_by_role("link", name="Join the waiting list"))
    await page.get_by_label("Name").fill("Noor Aziz")
    await page.get_by_label("E-mail").fill("noor@guests.example.com")
    await page.get_by_role("button", name="Join the list").click()
    await expect(page.get_by_text("You are the first in line.")).to_be_visible()
    await release(site.rt, held)
    await expect(page.get_by_role("heading", name="It is your turn")).to_be_visible()
    await page.get_by_role("button", name="Take the places and pay").click()

    await expect(page).to_have_url(re.compile("/checkout/"))
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
