"""The waiting room as plain pages: with its script, without it, and when nobody has to wait."""

import re
from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI

from bilten_app.domains.waiting.public import RoomMode
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.ids import new_code, new_token
from bilten_app.ports.bots import Puzzle
from bilten_app.web import door
from bilten_app.web.public.waiting_room import routes
from tests.factories import Stage, given_event
from tests.shop import slug_of
from tests.statements import statements
from tests.waiting import given_room, join, solved, tick, with_work

SCRIPT = {"Accept": "text/plain"}
FORM = {"Accept": "text/html"}


@pytest.fixture
async def browser(rt: Runtime) -> AsyncIterator[httpx.AsyncClient]:
    door.move_in(rt)
    app = FastAPI()
    app.include_router(routes.router)
    transport = httpx.ASGITransport(app, client=(new_code(), 1))
    async with httpx.AsyncClient(
        transport=transport,
        base_url="http://bilten.test",
        cookies={"bilten_visitor": new_token()},
    ) as client:
        yield client


async def room_of(rt: Runtime, stage: Stage) -> str:
    return f"/waiting/{await slug_of(rt, stage)}"


async def test_a_script_does_the_work_joins_and_is_told_where_it_stands(
    rt: Runtime, browser: httpx.AsyncClient
) -> None:
    stage = await given_event(rt)
    await given_room(rt, stage)
    room = await room_of(rt, stage)
    for _ in range(4):
        await join(rt, stage)
    with_work(rt, bits=6)

    invited = (await browser.get(room)).text
    (challenge,) = re.findall(r'name="challenge" value="([^"]+)"', invited)
    done = {"challenge": challenge, "answer": solved(Puzzle("work", challenge, 6)), "nonce": "x"}
    lazy = await browser.post(room, data={**done, "answer": "1x"}, headers=SCRIPT)
    joined = await browser.post(room, data=done, headers=SCRIPT)

    assert 'data-join="work"' in invited
    assert "The check of your browser did not pass" in lazy.text
    assert '<strong class="position">5</strong>' in joined.text
    assert joined.headers["retry-after"]
    assert "bilten_place=" in joined.headers["set-cookie"]
    again = await browser.get(f"{room}/now", headers={"If-None-Match": joined.headers["etag"]})
    assert again.status_code == 304


async def test_a_form_without_scripts_works_where_no_work_is_asked(
    rt: Runtime, browser: httpx.AsyncClient
) -> None:
    stage = await given_event(rt)
    await given_room(rt, stage)
    room = await room_of(rt, stage)

    joined = await browser.post(room, headers=FORM)
    page = await browser.get(joined.headers["location"])

    assert (joined.status_code, page.status_code) == (303, 200)
    assert '<strong class="position">1</strong>' in page.text
    assert '<noscript><meta http-equiv="refresh"' in page.text


async def test_who_is_let_in_is_shown_the_way(
    rt: Runtime, browser: httpx.AsyncClient, clock: FrozenClock
) -> None:
    stage = await given_event(rt)
    await given_room(rt, stage)
    room = await room_of(rt, stage)
    await browser.post(room, headers=FORM)

    await tick(rt, clock, 2)
    turn = (await browser.get(f"{room}/now")).text
    await tick(rt, clock, 181)
    over = (await browser.get(f"{room}/now")).text

    assert "It is your turn" in turn
    assert f'href="/e/{room.rpartition("/")[2]}#tickets"' in turn
    assert "Your time to buy is over" in over


async def test_without_a_room_everybody_is_led_to_the_tickets(
    rt: Runtime, browser: httpx.AsyncClient
) -> None:
    stage = await given_event(rt)
    room = await room_of(rt, stage)
    await given_room(rt, stage, mode=RoomMode.off)
    tickets = f"/e/{room.rpartition('/')[2]}"

    assert (await browser.get(room)).headers["location"] == tickets
    assert f'data-go="{tickets}"' in (await browser.get(f"{room}/now")).text
    assert (await browser.get("/waiting/nothing-here/draw")).status_code == 404


async def test_a_poll_of_somebody_who_waits_asks_the_database_nothing(
    rt: Runtime, browser: httpx.AsyncClient
) -> None:
    stage = await given_event(rt)
    await given_room(rt, stage)
    room = await room_of(rt, stage)
    await browser.post(room, headers=FORM)
    await browser.get(room)

    with statements(rt) as asked:
        polls = [await browser.get(f"{room}/now") for _ in range(20)]

    assert {poll.status_code for poll in polls} == {200}
    assert asked == []


async def test_the_draw_page_shows_what_there_is_to_check(
    rt: Runtime, browser: httpx.AsyncClient, clock: FrozenClock
) -> None:
    stage = await given_event(rt)
    await given_room(rt, stage, opens_at=clock.now().replace(hour=13))
    room = await room_of(rt, stage)
    _, place = await join(rt, stage)

    before = (await browser.get(f"{room}/draw")).text
    await tick(rt, clock, 3600)
    after = (await browser.get(f"{room}/draw")).text

    assert "secret until the draw" in before
    assert f"<li>{place.turn_id}</li>" in after
