"""Somebody new makes an organization, publishes an evening, and looks after its guests."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import httpx
import pytest
from playwright.async_api import Browser, FilePayload, Page, expect

from bilten_app.kit.ids import new_code
from tests.e2e.access import grave_findings
from tests.e2e.conftest import WAIT_MS, Site, new_device
from tests.e2e.desk import DESK, follow, ready
from tests.gateway import card
from tests.people import PASSWORD, new_email, picture
from tests.shop import BUYER, V1, new_key

PAID, FREE = "Parquet", "Children"
REFUNDS = "Until the day before, in full."
MAILED = re.compile(r"https?://\S+/verify/\S+")

pytestmark = pytest.mark.e2e
expect.set_options(timeout=WAIT_MS)


@pytest.fixture
async def desk(browser: Browser) -> AsyncIterator[Page]:
    """A computer that has never been here."""
    context = await new_device(browser, DESK)
    yield await context.new_page()
    await context.close()


async def test_a_newcomer_publishes_sells_and_refunds(site: Site, desk: Page, page: Page) -> None:
    title = f"Harbour Waltz {new_code()[:4]}"

    await _sign_up(site, desk)
    await _make_organization(desk)
    slug = await _describe(site, desk, title)
    await _publish(desk)

    await page.goto(f"{site.origin}/discover?q={title}")
    await ready(page)
    await follow(page.get_by_role("link", name=title).first)
    await expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()
    await expect(page.get_by_text(PAID).first).to_be_visible()

    await desk.goto(f"{site.origin}/organizer")
    await expect(desk.get_by_text("No orders yet")).to_be_visible()
    await _sell(site, slug)
    sale = desk.get_by_role("link", name=BUYER["name"])
    await expect(sale.filter(has_text="Paid")).to_be_visible()
    assert await grave_findings(desk) == []

    await _find_guest(site, desk, slug)
    await _refund(site, desk)


async def _sign_up(site: Site, desk: Page) -> None:
    """Make an account, and follow the link in the mail."""
    email = new_email()
    await desk.goto(f"{site.origin}/sign-up?next=/organizer/new")
    await ready(desk)
    assert await grave_findings(desk) == []
    await desk.get_by_label("Your name").fill("Mara Lind")
    await desk.get_by_label("E-mail").fill(email)
    await desk.get_by_label("Password").fill(PASSWORD)
    await desk.get_by_role("button", name="Make an account").click()
    await expect(desk.get_by_role("heading", name="Check your mail")).to_be_visible()
    await expect(desk.get_by_text(email)).to_be_visible()

    await desk.goto(await _mailed_link(site, desk, email))
    await desk.get_by_role("button", name="Confirm and go on").click()


async def _mailed_link(site: Site, desk: Page, email: str) -> str:
    """Open the mailbox until the mail is there; return the address in it."""
    mail = desk.get_by_role("link", name=email)
    await desk.goto(f"{site.origin}/sandbox/mail?to={email}")
    while await mail.count() == 0:
        await desk.reload()
    await mail.click()
    found = MAILED.search(await desk.locator("pre").text_content() or "")
    assert found
    return found[0]


async def _make_organization(desk: Page) -> None:
    await desk.get_by_label("Name of the organization").fill(f"Harbour Club {new_code()}")
    assert await grave_findings(desk) == []
    await desk.get_by_role("button", name="Go on").click()
    await desk.wait_for_url("**/organizer/events/new")


async def _describe(site: Site, desk: Page, title: str) -> str:
    """Go through the editor's steps; return the event's name in addresses."""
    await desk.get_by_label("Title").fill(title)
    await desk.get_by_label("Kind").select_option("music")
    await desk.get_by_role("button", name="Go on").click()

    await desk.get_by_label("In one or two sentences").fill("A waltz on the quay.")
    await desk.get_by_label("Description").fill("Bring shoes that slide.")
    slug = desk.url.partition("?")[0].rpartition("/")[2]
    await _save_step(desk, "place")

    starts = site.rt.clock.now() + timedelta(days=20)
    await desk.get_by_label("Start").fill(f"{starts:%Y-%m-%dT20:00}")
    await desk.get_by_label("End").fill(f"{starts:%Y-%m-%dT23:00}")
    await desk.get_by_label("Time zone").select_option("Europe/Berlin")
    await desk.get_by_label("Name of the place").fill("Quay Seven")
    await desk.get_by_label("Address").fill("Am Kai 7")
    await desk.get_by_label("City").fill("Hamburg")
    await desk.get_by_label("Country").select_option("DE")
    await _save_step(desk, "tickets")

    await _add_type(desk, PAID, "18.50")
    await _add_type(desk, FREE, "0")
    await desk.get_by_label("Refunds").fill(REFUNDS)
    await _save_step(desk, "look")

    cover = FilePayload(name="quay.png", mimeType="image/png", buffer=picture())
    await desk.get_by_label("Cover").set_input_files(cover)
    await desk.get_by_label("What it shows").fill("The quay at night")
    await desk.get_by_role("button", name="Upload").click()
    await expect(desk.get_by_role("img", name="The quay at night")).to_be_visible()
    await desk.get_by_role("link", name="Go on").click()
    return slug


async def _save_step(desk: Page, following: str) -> None:
    assert await grave_findings(desk) == []
    await desk.get_by_role("button", name="Save and go on").click()
    await desk.wait_for_url(f"**step={following}")
    await ready(desk)


async def _add_type(desk: Page, name: str, price: str) -> None:
    await desk.get_by_role("button", name="Add a ticket type").click()
    await desk.get_by_label("Name").fill(name)
    await desk.get_by_role("textbox", name="Price").fill(price)
    await desk.get_by_label("Places of its own").fill("40")
    await desk.get_by_role("button", name="Save the ticket type").click()
    await expect(desk.get_by_role("listitem").filter(has_text=name)).to_be_visible()


async def _publish(desk: Page) -> None:
    assert await grave_findings(desk) == []
    await desk.get_by_role("button", name="Publish and open the sale").click()
    await expect(desk.get_by_role("link", name="See the public page")).to_be_visible()


async def _sell(site: Site, slug: str) -> None:
    """Buy one paid ticket through the API, with the card that works."""
    async with httpx.AsyncClient(base_url=site.origin, trust_env=False) as api:
        kinds = (await api.get(f"{V1}/events/{slug}")).json()["ticket_types"]
        chosen = next(kind["id"] for kind in kinds if kind["name"] == PAID)
        lines = [{"ticket_type_id": chosen, "quantity": 1}]
        held = await _made(api, f"{V1}/holds", {"event": slug, "lines": lines})
        placed = await _made(api, f"{V1}/orders", {"hold_id": held["id"], **BUYER})
        code, secret = placed["order"]["code"], placed["secret"]
        paying = await _made(api, f"{V1}/orders/{code}/payment?secret={secret}", None)
        await api.post(paying["checkout_url"], data={"card": card("Success").card})


async def _made(api: httpx.AsyncClient, path: str, wanted: object) -> dict[str, Any]:
    answer = await api.post(path, json=wanted, headers=new_key())
    assert answer.status_code == HTTPStatus.CREATED, answer.text
    return answer.json()


async def _find_guest(site: Site, desk: Page, slug: str) -> None:
    """Look for the guest by a part of the name, and take the list home."""
    await desk.goto(f"{site.origin}/organizer/attendees?event={slug}")
    await desk.get_by_label("Search").fill("aziz")
    await desk.get_by_role("button", name="Search").click()
    await expect(desk.get_by_role("row").filter(has_text=BUYER["name"])).to_be_visible()
    assert await grave_findings(desk) == []

    async with desk.expect_download() as started:
        await desk.get_by_role("link", name="CSV file").click()
    listed = (await (await started.value).path()).read_text("utf-8-sig")

    assert BUYER["email"] in listed
    assert PAID in listed


async def _refund(site: Site, desk: Page) -> None:
    await desk.goto(f"{site.origin}/organizer/orders")
    await follow(desk.get_by_role("row").filter(has_text=BUYER["name"]).get_by_role("link"))
    await desk.get_by_role("button", name="Cancel and refund").click()
    asked = desk.get_by_role("dialog", name="Cancel this order?")
    await expect(asked).to_be_visible()
    assert await grave_findings(desk) == []

    await asked.get_by_role("button", name="Cancel and refund").click()

    await expect(desk.get_by_text("Cancelled", exact=True)).to_be_visible()
    await expect(desk.get_by_text("Void", exact=True)).to_be_visible()
    await expect(desk.get_by_role("button", name="Cancel and refund")).to_be_hidden()
