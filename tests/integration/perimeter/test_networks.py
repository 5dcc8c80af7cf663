"""Staff keep networks and countries out, and Bilten does so by itself for a while."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from mmdb_writer import MMDBWriter
from netaddr import IPSet
from sqlalchemy import text
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from bilten_app.adapters.geography import GeoIpMap, NoMap
from bilten_app.domains.perimeter import queries, service
from bilten_app.domains.perimeter.public import InvalidRule, RuleDraft, Verdict
from bilten_app.domains.perimeter.rules import STRIKES, YOURSELF
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.errors import Forbidden, NotFound
from bilten_app.kit.roles import StaffRole
from bilten_app.web.barrier import Barrier
from tests.people import given_signed_in, given_staff
from tests.work import settle

OFFICE, THIEF = "198.51.100.9", "8.8.4.4"

type Ask = Callable[..., Awaitable[httpx.Response]]


@pytest.fixture
async def watch(rt: Runtime) -> AsyncIterator[service.Watch]:
    watch = service.Watch(rt)
    yield watch
    await watch.close()


async def rule(rt: Runtime, staff: Actor, verdict: Verdict, subject: str, hours: int = 0) -> None:
    draft = RuleDraft(verdict, subject, "Tried stolen cards", hours)
    async with rt.unit_of_work(staff) as uow:
        await service.rule(uow, staff, rt.gateways.geography, draft=draft, maker_at=OFFICE)


async def count(rt: Runtime, statement: str) -> int:
    async with rt.read() as session:
        return (await session.execute(text(statement))).scalar_one()


def asking(watch: service.Watch, *, status: int = 200, proxies: int = 0) -> Ask:
    """Return how to ask behind a barrier, from any address."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await PlainTextResponse("Welcome", status)(scope, receive, send)

    barrier = Barrier(app, watch, proxies=proxies)

    async def ask(address: str, path: str = "/", **headers: str) -> httpx.Response:
        transport = httpx.ASGITransport(barrier, client=(address, 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://bilten.test") as client:
            return await client.get(path, headers=headers)

    return ask


async def test_a_barred_network_is_told_so_and_let_in_again(
    rt: Runtime, watch: service.Watch
) -> None:
    staff, ask = await given_staff(rt, StaffRole.moderator), asking(watch)
    await rule(rt, staff, Verdict.deny, "8.8.4.0/24")
    await watch.look()

    refused, other, health = await ask(THIEF), await ask(OFFICE), await ask(THIEF, "/health/live")

    assert (refused.status_code, other.status_code, health.status_code) == (403, 200, 200)
    assert "write to us from another network" in refused.text
    async with rt.read() as session:
        page = await queries.listed(session, staff, now=rt.clock.now())
    async with rt.unit_of_work(staff) as uow:
        await service.lift(uow, staff, rule_id=page.rows[0].id)
        await service.lift(uow, staff, rule_id=page.rows[0].id)
    await watch.look()
    assert (await ask(THIEF)).status_code == 200
    assert await count(rt, "SELECT count(*) FROM network_rules") == 1


async def test_a_rule_ends_by_itself(rt: Runtime, watch: service.Watch) -> None:
    staff, ask = await given_staff(rt, StaffRole.admin), asking(watch)
    await rule(rt, staff, Verdict.deny, THIEF, hours=1)
    await watch.look()
    before = (await ask(THIEF)).status_code

    assert isinstance(rt.clock, FrozenClock)
    rt.clock.move(timedelta(hours=1))

    assert (before, (await ask(THIEF)).status_code) == (403, 200)


async def test_what_is_said_again_of_a_network_takes_the_place_of_what_was_said(
    rt: Runtime, watch: service.Watch
) -> None:
    staff, ask = await given_staff(rt, StaffRole.admin), asking(watch)
    await rule(rt, staff, Verdict.deny, THIEF)
    await rule(rt, staff, Verdict.allow, THIEF)
    await watch.look()

    assert (await ask(THIEF)).status_code == 200
    assert await count(rt, "SELECT count(*) FROM network_rules WHERE removed_at IS NULL") == 1


async def test_nobody_shuts_themselves_out(rt: Runtime) -> None:
    staff = await given_staff(rt, StaffRole.admin)

    with pytest.raises(InvalidRule) as refused:
        await rule(rt, staff, Verdict.deny, "198.51.100.0/24")

    assert refused.value.problems == {"subject": YOURSELF}


@pytest.mark.parametrize("role", [StaffRole.support, StaffRole.finance, None])
async def test_only_who_guards_the_platform_does(rt: Runtime, role: StaffRole | None) -> None:
    who = await given_staff(rt, role) if role else (await given_signed_in(rt))[0]

    with pytest.raises((Forbidden, NotFound)):
        await rule(rt, who, Verdict.deny, THIEF)
    with pytest.raises((Forbidden, NotFound)):
        async with rt.read() as session:
            await queries.listed(session, who, now=rt.clock.now())


async def test_only_our_own_proxy_is_believed(rt: Runtime, watch: service.Watch) -> None:
    staff = await given_staff(rt, StaffRole.admin)
    await rule(rt, staff, Verdict.deny, THIEF)
    await watch.look()
    told = {"x-forwarded-for": f"{OFFICE}, {THIEF}"}

    direct = await asking(watch)("10.0.0.1", **told)
    behind = await asking(watch, proxies=1)("10.0.0.1", **told)

    assert (direct.status_code, behind.status_code) == (200, 403)


@pytest.mark.parametrize(
    ("address", "allowed", "barred"),
    [(THIEF, "", 1), (THIEF, THIEF, 0), ("10.0.0.1", "", 0), ("127.0.0.1", "", 0)],
)
async def test_who_is_refused_again_and_again_is_shut_out_for_a_while(
    rt: Runtime, watch: service.Watch, address: str, allowed: str, barred: int
) -> None:
    staff = await given_staff(rt, StaffRole.moderator)
    if allowed:
        await rule(rt, staff, Verdict.allow, allowed)
    await watch.look()

    await service.bar_all(rt, [address] * 2)
    await service.bar_all(rt, [address])

    await watch.look()
    assert watch.is_barred(address) is bool(barred)
    assert await count(rt, "SELECT count(*) FROM facts WHERE name = 'network.barred'") == barred


async def test_the_next_time_of_a_day_it_is_twice_as_long_and_staff_hear_of_each(
    rt: Runtime,
) -> None:
    await given_staff(rt, StaffRole.moderator)
    assert isinstance(rt.clock, FrozenClock)
    await service.bar_all(rt, [THIEF])
    rt.clock.move(timedelta(minutes=15))
    await service.bar_all(rt, [THIEF])
    await settle(rt)

    lengths = "SELECT array_agg(ends_at - made_at ORDER BY made_at) FROM network_rules"
    async with rt.read() as session:
        found = (await session.execute(text(lengths))).scalar_one()
    assert found == [timedelta(minutes=15), timedelta(minutes=30)]
    assert await count(rt, "SELECT count(*) FROM sandbox.mails WHERE subject LIKE '8.8.4.4%'") == 2


async def test_refusals_are_counted_up_to_the_bar(rt: Runtime, watch: service.Watch) -> None:
    ask = asking(watch, status=401)

    for _ in range(2 * STRIKES):  # a minute may end between two of them, never twice
        await ask(THIEF)
    await rt.close()

    assert await count(rt, "SELECT count(*) FROM network_rules WHERE removed_at IS NULL") == 1


async def test_a_country_is_kept_out_by_a_map(
    rt: Runtime, watch: service.Watch, tmp_path: Path
) -> None:
    file = tmp_path / "countries.mmdb"
    countries = MMDBWriter(4, "GeoLite2-Country", languages=["en"], description="Tests")
    countries.insert_network(IPSet(["8.8.4.0/24"]), {"country": {"iso_code": "FR"}})
    countries.insert_network(IPSet(["198.51.100.0/24"]), {"country": {"iso_code": "DE"}})
    countries.to_db_file(str(file))
    known = GeoIpMap(file)
    staff, ask = await given_staff(rt, StaffRole.admin), asking(watch)
    rt.gateways = replace(rt.gateways, geography=known)

    await rule(rt, staff, Verdict.deny, "fr")
    await watch.look()

    assert ((await ask(THIEF)).status_code, (await ask(OFFICE)).status_code) == (403, 200)
    assert (known.country_of("9.9.9.9"), known.country_of("2001:db8::1")) == (None, None)
    assert NoMap().country_of(THIEF) is None
    known.close()


async def test_a_connection_that_is_open_ends_with_what_comes_in_next(
    rt: Runtime, watch: service.Watch
) -> None:
    staff = await given_staff(rt, StaffRole.moderator)
    heard: list[str] = []
    told: list[Message] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        while (message := await receive())["type"] == "websocket.receive":
            heard.append(message["text"])
            await send({"type": "websocket.send", "text": "heard"})
        await send({"type": "websocket.send", "text": "too late"})

    async def coming() -> AsyncIterator[Message]:
        yield {"type": "websocket.receive", "text": "before"}
        await rule(rt, staff, Verdict.deny, THIEF)
        await watch.look()
        yield {"type": "websocket.receive", "text": "after"}

    news = coming()

    async def receive() -> Message:
        return await anext(news)

    async def send(message: Message) -> None:
        told.append(message)

    scope = {"type": "websocket", "path": "/_event", "headers": [], "client": (THIEF, 1)}
    await Barrier(app, watch, proxies=0)(scope, receive, send)

    assert heard == ["before"]
    assert told == [
        {"type": "websocket.send", "text": "heard"},
        {"type": "websocket.close", "code": 4403},
    ]

    told.clear()
    await Barrier(app, watch, proxies=0)(scope, receive, send)  # the next one is not let in
    assert told == [{"type": "websocket.close", "code": 4403}]
