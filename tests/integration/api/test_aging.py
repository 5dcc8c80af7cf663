"""A route that goes away says so in each answer, and to the owner of who still asks for it."""

from datetime import UTC, datetime

import httpx
import pytest
from fastapi import APIRouter, Depends, FastAPI
from starlette.routing import Mount

from bilten_app.api.aging import ages, headers_of
from bilten_app.api.app import create_api
from bilten_app.api.deps import caller
from bilten_app.api.envelope import V1 as INSIDE
from bilten_app.domains.programs import queries
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.errors import NotFound
from bilten_app.kit.roles import Permission
from tests.factories import given_event
from tests.programs import bearing, given_key
from tests.shop import V1

SINCE, ENDS = datetime(2026, 6, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)


@pytest.fixture
def app(rt: Runtime) -> FastAPI:
    """An application of its own: it is changed."""
    return create_api(rt)


@pytest.fixture
def inside(app: FastAPI) -> FastAPI:
    """The API with a route that goes away."""
    found = next(one.app for one in app.routes if isinstance(one, Mount) and one.path == "/api")
    assert isinstance(found, FastAPI)
    router = APIRouter()

    @router.get("/old/{thing}", **ages(since=SINCE, ends=ENDS, instead="/v1/new"))
    async def old(thing: str) -> dict[str, str]:
        if thing == "gone":
            raise NotFound
        return {"thing": thing}

    found.include_router(router, prefix=INSIDE, dependencies=[Depends(caller)])
    return found


@pytest.mark.parametrize(("thing", "status"), [("here", 200), ("gone", 404)])
async def test_every_answer_says_since_when_until_when_and_what_instead(
    inside: FastAPI, api: httpx.AsyncClient, thing: str, status: int
) -> None:
    answer = await api.get(f"{V1}/old/{thing}")
    other = await api.get(f"{V1}/events")

    assert answer.status_code == status
    assert answer.headers["Deprecation"] == f"@{round(SINCE.timestamp())}"
    assert answer.headers["Sunset"] == "Fri, 01 Jan 2027 00:00:00 GMT"
    links = answer.headers["Link"]
    assert '</api/docs>; rel="deprecation"; type="text/html"' in links
    assert '</api/v1/new>; rel="successor-version"' in links
    assert '</api/docs>; rel="sunset"; type="text/html"' in links
    assert not {"deprecation", "sunset", "link"} & set(other.headers)


def test_the_document_says_so_too(inside: FastAPI) -> None:
    told = inside.openapi()["paths"]["/v1/old/{thing}"]["get"]

    assert told["deprecated"] is True
    assert told["x-sunset"] == "2027-01-01T00:00:00+00:00"


async def test_the_owner_of_a_key_sees_what_it_asks_for_that_goes_away(
    inside: FastAPI, api: httpx.AsyncClient, rt: Runtime
) -> None:
    stage, foreign = await given_event(rt), await given_event(rt)
    key_id, secret = await given_key(rt, stage.owner)
    scope = stage.owner.require(Permission.keys_manage, stage.organizer_id)
    others = foreign.owner.require(Permission.keys_manage, foreign.organizer_id)
    for path in ("old/here", "old/gone", "events"):
        await api.get(f"{V1}/{path}", headers=bearing(secret))
    for gather in rt._gathered.values():
        await gather.close()

    now = rt.clock.now()
    async with rt.read() as session:
        (use,) = await queries.aging_uses(session, scope, key_id, now=now)
        with pytest.raises(NotFound):
            await queries.aging_uses(session, others, key_id, now=now)

    assert (use.method, use.route, use.last_at) == ("GET", "/v1/old/{thing}", now)


def test_a_route_that_only_ages_names_no_end() -> None:
    class Route:
        openapi_extra = ages(since=SINCE)["openapi_extra"]

    headers = headers_of(Route())

    assert set(headers) == {"Deprecation", "Link"}
    assert headers_of(None) == {}


def test_nothing_ends_before_it_ages() -> None:
    with pytest.raises(ValueError, match="before"):
        ages(since=ENDS, ends=SINCE)
