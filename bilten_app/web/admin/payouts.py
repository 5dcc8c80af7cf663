"""Every organizer's payouts."""

from dataclasses import dataclass
from typing import ClassVar

import reflex as rx

from bilten_app.domains.organizers import queries as organizers
from bilten_app.domains.payouts import queries as payouts
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.roles import StaffPermission
from bilten_app.kit.text import price, say
from bilten_app.web.admin.membership import PAYOUTS
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler
from bilten_app.web.organizer.money.shared import PAYOUT_STATES
from bilten_app.web.organizer.parts import state_badge
from bilten_app.web.parts.feedback import empty
from bilten_app.web.parts.listing import Asked, Column, Listing, listing, named
from bilten_app.web.words import t, when


@dataclass(frozen=True, slots=True)
class Row:
    """A payout in the list."""

    organizer: str
    period: str
    amount: str
    destination: str
    reference: str
    at: str
    state: str
    tone: str


class AllPayoutsState(rx.State):
    """One page of payouts."""

    _access: ClassVar[str] = "staff"

    rows: list[Row] = []
    listing: Listing = Listing()
    loaded: bool = False
    failed: bool = False

    @handler
    async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """Load the page that the address names."""
        actor.require_staff(StaffPermission.money_read)
        asked = Asked.of(self, PAYOUTS)
        async with rt.read() as session:
            page = await payouts.payouts(session, None, cursor=asked.cursor)
            names = await organizers.by_ids(session, {one.organizer_id for one in page.rows})
        self.rows = [
            Row(
                organizer=names[one.organizer_id].name,
                period=one.period.partition(":")[0],
                amount=price(one.amount, visit.locale),
                destination=one.destination,
                reference=one.gateway_ref or "",
                at=one.created_at.isoformat(),
                state=say(PAYOUT_STATES[one.state][0], visit.locale),
                tone=PAYOUT_STATES[one.state][1],
            )
            for one in page.rows
        ]
        self.listing = asked.listing(following=page.next_cursor)
        self.loaded = True


def page() -> rx.Component:
    """The page, top to bottom."""
    columns = [
        Column(t("Organizer"), lambda item: named(item.organizer, item.period), place="lead"),
        Column(t("State"), lambda item: state_badge(item.state, item.tone), place="mark"),
        Column(t("Amount"), lambda item: item.amount, side="end"),
        Column(t("To"), lambda item: named(item.destination, item.reference)),
        Column(t("Made"), lambda item: when(item.at)),
    ]
    nothing = empty(
        t("No payouts yet"), t("They appear here as soon as one is made."), name="wallet"
    )
    return rx.el.div(
        rx.el.h1(t("Payouts"), class_name="text-title"),
        listing(AllPayoutsState, t("Payouts"), columns, nothing=nothing),
        class_name="flex flex-col gap-6",
    )
