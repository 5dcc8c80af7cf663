"""Somebody replaces a password that leaked, and shows what they look like."""

from playwright.async_api import Browser, FilePayload, expect
from sqlalchemy import text

from tests.e2e.access import grave_findings
from tests.e2e.conftest import WAIT_MS, Site, new_device
from tests.e2e.desk import ready
from tests.people import given_user, new_email, picture

expect.set_options(timeout=WAIT_MS)
LEAKED, NEWER = "terminator1984", "seven quiet lighthouses"


async def test_a_leaked_password_is_replaced_and_a_face_is_shown(
    site: Site, browser: Browser
) -> None:
    email = new_email()
    await given_user(site.rt, email=email, name="Mara Lind")
    async with site.rt.unit_of_work() as uow:
        await uow.session.execute(
            text("UPDATE users SET password_hash = :hash WHERE email = :email"),
            {"hash": await site.rt.passwords.make_hash(LEAKED), "email": email},
        )
    context = await new_device(browser)
    page = await context.new_page()

    await page.goto(f"{site.origin}/sign-in?next=/account/profile")
    await ready(page)
    await page.get_by_label("E-mail").fill(email)
    await page.get_by_label("Password").fill(LEAKED)
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await expect(page.get_by_role("heading", name="Choose a new password")).to_be_visible()
    await ready(page)
    assert await grave_findings(page) == []
    await page.get_by_label("Present password").fill(LEAKED)
    await page.get_by_label("New password").fill("password123456")
    await page.get_by_role("button", name="Change the password").click()
    await expect(page.get_by_text("is on every list of common ones")).to_be_visible()
    await ready(page)
    await page.get_by_label("Present password").fill(LEAKED)
    await page.get_by_label("New password").fill(NEWER)
    await page.get_by_role("button", name="Change the password").click()

    await expect(page.get_by_role("heading", name="Your picture")).to_be_visible()
    face = FilePayload(name="face.png", mimeType="image/png", buffer=picture(300, 400))
    await page.get_by_label("Picture", exact=True).set_input_files(face)
    await page.get_by_role("button", name="Upload").click()
    await expect(page.get_by_role("img", name="Your picture").first).to_be_visible()
    assert await grave_findings(page) == []
    await page.get_by_role("button", name="Remove the picture").click()
    await expect(page.get_by_role("button", name="Remove the picture")).to_have_count(0)
    await context.close()
