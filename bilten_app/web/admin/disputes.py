"""What banks ask back: each dispute, by when it must be answered, and how it ended."""

from dataclasses import dataclass
from typing import ClassVar

import reflex as rx

from bilten_app.domains.payments import queries as payments
from bilten_app.domains.payments.public import DisputeState, DisputeView
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.text import msgid, price, say
from bilten_app.web.admin.frame import DISPUTES
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler
from bilten_app.web.organizer.parts import state_badge
from bilten_app.web.parts.feedback import Tone, empty
from bilten_app.web.parts.listing import Asked, Column, Listing, listing, named
from bilten_app.web.words import t, when

STATES: dict[DisputeState, tuple[str, Tone]] = {
    DisputeState.opened: (msgid("Needs an answer"), "bad"),
    DisputeState.under_review: (msgid("With the bank"), "warn"),
    DisputeState.won: (msgid("Won"), "good"),
    DisputeState.lost: (msgid("Lost"), "info"),
}
NOT_MADE = msgid("Not made by the cardholder")
NOT_RECEIVED = msgid("Not received")
NOT_AS_SOLD = msgid("Not as described")
OTHER_REASON = msgid("Another reason")
# The words of Stripe, then those of PayPal.
REASONS = {
    "fraudulent": NOT_MADE,
    "unrecognized": NOT_MADE,
    "product_not_received": NOT_RECEIVED,
    "product_unacceptable": NOT_AS_SOLD,
    "duplicate": msgid("Charged twice"),
    "credit_not_processed": msgid("Refund not received"),
    "unauthorised": NOT_MADE,
    "merchandise_or_service_not_received": NOT_RECEIVED,
    "merchandise_or_service_not_as_described": NOT_AS_SOLD,
}


@dataclass(frozen=True, slots=True)
class Row:
    """A dispute in the list."""

    reason: str
    gateway: str
    amount: str
    held: str
    opened: str
    due: str
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
        actor.require_staff()
        async with rt.read() as session:
            found = await payments.disputes(session)
        self.rows = [_row(one, visit.locale) for one in found]
        self.listing = Asked.of(self, DISPUTES).listing(following=None)
        self.loaded = True


def page() -> rx.Component:
    """The page, top to bottom."""
    columns = [
        Column(t("Dispute"), lambda item: named(item.reason, item.gateway), place="lead"),
        Column(t("State"), lambda item: state_badge(item.state, item.tone), place="mark"),
        Column(t("Amount"), lambda item: item.amount, side="end"),
        Column(t("Taken by the gateway"), lambda item: item.held, side="end"),
        Column(t("Opened"), lambda item: when(item.opened)),
        Column(t("Answer by"), lambda item: rx.cond(item.due, when(item.due), "")),
    ]
    nothing = empty(
        t("No disputes"), t("No bank has asked for money back. It would show here."), name="shield"
    )
    return rx.el.div(
        rx.el.h1(t("Disputes"), class_name="text-title"),
        listing(DisputesState, t("Disputes"), columns, nothing=nothing),
        class_name="flex flex-col gap-6",
    )


def _row(one: DisputeView, locale: str) -> Row:
    words, tone = STATES[one.state]
    waits = one.state is DisputeState.opened and one.respond_by
    return Row(
        reason=say(REASONS.get(one.reason, OTHER_REASON), locale),
        gateway=one.gateway,
        amount=price(one.amount, locale),
        held=price(one.held, locale),
        opened=one.opened_at.isoformat(),
        due=one.respond_by.isoformat() if waits and one.respond_by else "",
        state=say(words, locale),
        tone=tone,
    )
