"""Somebody comes by a provider: their account is proved too, then either opens it."""

from playwright.async_api import Browser, Page, expect

from tests.e2e.access import grave_findings
from tests.e2e.conftest import WAIT_MS, Site, new_device
from tests.e2e.desk import ready
from tests.issuer import issuing
from tests.people import PASSWORD, given_user, new_email

expect.set_options(timeout=WAIT_MS)


async def test_a_login_is_linked_and_opens_the_account(site: Site, browser: Browser) -> None:
    email = new_email()
    await given_user(site.rt, email=email, name="Mara Lind")
    context = await new_device(browser)
    page = await context.new_page()
    async with issuing(site.rt.clock, _port(site)) as issuer:
        issuer.person |= {"sub": email, "email": email, "email_verified": True}
        await _go_to_town(site, page)
        await expect(page.get_by_text("we do not know that login yet")).to_be_visible()
        assert await grave_findings(page) == []

        await page.get_by_label("Password").fill(PASSWORD)
        await page.get_by_role("button", name="Sign in", exact=True).click()
        await expect(page.get_by_role("heading", name="Link your login")).to_be_visible()
        assert await grave_findings(page) == []
        await page.get_by_role("button", name="Link Town to my account").click()
        await page.wait_for_url(f"{site.origin}/account/security")

        await page.goto(f"{site.origin}/account")
        await ready(page)
        await page.get_by_role("button", name="Sign out").click()
        await page.wait_for_url(f"{site.origin}/")
        await _go_to_town(site, page)
        await page.wait_for_url(f"{site.origin}/account/security")
        await expect(page.get_by_text("Linked", exact=True)).to_be_visible()
        assert await grave_findings(page) == []
        await page.get_by_role("button", name="Unlink Town").click()
        await expect(page.get_by_role("button", name="Link Town")).to_be_visible()
    await context.close()


async def _go_to_town(site: Site, page: Page) -> None:
    await page.goto(f"{site.origin}/sign-in?next=/account/security")
    await ready(page)
    await page.get_by_role("button", name="Continue with Town").click()
    await page.get_by_role("link", name="Yes, it is me").click()


def _port(site: Site) -> int:
    return int(site.issuer.rpartition(":")[2])
