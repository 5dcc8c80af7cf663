"""Whatever arrives, the answer is a problem: no page, no trace, no 5xx."""

import json
from collections.abc import AsyncIterator
from urllib.parse import quote
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bilten_app.infra.runtime import Runtime
from bilten_app.kit.ids import new_id
from bilten_app.kit.page import write_cursor
from tests.factories import given_event
from tests.people import given_organizer
from tests.programs import bearing, given_key
from tests.shop import V1, new_key, new_visitor, slug_of

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(), max_size=20)
    | st.sampled_from(["\x00", "\ud800", "1" * 300, str(UUID(int=0)), "2026-01-01T00:00:00Z"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=8,
)
NAMES = st.sampled_from(
    [
        "event", "lines", "hold_id", "name", "email", "token", "device_key", "clock_ms",
        "entries", "ticket_type_id", "quantity",
    ]
)  # fmt: skip
BODIES = st.dictionaries(NAMES, JSON, max_size=6) | JSON
PLACES = [
    ("POST", "/holds"), ("POST", "/orders"), ("PUT", "/orders/7KQ2M9XD/buyer"),
    ("POST", "/orders/7KQ2M9XD/payment"), ("POST", "/scanner/enrol"), ("POST", "/scanner/scans"),
    ("POST", "/webhooks/sandbox"),
]  # fmt: skip


@pytest.fixture
async def strict(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A client that takes what would break the connection as a failure."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=True)
    async with httpx.AsyncClient(transport=transport, base_url="http://bilten.test") as client:
        yield client


def assert_is_problem(answer: httpx.Response) -> None:
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert told["status"] == answer.status_code
    assert told["instance"] == f"urn:bilten:request:{answer.headers['x-request-id']}"
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404),
        ("GET", "/events/no-such-event", 404),
        ("GET", "/events/NOT%00A%20SLUG", 404),
        ("GET", "/orders/%00?secret=%00", 404),
        ("GET", "/tickets/%F0%9F%8E%AB", 404),
        ("PATCH", "/holds", 405),
        ("GET", "/holds", 405),
        ("DELETE", "/holds/not-a-uuid", 404),
        ("GET", "/events?cursor=%00", 422),
        ("GET", "/events?cursor=WyIwIl0", 422),
        ("GET", "/events?cursor=W1siMSJdXQ", 422),
        ("GET", "/events?from=yesterday", 422),
        ("GET", "/events?currency=euro", 422),
        ("GET", "/organizer/events", 401),
        ("GET", "/scanner/pack", 401),
        ("GET", "/scanner/status?after=-1", 401),
        ("POST", "/holds", 422),
    ],
)
async def test_a_wrong_request_is_refused_with_a_problem(
    strict: httpx.AsyncClient, method: str, path: str, status: int
) -> None:
    answer = await strict.request(method, f"{V1}{path}")

    assert answer.status_code == status, answer.text
    assert_is_problem(answer)


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
async def test_an_instant_that_no_calendar_in_utc_has_is_said_to_be_wrong(
    strict: httpx.AsyncClient, rt: Runtime, at: str
) -> None:
    owner, organizer_id = await given_organizer(rt)
    _, secret = await given_key(rt, owner)
    cursor = write_cursor([at, str(new_id())])
    own = {"organizer_id": str(organizer_id), "cursor": cursor}

    since = await strict.get(f"{V1}/events", params={"from": at})
    place = await strict.get(f"{V1}/organizer/events", params=own, headers=bearing(secret))

    assert (since.status_code, list(since.json()["problems"])) == (422, ["from"])
    assert (place.status_code, place.json()["code"]) == (422, "bad_cursor")


@pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": ""}, {"Idempotency-Key": "x" * 200}])
async def test_without_a_good_key_nothing_is_held(
    strict: httpx.AsyncClient, rt: Runtime, headers: dict[str, str]
) -> None:
    stage = await given_event(rt)
    lines = [{"ticket_type_id": str(stage.types[0]), "quantity": 1}]

    answer = await strict.post(
        f"{V1}/holds", json={"event": await slug_of(rt, stage), "lines": lines}, headers=headers
    )

    assert (answer.status_code, list(answer.json()["problems"])) == (422, ["Idempotency-Key"])


@pytest.mark.parametrize("quantity", [0, -1, 101, 1.5, "many", None, True, 10**30, [1]])
async def test_a_quantity_is_a_small_whole_number(
    strict: httpx.AsyncClient, quantity: object
) -> None:
    lines = [{"ticket_type_id": str(UUID(int=1)), "quantity": quantity}]

    answer = await strict.post(
        f"{V1}/holds", json={"event": "jazz", "lines": lines}, headers=new_key()
    )

    assert (answer.status_code, list(answer.json()["problems"])) == (422, ["lines.0.quantity"])


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b"a=1", "application/x-www-form-urlencoded", 422),
        (b"", "application/json", 422),
        (b" " * 1_100_000, "application/json", 413),
    ],
)
async def test_a_body_that_is_no_json_is_refused(
    strict: httpx.AsyncClient, body: bytes, kind: str, status: int
) -> None:
    headers = {"Content-Type": kind, **new_key()}

    answer = await strict.post(f"{V1}/holds", content=body, headers=headers)

    assert answer.status_code == status, answer.text
    assert_is_problem(answer)


async def test_a_body_without_an_end_is_not_read(strict: httpx.AsyncClient) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield b" " * 100_000

    answer = await strict.post(f"{V1}/holds", content=endless(), headers=new_key())

    assert answer.status_code == 413


async def test_a_failure_of_ours_says_only_where_to_find_it(app: FastAPI, rt: Runtime) -> None:
    await rt.engine.dispose()
    object.__setattr__(rt.settings, "hold_minutes", "broken")
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://bilten.test"
    ) as client:
        stage = await given_event(rt)
        lines = [{"ticket_type_id": str(stage.types[0]), "quantity": 1}]
        answer = await client.post(
            f"{V1}/holds",
            json={"event": await slug_of(rt, stage), "lines": lines},
            headers=new_key(),
        )

    assert (answer.status_code, answer.json()["code"]) == (500, "unexpected")
    assert_is_problem(answer)
    assert "timedelta" not in answer.text


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(place=st.sampled_from(PLACES), body=BODIES)
async def test_no_json_breaks_the_api(
    strict: httpx.AsyncClient, place: tuple[str, str], body: object
) -> None:
    method, path = place
    content = json.dumps(body).encode()
    headers = {"Content-Type": "application/json", **new_key(), **new_visitor()}

    answer = await strict.request(method, f"{V1}{path}", content=content, headers=headers)

    assert answer.status_code < 500, (body, answer.text)
    assert answer.status_code >= 400
    assert_is_problem(answer)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    path=st.text(max_size=12),
    secret=st.text(max_size=30),
    search=st.text(max_size=30),
    cursor=st.text(max_size=30),
)
async def test_no_address_breaks_the_api(
    strict: httpx.AsyncClient, path: str, secret: str, search: str, cursor: str
) -> None:
    for prefix in ("events", "orders", "tickets", "holds"):
        address = f"{V1}/{prefix}/{quote(path, safe='')}"
        answer = await strict.get(address, params={"secret": secret})
        assert answer.status_code < 500, address

    answer = await strict.get(
        f"{V1}/events", params={"search": search, "city": secret, "cursor": cursor}
    )
    assert answer.status_code < 500
