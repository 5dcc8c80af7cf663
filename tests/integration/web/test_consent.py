"""Where apps send people, as a browser follows it, and the page that asks them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import httpx
import pytest
import reflex as rx
from reflex.istate.data import RouterData

from bilten_app.domains.apps import queries
from bilten_app.domains.apps.public import AppKind
from bilten_app.domains.organizers import service as organizers
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.ids import new_id
from bilten_app.kit.roles import Permission
from bilten_app.web.auth import consent as doorway
from bilten_app.web.door import SESSION_COOKIE
from bilten_app.web.handler import NoticeState
from bilten_app.web.organizer import files
from bilten_app.web.public.consent import ConsentState
from tests.apps import BACK, asking, given_app, told_in
from tests.people import actor_of, given_organizer, given_signed_in, picture, with_grants

SERVED = (doorway.router, files.router)
Enter = Callable[[Actor], rx.State]


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


async def test_an_app_has_a_logo_that_people_see(
    rt: Runtime, browser: httpx.AsyncClient, enter: Enter
) -> None:
    person, token = await given_signed_in(rt)
    owner = await with_grants(rt, person)
    organizer_id = await organizers.create(rt, owner, name="Blue Note Nights")
    owner = await actor_of(rt, token)
    app, foreign = await given_app(rt, owner), await given_app(rt, (await given_organizer(rt))[0])
    here = {"Cookie": f"{SESSION_COOKIE}={token}"}

    async def uploaded(app_id: UUID, content: bytes) -> str:
        sent = {"picture": ("logo.png", content)}
        about = f"/uploads/apps/{app_id}/logo"
        return (await browser.post(about, files=sent, headers=here)).headers["location"]

    assert await uploaded(app.id, picture(300, 300)) == f"/organizer/apps/{app.id}"
    assert (await uploaded(foreign.id, picture(300, 300))).endswith("?picture=not_found")
    assert (await uploaded(app.id, b"x")).endswith("?picture=picture_unknown")
    state = await shown(enter, owner, await sent(browser, asking(app.id)))

    assert state.logo.url.startswith("/media/")
    async with rt.read() as session:
        scope = owner.require(Permission.keys_manage, organizer_id)
        (row,) = await queries.apps(session, scope, now=rt.clock.now())
    assert row.logo
