"""What the pages for developers remember, and what can be done there."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, ClassVar
from uuid import UUID

import reflex as rx
from pydantic import BaseModel, Field

from bilten_app.domains.programs import queries
from bilten_app.domains.programs import service as programs
from bilten_app.domains.programs.public import SCOPES, InvalidKey, KeyDraft
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor, OrganizerScope
from bilten_app.kit.errors import NotFound
from bilten_app.kit.roles import Permission
from bilten_app.kit.text import msgid, say
from bilten_app.kit.twins import twin_of
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler, held_id, named_id, notify
from bilten_app.web.organizer.desk import DEVELOPERS, elsewhere, scope_of
from bilten_app.web.organizer.developers.rows import (
    NO_KEY,
    DayBar,
    KeyRow,
    RequestRow,
    day_bars,
    key_row,
    request_row,
    span_words,
)
from bilten_app.web.parts.listing import Asked, Choice, Filter, Listing

UNUSED = (0, 0)
REFUSED = "refused"
CURL = (
    "curl {origin}/api/v1/organizer/events?organizer_id={organizer} \\\n"
    '  -H "Authorization: Bearer blt_…"'
)
BAD_DAY = msgid("Choose a day like 2030-12-31.")


class KeyForm(BaseModel):
    """A key to be made; its scopes are ticked in the state."""

    name: str = Field(max_length=200)
    expires_at: str = Field("", max_length=10)
    networks: str = Field("", max_length=1000)
    test: bool = False


class NameForm(BaseModel):
    """Another name for a key."""

    new_name: str = Field(max_length=200)


class DevelopersState(rx.State):
    """The keys of the desk's organization."""

    _access: ClassVar[str] = "organizer"

    rows: list[KeyRow] = []
    listing: Listing = Listing()
    chosen: list[str] = []
    secret: str = ""
    curl: str = ""
    making: bool = False
    busy: bool = False
    errors: dict[str, str] = {}
    loaded: bool = False
    failed: bool = False

    @handler
    async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> Any:
        """Load the keys."""
        if away := await elsewhere(rt, actor, Permission.keys_manage, whole=True):
            return away
        self.secret, self.making, self.busy, self.errors = "", False, False, {}
        await self._read(rt, actor, visit)
        self.loaded = True
        return None

    @handler
    async def begin(self) -> None:
        """Show the form of a new key."""
        self.making, self.errors, self.secret, self.chosen = True, {}, "", []

    @handler
    async def leave(self) -> None:
        """Put the form, or the secret that was copied, away."""
        self.making, self.secret, self.errors = False, "", {}

    @handler
    async def pick(self, scope: str) -> None:
        """Tick something that the key may do, or not."""
        if scope in SCOPES:
            self.chosen = sorted({*self.chosen} ^ {scope})

    @handler
    async def make(self, rt: Runtime, actor: Actor, visit: Visit, form: KeyForm) -> None:
        """Make the key and show its secret this once."""
        self.errors = {}
        scope = await scope_of(rt, actor, Permission.keys_manage)
        draft = KeyDraft(
            form.name, frozenset(self.chosen), form.networks.replace(",", " ").split(),
            _end_of(form.expires_at),
        )  # fmt: skip
        made = await programs.make_key_for(
            rt, actor, organizer_id=scope, draft=draft, is_test=form.test
        )
        self.secret, self.making, self.chosen = made.secret, False, []
        await self._read(rt, actor, visit)
        if form.test:
            self.curl = CURL.format(origin=rt.settings.origin, organizer=twin_of(scope))

    async def _read(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        scope = await scope_of(rt, actor, Permission.keys_manage)
        asked, now = Asked.of(self, DEVELOPERS), rt.clock.now()
        async with rt.read() as session:
            page = await queries.keys(session, scope, now=now, cursor=asked.cursor)
            used = await queries.used(session, [key.id for key in page.rows], now=now)
        self.rows = [
            key_row(key, used.get(key.id, UNUSED), DEVELOPERS, visit.locale) for key in page.rows
        ]
        self.listing = asked.listing(following=page.next_cursor)
        self.curl = CURL.format(origin=rt.settings.origin, organizer=scope)


class KeyState(rx.State):
    """One key, and its latest requests."""

    _access: ClassVar[str] = "organizer"

    key: KeyRow = NO_KEY
    bars: list[DayBar] = []
    total: str = ""
    rows: list[RequestRow] = []
    aging: list[str] = []
    listing: Listing = Listing()
    acting: str = ""
    missing: bool = False
    errors: dict[str, str] = {}
    loaded: bool = False
    failed: bool = False

    @handler
    async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> Any:
        """Load the key that the address names."""
        if away := await elsewhere(rt, actor, Permission.keys_manage, whole=True):
            return away
        self.key, self.acting, self.errors, self.missing = NO_KEY, "", {}, False
        scope = await scope_of(rt, actor, Permission.keys_manage)
        try:
            await self._read(rt, scope, named_id(self), visit)
        except NotFound:
            self.missing = True
        self.loaded = True
        return None

    @handler
    async def begin(self, act: str) -> None:
        """Ask for the new name, or whether to revoke."""
        self.acting, self.errors = act, {}

    @handler
    async def keep(self) -> None:
        """Leave everything as it is."""
        self.acting = ""

    @handler
    async def rename(self, rt: Runtime, actor: Actor, visit: Visit, form: NameForm) -> None:
        """Call the key something else."""
        self.errors = {}
        try:
            async with rt.unit_of_work(actor) as uow:
                key_id = held_id(self.key.id)
                await programs.rename_key(uow, actor, key_id=key_id, name=form.new_name)
        except InvalidKey as refused:
            raise InvalidKey({"new_name": refused.problems["name"]}) from refused
        await self._changed(rt, actor, visit)

    @handler
    async def revoke(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """End the key."""
        async with rt.unit_of_work(actor) as uow:
            await programs.revoke_key(uow, actor, key_id=held_id(self.key.id))
        await self._changed(rt, actor, visit)

    async def _changed(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        self.acting = ""
        scope = await scope_of(rt, actor, Permission.keys_manage)
        await self._read(rt, scope, held_id(self.key.id), visit)
        await notify(self, "good", say(msgid("Saved."), visit.locale))

    async def _read(self, rt: Runtime, scope: OrganizerScope, key_id: UUID, visit: Visit) -> None:
        asked, now = Asked.of(self, f"{DEVELOPERS}/{key_id}"), rt.clock.now()
        shown = asked.chosen("show", among=[REFUSED])
        async with rt.read() as session:
            key = await queries.key(session, scope, key_id, now=now)
            days = await queries.days_of_use(session, scope, key_id, now=now)
            aging = await queries.aging_uses(session, scope, key_id, now=now)
            page = await queries.requests(
                session, scope, key_id, now=now, only_errors=shown == REFUSED,
                cursor=asked.cursor,
            )  # fmt: skip
        used = sum(day.requests for day in days), sum(day.errors for day in days)
        self.key = key_row(key, used, DEVELOPERS, visit.locale)
        self.bars = day_bars(days, visit.locale) if used[0] else []
        self.total = span_words(days, visit.locale)
        self.rows = [request_row(use, visit.locale) for use in page.rows]
        self.aging = [f"{one.method} {one.route}" for one in aging]
        choices = [
            Choice("", say(msgid("All"), visit.locale)),
            Choice(REFUSED, say(msgid("Refused"), visit.locale)),
        ]
        wish = Filter("show", say(msgid("Show"), visit.locale), choices, shown, look="links")
        self.listing = asked.listing(filters=[wish], following=page.next_cursor)


def _end_of(day: str) -> datetime | None:
    """Return the end of a day in UTC. Raises InvalidKey."""
    if not day:
        return None
    try:
        chosen = date.fromisoformat(day) + timedelta(days=1)
    except (ValueError, OverflowError):
        raise InvalidKey({"expires_at": BAD_DAY}) from None
    return datetime.combine(chosen, time(), UTC)
