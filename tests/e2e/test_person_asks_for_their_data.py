"""Somebody takes a copy of their data, has their account deleted, and takes that back."""

import pytest
from playwright.async_api import BrowserContext, Page, expect

from tests.e2e.access import grave_findings
from tests.e2e.conftest import WAIT_MS, Site
from tests.e2e.desk import follow, sign_in
from tests.people import given_signed_in

pytestmark = pytest.mark.e2e
expect.set_options(timeout=WAIT_MS)


async def test_a_copy_is_made_and_an_account_is_deleted_after_a_time_to_think(
    site: Site, page: Page, context: BrowserContext
) -> None:
    actor, _ = await given_signed_in(site.rt)
    await sign_in(site, context, actor)

    await page.goto(f"{site.origin}/account")
    await follow(page.get_by_role("link", name="Privacy", exact=True))
    await expect(page.get_by_role("heading", name="What stays, and why")).to_be_visible()
    await page.get_by_role("button", name="Make a copy").click()
    await expect(page.get_by_role("link", name="Download it")).to_be_visible()
    assert await grave_findings(page) == []
    await page.get_by_role("button", name="Delete my account").click()
    await expect(page.get_by_role("button", name="Delete it")).to_be_visible()
    assert await grave_findings(page) == []
    await page.get_by_role("button", name="Delete it").click()
    await expect(page.get_by_text("Your account will be deleted")).to_be_visible()

    await page.get_by_role("button", name="Keep my account").first.click()
    await expect(page.get_by_text("Your account stays as it is.")).to_be_visible()
    await expect(page.get_by_text("Your account will be deleted")).to_be_hidden()
