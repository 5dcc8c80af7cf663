"""An organizer lets guests choose what they pay; a fan chooses, is told the bounds, and pays."""

import pytest
from playwright.async_api import Browser, Page, expect

from tests.e2e.access import grave_findings
from tests.e2e.buying import pay
from tests.e2e.conftest import Site, new_device
from tests.e2e.desk import DESK, ready, sign_in
from tests.factories import given_event
from tests.shop import slug_of

pytestmark = pytest.mark.e2e


async def test_a_fan_chooses_what_they_pay(site: Site, page: Page, browser: Browser) -> None:
    stage = await given_event(site.rt)
    slug = await slug_of(site.rt, stage)
    context = await new_device(browser, DESK)
    await sign_in(site, context, stage.owner)
    desk = await context.new_page()
    await desk.goto(f"{site.origin}/organizer/events/{slug}?step=tickets")
    await ready(desk)
    await desk.get_by_role("button", name="Add a ticket type").click()
    await desk.get_by_label("Name", exact=True).fill("Solidarity")
    await desk.get_by_label("Guests choose what they pay").check()
    await desk.get_by_role("textbox", name="The least they may pay").fill("5")
    await desk.get_by_role("textbox", name="The most they may pay").fill("200")
    await desk.get_by_role("textbox", name="Suggestions").fill("2 20 50")
    await desk.get_by_role("button", name="Save the ticket type").click()
    await expect(desk.get_by_text("Each suggestion must be an amount")).to_be_visible()
    assert await grave_findings(desk) == []
    await desk.get_by_role("textbox", name="Suggestions").fill("10 20 50")
    await desk.get_by_role("button", name="Save the ticket type").click()
    await expect(desk.get_by_text("Guests choose, from €5")).to_be_visible()
    await context.close()

    await page.goto(f"{site.origin}/e/{slug}")
    await ready(page)
    field = page.get_by_role("textbox", name="What you pay for each")
    await expect(field).to_have_value("10.00")
    await page.get_by_role("button", name="One Solidarity more").click()
    await field.fill("3")
    await page.get_by_role("button", name="Continue").first.click()
    await expect(page.get_by_text("Choose at least €5.00.")).to_be_visible()
    assert await grave_findings(page) == []
    await page.get_by_role("button", name="€20", exact=True).click()
    await expect(field).to_have_value("20.00")
    await expect(page.get_by_text("Choose at least")).to_be_hidden()
    await page.get_by_role("button", name="Continue").first.click()
    await page.wait_for_url("**/checkout/**")

    await page.get_by_text("Solidarity").click()
    await expect(page.get_by_text("1 at €20.00, as the buyer chose")).to_be_visible()
    await pay(page, "Success")
    await expect(page.get_by_text("Solidarity").first).to_be_visible()
    await page.wait_for_url("**/orders/**")
