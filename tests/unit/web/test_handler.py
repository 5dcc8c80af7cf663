"""A page event: checked, supplied, explained."""

import inspect
from types import SimpleNamespace
from typing import Any, ClassVar, cast

import pytest
import reflex as rx
from pydantic import BaseModel, EmailStr, Field

from bilten_app.kit.actor import Actor, ActorKind
from bilten_app.kit.errors import Invalid, ProofNeeded, Refused
from bilten_app.kit.text import msgid
from bilten_app.web import door
from bilten_app.web.door import Visit
from bilten_app.web.handler import NoticeState, handler

GUEST_HERE = Actor(ActorKind.guest, visitor="abc")


class BuyerForm(BaseModel):
    name: str = Field(min_length=2, max_length=5)
    email: EmailStr


class NoteForm(BaseModel):
    words: str = "nothing"


class SampleState(rx.State):
    _access: ClassVar[str] = "public"

    heard: str = ""
    errors: dict[str, str] = {}

    @handler
    async def count(self, times: int) -> None:
        self.heard = f"counted {times!r}"

    @handler
    async def meet(self, actor: Actor, visit: Visit, greeting: str) -> None:
        self.heard = f"{greeting} {actor.visitor} in {visit.locale}"

    @handler
    async def buy(self, form: BuyerForm) -> None:
        self.heard = form.email

    @handler
    async def note(self, form: NoteForm) -> None:
        self.heard = form.words

    @handler
    async def refuse(self) -> None:
        raise Refused

    @handler
    async def give_money(self, sure: bool) -> None:  # noqa: FBT001 - from the browser
        raise ProofNeeded

    @handler
    async def give_slowly(self) -> Any:
        yield
        raise ProofNeeded

    @handler
    async def mend(self) -> None:
        raise Invalid({"name": msgid("Fill this in.")})

    @handler
    async def break_down(self) -> None:
        raise RuntimeError("the secret of the house")

    @handler
    async def stream(self) -> Any:
        self.heard = "first"
        yield
        raise Refused


@pytest.fixture
async def root() -> rx.State:
    door.begin(Visit(actor=GUEST_HERE, locale="en"))
    return rx.State(_reflex_internal_init=True)  # pyright: ignore[reportCallIssue]


async def call(root: rx.State, name: str, **payload: Any) -> SimpleNamespace:
    state = await root.get_state(SampleState)
    act = SampleState.event_handlers[name].fn
    outcome = act(state, **payload)
    if hasattr(outcome, "__aiter__"):
        async for _ in outcome:
            pass
    else:
        await outcome
    notice = await root.get_state(NoticeState)
    return SimpleNamespace(heard=state.heard, errors=dict(state.errors), notice=notice.text)


async def test_a_payload_of_the_right_kind_arrives(root: rx.State) -> None:
    assert (await call(root, "count", times="7")).heard == "counted 7"


@pytest.mark.parametrize("wrong", ["abc", 1.5, None, [1], {"a": 1}, "9" * 5000])
async def test_a_payload_of_the_wrong_kind_is_refused_with_words(
    root: rx.State, wrong: object
) -> None:
    told = await call(root, "count", times=wrong)

    assert told.heard == ""
    assert told.notice == "This did not arrive as expected. Reload the page and try again."


async def test_the_browser_cannot_supply_who_it_is(root: rx.State) -> None:
    told = await call(root, "meet", greeting="hello", actor={"kind": "system"}, visit=None)

    assert told.heard == "hello abc in en"


async def test_a_form_tells_each_field_what_is_wrong(root: rx.State) -> None:
    told = await call(root, "buy", form={"name": "Maximilian", "email": "nobody"})

    assert told.errors == {
        "name": "Write at most 5 characters.",
        "email": "Write an address like name@example.com.",
    }
    assert told.notice == "Please mend the marked fields."


async def test_an_empty_field_is_missing_and_not_malformed(root: rx.State) -> None:
    told = await call(root, "buy", form={"name": "", "email": ""})

    assert set(told.errors.values()) == {"Fill this in."}


async def test_a_field_that_is_not_drawn_keeps_its_default(root: rx.State) -> None:
    told = await call(root, "note", form={"words": None})

    assert (told.heard, told.errors) == ("nothing", {})


@pytest.mark.parametrize("name", ["refuse", "stream"])
async def test_a_refusal_is_shown_and_not_raised(root: rx.State, name: str) -> None:
    assert (await call(root, name)).notice == "This is not possible now."


async def test_what_needs_a_proof_leads_to_where_it_is_given(root: rx.State) -> None:
    state = await root.get_state(SampleState)

    at_once = await SampleState.event_handlers["give_money"].fn(state, sure=True)
    slowly = [step async for step in SampleState.event_handlers["give_slowly"].fn(state)]

    for led in (at_once, slowly[-1]):
        assert "/account/confirm?next=" in str(led)


async def test_a_service_may_mark_fields_too(root: rx.State) -> None:
    assert (await call(root, "mend")).errors == {"name": "Fill this in."}


async def test_a_breakdown_tells_a_code_and_no_secret(root: rx.State) -> None:
    told = await call(root, "break_down")

    assert told.notice.startswith("Something went wrong on our side (")
    assert "secret" not in told.notice


def test_the_browser_sees_only_its_own_arguments() -> None:
    act = cast("Any", SampleState.event_handlers["meet"].fn)

    assert list(inspect.signature(act).parameters) == ["self", "greeting"]


class ListState(rx.State):
    """A page that loads while the person behind it says how that goes."""

    _access: ClassVar[str] = "public"

    failed: bool = False
    _is_broken: bool = False

    @handler
    async def open(self) -> None:
        if self._is_broken:
            raise Refused

    @handler
    async def touch(self) -> None:
        raise Refused


async def test_a_page_that_could_not_load_knows_it_until_it_loads(root: rx.State) -> None:
    state = await root.get_state(ListState)
    load = cast("Any", ListState.event_handlers["open"].fn)

    state._is_broken = True
    await load(state)
    assert state.failed

    state._is_broken = False
    await load(state)
    assert not state.failed


async def test_an_act_that_fails_leaves_the_page_as_it_is(root: rx.State) -> None:
    state = await root.get_state(ListState)

    await cast("Any", ListState.event_handlers["touch"].fn)(state)

    assert not state.failed
