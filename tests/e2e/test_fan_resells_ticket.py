"""A fan who cannot come sells their ticket on: the old code is refused, the new one is good."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from bilten_app.domains.market.public import Terms
from bilten_app.kit.proof.verdict import Verdict
from tests.e2e.buying import code_on, fill, pay, use_card, verdict
from tests.e2e.conftest import WAIT_MS, Site, new_device
from tests.e2e.desk import DESK, follow, ready, sign_in
from tests.resale import given_terms

pytestmark = pytest.mark.e2e
expect.set_options(timeout=WAIT_MS)


@pytest.fixture
async def other(browser: Browser) -> AsyncIterator[BrowserContext]:
    """Another guest's phone."""
    context = await new_device(browser)
    yield context
    await context.close()


async def test_a_ticket_is_sold_on_and_only_the_new_code_opens_the_door(
    site: Site, page: Page, other: BrowserContext
) -> None:
    terms = Terms(is_on=True, cap_basis_points=10_000, royalty_basis_points=500, hours=0)
    await given_terms(site.rt, site.scene.stage, terms)
    await page.goto(f"{site.origin}/e/{site.scene.slug}")
    await ready(page)
    await page.get_by_role("button", name="One Standing more").click()
    await page.get_by_role("button", name="Continue").first.click()
    await page.wait_for_url("**/checkout/**")
    await pay(page, "Success")
    await expect(page.get_by_role("heading", name="You are going!")).to_be_visible()
    old = await code_on(page, "Standing")

    await follow(page.get_by_role("link", name="Sell this ticket"))
    await page.get_by_label("Your price").fill("999")
    await page.get_by_role("button", name="Put it up for sale").click()
    await expect(page.get_by_text("This is more than these tickets")).to_be_visible()
    await page.get_by_label("Your price").fill("20.00")
    await page.get_by_label("Your price").blur()
    await expect(page.get_by_text("€18.00")).to_be_visible()
    await page.get_by_role("button", name="Put it up for sale").click()
    await expect(page.get_by_role("heading", name="Your ticket is for sale")).to_be_visible()
    assert await verdict(site, site.scene.event_id, old) is Verdict.revoked

    theirs = await other.new_page()
    await theirs.goto(f"{site.origin}/e/{site.scene.slug}")
    await ready(theirs)
    await follow(theirs.get_by_role("link", name="from another guest"))
    await theirs.get_by_role("button", name="Buy").click()
    await theirs.wait_for_url("**/checkout/**")
    await expect(theirs.get_by_text("Another guest sells this ticket.")).to_be_visible()
    await fill(theirs)
    await theirs.wait_for_url("**/sandbox/pay/**")
    await use_card(theirs, "Success")
    await expect(theirs.get_by_role("heading", name="You are going!")).to_be_visible()
    new = await code_on(theirs, "Standing")

    assert await verdict(site, site.scene.event_id, old) is Verdict.superseded
    assert await verdict(site, site.scene.event_id, new) is Verdict.admitted


async def test_an_organizer_sets_the_terms_of_resale(site: Site, browser: Browser) -> None:
    desk = await new_device(browser, DESK)
    await sign_in(site, desk, site.scene.stage.owner)
    page = await desk.new_page()
    await page.goto(f"{site.origin}/organizer/events/{site.scene.slug}/resale")
    await ready(page)

    await page.get_by_label("Guests may resell").check()
    await page.get_by_label("Your royalty, in %").fill("11")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("10", exact=False).first).to_be_visible()
    await page.get_by_label("Your royalty, in %").fill("5")
    await page.get_by_label("Ends so many hours before the doors").fill("0")
    await page.get_by_role("button", name="Save").click()

    await expect(page.get_by_text("At most 100 %, royalty 5 %, until 0 hours")).to_be_visible()
    await desk.close()
