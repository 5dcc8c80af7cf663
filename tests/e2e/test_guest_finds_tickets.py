"""A guest who lost the mail: from signing in, to the question, to the links in the mailbox."""

import pytest
from playwright.async_api import Browser, Page, expect

from bilten_app.domains.orders import service as orders
from tests.e2e.access import grave_findings
from tests.e2e.conftest import PHONE, Site, new_device
from tests.e2e.desk import DESK, follow, ready
from tests.factories import given_order, new_guest

BUYER = "noor@guests.example.com"


async def ask(page: Page, site: Site, email: str) -> str:
    """Ask from the page of signing in, and return the answer."""
    await page.goto(f"{site.origin}/sign-in")
    await ready(page)
    await follow(page.get_by_role("main").get_by_role("link", name="Find my tickets"))
    await expect(page.get_by_role("heading", name="Find my tickets")).to_be_visible()
    assert await grave_findings(page) == []
    await page.get_by_label("E-mail").fill(email)
    await page.get_by_role("button", name="Mail me the links").click()
    answer = page.get_by_role("main").get_by_role("status")
    await expect(answer).to_contain_text(email)
    assert await grave_findings(page) == []
    return (await answer.inner_text()).replace(email, "")


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
async def test_a_guest_gets_the_links_and_a_stranger_the_same_answer(
    site: Site, browser: Browser, viewport: object
) -> None:
    guest = new_guest()
    free = {site.scene.stage.types[2]: 1}
    ref = await given_order(site.rt, site.scene.stage, guest, free)
    await orders.pay(site.rt, guest, order_id=ref.id, return_url=site.origin)
    page = await (await new_device(browser, viewport)).new_page()  # pyright: ignore[reportArgumentType]

    to_guest = await ask(page, site, BUYER)
    to_stranger = await ask(page, site, "nobody@guests.example.com")

    assert to_stranger == to_guest
    mail = page.get_by_role("link").filter(has_text="Your tickets")
    await page.goto(f"{site.origin}/sandbox/mail?to={BUYER}")
    while await mail.count() == 0:
        await page.reload()
    await mail.first.click()
    await expect(page.locator("pre")).to_contain_text(f"/orders/{ref.code}/{ref.secret}")


async def test_what_is_no_address_is_said_beside_the_field(site: Site, page: Page) -> None:
    await page.goto(f"{site.origin}/find-tickets")
    await ready(page)

    await page.get_by_label("E-mail").fill("noor@")
    await page.get_by_role("button", name="Mail me the links").click()

    await expect(page.get_by_text("Write an address like name@example.com.")).to_be_visible()
