"""What is kept of a program's requests: figures, and the latest ones without their data."""

from datetime import timedelta
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text

from bilten_app.domains.programs import queries
from bilten_app.domains.programs import service as programs
from bilten_app.domains.programs.public import Use
from bilten_app.domains.programs.rules import KEPT_AT_ONCE, KEPT_REQUESTS
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import OrganizerScope
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.errors import NotFound
from tests.factories import given_event
from tests.people import given_organizer
from tests.programs import bearing, given_key
from tests.shop import V1, slug_of


async def rows_of(rt: Runtime, table: str) -> int:
    async with rt.read() as session:
        return (await session.execute(text(f"SELECT count(*) FROM {table}"))).scalar_one()


def uses_of(rt: Runtime, key_id: UUID, count: int, *, status: int) -> list[Use]:
    return [Use(key_id, rt.clock.now(), "GET", "/v1/events", status, 3, "K7F3-Q2MA")] * count


async def test_requests_are_counted_and_written_down_without_what_they_said(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    stage = await given_event(rt)
    key_id, secret = await given_key(rt, stage.owner)
    scope, slug = OrganizerScope(stage.organizer_id), await slug_of(rt, stage)

    for path in (f"/organizer/events/{slug}/orders?search=noor", "/events/not-here-at-all", "/no"):
        await api.get(V1 + path, headers=bearing(secret))
    await api.get(f"{V1}/events/{slug}")  # a guest's request is nobody's
    assert await rows_of(rt, "api_requests") == 0  # nothing is written while somebody waits
    await rt.close()
    now = rt.clock.now()
    async with rt.read() as session:
        used = await queries.used(session, [key_id], now=now)
        days = await queries.days_of_use(session, scope, key_id, now=now)
        latest = await queries.requests(session, scope, key_id, now=now)
        refused = await queries.requests(session, scope, key_id, now=now, only_errors=True)

    assert used == {key_id: (2, 1)}
    assert (len(days), days[-1].requests, days[-1].errors) == (30, 2, 1)
    assert [(one.method, one.route, one.status) for one in latest.rows] == [
        ("GET", "/v1/events/{slug}", 404),
        ("GET", "/v1/organizer/events/{slug}/orders", 200),
    ]
    assert [one.status for one in refused.rows] == [404]
    assert all(one.request_id for one in latest.rows)


async def test_a_busy_key_costs_one_row_for_its_day_and_a_bounded_log(
    rt: Runtime, clock: FrozenClock
) -> None:
    owner, organizer_id = await given_organizer(rt)
    key_id, _ = await given_key(rt, owner)
    half = uses_of(rt, key_id, 500, status=200) + uses_of(rt, key_id, 500, status=429)

    for _ in range(KEPT_REQUESTS // KEPT_AT_ONCE + 1):
        await programs.note_uses(rt, half)
    written = await rows_of(rt, "api_requests")
    await programs.forget_uses(rt)

    async with rt.read() as session:
        days = await queries.days_of_use(
            session, OrganizerScope(organizer_id), key_id, now=clock.now()
        )
    assert (await rows_of(rt, "api_key_days"), days[-1].requests, days[-1].errors) == (
        1, 11_000, 5_500,
    )  # fmt: skip
    assert written == KEPT_REQUESTS + KEPT_AT_ONCE
    assert await rows_of(rt, "api_requests") == KEPT_REQUESTS
    clock.move(timedelta(days=8))
    await programs.forget_uses(rt)
    assert await rows_of(rt, "api_requests") == 0
    assert await rows_of(rt, "api_key_days") == 1


async def test_nobody_reads_what_the_keys_of_others_did(rt: Runtime) -> None:
    owner, _ = await given_organizer(rt)
    _, foreign = await given_organizer(rt)
    key_id, _ = await given_key(rt, owner)
    scope, now = OrganizerScope(foreign), rt.clock.now()

    async with rt.read() as session:
        for ask in (queries.key, queries.days_of_use, queries.requests):
            with pytest.raises(NotFound):
                await ask(session, scope, key_id, now=now)
