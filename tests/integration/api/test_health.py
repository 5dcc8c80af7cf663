"""What balancers and supervisors ask: whether a process lives, and whether it can serve."""

from dataclasses import replace
from datetime import timedelta

import httpx

from bilten_app.adapters.limits import WindowLimiter
from bilten_app.api.app import create_api
from bilten_app.infra.breaker import Outages
from bilten_app.infra.db import make_engine
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.clock import FrozenClock
from tests.factories import given_event
from tests.loopback import free_port

ALL_UP = dict.fromkeys(("database", "cache", "queue", "gateways"), "up")


async def test_a_process_with_everything_it_needs_is_ready(api: httpx.AsyncClient) -> None:
    live, ready = await api.get("/health/live"), await api.get("/health/ready")

    assert (live.status_code, live.json()) == (200, {"status": "up"})
    assert (ready.status_code, ready.json()) == (200, {"status": "up", "parts": ALL_UP})


async def test_without_its_database_it_lives_and_serves_nobody(rt: Runtime) -> None:
    lost = make_engine(f"postgresql://nobody@127.0.0.1:{free_port()}/none")
    transport = httpx.ASGITransport(create_api(replace(rt, engine=lost)))

    async with httpx.AsyncClient(transport=transport, base_url="http://bilten.test") as api:
        live, ready = await api.get("/health/live"), await api.get("/health/ready")

    assert live.status_code == 200
    assert (ready.status_code, ready.json()["status"]) == (503, "down")
    assert ready.json()["parts"]["database"] == "down"
    await lost.dispose()


async def test_facts_that_wait_and_gateways_that_rest_strain_it(
    api: httpx.AsyncClient, rt: Runtime, clock: FrozenClock
) -> None:
    await given_event(rt)
    clock.move(timedelta(minutes=2))
    await Outages(rt.engine, clock).began("stripe", clock.now() + timedelta(seconds=30))

    ready = await api.get("/health/ready")

    assert ready.status_code == 200
    parts = {**ALL_UP, "queue": "strained", "gateways": "strained"}
    assert ready.json() == {"status": "strained", "parts": parts}


async def test_a_cache_that_is_away_is_told() -> None:
    limiter = WindowLimiter(f"redis://127.0.0.1:{free_port()}")

    assert not await limiter.answers()
    await limiter.close()
