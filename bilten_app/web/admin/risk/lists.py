"""The lists: who always passes, who is looked at closely, and who never passes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import reflex as rx
from pydantic import BaseModel, Field

from bilten_app.domains.identity import queries as identity
from bilten_app.domains.risk import queries as risk
from bilten_app.domains.risk import service
from bilten_app.domains.risk.public import ListDraft, ListEntryView, ListKind, Trait
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import Invalid
from bilten_app.kit.roles import StaffPermission
from bilten_app.kit.text import msgid, say
from bilten_app.kit.typed import whole_number
from bilten_app.web.admin.membership import RISK, RISK_LISTS
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler, held_id, notify
from bilten_app.web.organizer.parts import state_badge
from bilten_app.web.parts.data import card
from bilten_app.web.parts.feedback import Tone, empty
from bilten_app.web.parts.fields import button, form, select_field, text_field
from bilten_app.web.parts.listing import Asked, Choice, Column, Filter, Listing, listing, named
from bilten_app.web.words import said, t, when

KINDS: Mapping[ListKind, tuple[str, Tone]] = {
    ListKind.deny: (msgid("Deny"), "bad"),
    ListKind.watch: (msgid("Watch"), "warn"),
    ListKind.allow: (msgid("Allow"), "good"),
}
TRAITS: Mapping[Trait, str] = {
    Trait.address: msgid("E-mail address"),
    Trait.domain: msgid("E-mail domain"),
    Trait.network: msgid("IP address or network"),
    Trait.card: msgid("Card"),
    Trait.user: msgid("Account"),
}
LISTS = [
    ("deny", said(msgid("Deny: never sell to them"))),
    ("watch", said(msgid("Watch: look at each order"))),
    ("allow", said(msgid("Allow: never hold their orders"))),
]
BY_ITSELF = msgid("by Bilten")


class EntryForm(BaseModel):
    """Somebody to be put on a list."""

    kind: ListKind = ListKind.deny
    trait: Trait = Trait.address
    value: str = Field("", max_length=400)
    reason: str = Field("", max_length=400)
    days: str = Field("", max_length=10)


@dataclass(frozen=True, slots=True)
class Row:
    """Somebody on a list."""

    id: str
    shown: str
    trait: str
    kind: str
    tone: str
    reason: str
    maker: str
    made: str
    expires: str


class ListsState(rx.State):
    """One page of the lists."""

    _access: ClassVar[str] = "staff"

    rows: list[Row] = []
    listing: Listing = Listing()
    errors: dict[str, str] = {}
    form_key: int = 0
    loaded: bool = False
    failed: bool = False

    @handler
    async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """Load the page that the address names."""
        actor.require_staff(StaffPermission.review)
        self.errors = {}
        await self._read(rt, actor, visit)
        self.loaded = True

    @handler
    async def put(self, rt: Runtime, actor: Actor, visit: Visit, form: EntryForm) -> None:
        """Put somebody on a list; what was typed stays when something is wrong."""
        self.errors = {}
        try:
            draft = ListDraft(
                form.kind, form.trait, form.value, form.reason, whole_number(form.days)
            )
            async with rt.unit_of_work(actor) as uow:
                await service.put(uow, rt.vault, actor, draft=draft)
        except Invalid as refusal:
            self.errors = {name: say(why, visit.locale) for name, why in refusal.problems.items()}
            return
        self.form_key += 1
        await self._read(rt, actor, visit)
        await notify(self, "good", say(msgid("It counts from the next order on."), visit.locale))

    @handler
    async def take_off(self, rt: Runtime, actor: Actor, visit: Visit, entry_id: str) -> None:
        """Take somebody off."""
        async with rt.unit_of_work(actor) as uow:
            await service.take_off(uow, actor, entry_id=held_id(entry_id))
        await self._read(rt, actor, visit)

    async def _read(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        asked = Asked.of(self, RISK_LISTS)
        kind = asked.chosen("list", among=list(ListKind))
        async with rt.read() as session:
            page = await risk.listed(
                session, actor, now=rt.clock.now(), kind=ListKind(kind) if kind else None,
                cursor=asked.cursor,
            )  # fmt: skip
            names = await identity.names(session, {one.made_by for one in page.rows})
        self.rows = [_row(one, names, visit.locale) for one in page.rows]
        choices = [
            Choice("", say(msgid("All"), visit.locale)),
            *(Choice(one, say(words, visit.locale)) for one, (words, _) in KINDS.items()),
        ]
        kinds = Filter("list", say(msgid("List"), visit.locale), choices, kind, look="links")
        self.listing = asked.listing(filters=[kinds], following=page.next_cursor)


def page() -> rx.Component:
    """The page, top to bottom."""
    columns = [
        Column(t("Who"), lambda row: named(row.shown, row.trait), place="lead"),
        Column(t("List"), lambda row: state_badge(row.kind, row.tone), place="mark"),
        Column(t("Why"), lambda row: rx.el.span(row.reason, class_name="break-words")),
        Column(t("Put there"), lambda row: rx.el.span(when(row.made), " · ", row.maker)),
        Column(t("Until"), lambda row: rx.cond(row.expires, when(row.expires), t("Always"))),
        Column("", _taking_off, side="end"),
    ]
    nobody = empty(
        t("Nobody is on a list"),
        t("Put somebody there by an address, a domain, a network, a card or an account."),
        name="shield",
    )
    return rx.el.div(
        rx.el.div(
            rx.el.a(t("Orders in review"), href=RISK, class_name="text-sm font-medium text-brand"),
            rx.el.h1(t("Lists"), class_name="mt-1 text-title"),
            rx.el.p(t("Deny wins over allow."), class_name="mt-1 text-muted"),
        ),
        _adding(),
        listing(ListsState, t("Lists"), columns, nothing=nobody),
        class_name="flex flex-col gap-6",
    )


def _adding() -> rx.Component:
    errors: Any = ListsState.errors
    return card(
        rx.el.h2(t("Put somebody on a list"), class_name="text-heading"),
        form(
            select_field(t("List"), name="kind", options=LISTS, default_value="deny"),
            select_field(
                t("Known by"), name="trait", default_value="address",
                options=[(trait.value, said(words)) for trait, words in TRAITS.items()],
            ),
            text_field(t("Who"), name="value", error=errors["value"], max_length=254,
                       required=True, auto_complete="off"),
            text_field(t("Days"), name="days", error=errors["days"], input_mode="numeric",
                       hint=t("Empty: always."), optional=t("optional")),
            rx.el.div(
                text_field(t("Why"), name="reason", error=errors["reason"], max_length=300,
                           required=True),
                class_name="sm:col-span-2",
            ),
            rx.el.div(button(t("Put on the list"), type="submit"), class_name="sm:col-span-2"),
            on_submit=ListsState.put,
            key=ListsState.form_key,
            class_name="mt-4 !grid items-start gap-x-5 sm:grid-cols-2",
        ),
    )  # fmt: skip


def _taking_off(row: Any) -> rx.Component:
    return button(
        t("Take off"), look="quiet", size="small", on_click=ListsState.take_off(row.id),
        aria_label=t("Take {who} off", who=row.shown),
    )  # fmt: skip


def _row(one: ListEntryView, names: Mapping[str, str], locale: str) -> Row:
    words, tone = KINDS[one.kind]
    return Row(
        id=str(one.id),
        shown=one.shown,
        trait=say(TRAITS[one.trait], locale),
        kind=say(words, locale),
        tone=tone,
        reason=say(one.reason, locale),
        maker=names.get(one.made_by) or say(BY_ITSELF, locale),
        made=one.made_at.isoformat(),
        expires=one.expires_at.isoformat() if one.expires_at else "",
    )
