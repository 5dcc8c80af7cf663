"""A long list at the desk: searched, filtered and paged, by mouse and by keyboard."""

from playwright.async_api import Browser, Page, expect

from bilten_app.domains.orders import service as orders
from tests.e2e.conftest import Site, new_device
from tests.e2e.desk import DESK, ready, sign_in
from tests.factories import Stage, draft, given_event, given_order, new_guest

A_PAGE = 25


async def given_full_pages(site: Site) -> Stage:
    """Sell so often that the orders fill two pages and begin a third."""
    stage = await given_event(site.rt, draft(price_minor=0, capacity=200))
    for _ in range(2 * A_PAGE + 1):
        guest = new_guest()
        ref = await given_order(site.rt, stage, guest, {stage.types[0]: 1})
        await orders.pay(site.rt, guest, order_id=ref.id, return_url=site.origin)
    return stage


async def first_code(page: Page) -> str:
    return await page.locator("tbody tr a").first.inner_text()


async def turn(page: Page, way: str) -> str:
    """Go to another page of the list by the keyboard, and return what it begins with."""
    before = await first_code(page)
    await page.get_by_role("link", name=way).focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("tbody tr a").first).not_to_have_text(before)
    await expect(page.get_by_role("region", name="Orders")).to_be_focused()
    return await first_code(page)


async def test_a_list_is_paged_both_ways_searched_and_filtered(
    site: Site, browser: Browser
) -> None:
    stage = await given_full_pages(site)
    context = await new_device(browser, DESK)
    await sign_in(site, context, stage.owner)
    page = await context.new_page()
    await page.goto(f"{site.origin}/organizer/orders")
    await ready(page)
    first = await first_code(page)

    second = await turn(page, "Next")
    third = await turn(page, "Next")
    await expect(page.get_by_role("link", name="Next")).to_have_count(0)
    assert await turn(page, "Previous") == second
    assert await turn(page, "Previous") == first

    await page.get_by_role("link", name="Paid", exact=True).click()
    search = page.get_by_role("searchbox")
    await search.fill(third)
    await search.press("Enter")
    await page.wait_for_url("**state=paid&q=**")
    await expect(page.locator("tbody tr")).to_have_count(1)
    await expect(search).to_be_focused()

    await search.fill("nobody at all")
    await search.press("Enter")
    await expect(page.get_by_role("heading", name="Nothing fits")).to_be_visible()
    await page.go_back()
    await expect(search).to_have_value(third)
    await page.go_forward()
    await page.get_by_role("link", name="Clear the search").click()
    await expect(page.locator("tbody tr")).to_have_count(A_PAGE)


async def test_a_list_that_did_not_load_offers_another_way(site: Site, browser: Browser) -> None:
    context = await new_device(browser)
    await sign_in(site, context, site.scene.stage.owner)
    page = await context.new_page()

    await page.goto(f"{site.origin}/organizer/orders?after=scribble")

    await expect(page.get_by_role("heading", name="This did not load")).to_be_visible()
    await page.get_by_role("link", name="To the first page").click()
    await expect(page.get_by_role("searchbox")).to_be_visible()
