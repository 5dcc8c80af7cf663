"""Refunds made at the payment service: what they do to tickets, and those to decide about."""

from typing import Any, ClassVar

import reflex as rx
from pydantic import BaseModel

from bilten_app.domains.events import queries as events
from bilten_app.domains.orders import queries
from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import OutsidePolicy
from bilten_app.domains.tickets import queries as tickets
from bilten_app.domains.tickets.public import TicketState
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.roles import Permission
from bilten_app.kit.text import msgid, say
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler, held_id, notify
from bilten_app.web.organizer.desk import OUTSIDE, REFUNDS, elsewhere, reach_of, scope_of
from bilten_app.web.organizer.parts import state_badge
from bilten_app.web.organizer.refunds.outside_rows import NO_ROW, Choice, Row, choice_of, rows_of
from bilten_app.web.parts.data import card
from bilten_app.web.parts.dialogs import tick_row
from bilten_app.web.parts.feedback import dialog, empty
from bilten_app.web.parts.fields import button, form, select_field
from bilten_app.web.parts.listing import Asked, Column, Listing, listing, named
from bilten_app.web.words import said, t

POLICIES = [
    (OutsidePolicy.end.value, said(msgid("End the tickets when all the money went back"))),
    (OutsidePolicy.keep.value, said(msgid("Keep the tickets, whatever went back"))),
]


class PolicyForm(BaseModel):
    """What a full refund made elsewhere does."""

    outside: OutsidePolicy = OutsidePolicy.end


class OutsideState(rx.State):
    """One organization's refunds that were made elsewhere."""

    _access: ClassVar[str] = "organizer"

    rows: list[Row] = []
    listing: Listing = Listing()
    policy: str = ""
    may_refund: bool = False
    may_choose: bool = False
    row: Row = NO_ROW
    choices: list[Choice] = []
    chosen: list[str] = []
    deciding: bool = False
    loaded: bool = False
    failed: bool = False

    @handler
    async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> Any:
        """Load the page."""
        if away := await elsewhere(rt, actor, Permission.orders_read):
            return away
        self.deciding = False
        await self._read(rt, actor, visit)
        self.loaded = True
        return None

    @handler
    async def save(self, rt: Runtime, actor: Actor, visit: Visit, form: PolicyForm) -> None:
        """Choose what a full refund does."""
        scope = await scope_of(rt, actor, Permission.orders_refund)
        async with rt.unit_of_work(actor) as uow:
            await orders.choose_policy(uow, actor, organizer_id=scope, outside=form.outside)
        self.policy = form.outside.value
        await notify(self, "good", say(msgid("Saved."), visit.locale))

    @handler
    async def ask(self, rt: Runtime, actor: Actor, refund_id: str) -> None:
        """Choose the tickets that a refund was for."""
        await reach_of(rt, actor, Permission.orders_refund)
        self.row = next((row for row in self.rows if row.id == refund_id), NO_ROW)
        async with rt.read() as session:
            found = await tickets.of_order(session, held_id(self.row.order_id))
        self.choices = [choice_of(one) for one in found if one.state is TicketState.valid]
        self.chosen, self.deciding = [], True

    @handler
    async def choose(self, ticket_id: str) -> None:
        """Take a ticket in, or out."""
        offered = {one.id for one in self.choices}
        self.chosen = sorted({*self.chosen} ^ ({ticket_id} & offered))

    @handler
    async def keep(self) -> None:
        """Decide later."""
        self.deciding = False

    @handler
    async def decide(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """End the chosen tickets, or keep all when none is chosen."""
        self.deciding = False
        async with rt.unit_of_work(actor) as uow:
            await orders.decide_outside(
                uow, actor, refund_id=held_id(self.row.id),
                ticket_ids=[held_id(one) for one in self.chosen],
            )  # fmt: skip
        await self._read(rt, actor, visit)
        await notify(self, "good", say(msgid("Decided."), visit.locale))

    async def _read(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        scope, within = await reach_of(rt, actor, Permission.orders_read)
        self.may_refund = actor.may_somewhere(Permission.orders_refund, scope)
        self.may_choose = actor.may(Permission.orders_refund, scope)
        async with rt.read() as session:
            self.policy = (await queries.outside_policy(session, scope)).value
            found = await queries.refund_tasks(session, scope, within=within)
            cards = await events.cards(session, {one.event_id for one in found})
        self.rows = rows_of(found, cards, visit.locale)
        self.listing = Asked.of(self, OUTSIDE).listing(following=None)


def page() -> rx.Component:
    """The page, top to bottom."""
    columns = [
        Column(t("Order"), lambda row: named(row.code, row.who, href=row.href), place="lead"),
        Column(t("State"), lambda row: state_badge(row.state, row.tone), place="mark"),
        Column(t("Event"), lambda row: named(row.event, row.made)),
        Column(t("Amount"), lambda row: row.amount, side="end"),
        Column(t("Decide"), _decide, side="end"),
    ]
    nothing = empty(
        t("Nothing to decide"),
        t("When somebody gives back a part of an order at the payment service, it shows here."),
        name="check",
    )
    return rx.el.div(
        rx.el.div(
            rx.el.a(
                t("Refund requests"), href=REFUNDS, class_name="text-sm font-medium text-brand"
            ),
            rx.el.h1(t("Refunds made elsewhere"), class_name="mt-1 text-title"),
        ),
        rx.cond(OutsideState.may_choose, _policy()),
        listing(OutsideState, t("Refunds made elsewhere"), columns, nothing=nothing),
        _deciding(OutsideState.row),
        class_name="flex flex-col gap-6",
    )


def _policy() -> rx.Component:
    return card(
        form(
            select_field(
                t("A refund made at the payment service"), name="outside", options=POLICIES,
                default_value=OutsideState.policy, key=OutsideState.policy,
                hint=t("About a part of an order you decide below, each time."),
            ),
            rx.el.div(button(t("Save"), look="quiet", type="submit")),
            on_submit=OutsideState.save,
        )
    )  # fmt: skip


def _decide(row: Any) -> rx.Component:
    act = button(t("Decide"), look="quiet", size="small", on_click=OutsideState.ask(row.id))
    return rx.fragment(rx.cond(row.is_open & OutsideState.may_refund, act))


def _deciding(row: Any) -> rx.Component:
    chosen: Any = OutsideState.chosen

    def line(one: Choice) -> rx.Component:
        return tick_row(
            one.holder, one.words,
            checked=chosen.contains(one.id), on_change=lambda _: OutsideState.choose(one.id),
        )  # fmt: skip

    return dialog(
        t("What was this refund for?"),
        rx.el.p(
            t("{who} got {amount} back. Choose the tickets that end, or none.",
              who=row.who, amount=row.amount),
            class_name="mt-3 text-muted text-pretty",
        ),
        rx.el.div(rx.foreach(OutsideState.choices, line), class_name="mt-3 divide-y divide-line"),
        rx.el.div(
            rx.cond(
                OutsideState.chosen,
                button(t("End these tickets"), look="danger", on_click=OutsideState.decide),
                button(t("Keep all tickets"), on_click=OutsideState.decide),
            ),
            button(t("Decide later"), look="quiet", on_click=OutsideState.keep),
            class_name="mt-6 flex flex-wrap gap-3",
        ),
        id="decide-outside",
        is_open=OutsideState.deciding,
        on_close=OutsideState.keep,
    )  # fmt: skip
