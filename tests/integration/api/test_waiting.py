"""The waiting room and the waiting list from outside."""

import hashlib
import hmac
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx

from bilten_app.infra.runtime import Runtime
from bilten_app.kit.clock import FrozenClock
from bilten_app.ports.bots import Puzzle
from tests.factories import draft, given_event
from tests.people import given_signed_in
from tests.shop import V1, new_visitor, slug_of
from tests.waiting import full_event, given_room, hold, release, solved, tick, with_work


async def join(api: httpx.AsyncClient, room: str, visitor: dict[str, str]) -> httpx.Response:
    """Do the puzzle and take a place."""
    puzzle = (await api.get(f"{room}/puzzle", headers=visitor)).json()
    answer = "" if puzzle["kind"] == "none" else solved_of(puzzle)
    wanted = {"nonce": "mine", "challenge": puzzle["challenge"], "answer": answer}
    return await api.post(f"{room}/place", json=wanted, headers=visitor)


def solved_of(puzzle: dict[str, Any]) -> str:
    return solved(Puzzle(puzzle["kind"], puzzle["challenge"], puzzle["difficulty"]))


async def test_a_visitor_joins_polls_and_checks_the_draw(
    rt: Runtime, api: httpx.AsyncClient, clock: FrozenClock
) -> None:
    stage = await given_event(rt)
    await given_room(rt, stage, opens_at=clock.now() + timedelta(minutes=5))
    with_work(rt, bits=6)
    room = f"{V1}/waiting-rooms/{await slug_of(rt, stage)}"
    visitors = [new_visitor() for _ in range(8)]
    joined = [await join(api, room, visitor) for visitor in visitors]
    sealed = (await api.get(f"{room}/draw")).json()

    await tick(rt, clock, 300)
    draw = (await api.get(f"{room}/draw")).json()
    places = [(await api.get(f"{room}/place", headers=visitor)).json() for visitor in visitors]

    assert [answer.status_code for answer in joined] == [201] * 8
    assert (sealed["seed"], sealed["order"]) == (None, [])
    seed = bytes.fromhex(draw["seed"])
    assert hashlib.sha256(seed).hexdigest() == sealed["seed_hash"] == draw["seed_hash"]
    assert draw["order"] == sorted(
        (answer.json()["turn_id"] for answer in joined),
        key=lambda turn: hmac.digest(seed, UUID(turn).bytes, "sha256"),
    )
    assert {place["turn_id"]: place["number"] for place in places} == {
        turn: number for number, turn in enumerate(draw["order"], 1)
    }


async def test_an_unchanged_place_is_not_sent_again_and_says_when_to_ask(
    rt: Runtime, api: httpx.AsyncClient, clock: FrozenClock
) -> None:
    stage = await given_event(rt)
    await given_room(rt, stage)
    room = f"{V1}/waiting-rooms/{await slug_of(rt, stage)}"
    visitor, thief = new_visitor(), new_visitor()
    place = (await join(api, room, visitor)).json()
    shown = {**visitor, "Bilten-Place": place["place"]}

    first = await api.get(f"{room}/place", headers=shown)
    again = await api.get(
        f"{room}/place", headers={**shown, "If-None-Match": first.headers["etag"]}
    )
    stolen = await api.get(f"{room}/place", headers={**thief, "Bilten-Place": place["place"]})

    assert (first.json()["position"], again.status_code) == (1, 304)
    assert int(first.headers["retry-after"]) >= 2
    assert first.headers["cache-control"] == "private, no-cache"
    assert (stolen.status_code, stolen.json()["code"]) == (409, "not_your_turn")
    assert (await api.get(f"{room}/place")).json()["code"] == "visitor_unknown"
    assert (await api.get(f"{room}/place", headers=thief)).json()["code"] == "no_turn"
    unknown = await api.get(f"{V1}/waiting-rooms/no-such-event/place", headers=thief)
    assert unknown.status_code == 404


async def test_an_organizer_switches_the_room_and_reads_it(
    rt: Runtime, api: httpx.AsyncClient
) -> None:
    stage = await given_event(rt)
    path = f"{V1}/organizer/events/{await slug_of(rt, stage)}/waiting-room"
    _, token = await given_signed_in(rt)

    stranger = await api.put(
        path, json={"mode": "on"}, headers={"Cookie": f"bilten_session={token}"}
    )
    nobody = await api.put(path, json={"mode": "on"})

    assert (stranger.status_code, nobody.status_code) == (404, 401)


async def test_somebody_joins_a_list_and_takes_the_offer(
    rt: Runtime, api: httpx.AsyncClient, clock: FrozenClock
) -> None:
    stage, held = await full_event(rt)
    wanted = {
        "event": await slug_of(rt, stage),
        "ticket_type_id": str(stage.types[0]),
        "quantity": 2,
        "name": "Noor Aziz",
        "email": "noor@guests.example.com",
    }

    joined = await api.post(f"{V1}/waiting-list", json=wanted)
    again = await api.post(f"{V1}/waiting-list", json=wanted)
    link = f"{V1}/waiting-list/{joined.json()['code']}"
    key = {"Bilten-Secret": joined.json()["secret"]}
    early = await api.post(f"{link}/offer", headers=key)
    await release(rt, held[0])
    await release(rt, held[1])
    await tick(rt, clock)
    entry = (await api.get(link, headers=key)).json()
    taken = [await api.post(f"{link}/offer", headers=key) for _ in range(2)]

    assert (joined.status_code, again.json()["code"]) == (201, "already_listed")
    assert (early.status_code, early.json()["code"]) == (409, "offer_over")
    assert (entry["state"], entry["offer"]["quantity"]) == ("offered", 2)
    assert [answer.status_code for answer in taken] == [201, 201]
    assert taken[0].json() == taken[1].json()
    order = await api.get(
        f"{V1}/orders/{taken[0].json()['code']}",
        headers={"Bilten-Secret": taken[0].json()["secret"]},
    )
    assert order.json()["lines"][0]["quantity"] == 2
    assert (await api.get(link)).status_code == 404


async def test_who_declines_or_leaves_is_passed_over(
    rt: Runtime, api: httpx.AsyncClient, clock: FrozenClock
) -> None:
    stage = await given_event(rt, draft(capacity=1))
    only = await hold(rt, stage)
    slug = await slug_of(rt, stage)
    links: list[tuple[str, dict[str, str]]] = []
    for name in ("ada", "noor", "zoe"):
        answer = await api.post(
            f"{V1}/waiting-list",
            json={
                "event": slug, "ticket_type_id": str(stage.types[0]), "quantity": 1,
                "name": name, "email": f"{name}@guests.example.com",
            },
        )  # fmt: skip
        told = answer.json()
        links.append((f"{V1}/waiting-list/{told['code']}", {"Bilten-Secret": told["secret"]}))
    await release(rt, only)
    await tick(rt, clock)

    declined = await api.delete(f"{links[0][0]}/offer", headers=links[0][1])
    left = await api.delete(links[1][0], headers=links[1][1])
    await tick(rt, clock)

    assert (declined.status_code, left.status_code) == (204, 204)
    states = [(await api.get(link, headers=key)).json()["state"] for link, key in links]
    assert states == ["lapsed", "left", "offered"]
