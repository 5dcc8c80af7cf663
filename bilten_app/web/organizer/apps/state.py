"""What the pages of apps remember, and what can be done there."""

from typing import Any, ClassVar
from uuid import UUID

import reflex as rx

from bilten_app.domains.apps import queries
from bilten_app.domains.apps import service as apps
from bilten_app.domains.media.public import MediaKind
from bilten_app.domains.programs import queries as programs
from bilten_app.domains.programs.public import SCOPES
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import NotFound
from bilten_app.kit.roles import Permission
from bilten_app.kit.text import msgid, say
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler, held_id, named_id, notify
from bilten_app.web.organizer.apps.rows import AppForm, AppRow, app_row
from bilten_app.web.organizer.desk import APPS, elsewhere, scope_of
from bilten_app.web.organizer.developers.rows import (
    DayBar,
    RequestRow,
    day_bars,
    request_row,
    span_words,
)
from bilten_app.web.organizer.files import refusal_words
from bilten_app.web.parts.listing import Asked, Listing

UNUSED = (0, 0)
NO_APP = AppRow()


class AppsState(rx.State):
    """The apps of the desk's organization."""

    _access: ClassVar[str] = "organizer"

    rows: list[AppRow] = []
    listing: Listing = Listing()
    chosen: list[str] = []
    client_id: str = ""
    secret: str = ""
    making: bool = False
    errors: dict[str, str] = {}
    loaded: bool = False
    failed: bool = False

    @handler
    async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> Any:
        """Load the apps."""
        if away := await elsewhere(rt, actor, Permission.keys_manage, whole=True):
            return away
        self.making, self.errors, self.secret, self.client_id = False, {}, "", ""
        await self._read(rt, actor, visit)
        self.loaded = True
        return None

    @handler
    async def begin(self, actor: Actor) -> None:
        """Show the form of a new app. Who it is is asked before anything is typed."""
        actor.require_recent_proof()
        self.making, self.errors, self.chosen = True, {}, []
        self.secret, self.client_id = "", ""

    @handler
    async def leave(self) -> None:
        """Put the form, or the secret that was copied, away."""
        self.making, self.secret, self.client_id, self.errors = False, "", "", {}

    @handler
    async def pick(self, scope: str) -> None:
        """Tick something that the app may ask for, or not."""
        if scope in SCOPES:
            self.chosen = sorted({*self.chosen} ^ {scope})

    @handler
    async def make(self, rt: Runtime, actor: Actor, visit: Visit, form: AppForm) -> None:
        """Register the app and show its secret this once."""
        self.errors = {}
        scope = await scope_of(rt, actor, Permission.keys_manage)
        async with rt.unit_of_work(actor) as uow:
            made = await apps.register(
                uow, actor, organizer_id=scope, draft=form.draft(self.chosen)
            )
        self.secret, self.client_id = made.secret or "", str(made.id)
        self.making, self.chosen = False, []
        await self._read(rt, actor, visit)

    async def _read(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        scope, now = await scope_of(rt, actor, Permission.keys_manage), rt.clock.now()
        async with rt.read() as session:
            found = await queries.apps(session, scope, now=now)
            used = await programs.used(session, [app.id for app in found], now=now)
        self.rows = [
            app_row(app, used.get(app.id, UNUSED), APPS, now=now, locale=visit.locale)
            for app in found
        ]
        self.listing = Asked.of(self, APPS).listing()


class AppState(rx.State):
    """One app, and its latest requests."""

    _access: ClassVar[str] = "organizer"

    app: AppRow = NO_APP
    bars: list[DayBar] = []
    total: str = ""
    rows: list[RequestRow] = []
    listing: Listing = Listing()
    chosen: list[str] = []
    secret: str = ""
    acting: str = ""
    trouble: str = ""
    missing: bool = False
    errors: dict[str, str] = {}
    loaded: bool = False
    failed: bool = False

    @handler
    async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> Any:
        """Load the app that the address names."""
        if away := await elsewhere(rt, actor, Permission.keys_manage, whole=True):
            return away
        self.app, self.acting, self.errors, self.missing = NO_APP, "", {}, False
        refused = self.router.url.query_parameters.get("picture", "")
        self.secret, self.trouble = "", refusal_words(refused, visit.locale, MediaKind.logo)
        try:
            await self._read(rt, actor, visit, named_id(self))
        except NotFound:
            self.missing = True
        self.loaded = True
        return None

    @handler
    async def begin(self, actor: Actor, act: str) -> None:
        """Show the form, or ask whether to go on. Who it is is asked first."""
        actor.require_recent_proof()
        self.acting, self.errors, self.chosen = act, {}, list(self.app.scope_names)

    @handler
    async def keep(self) -> None:
        """Leave everything as it is, or put the secret that was copied away."""
        self.acting, self.secret = "", ""

    @handler
    async def pick(self, scope: str) -> None:
        """Tick something that the app may ask for, or not."""
        if scope in SCOPES:
            self.chosen = sorted({*self.chosen} ^ {scope})

    @handler
    async def edit(self, rt: Runtime, actor: Actor, visit: Visit, form: AppForm) -> None:
        """Change the app."""
        self.errors = {}
        async with rt.unit_of_work(actor) as uow:
            app_id = held_id(self.app.id)
            await apps.edit(uow, actor, app_id=app_id, draft=form.draft(self.chosen))
        await self._changed(rt, actor, visit)

    @handler
    async def rotate(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """Make another secret and show it this once; the old one is good for a day more."""
        await self._new_secret(rt, actor, visit, at_once=False)

    @handler
    async def replace(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """Make another secret because somebody else has the old one."""
        await self._new_secret(rt, actor, visit, at_once=True)

    @handler
    async def remove(self, rt: Runtime, actor: Actor, visit: Visit) -> Any:
        """Remove the app."""
        async with rt.unit_of_work(actor) as uow:
            await apps.retire(uow, actor, app_id=held_id(self.app.id))
        self.acting = ""
        await notify(self, "good", say(msgid("Removed."), visit.locale), goes_along=True)
        return rx.redirect(APPS)

    async def _new_secret(self, rt: Runtime, actor: Actor, visit: Visit, *, at_once: bool) -> None:
        async with rt.unit_of_work(actor) as uow:
            app_id = held_id(self.app.id)
            self.secret = await apps.new_secret(uow, actor, app_id=app_id, at_once=at_once)
        await self._changed(rt, actor, visit)

    async def _changed(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        self.acting = ""
        await self._read(rt, actor, visit, held_id(self.app.id))
        await notify(self, "good", say(msgid("Saved."), visit.locale))

    async def _read(self, rt: Runtime, actor: Actor, visit: Visit, app_id: UUID) -> None:
        scope, now = await scope_of(rt, actor, Permission.keys_manage), rt.clock.now()
        asked = Asked.of(self, f"{APPS}/{app_id}")
        async with rt.read() as session:
            app = await queries.app(session, scope, app_id, now=now)
            days = await programs.days_of_program(session, app_id, now=now)
            page = await programs.requests_of_program(session, app_id, cursor=asked.cursor)
        used = sum(day.requests for day in days), sum(day.errors for day in days)
        self.app = app_row(app, used, APPS, now=now, locale=visit.locale)
        self.bars = day_bars(days, visit.locale) if used[0] else []
        self.total = span_words(days, visit.locale)
        self.rows = [request_row(use, visit.locale) for use in page.rows]
        self.listing = asked.listing(following=page.next_cursor)
