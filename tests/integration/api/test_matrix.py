"""Every route of the API by every role, with a session and through an app, one's own and foreign.

The routes come from the document that the API itself writes: a new one without a line in the table
fails. Another's object is never there (404), whatever the role; a member who may not is told (403).
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest

from bilten_app.api.app import create_api, openapi_document
from bilten_app.bootstrap import open_house
from bilten_app.domains.apps import service as apps
from bilten_app.domains.events import service as events
from bilten_app.domains.organizers import service as organizers
from bilten_app.domains.programs.public import SCOPES
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.ids import new_id
from bilten_app.kit.roles import EVENT_GRANTS, EVENT_ROLES, ROLE_GRANTS, Permission, Role
from bilten_app.web.door import SESSION_COOKIE
from tests.aftersale import given_paid, tickets_of
from tests.apps import given_app, given_tokens
from tests.conftest import NOON
from tests.databases import Databases
from tests.factories import Stage, draft, given_event
from tests.integration.api.routes import (
    BY_A_PERSON,
    BY_DEVICE,
    BY_SECRET,
    CSV,
    HOLDER,
    HOOK,
    MEMBERS,
    OF_THE_WHOLE,
    ONES_OWN,
    OPEN,
    SHIFTS,
)  # fmt: skip
from tests.people import actor_of, given_signed_in
from tests.programs import given_key
from tests.settings import settings_of
from tests.shop import new_key, slug_of

WHOLE = ("/v1/organizer/webhooks", "/v1/organizer/apps")
NOBODY, STRANGER, FOREIGN_OWNER, ITSELF = "guest", "user", "foreign owner", "the app itself"
TEST_KEY = "a test key"


@dataclass(frozen=True, slots=True)
class World:
    """An organization with everything a route can ask for, and the sessions of those who ask."""

    api: httpx.AsyncClient
    names: Mapping[str, str]
    types: tuple[UUID, ...]
    tickets: tuple[UUID, ...]
    sessions: Mapping[str, str]
    tokens: Mapping[str, str] = field(default_factory=dict[str, str])

    async def ask(
        self, who: str, method: str, path: str, body: Any, *, by_token: bool = False
    ) -> int:
        """Return the status of what somebody asks, with arguments that are right for a member.

        `by_token`, it is an app that asks for them, which was given all that an app can be given.
        """
        query = {"organizer_id": self.names["organizer"], "secret": "not-the-secret-at-all"}
        if by_token:
            shown = {"Authorization": f"Bearer {self.tokens[who]}"}
        else:
            shown = {"Cookie": f"{SESSION_COOKIE}={self.sessions[who]}"} if who != NOBODY else {}
        answer = await self.api.request(
            method, f"/api{path.format(**self.names)}", params=query, json=self._body(body),
            headers={**new_key(), **shown},
        )  # fmt: skip
        return answer.status_code

    def _body(self, body: Any) -> Any:
        line = {"ticket_type_id": str(self.types[0]), "quantity": 1}
        made: Mapping[str, Any] = {
            "change": {"tickets": [str(self.tickets[0])], "ticket_type_id": str(self.types[1])},
            "split": {"tickets": [str(self.tickets[0])], **HOLDER},
            "shift": {"organizer_id": self.names["organizer"], "currency": "EUR"},
            "sale": {"tender": "cash", "tendered_minor": 10_000, "lines": [line]},
            "gifts": {"gifts": [{**HOLDER, "lines": [line]}]},
        }
        return made[body] if isinstance(body, str) else body


def held_by(who: str) -> tuple[frozenset[Permission], bool]:
    """Return what a member may do at the event, and whether it is there for them."""
    kind, _, role = who.partition(":")
    if kind == "role":
        return ROLE_GRANTS[Role(role)], True
    return (EVENT_GRANTS[Role(role)], True) if kind == "event" else (frozenset(), False)


MEMBER_KINDS = [
    *(f"role:{role}" for role in Role),
    *(f"event:{role}" for role in EVENT_ROLES),
    *(f"elsewhere:{role}" for role in EVENT_ROLES),
]


@pytest.fixture(scope="module")
async def world(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[World]:
    """One database for the whole table."""
    async with databases.lent() as address:
        data: Path = tmp_path_factory.mktemp("matrix")
        settings = settings_of(address, data)
        async with open_house(settings, FrozenClock(NOON)) as house:
            transport = httpx.ASGITransport(create_api(house.rt))
            base = "http://bilten.test"
            async with httpx.AsyncClient(transport=transport, base_url=base) as api:
                yield await _given_world(house.rt, api)


async def _given_world(rt: Runtime, api: httpx.AsyncClient) -> World:
    stage = await given_event(rt, draft(), draft(name="Balcony", price_minor=4000))
    ref = await given_paid(rt, stage)
    tickets = await tickets_of(rt, ref)
    sessions = {STRANGER: (await given_signed_in(rt))[1]}
    foreign = await given_event(rt)
    sessions[FOREIGN_OWNER] = await _session(rt, foreign, "role:owner", foreign.event_id)
    async with rt.unit_of_work(stage.owner) as uow:
        other_id = await events.create_draft(
            uow, stage.owner, organizer_id=stage.organizer_id, title="Another evening"
        )
    for who in MEMBER_KINDS:
        at = other_id if who.startswith("elsewhere") else stage.event_id
        sessions[who] = await _session(rt, stage, who, at)
    names = {
        "kind": "news",
        "organizer": str(stage.organizer_id), "slug": await slug_of(rt, stage), "code": ref.code,
        "ticket_id": str(tickets[1]), "ticket_code": "AAAA-BBBB", "hold_id": str(new_id()),
        "refund_id": str(new_id()), "import_id": str(new_id()), "shift_id": str(new_id()),
        "gateway": "sandbox", "webhook_id": "", "delivery_id": "",
    }  # fmt: skip
    world = World(api, names, stage.types, tuple(tickets), sessions)
    names |= await _made(world)
    return World(
        api, names, stage.types, tuple(tickets), sessions, await _tokens(rt, stage, sessions)
    )


async def _tokens(rt: Runtime, stage: Stage, sessions: Mapping[str, str]) -> dict[str, str]:
    """Let an app of the stage's organization in, as everybody who is signed in, and as itself."""
    app = await given_app(rt, stage.owner)
    people = {who: await actor_of(rt, token) for who, token in sessions.items()}
    tokens = {who: await given_tokens(rt, one, app, scopes=SCOPES) for who, one in people.items()}
    client = await apps.client_of(
        rt, client_id=str(app.id), secret=app.secret or "", address="192.0.2.1"
    )
    itself = await apps.for_itself(rt, client, scopes=frozenset())
    _, test_key = await given_key(rt, stage.owner, is_test=True)
    shown = {who: one.access for who, one in tokens.items()}
    return shown | {ITSELF: itself.access, TEST_KEY: test_key}


