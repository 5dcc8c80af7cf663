"""Somebody comes with a wallet: it is linked to their account, and opens it."""

from pathlib import Path

from eth_account import Account
from eth_account.messages import encode_defunct
from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.e2e.access import grave_findings
from tests.e2e.conftest import WAIT_MS, Site, new_device
from tests.e2e.desk import ready
from tests.people import PASSWORD, given_user, new_email

expect.set_options(timeout=WAIT_MS)
INJECTED = Path(__file__).with_name("injected_wallet.js")


async def test_a_wallet_is_linked_and_opens_the_account(site: Site, browser: Browser) -> None:
    email = new_email()
    await given_user(site.rt, email=email, name="Mara Lind")
    context = await new_device(browser)
    page = await context.new_page()
    await _to_door(site, page)
    await expect(page.get_by_text("No wallet was found in this browser.")).to_be_visible()
    assert await grave_findings(page) == []

    await _put_wallets_into(context)
    await _to_door(site, page)
    await expect(page.get_by_text("Which wallet?")).to_be_visible()
    assert await grave_findings(page) == []
    await page.get_by_role("button", name="Shy Wallet").click()
    await expect(page.get_by_text("You said no in your wallet.")).to_be_visible()
    await _to_door(site, page)
    await page.get_by_role("button", name="Willing Wallet").click()
    await expect(page.get_by_text("Your wallet has signed, but we do not know it")).to_be_visible()

    await page.get_by_label("E-mail").fill(email)
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await page.get_by_role("button", name="Link the wallet to my account").click()
    await page.wait_for_url(f"{site.origin}/account/security")

    await page.goto(f"{site.origin}/account")
    await ready(page)
    await page.get_by_role("button", name="Sign out").click()
    await page.wait_for_url(f"{site.origin}/")
    await _to_door(site, page)
    await page.get_by_role("button", name="Willing Wallet").click()
    await page.wait_for_url(f"{site.origin}/account/security")
    await expect(page.get_by_role("heading", name="Wallets")).to_be_visible()
    assert await grave_findings(page) == []
    await page.get_by_role("button", name="Unlink 0x").click()
    await expect(page.get_by_role("button", name="Unlink 0x")).to_have_count(0)
    await expect(page.get_by_role("button", name="Link a wallet")).to_be_visible()
    await context.close()


async def _put_wallets_into(context: BrowserContext) -> None:
    key = Account.create()

    def signed(text: str) -> str:
        told = encode_defunct(hexstr=text)
        return "0x" + bytes(key.sign_message(told).signature).hex()

    await context.expose_function("walletAccount", lambda: key.address)
    await context.expose_function("walletSigns", signed)
    await context.add_init_script(path=INJECTED)


async def _to_door(site: Site, page: Page) -> None:
    await page.goto(f"{site.origin}/sign-in?next=/account/security")
    await ready(page)
    await page.get_by_role("button", name="Sign in with a wallet").click()
