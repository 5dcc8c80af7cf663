"""Orders that look like fraud: who waits for a decision, and what was decided."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

import reflex as rx

from bilten_app.domains.events import queries as events
from bilten_app.domains.events.public import EventCard
from bilten_app.domains.orders import queries as orders
from bilten_app.domains.orders.public import OrderView
from bilten_app.domains.risk import queries as risk
from bilten_app.domains.risk.public import ReviewState, ReviewView, sentence
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.ids import shown_code
from bilten_app.kit.roles import StaffPermission
from bilten_app.kit.text import msgid, price, say
from bilten_app.web.admin.membership import RISK, RISK_LISTS, RISK_RULES
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler
from bilten_app.web.organizer.parts import state_badge
from bilten_app.web.parts.feedback import Tone, empty
from bilten_app.web.parts.fields import link_button
from bilten_app.web.parts.listing import Asked, Choice, Column, Filter, Listing, listing, named
from bilten_app.web.words import t, when

STATES: Mapping[ReviewState, tuple[str, Tone]] = {
    ReviewState.waiting: (msgid("Waits for you"), "warn"),
    ReviewState.approved: (msgid("Approved"), "good"),
    ReviewState.refused: (msgid("Refused"), "bad"),
    ReviewState.released: (msgid("Let go by time"), "info"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A review in the list."""

    href: str
    code: str
    who: str
    event: str
    total: str
    score: str
    reasons: tuple[str, ...]
    opened: str
    release: str
    state: str
    tone: str


class QueueState(rx.State):
    """One page of reviews."""

    _access: ClassVar[str] = "staff"

    rows: list[Row] = []
    listing: Listing = Listing()
    loaded: bool = False
    failed: bool = False

    @handler
    async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """Load the page that the address names; without a word, those that wait."""
        actor.require_staff(StaffPermission.review)
        asked = Asked.of(self, RISK)
        state = asked.chosen("state", among=[*ReviewState, "all"]) or ReviewState.waiting.value
        async with rt.read() as session:
            page = await risk.reviews(
                session,
                actor,
                state=None if state == "all" else ReviewState(state),
                cursor=asked.cursor,
            )
            sold = await orders.many(session, actor, {one.order_id for one in page.rows})
            cards = await events.cards(session, {one.event_id for one in page.rows})
        self.rows = [
            _row(one, sold[one.order_id], cards.get(one.event_id), visit.locale)
            for one in page.rows
        ]
        choices = [
            *(Choice(one, say(words, visit.locale)) for one, (words, _) in STATES.items()),
            Choice("all", say(msgid("All"), visit.locale)),
        ]
        states = Filter("state", say(msgid("State"), visit.locale), choices, state, look="links")
        self.listing = asked.listing(filters=[states], following=page.next_cursor)
        self.loaded = True


def page() -> rx.Component:
    """The page, top to bottom."""
    columns = [
        Column(t("Order"), lambda row: named(row.code, row.who, href=row.href), place="lead"),
        Column(t("State"), lambda row: state_badge(row.state, row.tone), place="mark"),
        Column(t("Score"), lambda row: row.score, side="end"),
        Column(t("Why"), lambda row: reasons(row.reasons)),
        Column(t("Event"), lambda row: named(row.event, row.total)),
        Column(t("Paid"), lambda row: when(row.opened)),
        Column(t("Let go"), lambda row: rx.cond(row.release, when(row.release), "")),
    ]
    nothing = empty(
        t("No order waits"),
        t("Orders that look like fraud wait here until one of us decides."),
        name="shield",
    )
    return rx.el.div(
        rx.el.div(
            rx.el.h1(t("Orders in review"), class_name="text-title"),
            rx.el.div(
                link_button(t("Lists"), href=RISK_LISTS, look="quiet"),
                link_button(t("Rules"), href=RISK_RULES, look="quiet"),
                class_name="flex flex-wrap gap-3",
            ),
            class_name="flex flex-wrap items-center justify-between gap-4",
        ),
        listing(QueueState, t("Orders in review"), columns, nothing=nothing),
        class_name="flex flex-col gap-6",
    )


def reasons(said: Any) -> rx.Component:
    """Why, line by line."""
    return rx.el.ul(
        rx.foreach(said, rx.el.li),
        class_name="max-w-96 text-sm text-muted text-pretty",
    )


def order_href(order_id: UUID) -> str:
    """Return the address of an order's review."""
    return f"{RISK}/{order_id}"


def _row(one: ReviewView, order: OrderView, event: EventCard | None, locale: str) -> Row:
    words, tone = STATES[one.state]
    return Row(
        href=order_href(one.order_id),
        code=shown_code(order.code),
        who=f"{order.buyer_name} · {order.buyer_email}",
        event=event.title if event else "",
        total=price(order.total, locale),
        score=str(one.score),
        reasons=tuple(sentence(each, order.total.currency, locale) for each in one.reasons),
        opened=one.opened_at.isoformat(),
        release=one.release_at.isoformat() if one.state is ReviewState.waiting else "",
        state=say(words, locale),
        tone=tone,
    )
