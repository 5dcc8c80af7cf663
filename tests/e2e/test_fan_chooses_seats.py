"""A fan takes two seats together, sees them at the checkout, and finds them on the tickets."""

import pytest
from playwright.async_api import Page, expect

from tests.e2e.access import grave_findings
from tests.e2e.buying import pay
from tests.e2e.conftest import Site
from tests.e2e.desk import ready
from tests.shop import slug_of
from tests.theatre import given_theatre

pytestmark = pytest.mark.e2e


async def test_a_fan_chooses_seats_and_has_them_on_the_tickets(site: Site, page: Page) -> None:
    slug = await slug_of(site.rt, await given_theatre(site.rt))
    await page.goto(f"{site.origin}/e/{slug}")
    await ready(page)
    await page.get_by_role("button", name="2 together").click()
    chosen = page.get_by_role("button", name="Give up Stalls, row A")
    await expect(chosen).to_have_count(2)
    names = [name.removeprefix("Give up ") for name in await chosen.all_inner_texts()]
    assert await grave_findings(page) == []
    await page.get_by_role("button", name="Continue").first.click()
    await page.wait_for_url("**/checkout/**")

    for name in names:
        await expect(page.get_by_text(name, exact=True)).to_be_visible()
    assert await grave_findings(page) == []

    await pay(page, "Success")
    await expect(page.get_by_role("heading", name="You are going!")).to_be_visible()
    for name in names:
        await expect(page.get_by_role("link", name=name)).to_be_visible()
    assert await grave_findings(page) == []
