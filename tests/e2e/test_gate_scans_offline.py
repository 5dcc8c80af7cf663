"""Two scanners at two gates, without a network: who is let in, who is not, and what comes of it."""

import io
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import pytest
import zxingcpp
from PIL import Image
from playwright.async_api import Browser, BrowserContext, Page, expect

from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import OrderRef
from bilten_app.domains.scanning import queries as scanning
from bilten_app.domains.scanning.public import Overview
from bilten_app.domains.tickets import queries as tickets
from bilten_app.kit.proof import codec
from tests.e2e.access import grave_findings
from tests.e2e.conftest import WAIT_MS, Site, new_device
from tests.e2e.desk import ready, sign_in
from tests.factories import given_order, new_guest

NORTH, SOUTH = "North door", "South door"
GUEST_NAME = "Noor Aziz"

pytestmark = pytest.mark.e2e
expect.set_options(timeout=WAIT_MS)


@dataclass(frozen=True, slots=True)
class Scanner:
    """A phone with the scanner open."""

    context: BrowserContext
    page: Page

    async def join(self, link: str, name: str) -> None:
        """Open the gate's link and join."""
        await self.page.goto(link)
        await expect(self.page.get_by_role("heading", name="Join a gate")).to_be_visible()
        assert await grave_findings(self.page) == []
        await self.page.get_by_label("Name of this device").fill(name)
        await self.page.get_by_role("button", name="Join").click()
        await expect(self.page.get_by_text("All sent")).to_be_visible()

    async def lose_network(self) -> None:
        """Go where there is no signal, and start the app again there."""
        await self.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        await self.context.set_offline(True)
        await self.page.reload()
        await expect(self.page.get_by_text("Offline")).to_be_visible()

    async def find_network(self) -> None:
        """Come back to where there is a signal, and be done with uploading."""
        await self.context.set_offline(False)
        await expect(self.page.get_by_text("All sent")).to_be_visible()

    async def scan(self, text: str, tone: str, words: str) -> None:
        """Type a code, and expect this verdict."""
        await self.page.get_by_label("Ticket text").fill(text)
        await self.page.get_by_role("button", name="Check").click()
        verdict = self.page.locator(f".verdict.{tone}")
        await expect(verdict.get_by_role("heading", name=words)).to_be_visible()
        assert await grave_findings(self.page) == []

    async def go_on(self) -> None:
        """Turn to the next guest; a green card goes away by itself as well."""
        await self.page.locator("button.next").evaluate_all(
            "found => found.map(one => one.click())"
        )
        await expect(self.page.locator(".verdict")).to_have_count(0)

    async def heard_of(self, status_seq: int) -> None:
        """Wait until the news of that number has come."""
        await self.page.get_by_role("button", name="Device").click()
        await expect(self.page.get_by_text(re.compile(f"^{status_seq} · "))).to_be_visible()
        assert await grave_findings(self.page) == []
        await self.page.get_by_role("button", name="Scan", exact=True).click()


@pytest.fixture
async def door(site: Site, browser: Browser) -> AsyncIterator[Page]:
    """The organizer's gate page, on a phone."""
    context = await new_device(browser)
    await sign_in(site, context, site.scene.stage.owner)
    page = await context.new_page()
    await page.goto(f"{site.origin}/organizer/events/{site.scene.slug}/gate")
    await ready(page)
    yield page
    await context.close()


@pytest.fixture
async def scanners(browser: Browser) -> AsyncIterator[tuple[Scanner, Scanner]]:
    """Two phones that have never been here."""
    contexts = [await new_device(browser) for _ in range(2)]
    first, second = [Scanner(context, await context.new_page()) for context in contexts]
    yield first, second
    for context in contexts:
        await context.close()


