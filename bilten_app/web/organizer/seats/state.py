"""What the seats page remembers, and what each of its forms changes in the plan."""

from collections.abc import Sequence
from typing import Any, ClassVar
from uuid import UUID

import reflex as rx

from bilten_app.domains.events import service as events
from bilten_app.domains.seating import service as seating
from bilten_app.domains.seating.public import PlanView, Template
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import Forbidden, NotFound, Refused
from bilten_app.kit.roles import Permission
from bilten_app.kit.text import msgid, say, say_many
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler, held_id, notify
from bilten_app.web.organizer.desk import EVENTS, beside, elsewhere
from bilten_app.web.organizer.seats.view import Category, SectionForm, SectionRow, load, neighbours

NEW = "new"


class SeatsState(rx.State):
    """The seat plan of one event."""

    _access: ClassVar[str] = "organizer"

    id: str = ""
    slug: str = ""
    title: str = ""
    source: str = ""
    stage: str = ""
    has_plan: bool = False
    is_published: bool = False
    is_changed: bool = False
    total: str = ""
    sections: list[SectionRow] = []
    categories: list[Category] = []
    names: dict[str, str] = {}
    section_id: str = ""
    section: SectionRow = SectionRow()
    selected: list[int] = []
    by_row: bool = False
    trouble: str = ""
    errors: dict[str, str] = {}
    asking: bool = False
    busy: bool = False
    missing: bool = False
    loaded: bool = False
    failed: bool = False

    @handler
    async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> Any:
        """Load the plan of the event that the address names."""
        if away := await elsewhere(rt, actor, Permission.events_read):
            return away
        slug = self.router.url.path.removesuffix("/seats").rpartition("/")[2]
        self.errors, self.trouble, self.missing, self.asking = {}, "", False, False
        self.section_id, self.selected, self.busy = "", [], False
        try:
            await self._show(rt, actor, slug, visit.locale)
        except NotFound:
            self.missing = True
        except Forbidden:
            return await beside(rt, actor, slug)
        self.loaded = True
        return None

    @handler
    async def start(self, rt: Runtime, actor: Actor, visit: Visit, template: Template) -> None:
        """Begin a plan from a template, or begin it anew."""
        pools = [UUID(each.id) for each in self.categories]
        async with rt.unit_of_work(actor) as uow:
            event_id = held_id(self.id)
            scope = await events.scope_of(uow, actor, event_id=event_id)
            await seating.start_plan(uow, scope, event_id=event_id, template=template, pools=pools)
        self.asking = False
        await self._changed(rt, actor, visit)

    @handler
    async def begin_anew(self) -> None:
        """Ask which template to begin anew with."""
        self.asking = True

    @handler
    async def keep_plan(self) -> None:
        """Do not begin anew."""
        self.asking = False

    @handler
    async def edit_section(self, index: str) -> None:
        """Open the form of a section, or of a new one; an empty index closes it."""
        found = next((row for row in self.sections if row.index == index), None)
        self.section = found or SectionRow()
        self.section_id = index if found or index == NEW else ""
        self.errors = {}

    @handler
    async def save_section(
        self, rt: Runtime, actor: Actor, visit: Visit, form: SectionForm
    ) -> None:
        """Change a section or add one."""
        self.errors = {}
        index = int(self.section_id) if self.section_id not in {"", NEW} else None
        async with rt.unit_of_work(actor) as uow:
            event_id = held_id(self.id)
            scope = await events.scope_of(uow, actor, event_id=event_id)
            await seating.save_section(
                uow, scope, event_id=event_id, section=form.section(), index=index
            )
        self.section_id = ""
        await self._changed(rt, actor, visit)

    @handler
    async def remove_section(self, rt: Runtime, actor: Actor, visit: Visit, index: int) -> None:
        """Take a section out of the plan."""
        async with rt.unit_of_work(actor) as uow:
            event_id = held_id(self.id)
            scope = await events.scope_of(uow, actor, event_id=event_id)
            await seating.remove_section(uow, scope, event_id=event_id, index=index)
        self.section_id = ""
        await self._changed(rt, actor, visit)

    @handler
    async def name_stage(self, rt: Runtime, actor: Actor, visit: Visit, stage: str) -> None:
        """Say what the seats look at."""
        async with rt.unit_of_work(actor) as uow:
            event_id = held_id(self.id)
            scope = await events.scope_of(uow, actor, event_id=event_id)
            await seating.save_stage(uow, scope, event_id=event_id, stage=stage[:40])
        await self._changed(rt, actor, visit)

    @handler
    async def pick(self, rt: Runtime, actor: Actor, version: int, place: int) -> None:
        """Select a seat or its whole row, or let it go."""
        places = await neighbours(rt, actor, self.slug, place) if self.by_row else [place]
        chosen = set(self.selected)
        chosen = chosen - set(places) if place in chosen else chosen | set(places)
        self.selected = sorted(chosen)

    @handler
    async def pick_rows(self, *, by_row: bool) -> None:
        """Select whole rows with one touch, or single seats."""
        self.by_row = by_row

    @handler
    async def clear(self) -> None:
        """Select nothing."""
        self.selected = []

    @handler
    async def mark(self, rt: Runtime, actor: Actor, visit: Visit, how: str) -> None:
        """Block the selected seats, open them, or keep them for wheelchairs or not."""
        what = {
            "block": {"is_blocked": True},
            "open": {"is_blocked": False},
            "keep": {"is_accessible": True},
            "share": {"is_accessible": False},
        }.get(how, {})
        await self._mark(rt, actor, visit, **what)

    @handler
    async def move(self, rt: Runtime, actor: Actor, visit: Visit, pool: str) -> None:
        """Move the selected seats to another category."""
        if pool in {each.id for each in self.categories}:
            await self._mark(rt, actor, visit, pool_id=UUID(pool))

    @handler
    async def publish(self, rt: Runtime, actor: Actor, visit: Visit) -> Any:
        """Let buyers choose from the plan as it is drawn."""
        self.busy, self.trouble = True, ""
        yield
        self.busy = False
        try:
            async with rt.unit_of_work(actor) as uow:
                event_id = held_id(self.id)
                scope = await events.scope_of(uow, actor, event_id=event_id)
                count = await seating.publish(uow, scope, event_id=event_id)
        except Refused as refused:
            self.trouble = say(refused.text, visit.locale, **refused.fields)
            return
        await self._show(rt, actor, self.slug, visit.locale)
        told = say_many(
            msgid("Published. Buyers choose from {n} seat now."),
            msgid("Published. Buyers choose from {n} seats now."),
            count,
            visit.locale,
        )
        await notify(self, "good", told)

    async def _mark(self, rt: Runtime, actor: Actor, visit: Visit, **what: Any) -> None:
        places: Sequence[int] = self.selected
        if not places or not what:
            return
        async with rt.unit_of_work(actor) as uow:
            event_id = held_id(self.id)
            scope = await events.scope_of(uow, actor, event_id=event_id)
            await seating.mark_seats(uow, scope, event_id=event_id, places=set(places), **what)
        await self._changed(rt, actor, visit)

    async def _changed(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        self.selected, self.trouble = [], ""
        await self._show(rt, actor, self.slug, visit.locale)

    async def _show(self, rt: Runtime, actor: Actor, slug: str, locale: str) -> None:
        desk = await load(rt, actor, slug, locale)
        plan: PlanView | None = desk.plan
        self.id, self.slug, self.title = str(desk.event.id), slug, desk.event.title
        self.has_plan = plan is not None
        self.is_published = plan is not None and plan.version > 0
        self.is_changed = plan is not None and plan.is_changed
        self.stage = plan.plan.stage if plan else ""
        stamp = int(plan.changed_at.timestamp() * 1000) if plan else 0
        self.source = f"{EVENTS}/{slug}/seats.json?at={stamp}"
        self.sections, self.categories, self.total = desk.sections, desk.categories, desk.total
        self.names = {each.id: each.name for each in desk.categories}
