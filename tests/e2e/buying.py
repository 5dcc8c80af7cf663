"""What every buyer does in a browser, from the checkout to the code that a gate reads."""

import io
import re
from datetime import datetime
from uuid import UUID

import zxingcpp
from PIL import Image
from playwright.async_api import Page

from bilten_app.domains.tickets import queries as tickets
from bilten_app.kit.proof.bitmap import Bitmap
from bilten_app.kit.proof.status import Status
from bilten_app.kit.proof.verdict import Facts, Gate, Verdict, decide
from tests.e2e.conftest import Site
from tests.e2e.desk import follow

TICKET = re.compile(r"/tickets/\w+[*~$=U]?/[\w-]+$")
BUYER, EMAIL = "Noor Aziz", "noor@guests.example.com"


async def fill(page: Page) -> None:
    """Say who buys, and go on."""
    await page.get_by_label("Name").fill(BUYER)
    await page.get_by_label("E-mail").fill(EMAIL)
    await page.get_by_role("button", name=re.compile("Pay|Get the tickets")).click()


async def pay(page: Page, card: str) -> None:
    """Say who buys, and pay with a test card."""
    await fill(page)
    await page.wait_for_url("**/sandbox/pay/**")
    await use_card(page, card)


async def use_card(page: Page, card: str) -> None:
    """Pay with a test card."""
    await page.get_by_role("radio", name=re.compile(f"^{card}")).check()
    await page.get_by_role("button", name="Pay").click()


async def code_on(page: Page, kind: str) -> str:
    """Open a ticket from the order's page, and read its code."""
    await follow(page.get_by_role("link", name=kind).first)
    await page.wait_for_url(TICKET)
    return await read_code(page)


async def read_code(page: Page) -> str:
    """Return what a scanner reads from the screen."""
    await page.wait_for_selector("svg[data-code] path:not([d=''])")
    picture = Image.open(io.BytesIO(await page.screenshot()))
    (found,) = zxingcpp.read_barcodes(picture)
    return found.text


async def verdict(site: Site, event_id: UUID, code: str, *, at: datetime | None = None) -> Verdict:
    """Decide as a gate does now, or at a moment, offline, with what it would have fetched."""
    async with site.rt.read() as session:
        ring = await tickets.key_ring(session, event_id)
        rotation_key = await tickets.rotation_key(session, site.rt.vault, event_id)
        seq, size, revoked, generations = await tickets.validity(session, event_id)
    now = int((at or site.rt.clock.now()).timestamp())
    status = Status(
        event=event_id,
        seq=seq,
        as_of_ms=now * 1000,
        size=size,
        revoked=Bitmap.of(revoked, size),
        used=Bitmap.of([], size),
        min_generation=generations,
    )
    facts = Facts(ring, status, Gate(), clock_s=now, rotation_key=rotation_key)
    return decide(code, facts).verdict
