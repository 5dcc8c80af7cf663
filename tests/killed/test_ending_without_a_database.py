"""The web process when its database is gone: whoever clicks is told, and it can be ended."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from bilten_app.domains.events import queries as events
from bilten_app.infra.embedded import EmbeddedPostgres
from bilten_app.kit.ids import new_token
from bilten_app.web.door import SESSION_COOKIE
from tests.factories import given_event
from tests.security.wire import NOTICE, ROOT, a_wire, event_name
from tests.server import UP_WITHIN_S, Site


@dataclass(slots=True)
class House:
    """A site whose database server is its own, and can be taken away."""

    site: Site
    server: EmbeddedPostgres

    @property
    def _pid(self) -> int:
        assert self.server._process
        return self.server._process.pid

    def kill(self) -> None:
        """End the database between two instructions."""
        os.kill(self._pid, signal.SIGKILL)
        assert self.server._process
        self.server._process.wait()

    def freeze(self) -> None:
        """Leave the database there, but silent, with all its children."""
        for pid in _family(self._pid):
            os.kill(pid, signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on, if it is there."""
        if self.server._process and self.server._process.poll() is None:
            for pid in _family(self._pid):
                os.kill(pid, signal.SIGCONT)


@pytest.fixture
async def house(server: EmbeddedPostgres, own_site: Site) -> AsyncIterator[House]:
    own_site.web.start()
    own_site.wait_until_up()
    house = House(own_site, server)
    try:
        yield house
    finally:
        house.thaw()


async def slug_of(house: House) -> str:
    stage = await given_event(house.site.rt)
    async with house.site.rt.read() as session:
        return (await events.by_id(session, stage.event_id)).slug


async def test_a_click_is_told_that_it_failed(house: House) -> None:
    async with a_wire(house.site.origin, cookie=f"{SESSION_COOKIE}={new_token()}") as browser:
        await browser.open("/discover", "DiscoverState")
        house.kill()

        after = await browser.ask(event_name("DiscoverState", "open"))

        assert "Please try again." in after[f"{ROOT}.{NOTICE}"]["text_rx_state_"]


async def leave_alone(house: House) -> None:
    """Nobody is there."""


async def ask_for_a_page(house: House) -> None:
    """Ask for a page, and leave before the answer is there."""
    async with httpx.AsyncClient(base_url=house.site.origin, trust_env=False, timeout=1) as client:
        with suppress(httpx.HTTPError):
            await client.get("/discover")


@pytest.mark.parametrize("gone", [House.kill, House.freeze])
@pytest.mark.parametrize("meanwhile", [leave_alone, ask_for_a_page])
async def test_the_web_ends_when_asked_to(
    house: House, gone: Callable[[House], None], meanwhile: Callable[[House], Awaitable[None]]
) -> None:
    gone(house)
    await meanwhile(house)

    await asyncio.to_thread(house.site.web.stop)


@pytest.mark.parametrize("gone", [House.kill, House.freeze])
async def test_the_web_ends_though_somebody_watches_and_waits(
    house: House, gone: Callable[[House], None]
) -> None:
    slug = await slug_of(house)
    async with a_wire(house.site.origin, cookie=f"{SESSION_COOKIE}={new_token()}") as browser:
        await browser.open(f"/e/{slug}", "EventState")
        gone(house)
        await browser.send(event_name("DiscoverState", "open"))

        await asyncio.to_thread(house.site.web.stop)


async def test_the_web_ends_though_it_is_only_beginning(house: House) -> None:
    house.site.web.stop()
    house.kill()
    said_before = len(house.site.web.said)
    house.site.web.start()
    until(lambda: "Spawning worker" in house.site.web.said[said_before:])

    await asyncio.to_thread(house.site.web.stop)


def until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + UP_WITHIN_S
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(int(child) for child in children)]
