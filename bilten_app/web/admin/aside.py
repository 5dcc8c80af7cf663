"""Money that waits for a person: what came in the wrong amount, and refunds that did not arrive."""

from dataclasses import dataclass, replace
from typing import ClassVar

import reflex as rx

from bilten_app.domains.payments import queries as payments
from bilten_app.domains.payments import service
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import Actor
from bilten_app.kit.roles import StaffPermission
from bilten_app.kit.text import price
from bilten_app.web.admin.membership import ASIDE
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler, held_id
from bilten_app.web.parts.data import card
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


@dataclass(frozen=True, slots=True)
class FailedRow:
    """A refund that did not reach its buyer."""

    id: str
    gateway: str
    amount: str
    reason: str
    at: str
    is_external: bool


class AsideState(rx.State):
    """Money that bought nothing."""

    _access: ClassVar[str] = "staff"

    rows: list[Row] = []
    failures: list[FailedRow] = []
    listing: Listing = Listing()
    loaded: bool = False
    failed: bool = False

    @handler
    async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """Load what was set aside."""
        actor.require_staff(StaffPermission.money_read)
        async with rt.read() as session:
            found = await payments.quarantined(session)
            failed = await payments.failed_refunds(session)
        self.failures = [
            FailedRow(
                id=str(refund.id),
                gateway=paid.gateway,
                amount=price(refund.amount, visit.locale),
                reason=refund.reason,
                at=refund.created_at.isoformat(),
                is_external=refund.is_external,
            )
            for paid, refund in failed
        ]
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

    @handler
    async def send_again(self, uow: UnitOfWork, actor: Actor, refund_id: str) -> None:
        """Try a refund once more; what it promised stays promised."""
        actor.require_staff(StaffPermission.money_manage)
        await service.send_again(uow, refund_id=held_id(refund_id))
        self.failures = [row for row in self.failures if row.id != refund_id]


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
        rx.cond(AsideState.failures, _failures()),
        listing(AsideState, t("Set aside"), columns, nothing=nothing),
        class_name="flex flex-col gap-6",
    )


def _failures() -> rx.Component:
    return card(
        rx.el.h2(t("Refunds that did not arrive"), class_name="text-heading"),
        rx.el.ul(rx.foreach(AsideState.failures, _failed), class_name="mt-2 divide-y divide-line"),
    )


def _failed(item: FailedRow) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(item.amount, class_name="tabular font-medium"),
            rx.el.p(item.gateway, " · ", when(item.at), class_name="text-sm text-muted"),
            rx.cond(
                item.is_external,
                rx.el.p(
                    t(
                        "Made in the gateway's own dashboard, and come back. The organizer cannot "
                        "send it again: that is for you."
                    ),
                    class_name="text-sm text-muted",
                ),
                rx.el.p(item.reason, class_name="text-sm text-muted break-words empty:hidden"),
            ),
            class_name="min-w-0",
        ),
        button(t("Send again"), look="quiet", on_click=AsideState.send_again(item.id)),
        class_name="flex items-start justify-between gap-4 py-3",
    )


def _action(item: Row) -> rx.Component:
    return rx.cond(
        item.is_sent_back,
        rx.el.span(t("Sent back"), class_name="text-muted"),
        button(t("Send back"), look="quiet", on_click=AsideState.send_back(item.id)),
    )
