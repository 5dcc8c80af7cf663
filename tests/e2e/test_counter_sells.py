"""A clerk sells over the counter; the guest comes back for a better place and pays the rest."""

from playwright.async_api import Browser, expect

from tests.changes import given_types
from tests.e2e.conftest import Site
from tests.e2e.desk import DESK, follow, grave_findings, new_device, ready, sign_in


async def test_a_clerk_sells_for_cash_and_upgrades_afterwards(site: Site, browser: Browser) -> None:
    stage = await given_types(site.rt)
    context = await new_device(browser, DESK)
    await sign_in(site, context, stage.owner)
    page = await context.new_page()
    await page.goto(f"{site.origin}/organizer/box-office")
    await ready(page)
    await page.get_by_label("In the drawer", exact=True).fill("100")
    assert await grave_findings(page) == []
    await page.get_by_role("button", name="Open the shift").click()

    await page.get_by_role("button", name="One Standing more").click()
    await page.get_by_label("Handed over").fill("10")
    await page.get_by_role("button", name="Sell").click()
    await expect(page.get_by_text("This is less than the total.")).to_be_visible()
    assert await grave_findings(page) == []
    await page.get_by_label("Handed over").fill("30")
    await page.get_by_label("E-mail").fill("noor@guests.example.com")
    await page.get_by_role("button", name="Sell").click()
    await expect(page.get_by_role("status").get_by_text("Sold", exact=True)).to_be_visible()

    await follow(page.get_by_role("link", name="Open the order"))
    await page.get_by_role("button", name="Change tickets").click()
    dialog = page.get_by_role("dialog", name="Change tickets for others")
    await dialog.get_by_label("They become").select_option(label="Front row · €40.00 · 5 left")
    assert await grave_findings(page) == []
    await dialog.get_by_role("button", name="Change tickets").click()
    await expect(page.get_by_text("The buyer gets a mail with the difference.")).to_be_visible()
    await context.close()
