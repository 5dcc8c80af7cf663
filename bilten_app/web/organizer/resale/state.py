"""What the resale page remembers."""

from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID

import reflex as rx
from pydantic import BaseModel, Field

from bilten_app.domains.events import queries as events
from bilten_app.domains.inventory import queries as inventory
from bilten_app.domains.inventory.public import Kind
from bilten_app.domains.market import queries
from bilten_app.domains.market import service as market
from bilten_app.domains.market.public import Terms
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import NotFound
from bilten_app.kit.roles import Permission
from bilten_app.kit.text import msgid, number, price, say
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler, held_id, notify
from bilten_app.web.organizer.desk import elsewhere

OFF = msgid("No resale")
ON = msgid("At most {cap} %, royalty {royalty} %, until {hours} hours before the doors")
AS_EVENT = msgid("As the event")


@dataclass(frozen=True, slots=True)
class Figures:
    """How much is resold, in words."""

    open: str = ""
    sold: str = ""
    turnover: str = ""
    royalties: str = ""
    owed: str = ""


@dataclass(frozen=True, slots=True)
class TermsRow:
    """The terms of the event (without an id), or of one of its ticket types."""

    id: str = ""
    name: str = ""
    words: str = ""
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class TermsShown:
    """The terms in the form; shares in whole percent."""

    for_type: str = ""
    is_on: bool = False
    cap: str = "100"
    royalty: str = "0"
    hours: str = "2"
    types: list[TermsRow] = field(default_factory=list[TermsRow])


class TermsForm(BaseModel):
    """Terms as they were set."""

    is_on: bool = False
    cap: int = Field(ge=10, le=200)
    royalty: int = Field(ge=0, le=10)
    hours: int = Field(ge=0, le=336)


class ResaleState(rx.State):
    """The resale of one event."""

    _access: ClassVar[str] = "organizer"

    id: str = ""
    slug: str = ""
    title: str = ""
    figures: Figures = Figures()
    shown: TermsShown = TermsShown()
    may_edit: bool = False
    errors: dict[str, str] = {}
    missing: bool = False
    loaded: bool = False

    @handler
    async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> Any:
        """Load the event that the address names."""
        if away := await elsewhere(rt, actor, Permission.events_read):
            return away
        slug = self.router.url.path.removesuffix("/resale").rpartition("/")[2]
        self.errors, self.missing = {}, False
        try:
            async with rt.read() as session:
                event = await events.organizer_event(session, actor, slug)
                told = await queries.figures(session, event.id, event.currency)
        except NotFound:
            self.missing = self.loaded = True
            return None
        self.id, self.slug, self.title = str(event.id), event.slug, event.title
        self.may_edit = actor.may(Permission.events_write, event.organizer_id, event_id=event.id)
        self.figures = Figures(
            number(told.open, visit.locale),
            number(told.sold, visit.locale),
            price(told.turnover, visit.locale),
            price(told.royalties, visit.locale),
            price(told.owed, visit.locale),
        )
        await self._show(rt, visit, self.router.url.query_parameters.get("type", ""))
        self.loaded = True
        return None

    @handler
    async def save(self, rt: Runtime, actor: Actor, visit: Visit, form: TermsForm) -> None:
        """Say on which terms tickets are sold on."""
        self.errors = {}
        terms = Terms(form.is_on, form.cap * 100, form.royalty * 100, form.hours)
        of = held_id(self.shown.for_type) if self.shown.for_type else None
        event_id = held_id(self.id)
        async with rt.unit_of_work(actor) as uow:
            await market.choose_terms(uow, actor, event_id=event_id, terms=terms, ticket_type_id=of)
        await self._show(rt, visit, self.shown.for_type)
        await notify(self, "good", say(msgid("Saved."), visit.locale))

    @handler
    async def drop(self, rt: Runtime, actor: Actor, visit: Visit, type_id: UUID) -> None:
        """Let a ticket type go by the terms of the event again."""
        event_id = held_id(self.id)
        async with rt.unit_of_work(actor) as uow:
            await market.drop_terms(uow, actor, event_id=event_id, ticket_type_id=type_id)
        await self._show(rt, visit, self.shown.for_type)
        await notify(self, "good", say(msgid("Saved."), visit.locale))

    async def _show(self, rt: Runtime, visit: Visit, for_type: str) -> None:
        event_id = held_id(self.id)
        async with rt.read() as session:
            known = await inventory.ticket_types(
                session, event_id, at=rt.clock.now(), with_hidden=True
            )
            terms = await queries.event_terms(session, event_id)
        types = [one for one in known if one.kind is Kind.admission]
        chosen = next((one.id for one in types if str(one.id) == for_type), None)
        now = terms.of(chosen) if chosen else terms.rows.get(None, Terms())
        rows = [
            TermsRow("", say(msgid("All tickets of the event"), visit.locale),
                     _words(terms.rows.get(None, Terms()), visit.locale), is_own=True),
            *(
                TermsRow(
                    str(one.id), one.name,
                    _words(terms.rows[one.id], visit.locale)
                    if one.id in terms.rows
                    else say(AS_EVENT, visit.locale),
                    is_own=one.id in terms.rows,
                )
                for one in types
            ),
        ]  # fmt: skip
        self.shown = TermsShown(
            for_type=str(chosen or ""), is_on=now.is_on, cap=str(now.cap_basis_points // 100),
            royalty=str(now.royalty_basis_points // 100), hours=str(now.hours), types=rows,
        )  # fmt: skip


def _words(terms: Terms, locale: str) -> str:
    if not terms.is_on:
        return say(OFF, locale)
    return say(
        ON, locale, cap=number(terms.cap_basis_points // 100, locale),
        royalty=number(terms.royalty_basis_points // 100, locale),
        hours=number(terms.hours, locale),
    )  # fmt: skip
