"""Attempts on page events, through the real processor: each of them comes to nothing."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, ClassVar, cast
from uuid import UUID

import pytest
import reflex as rx
from reflex.event import Event
from reflex_base.event.processor.base_state_processor import BaseStateEventProcessor
from reflex_base.registry import RegistrationContext

from bilten_app.kit.actor import GUEST, Actor, ActorKind
from bilten_app.web.door import Visit
from bilten_app.web.doorstep import Pace
from bilten_app.web.guard import Guard, may_call, sign_in_address
from bilten_app.web.handler import NoticeState, handler

USER = Actor(ActorKind.user, user_id=UUID(int=1), name="Ada")
ORGANIZER = Actor(
    ActorKind.user, user_id=UUID(int=2), grants={UUID(int=3): frozenset({"events.edit"})}
)
RAN: list[str] = []


class OpenState(rx.State):
    _access: ClassVar[str] = "public"

    @handler
    async def look(self) -> None:
        RAN.append("look")

    async def undecorated(self) -> None:
        RAN.append("undecorated")


class UserState(rx.State):
    _access: ClassVar[str] = "user"

    @handler
    async def read(self) -> None:
        RAN.append("read")


class DeskState(rx.State):
    _access: ClassVar[str] = "organizer"

    @handler
    async def manage(self) -> None:
        RAN.append("manage")


class PlatformState(rx.State):
    _access: ClassVar[str] = "staff"

    @handler
    async def oversee(self) -> None:
        RAN.append("oversee")


class PageState(rx.State):
    _access: ClassVar[str] = "public"

    failed: bool = False

    @handler
    async def open(self) -> None:
        RAN.append("open")


class ForgottenState(rx.State):
    """A state whose author forgot to say who may call it."""

    @handler
    async def open(self) -> None:
        RAN.append("open")


type Send = Callable[[str, Actor], Awaitable[list[str]]]


@pytest.fixture
async def send() -> Send:
    """Send one event as somebody, and return what ran and what the browser was told."""
    RAN.clear()
    who: list[Actor] = [GUEST]
    told: list[str] = []

    async def visit_of_socket(_state: Any) -> Visit:
        return Visit(actor=who[0])

    async def emit_update(update: Any, token: str) -> None:
        told.extend(str(event.payload.get("path", "")) for event in update.events)

    door_keeper = Guard(find=visit_of_socket)

    async def attempt(name: str, actor: Actor) -> list[str]:
        who[0] = actor
        RegistrationContext.set(RegistrationContext.get().fork())
        rx.App(toaster=None, app_wraps={}).add_page(rx.el.main(), route="account")
        middleware = SimpleNamespace(_preprocess=_preprocess)
        processor = BaseStateEventProcessor(
            middleware=middleware,  # pyright: ignore[reportArgumentType]
            backend_exception_handler=None,
        )
        router = {"pathname": "/account", "asPath": "/account", "query": {}, "headers": {}}
        names: Any = SimpleNamespace(emit_update=emit_update)
        async with processor.configure(event_namespace=names):
            future = await processor.enqueue(
                "token", Event(name=name, payload={}, router_data=router)
            )
            await future
        return [*RAN, *(path for path in told if path)]

    async def _preprocess(state: Any, event: Event) -> Any:
        return await door_keeper.preprocess(RegistrationContext.get().app, state, event)

    return attempt


def named(state: type[rx.State], event: str) -> str:
    return f"{state.get_full_name()}.{event}"


@pytest.mark.parametrize("actor", [GUEST, USER, ORGANIZER])
async def test_a_public_event_runs_for_everyone(send: Send, actor: Actor) -> None:
    assert await send(named(OpenState, "look"), actor) == ["look"]


@pytest.mark.parametrize(
    ("state", "event"),
    [(OpenState, "undecorated"), (OpenState, "setvar"), (ForgottenState, "open")],
)
async def test_what_was_not_opened_stays_closed(
    send: Send, state: type[rx.State], event: str
) -> None:
    assert "undecorated" not in await send(named(state, event), ORGANIZER)
    assert RAN == []


async def test_a_guest_is_sent_to_sign_in_and_back(send: Send) -> None:
    outcome = await send(named(UserState, "read"), GUEST)

    assert RAN == []
    assert any(path.startswith("/sign-in") for path in outcome)


async def test_a_user_without_an_organization_cannot_manage(send: Send) -> None:
    outcome = await send(named(DeskState, "manage"), USER)

    assert RAN == []
    assert outcome == ["/organizer/new"]


async def test_staff_without_a_second_step_are_led_to_set_one_up(send: Send) -> None:
    waiting = replace(USER, staff_waits=True)

    assert await send(named(PlatformState, "oversee"), USER) == ["/"]
    assert await send(named(PlatformState, "oversee"), waiting) == [
        "/",
        "/account/security?form=passkeys&error=staff_step",
    ]
    assert RAN == []


async def test_those_who_may_do(send: Send) -> None:
    assert await send(named(UserState, "read"), USER) == ["read"]
    assert await send(named(DeskState, "manage"), ORGANIZER) == ["read", "manage"]


async def test_vars_cannot_be_written_from_outside(send: Send) -> None:
    await send(
        "reflex___state____state.reflex___state____update_vars_internal_state.update_vars_internal",
        ORGANIZER,
    )

    assert RAN == []


async def test_who_cannot_be_recognized_is_told_to_try_again_and_nothing_runs() -> None:
    RAN.clear()
    root = rx.State(_reflex_internal_init=True)  # pyright: ignore[reportCallIssue]

    async def database_is_away(_state: Any) -> Visit:
        raise ConnectionRefusedError

    update = await Guard(find=database_is_away).preprocess(
        cast("Any", None), root, Event(name=named(PageState, "open"))
    )

    assert update
    assert "Please try again." in str(update.delta[NoticeState.get_full_name()])
    assert "failed" in str(update.delta[PageState.get_full_name()])
    assert RAN == []


@pytest.mark.parametrize("access", [None, "", "admin", 1, "organizer "])
def test_an_unknown_access_class_opens_nothing(access: object) -> None:
    assert not may_call(access, ORGANIZER)


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("/account", "/sign-in?next=/account"),
        ("//evil.example", "/sign-in"),
        ("https://evil.example", "/sign-in"),
        ("/\\evil.example", "/sign-in"),
    ],
)
def test_signing_in_comes_back_only_to_us(path: str, address: str) -> None:
    assert sign_in_address(path) == address


def test_a_client_that_floods_is_slowed_down_alone() -> None:
    pace = Pace()

    allowed = sum(pace.allows("flood") for _ in range(500))

    assert allowed < 100
    assert pace.allows("somebody else")


def test_the_registry_knows_the_states_of_this_test() -> None:
    assert named(OpenState, "look") in RegistrationContext.get().event_handlers
