"""The payment services: which of them answer, and what waits for those that do not."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import reflex as rx

from bilten_app.domains.orders import queries as orders
from bilten_app.domains.payments import queries as payments
from bilten_app.domains.payments.public import GatewayView
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.roles import StaffPermission
from bilten_app.kit.text import msgid, number, say, say_many
from bilten_app.web.admin.membership import GATEWAYS
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler
from bilten_app.web.parts.clock import pulse
from bilten_app.web.parts.data import badge
from bilten_app.web.parts.feedback import banner, empty
from bilten_app.web.parts.listing import Asked, Column, Listing, listing, named
from bilten_app.web.parts.ways import title_of
from bilten_app.web.words import t, when

LOOK_AGAIN_S = 10.0
SOME_DOWN = msgid("Buyers are offered the other ways to pay until these answer again: {names}.")
ALL_DOWN = msgid("No payment service answers. Buyers are told so, and nothing is lost.")


@dataclass(frozen=True, slots=True)
class Row:
    """A payment service; `since` is empty while it answers."""

    name: str
    title: str
    is_offered: bool
    since: str
    waiting: str


class GatewaysState(rx.State):
    """Who takes money, and who does not now."""

    _access: ClassVar[str] = "staff"

    rows: list[Row] = []
    alarm: str = ""
    kept: str = ""
    listing: Listing = Listing()
    loaded: bool = False
    failed: bool = False

    @handler
    async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """Show how they are."""
        await self._show(rt, actor, visit.locale)

    @handler
    async def look(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """Show how they are by now."""
        await self._show(rt, actor, visit.locale)

    async def _show(self, rt: Runtime, actor: Actor, locale: str) -> None:
        actor.require_staff(StaffPermission.money_read)
        found = await payments.gateways(rt)
        async with rt.read() as session:
            kept = await orders.extended(session)
        self.rows = [_row(one, locale) for one in found]
        self.alarm = _alarm(found, locale)
        self.kept = (
            say_many(
                msgid("{n} open order has more time to pay."),
                msgid("{n} open orders have more time to pay."),
                kept,
                locale,
            )
            if kept
            else ""
        )
        self.listing = Asked.of(self, GATEWAYS).listing(following=None)
        self.loaded = True


def page() -> rx.Component:
    """The page, top to bottom."""
    columns = [
        Column(t("Payment service"), lambda row: named(row.name, row.title), place="lead"),
        Column(t("State"), _state),
        Column(t("Payments not finished"), lambda row: row.waiting, side="end"),
    ]
    nothing = empty(t("No payment service"), t("None has its keys."), name="wallet")
    return rx.el.div(
        rx.el.h1(t("Payment services"), class_name="text-title"),
        rx.cond(
            GatewaysState.alarm,
            banner(GatewaysState.alarm, " ", GatewaysState.kept, tone="warn"),
        ),
        listing(GatewaysState, t("Payment services"), columns, nothing=nothing),
        pulse(seconds=LOOK_AGAIN_S, on_beat=GatewaysState.look),
        class_name="flex flex-col gap-6",
    )


def _state(row: Row) -> rx.Component:
    return rx.cond(
        row.since,
        rx.el.span(
            badge(t("Does not answer"), tone="warn"),
            rx.el.span(t("since"), " ", when(row.since), class_name="text-sm text-muted"),
            class_name="inline-flex flex-wrap items-center gap-2",
        ),
        rx.cond(row.is_offered, badge(t("Answers"), tone="good"), badge(t("Not offered"))),
    )


def _row(one: GatewayView, locale: str) -> Row:
    return Row(
        name=one.name,
        title=title_of(one.kinds, locale),
        is_offered=one.is_offered,
        since=one.down_since.isoformat() if one.down_since else "",
        waiting=number(one.waiting, locale),
    )


def _alarm(found: Sequence[GatewayView], locale: str) -> str:
    offered = [one for one in found if one.is_offered]
    down = [one.name for one in offered if one.down_since]
    if not down:
        return ""
    if len(down) == len(offered):
        return say(ALL_DOWN, locale)
    return say(SOME_DOWN, locale, names=", ".join(down))
