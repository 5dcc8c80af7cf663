"""How a page event reaches a service.

Every public method of a Reflex state can be called by any browser, so a handler is an endpoint.
`@handler` marks it (the guard refuses what is not marked), checks the payload against the
annotations, supplies what the frame owns, and turns errors with words into a notice or into
errors beside the fields. What is supplied is named by its type:

    @handler
    async def save(self, uow: UnitOfWork, actor: Actor, form: DetailsForm) -> None: ...

`Runtime`, `UnitOfWork`, `Actor` and `Visit` come from the frame, everything else from the browser.
A form is a Pydantic model; its problems land in `self.errors` when the state has that var.
The handler that loads a page is named `open`; when it fails, `self.failed` becomes true if there is
that var, and false when it succeeds.
"""

import inspect
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from functools import cache
from typing import Any, ClassVar, Literal, cast, get_type_hints
from urllib.parse import urlencode
from uuid import UUID

import reflex as rx
import structlog
from pydantic import BaseModel, TypeAdapter, ValidationError
from reflex.event import EventCallback

from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import BiltenError, Invalid, NotFound, ProofNeeded
from bilten_app.kit.ids import new_code
from bilten_app.kit.text import msgid, say
from bilten_app.kit.typed import is_storable
from bilten_app.web import door
from bilten_app.web.door import Visit
from bilten_app.web.problems import field_problems

type NoticeKind = Literal["good", "bad", "info"]

SUPPLIED = (Runtime, UnitOfWork, Actor, Visit)
MARK = "bilten_handler"
LOADS = "open"
CONFIRM = "/account/confirm"
BROKEN = msgid("Something went wrong on our side ({code}). Please try again.")
MISREAD = msgid("This did not arrive as expected. Reload the page and try again.")

LONGEST_WORD, LONGEST_TEXT = 2_000, 100_000
log = structlog.get_logger(__name__)


def handler(act: Callable[..., Any]) -> EventCallback[*tuple[Any, ...]]:
    """Make `act` a page event: checked, supplied, and with refusals shown instead of raised."""
    run = _streaming(act) if inspect.isasyncgenfunction(act) else _single(act)
    for name in ("__name__", "__qualname__", "__module__", "__doc__"):
        setattr(run, name, getattr(act, name))
    setattr(run, MARK, True)
    run.__annotations__ = {}
    cast("Any", run).__signature__ = _browser_signature(act)
    return cast("EventCallback[*tuple[Any, ...]]", rx.event(cast("Any", run)))


async def notify(state: rx.State, kind: NoticeKind, text: str, *, goes_along: bool = False) -> None:
    """Show a passing sentence, already in the visitor's language, at the edge of the window.

    It belongs to the page it is said on; `goes_along` takes it to the one the handler leads to.
    """
    notices = await state.get_state(NoticeState)
    notices.kind = kind
    notices.text = text
    notices.count += 1
    notices._goes_along = goes_along  # noqa: SLF001


async def arrive(state: rx.State) -> None:
    """Begin a page: what was said on the one before stays behind unless it goes along, once."""
    notices = await state.get_state(NoticeState)
    if not notices._goes_along:  # noqa: SLF001
        notices.text = ""
    notices._goes_along = False  # noqa: SLF001


async def depart(state: rx.State, address: str) -> None:
    """Leave the compiled site by a full navigation: to a gateway, a file, a page of the API.

    The code before the address makes each departure happen once, though the state stays as it is
    when the person comes back.
    """
    (await state.get_state(NoticeState)).departure = f"{new_code()} {address}"


def held_id(text: str) -> UUID:
    """Return an id that a page holds or a browser names, or raise NotFound when it is none."""
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None


def named_id(state: rx.State) -> UUID:
    """Return the id that the address of the page ends in, or raise NotFound."""
    return held_id(state.router.url.path.rpartition("/")[2])


async def explain(state: rx.State, act: Callable[..., Any], error: Exception) -> None:
    """Show a refusal beside its fields or as a notice; log anything else under its code."""
    _tell_loading(state, act, failed=True)
    locale = door.visit().locale
    if isinstance(error, Invalid) and error.problems and "errors" in type(state).vars:
        problems = {name: say(text, locale) for name, text in error.problems.items()}
        cast("Any", state).errors = problems
    if isinstance(error, BiltenError):
        await notify(state, "bad", say(error.text, locale, **error.fields))
        return
    code = str(structlog.contextvars.get_contextvars().get("correlation_id", ""))
    log.error("page event failed", state=type(state).__name__, exc_info=error)
    await notify(state, "bad", say(BROKEN, locale, code=code))


