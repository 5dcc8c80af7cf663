"""What the editor remembers, and what each step saves."""

from typing import Any, ClassVar
from uuid import UUID

import reflex as rx

from bilten_app.domains.events import queries as event_queries
from bilten_app.domains.events import service as events
from bilten_app.domains.events.public import Step
from bilten_app.domains.inventory import service as inventory
from bilten_app.domains.inventory.public import Kind
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import Forbidden, Invalid, NotFound
from bilten_app.kit.text import msgid, say
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler, held_id, notify
from bilten_app.web.organizer.desk import EVENTS, beside
from bilten_app.web.organizer.event_editor.forms import (
    BasicsForm,
    CancelForm,
    PlaceForm,
    PoolForm,
    RefundsForm,
    TicketForm,
    read_list,
)
from bilten_app.web.organizer.event_editor.types import PoolRow, TypeRow, draft_of, new_row
from bilten_app.web.organizer.event_editor.view import Editing, load, step_after
from bilten_app.web.organizer.files import refusal_words

SAVED = msgid("Saved.")
NEW = "new"


class EditorState(rx.State):
    """One event, at one step."""

    _access: ClassVar[str] = "organizer"

    event: Editing = Editing()
    step: str = Step.basics.value
    type_id: str = ""
    ticket: TypeRow = TypeRow()
    is_open: bool = False
    pool_id: str = ""
    pool: PoolRow = PoolRow()
    errors: dict[str, str] = {}
    trouble: str = ""
    cancelling: bool = False
    busy: bool = False
    missing: bool = False
    loaded: bool = False

    @handler
    async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> Any:
        """Load the event and the step that the address names."""
        asked = self.router.url.query_parameters
        slug = self.router.url.path.rpartition("/")[2]
        wished = asked.get("step", "")
        self.step = wished if wished in Step.__members__ else Step.basics.value
        self.trouble = refusal_words(asked.get("picture", ""), visit.locale)
        self.errors, self.type_id, self.cancelling, self.busy = {}, "", False, False
        self.missing = False
        try:
            self.event = await load(rt, actor, slug, visit.locale)
        except NotFound:
            self.missing = True
        except Forbidden:
            return await beside(rt, actor, slug)
        self.loaded = True
        return None

    @handler
    async def save_basics(self, rt: Runtime, actor: Actor, visit: Visit, form: BasicsForm) -> Any:
        """Save what it is."""
        self.errors = {}
        async with rt.unit_of_work(actor) as uow:
            await events.edit(
                uow, actor, event_id=held_id(self.event.id), title=form.title, summary=form.summary,
                description=form.description, category=form.category, age_policy=form.age_policy,
                line_up=read_list(form.line_up, "\n"), tags=read_list(form.tags, ","),
            )  # fmt: skip
        return await self._saved(visit)

    @handler
    async def save_place(self, rt: Runtime, actor: Actor, visit: Visit, form: PlaceForm) -> Any:
        """Save when and where."""
        self.errors = {}
        event_id = held_id(self.event.id)
        async with rt.unit_of_work(actor) as uow:
            await events.set_venue(
                uow, actor, event_id=event_id, name=form.name, address=form.address,
                city=form.city, country=form.country, time_zone=form.time_zone,
                accessibility=form.accessibility,
            )  # fmt: skip
            await events.edit(
                uow, actor, event_id=event_id, starts_local=form.starts_local,
                ends_local=form.ends_local, doors_local=form.doors_local,
            )  # fmt: skip
        self.event = await load(rt, actor, self.event.slug, visit.locale)
        return None if self.event.clock_note else await self._saved(visit)

    @handler
    async def edit_type(self, type_id: str) -> None:
        """Open the form of a ticket type, or of a new one of a kind; an empty id closes it."""
        found = next((row for row in self.event.types if row.id == type_id), None)
        kind = type_id if type_id in Kind.__members__ else ""
        self.ticket = found or new_row(
            Kind(kind or Kind.admission), self.event.types, self.event.pools
        )
        self.type_id = type_id if found else kind
        self.is_open = self.ticket.open_price
        self.errors, self.pool_id = {}, ""

    @handler
    async def choose_open(self, is_open: bool) -> None:  # noqa: FBT001 - what a checkbox sends
        """Let guests choose what they pay, or say what they pay."""
        self.is_open = is_open

    @handler
    async def save_type(self, rt: Runtime, actor: Actor, visit: Visit, form: TicketForm) -> None:
        """Save a ticket type."""
        self.errors = {}
        if self.ticket.seated:
            form.capacity = int(self.ticket.capacity)
        draft = draft_of(form, Kind(self.ticket.kind), self.event.currency)
        known = self.ticket.id
        async with rt.unit_of_work(actor) as uow:
            event_id = held_id(self.event.id)
            scope = await events.scope_of(uow, actor, event_id=event_id)
            await inventory.save_ticket_type(
                uow, scope, event_id=event_id, draft=draft,
                ticket_type_id=UUID(known) if known else None,
            )  # fmt: skip
        self.event = await load(rt, actor, self.event.slug, visit.locale)
        self.type_id = ""
        await notify(self, "good", say(SAVED, visit.locale))

    @handler
    async def edit_pool(self, pool_id: str) -> None:
        """Open the form of shared places, or of new ones; an empty id closes it."""
        found = next((row for row in self.event.pools if row.id == pool_id), None)
        self.pool = found or PoolRow()
        self.pool_id = pool_id if found or pool_id == NEW else ""
        self.errors, self.type_id = {}, ""

    @handler
    async def save_pool(self, rt: Runtime, actor: Actor, visit: Visit, form: PoolForm) -> None:
        """Save shared places."""
        self.errors = {}
        event_id = held_id(self.event.id)
        async with rt.unit_of_work(actor) as uow:
            scope = await events.scope_of(uow, actor, event_id=event_id)
            try:
                await inventory.save_pool(
                    uow, scope, event_id=event_id, name=form.pool_name,
                    capacity=form.pool_capacity,
                    pool_id=UUID(self.pool.id) if self.pool.id else None,
                )  # fmt: skip
            except Invalid as refusal:
                named = {f"pool_{field}": words for field, words in refusal.problems.items()}
                raise Invalid(named) from refusal
        self.event = await load(rt, actor, self.event.slug, visit.locale)
        self.pool_id = ""
        await notify(self, "good", say(SAVED, visit.locale))

    @handler
    async def remove_pool(self, rt: Runtime, actor: Actor, visit: Visit, pool_id: UUID) -> None:
        """Remove shared places on which nothing draws."""
        event_id = held_id(self.event.id)
        async with rt.unit_of_work(actor) as uow:
            scope = await events.scope_of(uow, actor, event_id=event_id)
            await inventory.remove_pool(uow, scope, event_id=event_id, pool_id=pool_id)
        self.event = await load(rt, actor, self.event.slug, visit.locale)
        self.pool_id = ""

    @handler
    async def save_refunds(self, rt: Runtime, actor: Actor, visit: Visit, form: RefundsForm) -> Any:
        """Save the sentence on refunds and who pays the fees."""
        self.errors = {}
        async with rt.unit_of_work(actor) as uow:
            await events.edit(
                uow, actor, event_id=held_id(self.event.id), refund_policy=form.refund_policy,
                refund_until_hours=form.refund_until_hours, fees_passed_on=form.fees_passed_on,
            )  # fmt: skip
        return await self._saved(visit)

    @handler
    async def remove_picture(self, rt: Runtime, actor: Actor, visit: Visit, media_id: UUID) -> None:
        """Take a picture out of the gallery."""
        event_id = held_id(self.event.id)
        async with rt.unit_of_work(actor) as uow:
            await events.scope_of(uow, actor, event_id=event_id)
            shown = (await event_queries.by_id(uow.session, event_id)).gallery
            kept = [one.id for one in shown if one.id != media_id]
            await events.edit(uow, actor, event_id=event_id, gallery=kept)
        self.event = await load(rt, actor, self.event.slug, visit.locale)

    @handler
    async def publish(self, rt: Runtime, actor: Actor, visit: Visit) -> Any:
        """Let everybody find it."""
        self.busy = True
        yield
        self.busy = False
        async with rt.unit_of_work(actor) as uow:
            await events.publish(uow, actor, event_id=held_id(self.event.id))
        self.event = await load(rt, actor, self.event.slug, visit.locale)
        await notify(self, "good", say(msgid("It is on sale now."), visit.locale))

    @handler
    async def ask_cancel(self) -> None:
        """Ask whether to call it off."""
        self.cancelling, self.errors = True, {}

    @handler
    async def keep(self) -> None:
        """Do not call it off."""
        self.cancelling = False

    @handler
    async def cancel(self, rt: Runtime, actor: Actor, visit: Visit, form: CancelForm) -> None:
        """Call the event off; every order is refunded and every guest told."""
        self.errors = {}
        async with rt.unit_of_work(actor) as uow:
            await events.cancel(uow, actor, event_id=held_id(self.event.id), reason=form.reason)
        self.cancelling = False
        self.event = await load(rt, actor, self.event.slug, visit.locale)
        await notify(
            self, "info", say(msgid("Cancelled. Refunds and mails are on their way."), visit.locale)
        )

    async def _saved(self, visit: Visit) -> Any:
        await notify(self, "good", say(SAVED, visit.locale), goes_along=True)
        following = step_after(Step(self.step)).value
        return rx.redirect(f"{EVENTS}/{self.event.slug}?step={following}")
