"""An organizer's program is told what happens: a webhook is added, tried and looked into."""

from playwright.async_api import Browser, expect

from tests.e2e.access import grave_findings
from tests.e2e.conftest import Site, new_device
from tests.e2e.desk import follow, ready, sign_in
from tests.receiver import receiving

HOOKS = "/organizer/webhooks"


async def test_a_webhook_is_added_and_a_test_arrives(site: Site, browser: Browser) -> None:
    context = await new_device(browser)
    await sign_in(site, context, site.scene.stage.owner)
    page = await context.new_page()
    async with receiving() as receiver:
        await page.goto(f"{site.origin}{HOOKS}")
        await ready(page)
        assert await grave_findings(page) == []
        await page.get_by_role("button", name="Add a webhook").click()
        await page.get_by_label("Address").fill("http://example.com/hooks")
        await page.get_by_role("button", name="Save").click()
        await expect(page.get_by_text("The address must begin with https://")).to_be_visible()
        await expect(page.get_by_label("Address")).to_have_value("http://example.com/hooks")
        await page.get_by_label("Address").fill(receiver.url)
        await page.get_by_role("button", name="Save").click()
        secret = await page.locator("code", has_text="whsec_").inner_text()

        await follow(page.get_by_role("link", name=receiver.url))
        await page.get_by_role("button", name="Send a test").click()
        await expect(page.get_by_text("Delivered").last).to_be_visible()
        assert await grave_findings(page) == []
        await follow(page.get_by_role("link", name="A test"))
        await expect(page.get_by_text('"type": "webhook.test"')).to_be_visible()
        await expect(page.get_by_text("thanks")).to_be_visible()
        assert await grave_findings(page) == []

    assert receiver.kinds == ["webhook.test"]
    assert receiver.heard[0].is_signed_with(secret)
    await context.close()
