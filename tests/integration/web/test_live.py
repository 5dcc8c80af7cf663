"""Live numbers reach who may see them, and nobody after that ended."""

from types import SimpleNamespace
from typing import Any, cast

from reflex.state import StateUpdate

from bilten_app.domains.identity import service as identity
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.roles import Permission, Role
from bilten_app.web import door, live
from bilten_app.web.live import Feed, look_round
from bilten_app.web.organizer.dashboard.page import DashboardState
from bilten_app.web.session import still_may
from tests.factories import given_event
from tests.integration.web.test_desk import join
from tests.people import given_signed_in


class Sockets:
    """Where pushes go: what each tab was sent."""

    def __init__(self, *tabs: str) -> None:
        self.token_to_sid = dict.fromkeys(tabs, "sid")
        self.sent: list[tuple[str, object]] = []

    async def emit_update(self, update: StateUpdate, token: str) -> None:
        (values,) = update.delta.values()
        self.sent.append((token, *values.values()))


async def test_who_lost_the_session_is_sent_nothing_more(rt: Runtime) -> None:
    door.move_in(rt)
    stage = await given_event(rt)
    person, token = await given_signed_in(rt)
    await join(rt, stage, person, Role.manager)
    values = {"topic": "1"}
    sockets = Sockets("mine", "anybodys")
    feed = a_feed(values)
    feed.watch("topic", "mine", asking(token, stage.organizer_id))
    feed.watch("topic", "anybodys")

    await look_round(rt, an_app(sockets), feed)
    assert sorted(sockets.sent) == [("anybodys", "1"), ("mine", "1")]

    async with rt.unit_of_work(person) as uow:
        await identity.sign_out(uow, token=token)
    values["topic"] = "2"
    await look_round(rt, an_app(sockets), feed)

    assert sockets.sent[2:] == [("anybodys", "2")]
    assert feed.watchers == {"topic": {"anybodys"}}


async def test_who_is_no_member_is_sent_nothing(rt: Runtime) -> None:
    door.move_in(rt)
    stage = await given_event(rt)
    _, token = await given_signed_in(rt)
    sockets = Sockets("tab")
    feed = a_feed({"topic": "1"})
    feed.watch("topic", "tab", asking(token, stage.organizer_id))

    await look_round(rt, an_app(sockets), feed)

    assert sockets.sent == []
    assert not feed.watchers


def a_feed(values: dict[str, Any]) -> Feed:
    async def read(_rt: Runtime, _topics: object) -> dict[str, Any]:
        return dict(values)

    return Feed("test", DashboardState, "board", read)


def an_app(sockets: Sockets) -> Any:
    return SimpleNamespace(event_namespace=sockets)


def asking(token: str, organizer_id: Any) -> live.MaySee:
    headers = SimpleNamespace(cookie=f"{door.SESSION_COOKIE}={token}")
    page = SimpleNamespace(router=SimpleNamespace(headers=headers))
    return still_may(cast("Any", page), Permission.orders_read, organizer_id)
