"""Where apps send people, as a browser follows it, and the page that asks them."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any

import httpx
import pytest
import reflex as rx
from fastapi import FastAPI
from reflex.istate.data import RouterData

from bilten_app.domains.apps.public import AppKind
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.ids import new_id
from bilten_app.web import door
from bilten_app.web.auth import consent as doorway
from bilten_app.web.handler import NoticeState
from bilten_app.web.public.consent import ConsentState
from tests.apps import BACK, asking, given_app, told_in
from tests.people import given_organizer

Enter = Callable[[Actor], rx.State]


@pytest.fixture
async def browser(rt: Runtime) -> AsyncIterator[httpx.AsyncClient]:
    door.move_in(rt)
    app = FastAPI()
    app.include_router(doorway.router)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://bilten.test") as client:
        yield client


async def sent(browser: httpx.AsyncClient, told: Any) -> str:
    """Return where an app's request sends the browser."""
    answer = await browser.get("/oauth/authorize", params=told)
    assert answer.status_code == 303
    return answer.headers["location"]


async def shown(enter: Enter, person: Actor, path: str) -> Any:
    """Open the page at `path` as somebody."""
    root = enter(person)
    root.router = RouterData.from_router_data({"pathname": path, "asPath": path})
    state = await root.get_state(ConsentState)
    await ConsentState.event_handlers["open"].fn(state)
    return state


async def pressed(state: Any, act: str) -> str:
    """Press a button; return where it leads."""
    done = ConsentState.event_handlers[act].fn(state)
    if hasattr(done, "__aiter__"):
        _ = [step async for step in done]
    else:
        await done
    return (await state.get_state(NoticeState)).departure.partition(" ")[2]


async def test_a_right_request_asks_the_person_and_a_wrong_one_goes_back(
    rt: Runtime, browser: httpx.AsyncClient
) -> None:
    owner, _ = await given_organizer(rt)
    app = await given_app(rt, owner)

    right = await sent(browser, asking(app.id))
    plain = await sent(browser, asking(app.id, code_challenge_method="plain"))
    twice = await sent(browser, [*asking(app.id).items(), ("scope", "orders:refund")])

    assert right.startswith("/oauth/consent/")
    assert told_in(plain)["error"] == told_in(twice)["error"] == "invalid_request"


@pytest.mark.parametrize(
    "changed", [{"client_id": str(new_id())}, {"redirect_uri": "https://evil.example/"}]
)
async def test_nobody_is_sent_to_an_address_of_a_stranger(
    rt: Runtime, browser: httpx.AsyncClient, changed: dict[str, str]
) -> None:
    owner, _ = await given_organizer(rt)
    app = await given_app(rt, owner)

    assert await sent(browser, asking(app.id, **changed)) == "/oauth/consent/unknown"


async def test_the_page_says_who_asks_for_what_and_leads_back(
    rt: Runtime, browser: httpx.AsyncClient, enter: Enter
) -> None:
    owner, _ = await given_organizer(rt)
    app = await given_app(rt, owner)
    scope = "events:read orders:refund"
    path = await sent(browser, asking(app.id, scope=scope))

    state = await shown(enter, owner, path)
    asked = [(row.words, row.is_grave) for row in state.scopes]
    back = await pressed(state, "allow")
    again = await shown(enter, owner, path)

    assert (state.app, state.organization, state.where) == (
        "Ledger Friend", "Blue Note Nights", "Blue Note Nights",
    )  # fmt: skip
    assert asked == [("See events", False), ("Refund orders", True)]
    assert back.startswith(f"{BACK}?code=")
    assert "answered already" in again.gone


async def test_a_person_who_says_no_goes_back_without_a_code(
    rt: Runtime, browser: httpx.AsyncClient, enter: Enter
) -> None:
    owner, _ = await given_organizer(rt)
    app = await given_app(rt, owner)
    state = await shown(enter, owner, await sent(browser, asking(app.id)))

    back = await pressed(state, "deny")

    assert told_in(back)["error"] == "access_denied"


async def test_whoever_acts_for_a_person_lets_nothing_in(
    rt: Runtime, browser: httpx.AsyncClient, enter: Enter
) -> None:
    owner, _ = await given_organizer(rt)
    app = await given_app(rt, owner, kind=AppKind.public)
    path = await sent(browser, asking(app.id))

    state = await shown(enter, replace(owner, acted_by=new_id()), path)
    back = await pressed(state, "allow")

    assert back == ""
    assert "Only the person" in (await state.get_state(NoticeState)).text
