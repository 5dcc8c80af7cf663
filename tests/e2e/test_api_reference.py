"""A developer reads the API's reference and tries it, by keyboard, on a phone."""

import re
from typing import Literal

import pytest
from playwright.async_api import Locator, Page, expect

from tests.e2e.access import violations
from tests.e2e.conftest import Site
from tests.factories import given_event
from tests.programs import given_key

pytestmark = pytest.mark.e2e


async def opened(page: Page, operation: str) -> Locator:
    """Open the form of an operation by keyboard."""
    place = page.locator(f"details#{operation}")
    await place.get_by_role("button", name="Try it").focus()
    await page.keyboard.press("Enter")
    await expect(place.locator("form :focus")).to_be_visible()
    return place.locator("form")


async def sent(page: Page, form: Locator) -> Locator:
    """Send the form by keyboard; return where its outcome is said."""
    await form.get_by_role("button", name="Send").focus()
    await page.keyboard.press("Enter")
    return form.get_by_role("status")


async def test_what_one_answer_names_is_ready_for_the_next_request(site: Site, page: Page) -> None:
    await page.goto(f"{site.origin}/api/docs")

    status = await sent(page, await opened(page, "list_events"))
    await expect(status).to_contain_text("200")

    form = await opened(page, "read_event")
    await expect(form.get_by_label("slug")).to_have_value(re.compile(r"^[a-z0-9-]+$"))
    await expect(await sent(page, form)).to_contain_text("200")


async def test_a_key_is_typed_once_and_forgotten_with_the_page(site: Site, page: Page) -> None:
    stage = await given_event(site.rt)
    _, secret = await given_key(site.rt, stage.owner)
    await page.goto(f"{site.origin}/api/docs")
    form = await opened(page, "list_own_events")

    await form.get_by_label("organizer_id").fill(str(stage.organizer_id))
    await form.get_by_label("Authorization").fill(f"Bearer {secret}")
    await expect(await sent(page, form)).to_contain_text("200")

    other = await opened(page, "list_webhooks")
    await expect(other.get_by_label("Authorization")).to_have_value(f"Bearer {secret}")
    await page.reload()
    again = await opened(page, "list_webhooks")
    await expect(again.get_by_label("Authorization")).to_have_value("")


async def test_a_refusal_is_shown_whole_and_bad_json_is_never_sent(site: Site, page: Page) -> None:
    await page.goto(f"{site.origin}/api/docs")
    form = await opened(page, "hold_places")

    await expect(await sent(page, form)).to_contain_text("422")
    await expect(form.locator("pre").last).to_contain_text('"code": "')
    await form.get_by_text("Request and headers").click()
    await expect(form.locator("details pre")).to_contain_text("Idempotency-Key: ")

    await form.get_by_label("body").fill("{")
    await expect(await sent(page, form)).to_contain_text("The body is not JSON")


# All operations look alike: in the dark one of them is enough.
@pytest.mark.parametrize(("scheme", "part"), [("light", None), ("dark", "details#list_events")])
async def test_the_page_and_its_forms_can_be_used_by_everybody(
    site: Site, page: Page, scheme: Literal["light", "dark"], part: str | None
) -> None:
    await page.emulate_media(color_scheme=scheme)
    await page.goto(f"{site.origin}/api/docs")
    await expect(await sent(page, await opened(page, "list_events"))).to_contain_text("200")

    found = await violations(page, part)

    assert [rule["id"] for rule in found] == []
    assert await page.evaluate("() => document.documentElement.scrollWidth") <= 390
