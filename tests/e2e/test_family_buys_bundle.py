"""An organizer makes shared places and a bundle; a family buys it with an add-on."""

import pytest
from playwright.async_api import Browser, Page, expect

from bilten_app.domains.events import queries as events
from tests.e2e.access import grave_findings
from tests.e2e.conftest import Site, new_device
from tests.e2e.desk import DESK, ready, sign_in
from tests.factories import Stage, draft, given_event
from tests.stalls import addon, given_pool, given_type, sharing

pytestmark = pytest.mark.e2e


async def given_yard(site: Site) -> tuple[Stage, str]:
    """Publish an event whose children and adults share a yard, and where kits go with children."""
    stage = await given_event(site.rt, draft(name="Balcony"))
    yard = await given_pool(site.rt, stage, "Yard", 5)
    child = await given_type(site.rt, stage, sharing(yard, name="Child", price_minor=1200))
    await given_type(site.rt, stage, sharing(yard, name="Adult", price_minor=2000))
    await given_type(site.rt, stage, addon(child, name="Mask kit"))
    async with site.rt.read() as session:
        return stage, (await events.sale(session, stage.event_id)).slug


async def test_a_family_buys_a_bundle_and_what_goes_with_it(
    site: Site, page: Page, browser: Browser
) -> None:
    stage, slug = await given_yard(site)
    context = await new_device(browser, DESK)
    await sign_in(site, context, stage.owner)
    desk = await context.new_page()
    await desk.goto(f"{site.origin}/organizer/events/{slug}?step=tickets")
    await ready(desk)
    await desk.get_by_role("button", name="Add a bundle").click()
    await desk.get_by_label("Name", exact=True).fill("Family")
    await desk.get_by_role("textbox", name="Price").fill("30")
    await desk.get_by_label("Most for one person").fill("1")
    await desk.get_by_role("button", name="Save the ticket type").click()
    await expect(desk.get_by_text("Choose at least two tickets")).to_be_visible()
    assert await grave_findings(desk) == []
    for name in ("Child", "Adult"):
        await desk.get_by_role("textbox", name=name, exact=True).fill("1")
    await desk.get_by_role("button", name="Save the ticket type").click()
    await expect(desk.get_by_text("1 \N{MULTIPLICATION SIGN} Child").first).to_be_visible()
    await context.close()

    await page.goto(f"{site.origin}/e/{slug}")
    await ready(page)
    await expect(page.get_by_text("At most 1 for each person")).to_be_visible()
    await expect(page.get_by_role("button", name="One Mask kit more")).to_be_disabled()
    await page.get_by_role("button", name="One Family more").click()
    await page.get_by_role("button", name="One Mask kit more").click()
    await page.get_by_role("button", name="Continue").first.click()
    await page.wait_for_url("**/checkout/**")

    await expect(page.get_by_text("1 \N{MULTIPLICATION SIGN} Adult")).to_be_visible()
    await expect(page.get_by_text("Mask kit")).to_be_visible()
    assert await grave_findings(page) == []