async def _session(rt: Runtime, stage: Stage, who: str, event_id: UUID) -> str:
    """Let somebody new into the stage's organization; return the token of their session."""
    person, token = await given_signed_in(rt)
    kind, _, role = who.partition(":")
    user_id = person.require_user()
    async with rt.unit_of_work(stage.owner) as uow:
        await organizers.add_member(
            uow, stage.owner, organizer_id=stage.organizer_id, user_id=user_id,
            role=Role(role) if kind == "role" else None,
        )  # fmt: skip
        if kind != "role":
            await organizers.set_event_role(
                uow, stage.owner, organizer_id=stage.organizer_id, user_id=user_id,
                event_id=event_id, role=Role(role),
            )  # fmt: skip
    return token


async def _made(world: World) -> dict[str, str]:
    """Make what routes name by an id: an import, a refund."""
    cookie = {"Cookie": f"{SESSION_COOKIE}={world.sessions['role:owner']}"}
    about = f"/api/v1/organizer/events/{world.names['slug']}/imports"
    kept = await world.api.post(about, json={"csv": CSV}, headers=cookie)
    assert kept.status_code == 201, kept.text
    about = f"/api/v1/organizer/orders/{world.names['code']}/refunds"
    back = await world.api.post(about, json={"amount_minor": 1}, headers={**cookie, **new_key()})
    assert back.status_code == 201, back.text
    query, wanted = (
        {"organizer_id": world.names["organizer"]},
        {"name": "x", "scopes": ["events:read"]},
    )
    key = await world.api.post("/api/v1/organizer/keys", params=query, json=wanted, headers=cookie)
    assert key.status_code == 201, key.text
    app = await world.api.post("/api/v1/organizer/apps", params=query, json=wanted, headers=cookie)
    assert app.status_code == 201, app.text
    hooks = "/api/v1/organizer/webhooks"
    hook = await world.api.post(hooks, json=HOOK, headers=cookie, params=query)
    assert hook.status_code == 201, hook.text
    hook_id = str(hook.json().get("id") or hook.json()["webhook"]["id"])
    told = await world.api.post(f"{hooks}/{hook_id}/test", headers=cookie)
    assert told.status_code == 202, told.text
    return {
        "import_id": kept.json()["id"], "refund_id": back.json()["id"], "key_id": key.json()["id"],
        "app_id": app.json()["id"],
        "webhook_id": hook_id, "delivery_id": told.json()["delivery"]["id"],
    }  # fmt: skip


