"""Somebody guards their account: a second step, codes for a bad day, and other browsers out."""

import re

from playwright.async_api import Browser, Page, expect
from pyotp.totp import TOTP

from tests.e2e.access import grave_findings
from tests.e2e.conftest import WAIT_MS, Site, new_device
from tests.e2e.desk import follow, ready
from tests.people import PASSWORD, given_user, new_email

expect.set_options(timeout=WAIT_MS)


async def test_a_second_step_guards_an_account(site: Site, browser: Browser) -> None:
    email = new_email()
    await given_user(site.rt, email=email, name="Mara Lind")
    context = await new_device(browser)
    page = await context.new_page()
    await _type_password(site.origin, page, email)

    secret = await _set_up_app(site, page)
    first_code = await _keep_codes(page)
    await expect(page.get_by_text("On", exact=True)).to_be_visible()
    assert await grave_findings(page) == []

    await _sign_out(site.origin, page)
    await _type_password(site.origin, page, email)
    await expect(page.get_by_role("heading", name="One more step")).to_be_visible()
    assert await grave_findings(page) == []
    await page.get_by_label("Code").fill("000000")
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await expect(page.get_by_text("This code is not right")).to_be_visible()
    await page.get_by_label("Code").fill(first_code)
    await page.get_by_label("Do not ask in this browser").check()
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await page.wait_for_url(f"{site.origin}/account/security")
    await expect(page.get_by_text("9 recovery codes are left.")).to_be_visible()

    await _sign_out(site.origin, page)
    await _type_password(site.origin, page, email)
    await expect(page.get_by_role("heading", name="Where you are signed in")).to_be_visible()
    assert secret
    await context.close()


async def test_a_passkey_opens_the_account_without_an_address(site: Site, browser: Browser) -> None:
    email = new_email()
    await given_user(site.rt, email=email, name="Mara Lind")
    context = await new_device(browser)
    page = await context.new_page()
    await _unlock_by_finger(page)
    here = site.origin.replace("127.0.0.1", "localhost")
    await _type_password(here, page, email)

    await page.get_by_label("Name of the passkey").fill("My telephone")
    await page.get_by_role("button", name="Add a passkey").click()
    await expect(page.get_by_text("The passkey is there.")).to_be_visible()
    await page.get_by_role("button", name="Rename My telephone").click()
    await page.get_by_label("New name").fill("Blue telephone")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Blue telephone")).to_be_visible()
    assert await grave_findings(page) == []

    await _sign_out(here, page)
    await page.goto(f"{here}/sign-in?next=/account/security")
    await ready(page)
    await page.get_by_role("button", name="Sign in with a passkey").click()
    await page.wait_for_url(f"{here}/account/security")
    await page.get_by_role("button", name="Remove Blue telephone").click()
    await expect(page.get_by_text("That passkey is gone.")).to_be_visible()
    await context.close()


async def _unlock_by_finger(page: Page) -> None:
    """Give the browser an authenticator whose owner is always there and always recognised."""
    tools = await page.context.new_cdp_session(page)
    await tools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
        "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    await tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


async def _type_password(origin: str, page: Page, email: str) -> None:
    await page.goto(f"{origin}/sign-in?next=/account/security")
    await ready(page)
    await page.get_by_label("E-mail").fill(email)
    await page.get_by_label("Password").fill(PASSWORD)
    show = page.get_by_role("button", name="Show", exact=True)
    await show.click()
    await expect(page.get_by_label("Password")).to_have_attribute("type", "text")
    await show.click()
    await expect(page.get_by_label("Password")).to_have_attribute("type", "password")
    await page.get_by_role("button", name="Sign in", exact=True).click()


async def _set_up_app(site: Site, page: Page) -> str:
    """Set up an authenticator app; return its secret."""
    await follow(page.get_by_role("link", name="Set up: Authenticator app"))
    await expect(page.get_by_role("img", name="Code for your authenticator app")).to_be_visible()
    assert await grave_findings(page) == []
    secret = await page.locator("code").inner_text()
    await page.get_by_label("Code", exact=True).fill(TOTP(secret).at(site.rt.clock.now()))
    await page.get_by_role("button", name="Switch it on").click()
    return secret


async def _keep_codes(page: Page) -> str:
    """Look at the recovery codes, and keep them; return one."""
    await expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    codes = page.locator("ol li")
    await expect(codes).to_have_count(10)
    assert await grave_findings(page) == []
    async with page.expect_download() as saved:
        await page.get_by_role("link", name="Download them").click()
    assert (await saved.value).suggested_filename == "bilten-recovery-codes.txt"
    first = await codes.first.inner_text()
    assert re.fullmatch(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){2}", first)
    await follow(page.get_by_role("link", name="I have kept them"))
    return first


async def _sign_out(origin: str, page: Page) -> None:
    await page.goto(f"{origin}/account")
    await ready(page)
    await page.get_by_role("button", name="Sign out").click()
    await page.wait_for_url(f"{origin}/")
