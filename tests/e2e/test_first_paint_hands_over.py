"""From the first paint to the page itself: whoever is using the one does not notice the other.

The page's live connection is held back, so that the test chooses the moment of the hand-over.
"""

from dataclasses import dataclass, field

import pytest
from playwright.async_api import BrowserContext, Locator, Page, WebSocketRoute, expect

from tests.e2e.conftest import Site

TWO_FRAMES = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


@dataclass
class Connection:
    """The live connection of a page: what the server says waits until `let_through`."""

    _is_open: bool = False
    _waiting: list[tuple[WebSocketRoute, str | bytes]] = field(
        default_factory=list[tuple[WebSocketRoute, str | bytes]]
    )

    def attach(self, socket: WebSocketRoute) -> None:
        """Stand between the page and the server."""
        server = socket.connect_to_server()
        server.on_message(lambda message: self._heard(socket, message))

    def let_through(self) -> None:
        """Say what was held back, and hold nothing back any more."""
        self._is_open = True
        for socket, message in self._waiting:
            socket.send(message)

    def _heard(self, socket: WebSocketRoute, message: str | bytes) -> None:
        if self._is_open:
            socket.send(message)
        else:
            self._waiting.append((socket, message))


@dataclass(frozen=True, slots=True)
class Arrival:
    """The listing as it was painted first, and the connection that would make it live."""

    page: Page
    connection: Connection

    @property
    def first_paint(self) -> Locator:
        return self.page.locator("bilten-ssr")

    async def becomes_ready(self) -> None:
        """Let the page itself get ready, and give the browser time to show it."""
        self.connection.let_through()
        await self.page.wait_for_selector("main#main[data-ready=true]", state="attached")
        await self.page.evaluate(TWO_FRAMES)


@pytest.fixture
async def arrival(site: Site, context: BrowserContext) -> Arrival:
    connection = Connection()
    page = await context.new_page()
    await page.route_web_socket("**/_event/**", connection.attach)
    await page.goto(f"{site.origin}/discover")
    await expect(page.locator("bilten-ssr").get_by_role("heading", level=2).first).to_be_visible()
    return Arrival(page, connection)


async def press(page: Page, target: Locator) -> None:
    """Put the finger down on something, and leave it there."""
    await target.scroll_into_view_if_needed()
    box = await target.bounding_box()
    assert box
    await page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    await page.mouse.down()


async def test_a_click_that_began_on_the_first_paint_arrives(arrival: Arrival) -> None:
    card = arrival.first_paint.get_by_role("heading", level=2).get_by_role("link").first

    await press(arrival.page, card)
    await arrival.becomes_ready()
    await arrival.page.mouse.up()

    await arrival.page.wait_for_url("**/e/**")


async def test_a_press_that_leads_nowhere_only_puts_it_off(arrival: Arrival) -> None:
    await press(arrival.page, arrival.first_paint.get_by_role("heading", level=1))
    await arrival.becomes_ready()
    await expect(arrival.first_paint).to_be_visible()

    await arrival.page.mouse.up()

    await expect(arrival.first_paint).to_have_count(0)
    await expect(arrival.page.get_by_role("heading", level=1)).to_be_visible()


async def test_words_typed_into_the_first_paint_are_searched_for(arrival: Arrival) -> None:
    search = arrival.first_paint.get_by_role("searchbox")
    await search.press_sequentially("har")

    await arrival.becomes_ready()
    await search.press_sequentially("bour")
    await search.press("Enter")

    await arrival.page.wait_for_url("**q=harbour**")


async def test_the_keyboard_goes_on_from_the_link_it_was_on(arrival: Arrival) -> None:
    card = arrival.first_paint.get_by_role("heading", level=2).get_by_role("link").first
    address = await card.get_attribute("href")
    await card.focus()

    await arrival.becomes_ready()

    await expect(arrival.first_paint).to_have_count(0)
    focused = arrival.page.locator("[data-frame] a:focus")
    await expect(focused).to_have_attribute("href", address or "")
