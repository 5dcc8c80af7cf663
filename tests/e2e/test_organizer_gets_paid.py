"""The organizer's money in a browser: what is owed, a bank account, a payout; and the books."""

from datetime import timedelta

from playwright.async_api import Browser, Page, expect

from bilten_app.domains.identity import service as identity
from bilten_app.domains.ledger import service as ledger
from bilten_app.domains.ledger.public import Deal, Tender, TenderKind
from bilten_app.kit.actor import SYSTEM
from bilten_app.kit.ids import new_id
from bilten_app.kit.roles import StaffRole
from tests.e2e.access import grave_findings
from tests.e2e.conftest import Site, new_device
from tests.e2e.desk import DESK, ready, sign_in

MONEY = "/organizer/money"


async def given_sale(site: Site) -> None:
    """One order of yesterday, paid by card."""
    stage = site.scene.stage
    at = site.rt.clock.now() - timedelta(days=1)
    sale = ledger.sale(
        Deal(new_id(), stage.organizer_id, "EUR", at, stage.event_id, "7KQ2M9XD"),
        tenders=[Tender(TenderKind.gateway, 105_00, "sandbox")],
        fee_minor=5_00,
    )
    async with site.rt.unit_of_work() as uow:
        await ledger.post(uow, [sale])


async def look_at(site: Site, page: Page, path: str) -> None:
    """Open a page, and see that everybody can use it."""
    await page.goto(f"{site.origin}{path}")
    await ready(page)
    assert await grave_findings(page) == []


async def test_an_organizer_is_paid_and_reads_what_for(site: Site, browser: Browser) -> None:
    await given_sale(site)
    context = await new_device(browser)
    await sign_in(site, context, site.scene.stage.owner)
    page = await context.new_page()

    await look_at(site, page, f"{MONEY}/settings")
    await page.get_by_label("Payouts").select_option("manual")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Saved.")).to_be_visible()
    await page.get_by_label("Account holder").fill("Blue Note Nights")
    await page.get_by_label("IBAN or account number").fill("DE89 3704 0044 0532 0130 01")
    await page.get_by_role("button", name="Use this account").click()
    await expect(page.get_by_text("A digit of this IBAN is wrong.")).to_be_visible()
    await page.get_by_label("IBAN or account number").fill("DE89 3704 0044 0532 0130 00")
    await page.get_by_role("button", name="Use this account").click()
    await expect(page.get_by_text("3000")).to_be_visible()

    await look_at(site, page, MONEY)
    await page.get_by_role("button", name="Pay out now").click()
    await expect(page.get_by_text("The money is on its way.")).to_be_visible()
    await look_at(site, page, f"{MONEY}/statement")
    await expect(page.get_by_text("7KQ2-M9XD")).to_be_visible()
    await look_at(site, page, f"{MONEY}/reports")
    async with page.expect_download() as download:
        await page.get_by_role("link", name="PDF").click()
    assert (await download.value).suggested_filename.endswith(".pdf")
    await context.close()


async def test_staff_see_that_the_books_balance(site: Site, browser: Browser) -> None:
    await given_sale(site)
    owner = site.scene.stage.owner
    async with site.rt.unit_of_work() as uow:
        await identity.set_staff(uow, SYSTEM, user_id=owner.require_user(), role=StaffRole.finance)
    context = await new_device(browser, DESK)
    await sign_in(site, context, owner)
    page = await context.new_page()

    await look_at(site, page, "/admin")
    await expect(page.get_by_text("7KQ2-M9XD").first).to_be_visible()
    await look_at(site, page, "/admin/balance")
    await expect(page.get_by_text("Debits equal credits")).to_be_visible()
    await look_at(site, page, "/admin/payouts")
    await look_at(site, page, "/admin/reconciliation")
    await page.get_by_role("button", name="Compare").click()
    await ready(page)
    await expect(page.get_by_text("The gateway says").first).to_be_visible()
    assert await grave_findings(page) == []
    await context.close()


async def test_who_is_not_staff_finds_no_books(site: Site, browser: Browser) -> None:
    context = await new_device(browser)
    page = await context.new_page()

    await page.goto(f"{site.origin}/admin")

    await page.wait_for_url("**/sign-in**")
    await context.close()
