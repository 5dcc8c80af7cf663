"""An owner lets a program in: a key is made, used, looked at and revoked."""

import httpx
from playwright.async_api import Browser, expect

from tests.e2e.access import grave_findings
from tests.e2e.conftest import Site, new_device
from tests.e2e.desk import follow, ready, sign_in
from tests.factories import given_event
from tests.programs import bearing


async def test_an_owner_makes_a_key_and_takes_it_back(site: Site, browser: Browser) -> None:
    stage = await given_event(site.rt)
    context = await new_device(browser)
    await sign_in(site, context, stage.owner)
    page = await context.new_page()
    await page.goto(f"{site.origin}/organizer/developers")
    await ready(page)
    await expect(page.get_by_text("Authorization: Bearer blt_…")).to_be_visible()
    findings = await grave_findings(page)

    await page.get_by_role("button", name="Make a key").first.click()
    await page.get_by_role("button", name="Make the key").click()
    await expect(page.get_by_text("Choose at least one thing that the key may do.")).to_be_visible()
    await page.get_by_label("Name").fill("Web shop")
    await page.get_by_label("See events").click()
    findings += await grave_findings(page)
    await page.get_by_role("button", name="Make the key").click()
    secret = await page.locator("#secret").inner_text()
    findings += await grave_findings(page)

    address = f"{site.origin}/api/v1/organizer/events?organizer_id={stage.organizer_id}"
    async with httpx.AsyncClient(headers=bearing(secret), trust_env=False) as program:
        used = await program.get(address)
        await page.get_by_role("button", name="I have it").click()
        await expect(page.locator("#secret")).to_have_count(0)
        await follow(page.get_by_role("link", name="Web shop"))
        await expect(page.get_by_text("See events")).to_be_visible()
        findings += await grave_findings(page)
        await page.get_by_role("button", name="Revoke").click()
        await page.get_by_role("button", name="Revoke the key").click()
        await expect(page.get_by_text("Revoked", exact=True)).to_be_visible()
        refused = await program.get(address)

    assert (used.status_code, refused.status_code) == (200, 401)
    assert findings == []
    await context.close()
