"""An app is registered, let in on a phone, acts in a person's name, and is shut out again."""

import re
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx
from playwright.async_api import Browser, expect

from bilten_app.domains.apps.public import AppId
from bilten_app.kit.ids import new_id
from tests.apps import VERIFIER, asking
from tests.e2e.access import grave_findings
from tests.e2e.conftest import Site, new_device
from tests.e2e.desk import follow, ready, sign_in
from tests.factories import given_event
from tests.programs import bearing


async def test_a_person_lets_an_app_in_and_shuts_it_out(site: Site, browser: Browser) -> None:
    maker, ours = await given_event(site.rt), await given_event(site.rt)
    back = f"{site.origin}/health/live"
    desk = await new_device(browser)
    await sign_in(site, desk, maker.owner)
    page = await desk.new_page()
    await page.goto(f"{site.origin}/organizer/apps")
    await ready(page)
    findings = await grave_findings(page)

    await page.get_by_role("button", name="Register an app").first.click()
    await page.get_by_label("Name").fill("Ledger Friend")
    await page.get_by_label("Where people come back to").fill("http://shop.example.com/done")
    await page.get_by_label("See orders").click()
    await page.get_by_label("See events").click()
    findings += await grave_findings(page)
    await page.get_by_role("button", name="Register it").click()
    await expect(page.get_by_text("Use https addresses without #")).to_be_visible()
    await page.get_by_label("Where people come back to").fill(back)
    await page.get_by_role("button", name="Register it").click()
    secret = await page.locator("#secret").inner_text()
    await follow(page.get_by_role("link", name="Ledger Friend"))
    await expect(page.get_by_role("heading", name="Ledger Friend")).to_be_visible()
    client_id = urlsplit(page.url).path.rpartition("/")[2]
    findings += await grave_findings(page)
    await desk.close()

    told = asking(AppId(new_id()), client_id=client_id, redirect_uri=back)
    address = f"{site.origin}/oauth/authorize?{urlencode(told)}"
    phone = await new_device(browser)
    await sign_in(site, phone, ours.owner)
    page = await phone.new_page()
    asked = await page.goto(address)
    await ready(page)
    await expect(page.get_by_role("heading", name="Let Ledger Friend in?")).to_be_visible()
    assert asked
    assert asked.headers["x-frame-options"] == "DENY"  # nobody can draw over the button
    assert "frame-ancestors 'none'" in asked.headers["content-security-policy"]
    await expect(page.get_by_text("See orders")).to_be_visible()
    findings += await grave_findings(page)
    await page.get_by_role("button", name="Do not let it in").click()
    await page.wait_for_url(re.compile("error=access_denied"))
    await page.goto(address)
    await ready(page)
    await page.get_by_role("button", name="Let it in", exact=True).click()
    await page.wait_for_url(re.compile("code="))
    answer = dict(parse_qsl(urlsplit(page.url).query))

    own = f"{site.origin}/api/v1/organizer/events?organizer_id={ours.organizer_id}"
    form = {
        "grant_type": "authorization_code", "code": answer["code"], "redirect_uri": back,
        "code_verifier": VERIFIER,
    }  # fmt: skip
    async with httpx.AsyncClient(trust_env=False) as app:
        given = await app.post(f"{site.origin}/oauth/token", data=form, auth=(client_id, secret))
        token = bearing(given.json()["access_token"])
        read = await app.get(own, headers=token)
        await page.goto(f"{site.origin}/account/apps")
        await ready(page)
        findings += await grave_findings(page)
        await page.get_by_role("button", name="Shut Ledger Friend out").click()
        await page.get_by_role("button", name="Shut out", exact=True).click()
        await expect(page.get_by_text("No app may act for you")).to_be_visible()
        refresh = {"grant_type": "refresh_token", "refresh_token": given.json()["refresh_token"]}
        after = await app.post(f"{site.origin}/oauth/token", data=refresh, auth=(client_id, secret))

    assert (answer["state"], answer["iss"]) == (told["state"], site.rt.settings.origin)
    assert (read.status_code, after.json()["error"]) == (200, "invalid_grant")
    assert findings == []
    await phone.close()
