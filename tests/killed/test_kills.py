"""Processes that are killed while people pay: nobody loses a ticket, nobody gets two."""

import asyncio
import random  # noqa: TID251 - the same moments in every run
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from bilten_app.domains.inventory import queries as inventory
from bilten_app.domains.inventory.public import HoldExpired
from bilten_app.domains.orders.public import OrderRef
from bilten_app.infra import audit
from bilten_app.infra.embedded import EmbeddedPostgres
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import Unavailable
from tests.factories import Stage, given_checkout, given_event, given_order, new_guest, places
from tests.people import new_email
from tests.server import Site, a_site

BUYERS = 20
WHOLE_WITHIN_S = 60
GAP_S = 0.15
CARDS = ["4242424242424242", "4000000000000119", "4000000000000127"]  # once, twice, never told
AWAY = (httpx.HTTPError, SQLAlchemyError, OSError, Unavailable)

# Every order of the event with what it must come to: paid, two tickets, one mail sent.
STATE = text(
    "SELECT o.code, o.state,"
    " (SELECT count(*) FROM tickets t WHERE t.order_id = o.id) AS tickets,"
    " (SELECT count(*) FROM sandbox.mails m WHERE m.html LIKE '%' || o.code || '%') AS mails"
    " FROM orders o WHERE o.event_id = :event"
)


@pytest.fixture
async def site(postgres: EmbeddedPostgres, tmp_path: Path) -> AsyncIterator[Site]:
    """A site that is not started yet."""
    async with a_site(postgres, tmp_path) as site:
        yield site


@pytest.mark.parametrize("seed", [1, 2])
async def test_killing_the_worker_again_and_again_loses_no_ticket(site: Site, seed: int) -> None:
    stage = await given_event(site.rt)
    site.start()

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(sell(site, stage))
        tasks.create_task(kill_at_times(site.worker.kill, site.worker.start, seed, times=3))

    await until_whole(site.rt, stage)
    await assert_books_agree(site.rt, stage)


@pytest.mark.parametrize("seed", [3])
async def test_killing_web_and_worker_together_loses_no_ticket(site: Site, seed: int) -> None:
    stage = await given_event(site.rt)
    site.start()

    def kill() -> None:
        site.web.kill()
        site.worker.kill()

    def start() -> None:
        site.web.start()
        site.worker.start()

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(sell(site, stage))
        tasks.create_task(kill_at_times(kill, start, seed, times=1))

    await until_whole(site.rt, stage)
    await assert_books_agree(site.rt, stage)


async def test_killing_the_database_leaves_counters_rows_and_audit_in_agreement(
    server: EmbeddedPostgres, own_site: Site
) -> None:
    stage = await given_event(own_site.rt)
    own_site.start()

    def kill() -> None:
        assert server._process
        server._process.kill()
        server._process.wait()
        server.stop()

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(sell(own_site, stage))
        tasks.create_task(kill_at_times(kill, server.start, 4, times=2))

    await until_whole(own_site.rt, stage)
    await assert_books_agree(own_site.rt, stage)


async def sell(site: Site, stage: Stage) -> None:
    """Let twenty people buy two tickets each, one shortly after the other."""
    async with (
        httpx.AsyncClient(base_url=site.origin, trust_env=False, timeout=5) as client,
        asyncio.TaskGroup() as tasks,
    ):
        for number in range(BUYERS):
            tasks.create_task(buy(site, stage, client, CARDS[number % len(CARDS)]))
            await asyncio.sleep(GAP_S)


async def buy(site: Site, stage: Stage, client: httpx.AsyncClient, card: str) -> None:
    """Order and pay on the gateway's page, as patiently as people do."""
    guest = new_guest()
    order = await patiently(lambda: choose(site, stage, guest))
    checkout = await patiently(lambda: given_checkout(site.rt, order))

    async def pay() -> None:
        answer = await client.post(f"/sandbox/pay/{checkout}", data={"card": card})
        if answer.is_server_error:
            raise OSError(answer.status_code)

    await patiently(pay)


async def choose(site: Site, stage: Stage, guest: Actor) -> OrderRef:
    """Order, and once more when the crash took the places of a hold along, as it may (ADR 5).

    Each buyer has an address of their own: one that orders so often would be asked for a proof.
    """
    email = new_email()
    try:
        return await given_order(site.rt, stage, guest, email=email)
    except HoldExpired:
        return await given_order(site.rt, stage, guest, email=email)


async def patiently[R](act: Callable[[], Awaitable[R]]) -> R:
    """Do it again until it works."""
    deadline = time.monotonic() + WHOLE_WITHIN_S
    while True:
        try:
            return await act()
        except AWAY:
            if time.monotonic() > deadline:
                raise
            await asyncio.sleep(0.2)


async def kill_at_times(
    kill: Callable[[], None], start: Callable[[], None], seed: int, *, times: int
) -> None:
    """Kill at moments that nobody chose but that can be had again."""
    moments = random.Random(seed)  # noqa: S311 - the same moments in every run
    for _ in range(times):
        await asyncio.sleep(moments.uniform(0.5, 4))
        kill()
        await asyncio.sleep(moments.uniform(0.0, 0.4))
        start()


async def until_whole(rt: Runtime, stage: Stage) -> None:
    """Wait until every order is paid, with two tickets and one mail."""
    deadline = time.monotonic() + WHOLE_WITHIN_S
    while broken := await patiently(lambda: unfinished(rt, stage)):
        assert time.monotonic() < deadline, broken
        await asyncio.sleep(0.25)


async def unfinished(rt: Runtime, stage: Stage) -> list[tuple[object, ...]]:
    """Return the orders that are not what they should be in the end."""
    async with rt.read() as session:
        rows = (await session.execute(STATE, {"event": stage.event_id})).all()
    return [tuple(row) for row in rows if tuple(row)[1:] != ("paid", 2, 1)]


async def assert_books_agree(rt: Runtime, stage: Stage) -> None:
    """Nothing was sold twice, every counter equals its rows, and the audit chain is whole."""
    # A hold whose answer was lost in a crash is nobody's, and comes back when its time is over.
    ((left, held, sold),) = await places(rt, stage)
    assert (left + held, sold) == (100 - 2 * BUYERS, 2 * BUYERS)
    async with rt.read() as session:
        assert list(await inventory.drifts(session)) == []
        orders = (await session.execute(STATE, {"event": stage.event_id})).all()
        assert len(orders) == BUYERS
    async with rt.unit_of_work() as uow:
        await audit.seal(uow.session)
    async with rt.read() as session:
        assert await audit.first_broken(session) is None
