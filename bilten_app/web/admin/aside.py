"""Money that came in the wrong amount or currency: set aside until somebody sends it back."""

from dataclasses import dataclass, replace
from typing import ClassVar

import reflex as rx

from bilten_app.domains.payments import queries as payments
from bilten_app.domains.payments import service
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import Actor
from bilten_app.kit.text import price
from bilten_app.web.admin.frame import ASIDE
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler, held_id
from bilten_app.web.parts.feedback import empty
from bilten_app.web.parts.fields import button
from bilten_app.web.parts.listing import Asked, Column, Listing, listing, named
from bilten_app.web.words import t, when


@dataclass(frozen=True, slots=True)
class Row:
    """A payment that was set aside."""

    id: str
    gateway: str
    asked: str
    seen: str
    by: str
    is_sent_back: bool


class AsideState(rx.State):
    """Money that bought nothing."""

    _access: ClassVar[str] = "staff"

    rows: list[Row] = []
    listing: Listing = Listing()
    loaded: bool = False
    failed: bool = False

    @handler
    async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """Load what was set aside."""
        actor.require_staff()
        async with rt.read() as session:
            found = await payments.quarantined(session)
        self.rows = [
            Row(
                id=str(one.payment.id),
                gateway=one.payment.gateway,
                asked=price(one.payment.amount, visit.locale),
                seen=price(one.seen, visit.locale),
                by=one.payment.expires_at.isoformat(),
                is_sent_back=one.is_sent_back,
            )
            for one in found
        ]
        self.listing = Asked.of(self, ASIDE).listing(following=None)
        self.loaded = True

    @handler
    async def send_back(self, uow: UnitOfWork, actor: Actor, payment_id: str) -> None:
        """Send the money back, once."""
        await service.give_back_quarantined(uow, actor, payment_id=held_id(payment_id))
        self.rows = [
            replace(row, is_sent_back=row.is_sent_back or row.id == payment_id) for row in self.rows
        ]


def page() -> rx.Component:
    """The page, top to bottom."""
    columns = [
        Column(t("Payment"), lambda item: named(item.gateway, item.id), place="lead"),
        Column(t("Asked for"), lambda item: item.asked, side="end"),
        Column(t("Came"), lambda item: item.seen, side="end"),
        Column(t("To be paid by"), lambda item: when(item.by)),
        Column(t("Back to the buyer"), _action, side="end"),
    ]
    nothing = empty(
        t("Nothing is set aside"), t("Every payment came as it was asked for."), name="check"
    )
    return rx.el.div(
        rx.el.h1(t("Set aside"), class_name="text-title"),
        listing(AsideState, t("Set aside"), columns, nothing=nothing),
        class_name="flex flex-col gap-6",
    )


def _action(item: Row) -> rx.Component:
    return rx.cond(
        item.is_sent_back,
        rx.el.span(t("Sent back"), class_name="text-muted"),
        button(t("Send back"), look="quiet", on_click=AsideState.send_back(item.id)),
    )
