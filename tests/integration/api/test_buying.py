"""From a hold to tickets, through the API: nothing is sold twice, and a request counts once."""

import asyncio
from collections import Counter
from datetime import timedelta

import httpx

from bilten_app.domains.organizers import service as organizers
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import SYSTEM
from bilten_app.kit.clock import FrozenClock
from tests.factories import draft, given_event, places
from tests.gateway import card, gateway_of
from tests.shop import (
    BUYER,
    V1,
    checkout,
    hold,
    new_key,
    new_visitor,
    place,
    state_of,
    tell,
    tickets_of,
)


async def test_of_two_hundred_at_once_one_gets_the_last_place(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    stage = await given_event(rt, draft(capacity=1))

    answers = await asyncio.gather(
        *(hold(api, rt, stage, headers={**new_key(), **new_visitor()}) for _ in range(200))
    )

    told = Counter((one.status_code, one.json().get("code")) for one in answers)
    assert told == {(201, None): 1, (409, "sold_out"): 199}
    assert await places(rt, stage) == [(0, 1, 0)]


async def test_a_stranger_buys_a_ticket(api: httpx.AsyncClient, rt: Runtime) -> None:
    stage = await given_event(rt)
    placed = await place(api, rt, stage, 2)

    reference = await checkout(api, placed)
    await gateway_of(rt).choose(reference, card("Success"))
    answer = await tell(api, rt, reference)

    assert answer.status_code == 204
    assert await state_of(api, placed) == "paid"
    sold = await tickets_of(api, placed)
    assert [one["proof"][:4] for one in sold] == ["BT1:", "BT1:"]
    link = {"secret": sold[0]["secret"]}
    alone = await api.get(f"{V1}/tickets/{sold[0]['code']}", params=link)
    assert alone.json() == sold[0] | {"expanded": None}
    date = await api.get(f"{V1}/tickets/{sold[0]['code']}/event.ics", params=link)
    assert date.text.startswith("BEGIN:VCALENDAR")
    paper = await api.get(f"{placed.path}/tickets.pdf", headers=placed.key)
    assert paper.content.startswith(b"%PDF-")


async def test_a_free_order_needs_no_gateway(api: httpx.AsyncClient, rt: Runtime) -> None:
    stage = await given_event(rt, draft(price_minor=0))
    placed = await place(api, rt, stage)

    answer = await api.post(f"{placed.path}/payment", headers={**placed.key, **new_key()})

    assert answer.json() == {"checkout_url": None}
    assert await state_of(api, placed) == "paid"


async def test_an_order_of_a_suspended_organizer_says_why_it_cannot_be_paid(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    stage = await given_event(rt)
    placed = await place(api, rt, stage)
    async with rt.unit_of_work(SYSTEM) as uow:
        await organizers.suspend(uow, SYSTEM, organizer_id=stage.organizer_id, reason="Reported")

    answer = await api.post(f"{placed.path}/payment", headers={**placed.key, **new_key()})

    assert (answer.status_code, answer.json()["code"]) == (409, "organizer_stopped")
    assert "Nothing was charged" in answer.json()["detail"]


async def test_the_same_key_finds_the_same_hold_and_never_another(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    stage = await given_event(rt)
    key = new_key()

    first, again, other = [await hold(api, rt, stage, n, headers=key) for n in (2, 2, 3)]

    assert first.json() == again.json()
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert await places(rt, stage) == [(98, 2, 0)]


async def test_two_browsers_with_one_key_have_a_hold_each(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    stage = await given_event(rt)
    key = new_key()

    holds = [await hold(api, rt, stage, headers={**key, **new_visitor()}) for _ in range(2)]

    assert holds[0].json()["id"] != holds[1].json()["id"]


async def test_the_same_order_request_twice_at_once_is_one_order(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    stage = await given_event(rt)
    held = (await hold(api, rt, stage)).json()
    key, wanted = new_key(), {"hold_id": held["id"], **BUYER}

    answers = [await api.post(f"{V1}/orders", json=wanted, headers=key) for _ in range(3)]
    other = await api.post(f"{V1}/orders", json={**wanted, "name": "Kim"}, headers=key)

    assert {(one.status_code, one.json()["order"]["code"]) for one in answers} == {
        (201, answers[0].json()["order"]["code"])
    }
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


async def test_paying_twice_opens_one_checkout(api: httpx.AsyncClient, rt: Runtime) -> None:
    stage = await given_event(rt)
    placed = await place(api, rt, stage)
    key = {**placed.key, **new_key()}

    answers = [await api.post(f"{placed.path}/payment", headers=key) for _ in range(2)]
    another = await checkout(api, placed)

    assert answers[0].json() == answers[1].json()
    assert answers[0].json()["checkout_url"].endswith(another)


async def test_places_come_back_once_when_they_are_given_back_twice(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    stage = await given_event(rt, draft(capacity=3))
    held = (await hold(api, rt, stage, 2)).json()
    placed = await place(api, rt, stage)
    assert await places(rt, stage) == [(0, 3, 0)]

    for _ in range(2):
        assert (await api.delete(f"{V1}/holds/{held['id']}")).status_code == 204
    first = await api.delete(placed.path, headers=placed.key)
    second = await api.delete(placed.path, headers=placed.key)

    assert (first.status_code, second.status_code) == (204, 409)
    assert await places(rt, stage) == [(3, 0, 0)]


async def test_a_hold_that_ran_out_cannot_be_ordered(api: httpx.AsyncClient, rt: Runtime) -> None:
    stage = await given_event(rt)
    held = (await hold(api, rt, stage)).json()
    assert isinstance(rt.clock, FrozenClock)
    rt.clock.move(timedelta(minutes=16))

    answer = await api.post(f"{V1}/orders", json={"hold_id": held["id"]}, headers=new_key())

    assert (answer.status_code, answer.json()["code"]) == (409, "hold_expired")


async def test_a_buyer_is_told_which_field_to_mend(api: httpx.AsyncClient, rt: Runtime) -> None:
    stage = await given_event(rt)
    placed = await place(api, rt, stage)

    bad = await api.put(
        f"{placed.path}/buyer", headers=placed.key, json={"name": " ", "email": "noor@"}
    )
    good = await api.put(
        f"{placed.path}/buyer",
        headers=placed.key,
        json={"name": "Kim\u0007 Lee", "email": "k@x.org"},
    )

    assert (bad.status_code, set(bad.json()["problems"])) == (422, {"name", "email"})
    assert (good.status_code, good.json()["buyer_name"]) == (200, "Kim Lee")


async def test_a_ticket_type_of_another_event_is_unknown(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    stage, other = await given_event(rt), await given_event(rt)
    await hold(api, rt, stage)

    answer = await hold(api, rt, stage, type_id=other.types[0])

    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_ticket_type")
    assert await places(rt, other) == [(100, 0, 0)]


async def test_what_belongs_to_others_does_not_exist(api: httpx.AsyncClient, rt: Runtime) -> None:
    stage = await given_event(rt)
    mine, theirs = await place(api, rt, stage), await place(api, rt, stage)

    answers = [
        await api.get(theirs.path, headers=mine.key),
        await api.get(theirs.path),
        await api.get(f"{theirs.path}/tickets", headers=mine.key),
        await api.get(f"{theirs.path}/tickets.pdf", headers=mine.key),
        await api.put(f"{theirs.path}/buyer", headers=mine.key, json=BUYER),
        await api.post(f"{theirs.path}/payment", headers={**mine.key, **new_key()}),
        await api.delete(theirs.path, headers=mine.key),
        await api.get(f"{V1}/orders/ZZZZZZZZ", headers=mine.key),
        await api.get(f"{V1}/tickets/{mine.code}", headers=mine.key),
    ]

    assert {(one.status_code, one.json()["code"]) for one in answers} == {(404, "not_found")}


async def test_one_browser_may_not_hold_without_end(api: httpx.AsyncClient, rt: Runtime) -> None:
    stage = await given_event(rt)
    browser = new_visitor()

    answers = [await hold(api, rt, stage, headers={**new_key(), **browser}) for _ in range(31)]

    assert [one.status_code for one in answers] == [201] * 30 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0
