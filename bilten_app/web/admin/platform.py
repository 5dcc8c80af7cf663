"""How the platform is: what it stands on, and which of its processes run."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import reflex as rx

from bilten_app.infra import health
from bilten_app.infra.health import Condition
from bilten_app.infra.processes import Part, Process, processes
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.roles import StaffPermission
from bilten_app.kit.text import msgid, say
from bilten_app.web.admin.membership import PLATFORM
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler
from bilten_app.web.organizer.parts import state_badge
from bilten_app.web.parts.clock import pulse
from bilten_app.web.parts.data import badge, card
from bilten_app.web.parts.feedback import Tone, empty
from bilten_app.web.parts.listing import Asked, Column, Listing, listing, named
from bilten_app.web.words import t, when

LOOK_AGAIN_S = 10.0
NAMES: Mapping[str, str] = {
    "database": msgid("Database"),
    "cache": msgid("Cache"),
    "queue": msgid("Waiting work"),
    "gateways": msgid("Payment services"),
    "chains": msgid("Chains"),
}
CONDITIONS: Mapping[Condition, tuple[str, Tone]] = {
    Condition.up: (msgid("Good"), "good"),
    Condition.strained: (msgid("Strained"), "warn"),
    Condition.down: (msgid("Does not answer"), "bad"),
}
PARTS: Mapping[Part, str] = {
    Part.web: msgid("Serves pages and API"),
    Part.worker: msgid("Does jobs"),
    Part.slow: msgid("Does slow jobs"),
    Part.indexer: msgid("Mirrors chains"),
}


@dataclass(frozen=True, slots=True)
class Stone:
    """Something the platform stands on."""

    name: str
    condition: str
    tone: str


@dataclass(frozen=True, slots=True)
class Row:
    """One process."""

    id: str
    does: str
    place: str
    version: str
    started: str
    seen: str
    is_silent: bool


class PlatformState(rx.State):
    """What runs, looked at again every few seconds."""

    _access: ClassVar[str] = "staff"

    stones: list[Stone] = []
    rows: list[Row] = []
    listing: Listing = Listing()
    loaded: bool = False
    failed: bool = False

    @handler
    async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """Show how everything is."""
        await self._show(rt, actor, visit.locale)

    @handler
    async def look(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """Show how everything is by now."""
        await self._show(rt, actor, visit.locale)

    async def _show(self, rt: Runtime, actor: Actor, locale: str) -> None:
        actor.require_staff(StaffPermission.platform_read)
        parts = await health.conditions(rt)
        async with rt.read() as session:
            found = await processes(session, rt.clock.now())
        self.stones = [_stone(name, condition, locale) for name, condition in parts.items()]
        self.rows = [_row(one, locale) for one in found]
        self.listing = Asked.of(self, PLATFORM).listing(following=None)
        self.loaded = True


def page() -> rx.Component:
    """The page, top to bottom."""
    columns = [
        Column(t("Process"), lambda row: named(row.does, row.place), place="lead"),
        Column(t("State"), _state, place="mark"),
        Column(t("Version"), lambda row: row.version),
        Column(t("Runs since"), lambda row: when(row.started)),
        Column(t("Last heard of"), lambda row: when(row.seen)),
    ]
    nothing = empty(
        t("Nobody has said anything yet"), t("Each process does, within ten seconds."), name="clock"
    )
    return rx.el.div(
        rx.el.h1(t("Platform"), class_name="text-title"),
        card(
            rx.el.h2(t("What it stands on"), class_name="text-heading"),
            rx.el.dl(
                rx.foreach(PlatformState.stones, _stone_line),
                class_name="mt-3 grid gap-x-8 gap-y-3 sm:grid-cols-2 lg:grid-cols-4",
            ),
        ),
        listing(PlatformState, t("Processes"), columns, nothing=nothing),
        pulse(seconds=LOOK_AGAIN_S, on_beat=PlatformState.look),
        class_name="flex flex-col gap-6",
    )


def _stone_line(stone: Any) -> rx.Component:
    return rx.el.div(
        rx.el.dt(stone.name, class_name="text-sm text-muted"),
        rx.el.dd(state_badge(stone.condition, stone.tone), class_name="mt-1"),
    )


def _state(row: Any) -> rx.Component:
    return rx.cond(row.is_silent, badge(t("Silent"), tone="warn"), badge(t("Runs"), tone="good"))


def _stone(name: str, condition: Condition, locale: str) -> Stone:
    words, tone = CONDITIONS[condition]
    return Stone(say(NAMES[name], locale), say(words, locale), tone)


def _row(one: Process, locale: str) -> Row:
    return Row(
        id=f"{one.host}:{one.pid}",
        does=say(PARTS[one.part], locale),
        place=f"{one.host}, {one.pid}",
        version=one.version,
        started=one.started_at.isoformat(),
        seen=one.seen_at.isoformat(),
        is_silent=one.is_silent,
    )