def test_every_route_has_a_line() -> None:
    paths = openapi_document()["paths"]

    assert {(method, path) for path, each in paths.items() for method in each} == {
        *MEMBERS, *OPEN, *BY_SECRET, *ONES_OWN, *BY_DEVICE,
    }  # fmt: skip


@pytest.mark.parametrize("route", MEMBERS, ids=" ".join)
async def test_what_is_anothers_is_not_there(world: World, route: tuple[str, str]) -> None:
    body = MEMBERS[route][1]
    for who, status in ((FOREIGN_OWNER, 404), (STRANGER, 404), (NOBODY, 401)):
        assert (who, await world.ask(who, *route, body)) == (who, status)
    status = 403 if route in BY_A_PERSON else 404
    for who in (FOREIGN_OWNER, STRANGER, TEST_KEY):
        assert (who, await world.ask(who, *route, body, by_token=True)) == (who, status)


@pytest.mark.parametrize("route", MEMBERS, ids=" ".join)
async def test_a_member_gets_what_the_role_says(world: World, route: tuple[str, str]) -> None:
    permission, body = MEMBERS[route]
    for who, by_token in product(reversed(MEMBER_KINDS), (True, False)):
        held, is_there = held_by(who)
        status = await world.ask(who, *route, body, by_token=by_token)
        is_whole = route in OF_THE_WHOLE or route[1].startswith(WHOLE)
        if is_whole and who.startswith("elsewhere"):
            held, is_there = EVENT_GRANTS[Role(who.partition(":")[2])], True
        if route == SHIFTS and not who.startswith("role"):
            held = frozenset[Permission]()
        if by_token:
            held &= frozenset(SCOPES)
        if permission in held:
            assert (who, status not in {401, 403, 422}) == (who, True), status
        else:
            assert (who, status) == (who, 403 if is_there else 404)
    status = await world.ask(ITSELF, *route, body, by_token=True)
    assert (ITSELF, status == 403) == (ITSELF, permission not in SCOPES), status


@pytest.mark.parametrize("route", BY_SECRET, ids=" ".join)
async def test_without_the_secret_nothing_is_there(world: World, route: tuple[str, str]) -> None:
    for who in (NOBODY, STRANGER, FOREIGN_OWNER, "role:owner"):
        assert (who, await world.ask(who, *route, BY_SECRET[route])) == (who, 404)


@pytest.mark.parametrize("route", [r for r in sorted(OPEN) if "{slug}" in r[1]], ids=" ".join)
async def test_what_anybody_sees_is_not_there_for_a_test_key(
    world: World, route: tuple[str, str]
) -> None:
    assert await world.ask(TEST_KEY, *route, {"nonce": ""}, by_token=True) == 404


@pytest.mark.parametrize("route", sorted(ONES_OWN), ids=" ".join)
async def test_what_is_a_persons_own_is_not_a_programs(
    world: World, route: tuple[str, str]
) -> None:
    body = ONES_OWN[route]
    assert await world.ask(NOBODY, *route, body) == 401
    for who in (STRANGER, FOREIGN_OWNER, "role:owner"):
        assert (who, await world.ask(who, *route, body)) == (who, 200)
        assert (who, await world.ask(who, *route, body, by_token=True)) == (who, 403)


@pytest.mark.parametrize("route", sorted(BY_DEVICE), ids=" ".join)
async def test_a_session_is_no_device(world: World, route: tuple[str, str]) -> None:
    for who in (NOBODY, FOREIGN_OWNER, "role:owner"):
        body = {"clock_ms": 0, "entries": []} if route[0] == "post" else None
        assert (who, await world.ask(who, *route, body)) == (who, 401)
