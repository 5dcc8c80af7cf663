"""A fan who is signed in saves a card, pays with it in one step, and lets it go."""

import pytest
from playwright.async_api import BrowserContext, Page, expect

from tests.e2e.access import grave_findings
from tests.e2e.conftest import WAIT_MS, Site
from tests.e2e.desk import follow, ready, sign_in
from tests.people import given_signed_in

SAVED = "Visa ending in 3220"

pytestmark = pytest.mark.e2e
expect.set_options(timeout=WAIT_MS)


async def test_a_fan_saves_a_card_and_pays_with_it_again(
    site: Site, page: Page, context: BrowserContext
) -> None:
    actor, _ = await given_signed_in(site.rt)
    await sign_in(site, context, actor)

    await _to_checkout(site, page)
    await page.get_by_label("Save this card for next time").check()
    await page.get_by_role("button", name="Pay").click()
    await page.locator("label", has_text="3-D Secure").click()
    await page.get_by_role("button", name="Pay").click()
    await page.get_by_role("button", name="Approve").click()
    await expect(page.get_by_role("heading", name="You are going!")).to_be_visible()

    await _to_checkout(site, page)
    await expect(page.get_by_role("radio", name=SAVED)).to_be_checked()
    await expect(page.get_by_label("Save this card for next time")).to_be_hidden()
    assert await grave_findings(page) == []
    await page.get_by_role("button", name="Pay").dblclick()
    await page.get_by_role("button", name="Approve").click()
    await expect(page.get_by_role("heading", name="You are going!")).to_be_visible()

    await page.goto(f"{site.origin}/account")
    await follow(page.get_by_role("link", name="Saved cards"))
    await page.get_by_role("button", name=f"Remove {SAVED}").click()
    remove = page.get_by_role("button", name="Remove", exact=True)
    await expect(remove).to_be_visible()
    assert await grave_findings(page) == []
    await remove.click()
    await expect(page.get_by_role("heading", name="No saved cards")).to_be_visible()


async def _to_checkout(site: Site, page: Page) -> None:
    await page.goto(f"{site.origin}/e/{site.scene.slug}")
    await ready(page)
    await page.get_by_role("button", name="One Standing more").click()
    await page.get_by_role("button", name="Continue").first.click()
    await page.wait_for_url("**/checkout/**")
    await expect(page.get_by_label("Name")).not_to_have_value("")
