"""What the pages of webhooks remember: the list, and one webhook with its log."""

from typing import Any, ClassVar
from uuid import UUID

import reflex as rx

from bilten_app.domains.webhooks import queries
from bilten_app.domains.webhooks import service as webhooks
from bilten_app.domains.webhooks.public import CHOOSABLE, CallState
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import NotFound
from bilten_app.kit.roles import Permission
from bilten_app.kit.text import msgid, say, say_many
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler, held_id, named_id, notify
from bilten_app.web.organizer.desk import WEBHOOKS, elsewhere, organization, scope_of
from bilten_app.web.organizer.webhooks.view import (
    CALL_STATES,
    CallRow,
    HookForm,
    HookRow,
    call_row,
    hook_row,
)
from bilten_app.web.parts.listing import Asked, Choice, Filter, Listing

NO_HOOK = HookRow(kinds=[kind.value for kind in CHOOSABLE])
PAGE = 25


class HooksState(rx.State):
    """The webhooks of an organization."""

    _access: ClassVar[str] = "organizer"

    rows: list[HookRow] = []
    listing: Listing = Listing()
    adding: bool = False
    secret: str = ""
    errors: dict[str, str] = {}
    loaded: bool = False
    failed: bool = False

    @handler
    async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> Any:
        """Load the list."""
        if away := await elsewhere(rt, actor, Permission.webhooks_manage, whole=True):
            return away
        self.adding, self.secret = False, ""
        await self._read(rt, actor, visit)
        self.loaded = True
        return None

    @handler
    async def ask(self, actor: Actor) -> None:
        """Begin a new webhook. Who it is is asked before anything is typed."""
        actor.require_recent_proof()
        self.adding, self.errors, self.secret = True, {}, ""

    @handler
    async def keep(self) -> None:
        """Add none."""
        self.adding = False

    @handler
    async def add(self, rt: Runtime, actor: Actor, visit: Visit, form: HookForm) -> None:
        """Add a webhook, and show its secret once."""
        self.errors = {}
        mine = await organization(rt, actor)
        added = await webhooks.add(rt, actor, organizer_id=mine.id, draft=form.draft())
        self.adding, self.secret = False, added.secret
        await self._read(rt, actor, visit)

    async def _read(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        scope = await scope_of(rt, actor, Permission.webhooks_manage)
        async with rt.read() as session:
            found = await queries.endpoints(session, scope)
        self.rows = [hook_row(one, visit.locale) for one in found]


class HookState(rx.State):
    """One webhook with its log."""

    _access: ClassVar[str] = "organizer"

    hook: HookRow = NO_HOOK
    rows: list[CallRow] = []
    listing: Listing = Listing()
    failures: int = 0
    doing: str = ""
    secret: str = ""
    errors: dict[str, str] = {}
    missing: bool = False
    loaded: bool = False
    failed: bool = False

    @handler
    async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> Any:
        """Load the webhook that the address names."""
        if away := await elsewhere(rt, actor, Permission.webhooks_manage, whole=True):
            return away
        self.missing, self.doing, self.secret, self.errors = False, "", "", {}
        try:
            await self._read(rt, actor, visit, named_id(self))
        except NotFound:
            self.missing = True
        self.loaded = True
        return None

    @handler
    async def look(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """See what came of it."""
        await self._again(rt, actor, visit)

    @handler
    async def ask_edit(self, actor: Actor) -> None:
        """Change it. Who it is is asked before anything is typed."""
        actor.require_recent_proof()
        self.doing, self.errors = "edit", {}

    @handler
    async def ask_rotate(self, actor: Actor) -> None:
        """Ask whether there shall be a new secret."""
        actor.require_recent_proof()
        self.doing = "rotate"

    @handler
    async def ask_remove(self) -> None:
        """Ask whether it shall go."""
        self.doing = "remove"

    @handler
    async def keep(self) -> None:
        """Leave it as it is."""
        self.doing = ""

    @handler
    async def edit(self, rt: Runtime, actor: Actor, visit: Visit, form: HookForm) -> None:
        """Change where it is and what it is told."""
        self.errors = {}
        await webhooks.edit(rt, actor, endpoint_id=held_id(self.hook.id), draft=form.draft())
        self.doing = ""
        await self._again(rt, actor, visit)
        await notify(self, "good", say(msgid("Saved."), visit.locale))

    @handler
    async def rotate(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """Make a new secret, and show it once."""
        added = await webhooks.rotate(rt, actor, endpoint_id=held_id(self.hook.id))
        self.doing, self.secret = "", added.secret
        await self._again(rt, actor, visit)

    @handler
    async def switch(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """Switch it off, or on again."""
        act = webhooks.pause if self.hook.is_on else webhooks.resume
        async with rt.unit_of_work(actor) as uow:
            await act(uow, actor, endpoint_id=held_id(self.hook.id))
        await self._again(rt, actor, visit)

    @handler
    async def remove(self, rt: Runtime, actor: Actor, visit: Visit) -> Any:
        """Remove it with its log."""
        async with rt.unit_of_work(actor) as uow:
            await webhooks.remove(uow, actor, endpoint_id=held_id(self.hook.id))
        self.doing = ""
        await notify(self, "good", say(msgid("Removed."), visit.locale), goes_along=True)
        return rx.redirect(WEBHOOKS)

    @handler
    async def test(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """Send a test."""
        async with rt.unit_of_work(actor) as uow:
            await webhooks.test(uow, actor, endpoint_id=held_id(self.hook.id))
        await self._again(rt, actor, visit)
        said = msgid("A test is on its way. What came of it shows below in a moment.")
        await notify(self, "info", say(said, visit.locale))

    @handler
    async def replay(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """Send again everything that was not taken."""
        async with rt.unit_of_work(actor) as uow:
            count = await webhooks.replay_failed(uow, actor, endpoint_id=held_id(self.hook.id))
        await self._again(rt, actor, visit)
        one, many = msgid("{n} message is sent again."), msgid("{n} messages are sent again.")
        await notify(self, "info", say_many(one, many, count, visit.locale))

    async def _again(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        await self._read(rt, actor, visit, held_id(self.hook.id))

    async def _read(self, rt: Runtime, actor: Actor, visit: Visit, hook_id: UUID) -> None:
        asked = Asked.of(self, f"{WEBHOOKS}/{hook_id}")
        state = asked.chosen("state", among=list(CallState))
        async with rt.read() as session:
            found = await queries.endpoint(session, actor, hook_id)
            page = await queries.calls(
                session, actor, hook_id, state=CallState(state) if state else None,
                cursor=asked.cursor, size=PAGE,
            )  # fmt: skip
            self.failures = await queries.failed_count(session, hook_id)
        self.hook = hook_row(found, visit.locale)
        self.rows = [call_row(one, WEBHOOKS, visit.locale) for one in page.rows]
        choices = [
            Choice("", say(msgid("All"), visit.locale)),
            *(Choice(one, say(words, visit.locale)) for one, (words, _) in CALL_STATES.items()),
        ]
        states = Filter("state", say(msgid("State"), visit.locale), choices, state, look="links")
        self.listing = asked.listing(filters=[states], following=page.next_cursor)