async def test_two_gates_admit_offline_and_agree_when_they_meet(
    site: Site, door: Page, scanners: tuple[Scanner, Scanner]
) -> None:
    north, south = scanners
    _, proof = await _bought(site)
    refunded, refunded_proof = await _bought(site)
    await north.join(await _invite(door, NORTH), "North phone")
    await south.join(await _invite(door, SOUTH), "South phone")

    await _both_admit_offline(north, south, proof)
    await north.scan(_altered(proof), "red", "Not genuine")
    await north.go_on()
    await north.scan(proof, "red", "Already used")
    await north.go_on()
    await north.find_network()
    await south.find_network()
    await north.page.get_by_role("button", name="Recent").click()
    assert await grave_findings(north.page) == []

    await expect(south.page.get_by_text(f"was also let in at {NORTH}")).to_be_visible()
    await expect(door.get_by_role("heading", name="Tickets that came twice")).to_be_visible()
    await expect(door.get_by_text(f"at {NORTH}, again")).to_be_visible()
    seen = await _overview(site)
    assert (seen.arrived, seen.inside, len(seen.incidents)) == (1, 2, 1)
    assert {one.gate.name: (one.admitted, one.incidents) for one in seen.gates} == {
        NORTH: (1, 0),
        SOUTH: (1, 1),
    }

    await _cancel(site, refunded)
    await north.heard_of(await _status_seq(site))
    await north.scan(refunded_proof, "red", "Cancelled")
    await north.go_on()

    await _take_out(door, "South phone")
    await expect(south.page.get_by_role("heading", name="Removed")).to_be_visible()
    await south.page.reload()
    await expect(south.page.get_by_role("heading", name="Join a gate")).to_be_visible()
    assert await south.page.evaluate("indexedDB.databases().then((all) => all.length)") <= 1


async def _both_admit_offline(north: Scanner, south: Scanner, proof: str) -> None:
    for scanner in (north, south):
        await scanner.lose_network()
        await scanner.scan(proof, "green", "Let in")
        await expect(scanner.page.get_by_text(GUEST_NAME)).to_be_visible()
        await expect(scanner.page.get_by_text("1 unsent")).to_be_visible()
        await scanner.go_on()


async def _invite(door: Page, gate: str) -> str:
    """Add a gate and a scanner to it; return what a phone reads from the code on the page."""
    await door.get_by_label("New gate").fill(gate)
    await door.get_by_role("button", name="Add", exact=True).click()
    line = door.get_by_role("listitem").filter(has_text=gate)
    line = line.filter(has=door.get_by_role("button", name="Add a scanner"))
    await line.get_by_role("button", name="Add a scanner").click()
    code = door.get_by_role("img", name="Code that makes a phone a scanner")
    await expect(code).to_be_visible()
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(await code.screenshot())))
    assert await grave_findings(door) == []
    await door.keyboard.press("Escape")
    await expect(code).to_be_hidden()
    return found.text


async def _take_out(door: Page, name: str) -> None:
    line = door.get_by_role("listitem").filter(has_text=name)
    await line.get_by_role("button", name="Take out").click()
    await expect(line.get_by_text("Taken out")).to_be_visible()
    assert await grave_findings(door) == []


async def _bought(site: Site) -> tuple[OrderRef, str]:
    """Buy one free ticket; return its order and its code."""
    stage = site.scene.stage
    order = await given_order(site.rt, stage, lines={stage.types[2]: 1})
    await orders.pay(site.rt, new_guest(), order_id=order.id, return_url="")
    async with site.rt.read() as session:
        (ticket,) = await tickets.of_order(session, order.id)
    return order, tickets.proof_text(ticket)


def _altered(text: str) -> str:
    """Return the code with another index, as a forger would like it."""
    proof = codec.parse(text)
    return replace(proof, body=replace(proof.body, index=proof.body.index + 1)).text()


async def _cancel(site: Site, order: OrderRef) -> None:
    owner = site.scene.stage.owner
    async with site.rt.unit_of_work(owner) as uow:
        await orders.cancel(uow, owner, order_id=order.id)


async def _overview(site: Site) -> Overview:
    async with site.rt.read() as session:
        return await scanning.overview(
            session, site.scene.stage.owner, event_id=site.scene.event_id
        )


async def _status_seq(site: Site) -> int:
    async with site.rt.read() as session:
        seq, _, revoked, _ = await tickets.validity(session, site.scene.event_id)
    assert revoked
    return seq
