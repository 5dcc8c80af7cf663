"""Networks and countries: who is let in, and who is kept out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import reflex as rx
from pydantic import BaseModel, Field

from bilten_app.domains.identity import queries as identity
from bilten_app.domains.perimeter import queries, service
from bilten_app.domains.perimeter.public import InvalidRule, RuleDraft, RuleView, Verdict
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.roles import StaffPermission
from bilten_app.kit.text import country, msgid, say
from bilten_app.kit.typed import whole_number
from bilten_app.web.admin.membership import NETWORK
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler, held_id, notify
from bilten_app.web.organizer.parts import state_badge
from bilten_app.web.parts.data import card
from bilten_app.web.parts.feedback import Tone, empty
from bilten_app.web.parts.fields import button, form, select_field, text_field
from bilten_app.web.parts.listing import Asked, Choice, Column, Filter, Listing, listing, named
from bilten_app.web.words import said, t, when

VERDICTS: Mapping[Verdict, tuple[str, Tone]] = {
    Verdict.deny: (msgid("Kept out"), "bad"),
    Verdict.allow: (msgid("Let in"), "good"),
}
CHOICES = [
    ("deny", said(msgid("Keep out"))),
    ("allow", said(msgid("Let in, whatever wider rules say"))),
]
BY_ITSELF = msgid("by Bilten")


class RuleForm(BaseModel):
    """A network or a country, and what becomes of it."""

    verdict: Verdict = Verdict.deny
    subject: str = Field("", max_length=400)
    reason: str = Field("", max_length=400)
    hours: str = Field("", max_length=10)


@dataclass(frozen=True, slots=True)
class Row:
    """One rule."""

    id: str
    shown: str
    kind: str
    verdict: str
    tone: str
    reason: str
    maker: str
    made: str
    ends: str


class NetworkState(rx.State):
    """One page of the rules that count."""

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
        actor.require_staff(StaffPermission.network_manage)
        self.errors = {}
        await self._read(rt, actor, visit)
        self.loaded = True

    @handler
    async def make(self, rt: Runtime, actor: Actor, visit: Visit, form: RuleForm) -> None:
        """Make a rule; what was typed stays when something is wrong."""
        self.errors = {}
        draft = RuleDraft(form.verdict, form.subject, form.reason, whole_number(form.hours))
        try:
            async with rt.unit_of_work(actor) as uow:
                await service.rule(
                    uow, actor, rt.gateways.geography, draft=draft, maker_at=visit.address
                )
        except InvalidRule as refusal:
            self.errors = {name: say(why, visit.locale) for name, why in refusal.problems.items()}
            return
        self.form_key += 1
        await self._read(rt, actor, visit)
        await notify(self, "good", say(msgid("It counts within seconds."), visit.locale))

    @handler
    async def lift(self, rt: Runtime, actor: Actor, visit: Visit, rule_id: str) -> None:
        """Take a rule back."""
        async with rt.unit_of_work(actor) as uow:
            await service.lift(uow, actor, rule_id=held_id(rule_id))
        await self._read(rt, actor, visit)

    async def _read(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        asked = Asked.of(self, NETWORK)
        verdict = asked.chosen("verdict", among=list(Verdict))
        async with rt.read() as session:
            page = await queries.listed(
                session, actor, now=rt.clock.now(), verdict=Verdict(verdict) if verdict else None,
                cursor=asked.cursor,
            )  # fmt: skip
            names = await identity.names(session, {one.made_by for one in page.rows})
        self.rows = [_row(one, names, visit.locale) for one in page.rows]
        choices = [
            Choice("", say(msgid("All"), visit.locale)),
            *(Choice(one, say(words, visit.locale)) for one, (words, _) in VERDICTS.items()),
        ]
        verdicts = Filter("verdict", say(msgid("Rule"), visit.locale), choices, verdict, "links")
        self.listing = asked.listing(filters=[verdicts], following=page.next_cursor)


def page() -> rx.Component:
    """The page, top to bottom."""
    columns = [
        Column(t("Network"), lambda row: named(row.shown, row.kind), place="lead"),
        Column(t("Rule"), lambda row: state_badge(row.verdict, row.tone), place="mark"),
        Column(t("Why"), lambda row: rx.el.span(row.reason, class_name="break-words")),
        Column(t("Made"), lambda row: rx.el.span(when(row.made), " · ", row.maker)),
        Column(t("Until"), lambda row: rx.cond(row.ends, when(row.ends), t("Always"))),
        Column("", _lifting, side="end"),
    ]
    nothing = empty(
        t("Everybody is let in"),
        t(
            "Keep a network or a country out here. An address that is refused very often is shut "
            "out by Bilten for a while, and you hear of it by mail."
        ),
        name="shield",
    )
    return rx.el.div(
        rx.el.div(
            rx.el.h1(t("Networks"), class_name="text-title"),
            rx.el.p(
                t("The narrowest rule decides; a rule about a country comes last."),
                class_name="mt-1 text-muted",
            ),
        ),
        _making(),
        listing(NetworkState, t("Rules"), columns, nothing=nothing),
        class_name="flex flex-col gap-6",
    )


def _making() -> rx.Component:
    errors: Any = NetworkState.errors
    return card(
        rx.el.h2(t("Make a rule"), class_name="text-heading"),
        form(
            text_field(t("Network or country"), name="subject", error=errors["subject"],
                       max_length=60, required=True, auto_complete="off",
                       hint=t("Like 203.0.113.7, 203.0.113.0/24, 2001:db8::/32 or DE.")),
            select_field(t("Rule"), name="verdict", options=CHOICES, default_value="deny"),
            text_field(t("Why"), name="reason", error=errors["reason"], max_length=300,
                       required=True),
            text_field(t("Hours"), name="hours", error=errors["hours"], input_mode="numeric",
                       hint=t("Empty: always."), optional=t("optional")),
            rx.el.div(button(t("Make the rule"), type="submit"), class_name="sm:col-span-2"),
            on_submit=NetworkState.make,
            key=NetworkState.form_key,
            class_name="mt-4 !grid items-start gap-x-5 sm:grid-cols-2",
        ),
    )  # fmt: skip


def _lifting(row: Any) -> rx.Component:
    return button(
        t("Take back"), look="quiet", size="small", on_click=NetworkState.lift(row.id),
        aria_label=t("Take the rule about {network} back", network=row.shown),
    )  # fmt: skip


def _row(one: RuleView, names: Mapping[str, str], locale: str) -> Row:
    words, tone = VERDICTS[one.verdict]
    kind = country(one.subject, locale) if one.is_country else say(msgid("Network"), locale)
    return Row(
        id=str(one.id),
        shown=one.subject,
        kind=kind,
        verdict=say(words, locale),
        tone=tone,
        reason=say(one.reason, locale),
        maker=names.get(one.made_by) or say(BY_ITSELF, locale),
        made=one.made_at.isoformat(),
        ends=one.ends_at.isoformat() if one.ends_at else "",
    )
