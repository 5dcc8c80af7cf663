"""What banks ask back: each dispute, by when it must be answered, and how it ended."""

from dataclasses import dataclass
from typing import Any, ClassVar

import reflex as rx

from bilten_app.domains.orders import queries as orders
from bilten_app.domains.orders.public import OrderView
from bilten_app.domains.payments import queries as payments
from bilten_app.domains.payments.public import DisputeState, DisputeView
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.ids import shown_code
from bilten_app.kit.roles import StaffPermission
from bilten_app.kit.text import price, say
from bilten_app.web.admin.membership import DISPUTES
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler
from bilten_app.web.markup import SCREEN
from bilten_app.web.organizer.desk import DISPUTES as PACKS
from bilten_app.web.organizer.dispute_words import OTHER_REASON, REASONS, state_of
from bilten_app.web.organizer.parts import state_badge
from bilten_app.web.parts.feedback import empty
from bilten_app.web.parts.links import way_out
from bilten_app.web.parts.listing import Asked, Column, Listing, listing, named
from bilten_app.web.words import t, when


@dataclass(frozen=True, slots=True)
class Row:
    """A dispute in the list."""

    code: str
    who: str
    reason: str
    gateway: str
    amount: str
    held: str
    opened: str
    due: str
    pack: str
    state: str
    tone: str


class DisputesState(rx.State):
    """The disputes of everybody, those that wait for us first."""

    _access: ClassVar[str] = "staff"

    rows: list[Row] = []
    listing: Listing = Listing()
    loaded: bool = False
    failed: bool = False

    @handler
    async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """Load the disputes."""
        actor.require_staff(StaffPermission.money_read)
        async with rt.read() as session:
            found = await payments.disputes(session)
            ids = {one.reference for one in found}
            sold = await orders.many(session, actor, ids, needs=StaffPermission.money_read)
        self.rows = [_row(one, sold.get(one.reference), visit.locale) for one in found]
        self.listing = Asked.of(self, DISPUTES).listing(following=None)
        self.loaded = True


def page() -> rx.Component:
    """The page, top to bottom."""
    columns = [
        Column(t("Order"), lambda item: named(item.code, item.who), place="lead"),
        Column(t("State"), lambda item: state_badge(item.state, item.tone), place="mark"),
        Column(t("Why"), lambda item: named(item.reason, item.gateway)),
        Column(t("Amount"), lambda item: item.amount, side="end"),
        Column(t("Taken by the gateway"), lambda item: item.held, side="end"),
        Column(t("Opened"), lambda item: when(item.opened)),
        Column(t("Answer by"), lambda item: rx.cond(item.due, when(item.due), "")),
        Column(t("Evidence"), _pack, side="end"),
    ]
    nothing = empty(
        t("No disputes"), t("No bank has asked for money back. It would show here."), name="shield"
    )
    return rx.el.div(
        rx.el.h1(t("Disputes"), class_name="text-title"),
        listing(DisputesState, t("Disputes"), columns, nothing=nothing),
        class_name="flex flex-col gap-6",
    )


def _pack(item: Any) -> rx.Component:
    look = "font-medium text-brand underline"
    return way_out(SCREEN, t("Evidence"), href=item.pack, class_name=look)


def _row(one: DisputeView, order: OrderView | None, locale: str) -> Row:
    words, tone = state_of(one)
    waits = one.state is DisputeState.opened and one.respond_by
    return Row(
        code=shown_code(order.code) if order else "",
        who=order.buyer_name if order else "",
        reason=say(REASONS.get(one.reason, OTHER_REASON), locale),
        gateway=one.gateway,
        amount=price(one.amount, locale),
        held=price(one.held, locale),
        opened=one.opened_at.isoformat(),
        due=one.respond_by.isoformat() if waits and one.respond_by else "",
        pack=f"{PACKS}/{one.id}/evidence.pdf",
        state=say(words, locale),
        tone=tone,
    )
