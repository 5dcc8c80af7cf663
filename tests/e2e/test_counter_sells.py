"""A clerk sells over the counter; the guest comes back for a better place and pays the rest."""

import re
from uuid import UUID

from playwright.async_api import Browser, expect
from sqlalchemy import text

from bilten_app.domains.events import queries as events
from bilten_app.domains.orders import service as orders
from bilten_app.kit.proof.verdict import Verdict
from tests.changes import given_types
from tests.e2e.access import grave_findings
from tests.e2e.buying import code_on, use_card, verdict
from tests.e2e.conftest import PHONE, Site, new_device
from tests.e2e.desk import DESK, follow, ready, sign_in


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

    phone = await new_device(browser, PHONE)
    page = await phone.new_page()
    await page.goto(site.origin + await link_of_the_change(site, stage.event_id))
    await page.get_by_role("button", name=re.compile("Pay")).click()
    await page.wait_for_url("**/sandbox/pay/**")
    await use_card(page, "Success")
    await expect(page.get_by_role("heading", name="You are going!")).to_be_visible()
    code = await code_on(page, "Front row")
    async with site.rt.read() as session:
        doors = (await events.times(session, [stage.event_id]))[stage.event_id].starts_at
    assert await verdict(site, stage.event_id, code, at=doors) is Verdict.admitted
    await phone.close()


async def link_of_the_change(site: Site, event_id: UUID) -> str:
    """Return the address that the mail about the difference leads to."""
    async with site.rt.read() as session:
        found = await session.execute(
            text("SELECT id, code FROM orders WHERE event_id = :id AND state = 'placed'"),
            {"id": event_id},
        )
        order = found.one()
    ref = orders.secret_of(site.rt, order.id, order.code)
    return f"/checkout/{ref.code}/{ref.secret}"