def _single(act: Callable[..., Awaitable[object]]) -> Callable[..., Awaitable[object]]:
    async def run(self: rx.State, /, **payload: Any) -> object:
        try:
            async with AsyncExitStack() as stack:
                answer = await act(self, **await _arguments(act, payload, stack))
        except ProofNeeded:
            return _confirm_first(self)
        except Exception as error:  # noqa: BLE001 - the door: nothing may pass it unexplained
            await explain(self, act, error)
            return None
        _tell_loading(self, act, failed=False)
        return answer

    return run


def _streaming(act: Callable[..., AsyncIterator[object]]) -> Callable[..., AsyncGenerator[object]]:
    async def run(self: rx.State, /, **payload: Any) -> AsyncGenerator[object]:
        try:
            async with AsyncExitStack() as stack:
                async for step in act(self, **await _arguments(act, payload, stack)):
                    yield step
        except ProofNeeded:
            yield _confirm_first(self)
        except Exception as error:  # noqa: BLE001 - the door: nothing may pass it unexplained
            await explain(self, act, error)

    return run


def _confirm_first(state: rx.State) -> object:
    """Lead to the page that asks again who it is, and back to this one."""
    return rx.redirect(f"{CONFIRM}?{urlencode({'next': state.router.url.path})}")


async def _arguments(
    act: Callable[..., Any], payload: Mapping[str, Any], stack: AsyncExitStack
) -> dict[str, Any]:
    """Return the checked payload together with what the frame supplies."""
    hints = _hints(act)
    given = {name: _checked(kind, payload, name) for name, kind in hints.items()}
    for name, kind in hints.items():
        if kind in SUPPLIED:
            given[name] = await _supply(kind, stack)
    return given


async def _supply(kind: type, stack: AsyncExitStack) -> object:
    if kind is UnitOfWork:
        return await stack.enter_async_context(
            door.runtime().unit_of_work(actor=door.visit().actor)
        )
    if kind is Runtime:
        return door.runtime()
    return door.visit() if kind is Visit else door.visit().actor


def _checked(kind: Any, payload: Mapping[str, Any], name: str) -> object:
    if kind in SUPPLIED or kind is inspect.Parameter.empty:
        return payload.get(name)
    if not _can_be_written(payload.get(name), LONGEST_WORD if kind is str else LONGEST_TEXT):
        log.info("payload refused", argument=name, problems=["unwritable"])
        raise Misread
    try:
        return _adapter(kind).validate_python(_drawn(kind, payload.get(name)))
    except ValidationError as error:
        if _is_form(kind):
            raise Invalid(field_problems(error)) from None
        log.info("payload refused", argument=name, problems=[e["type"] for e in error.errors()])
        raise Misread from None


def _drawn(kind: Any, given: Any) -> object:
    """Leave out the fields of a form that are not drawn now: the browser sends null for them."""
    if not (_is_form(kind) and isinstance(given, dict)):
        return given
    return {name: value for name, value in given.items() if value is not None}


def _is_form(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _can_be_written(value: object, longest: int) -> bool:
    """Whether every text in a payload is one that PostgreSQL and a browser can hold."""
    match value:
        case str():
            return len(value) <= longest and is_storable(value)
        case dict():
            return all(_can_be_written(one, longest) for one in cast("Any", value).values())
        case list():
            return all(_can_be_written(one, longest) for one in cast("Any", value))
        case _:
            return True


def _tell_loading(state: rx.State, act: Callable[..., Any], *, failed: bool) -> None:
    if act.__name__ == LOADS and "failed" in type(state).vars:
        cast("Any", state).failed = failed


class Misread(Invalid):
    """The browser sent something this event does not take."""

    code = "misread"
    text = MISREAD


@cache
def _hints(act: Callable[..., Any]) -> dict[str, Any]:
    hints = get_type_hints(act)
    names = list(inspect.signature(act).parameters)[1:]
    return {name: hints.get(name, inspect.Parameter.empty) for name in names}


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _browser_signature(act: Callable[..., Any]) -> inspect.Signature:
    """Return the signature as the browser sees it: without what the frame supplies."""
    hints = get_type_hints(act)
    kept = [
        parameter.replace(annotation=inspect.Parameter.empty)
        for name, parameter in inspect.signature(act).parameters.items()
        if hints.get(name) not in SUPPLIED
    ]
    return inspect.Signature(kept)


class NoticeState(rx.State):
    """The passing sentence at the edge of the window."""

    _access: ClassVar[str] = "public"

    kind: str = "info"
    text: str = ""
    count: int = 0
    departure: str = ""
    _goes_along: bool = False

    @handler
    async def dismiss(self) -> None:
        """Take the notice away."""
        self.text = ""
