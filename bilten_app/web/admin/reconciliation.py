"""Reconciliation: a gateway's report goes in, the runs so far stand below."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

import reflex as rx

from bilten_app.domains.reconciliation import queries as reconciliation
from bilten_app.domains.reconciliation.public import BadReport
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.roles import StaffPermission
from bilten_app.kit.text import long_day, number, say
from bilten_app.web.admin.membership import RECONCILIATION
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler
from bilten_app.web.organizer.parts import state_badge
from bilten_app.web.parts.data import card
from bilten_app.web.parts.feedback import banner, empty
from bilten_app.web.parts.fields import button, text_field
from bilten_app.web.parts.links import native_form
from bilten_app.web.parts.listing import Asked, Column, Listing, listing, named
from bilten_app.web.words import t, when


@dataclass(frozen=True, slots=True)
class Row:
    """A run in the list."""

    href: str
    gateway: str
    file: str
    days: str
    matched: str
    differing: str
    is_clean: bool
    at: str


class RunsState(rx.State):
    """One page of runs."""

    _access: ClassVar[str] = "staff"

    rows: list[Row] = []
    listing: Listing = Listing()
    trouble: str = ""
    today: str = ""
    loaded: bool = False
    failed: bool = False

    @handler
    async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """Load the page that the address names."""
        actor.require_staff(StaffPermission.money_read)
        asked = Asked.of(self, RECONCILIATION)
        async with rt.read() as session:
            page = await reconciliation.runs(session, cursor=asked.cursor)
        self.rows = [
            Row(
                href=f"{RECONCILIATION}/{one.id}",
                gateway=one.gateway,
                file=one.file_name,
                days=_days(one.since, one.until, visit.locale),
                matched=number(one.matched, visit.locale),
                differing=number(one.differing, visit.locale),
                is_clean=one.differing == 0,
                at=one.created_at.isoformat(),
            )
            for one in page.rows
        ]
        self.listing = asked.listing(following=page.next_cursor)
        self.trouble = _trouble(asked, visit.locale)
        self.today = rt.clock.now().date().isoformat()
        self.loaded = True


def page() -> rx.Component:
    """The page, top to bottom."""
    columns = [
        Column(t("Gateway"), lambda item: named(item.gateway, item.file, href=item.href),
               place="lead"),
        Column(t("Differences"), _outcome, place="mark"),
        Column(t("Matched"), lambda item: item.matched, side="end"),
        Column(t("Time"), lambda item: item.days),
        Column(t("Compared"), lambda item: when(item.at)),
    ]  # fmt: skip
    nothing = empty(
        t("No report was compared yet"), t("Upload one, or fetch it from the gateway."),
        name="shield",
    )  # fmt: skip
    return rx.el.div(
        rx.el.h1(t("Reconciliation"), class_name="text-title"),
        rx.cond(RunsState.trouble, banner(RunsState.trouble, tone="bad")),
        _ask(),
        listing(RunsState, t("Reconciliation"), columns, nothing=nothing),
        class_name="flex flex-col gap-6",
    )


def _ask() -> rx.Component:
    """The form: days, and a file; without a file the gateway is asked itself."""
    return card(
        native_form(
            text_field(t("Gateway"), name="gateway", default_value="sandbox", required=True),
            text_field(t("From"), name="since", type="date", default_value=RunsState.today,
                       key=RunsState.today, required=True),
            text_field(t("Until"), name="until", type="date", default_value=RunsState.today,
                       key=RunsState.today, required=True),
            text_field(t("Report"), name="report", type="file", accept=".csv,text/csv",
                       hint=t("CSV. Without a file, the gateway is asked.")),
            rx.el.div(button(t("Compare"), type="submit"), class_name="col-span-full"),
            action=f"{RECONCILIATION}/upload",
            enc_type="multipart/form-data",
            class_name="grid items-start gap-4 sm:grid-cols-2 lg:grid-cols-4",
        )
    )  # fmt: skip


def _outcome(item: Any) -> rx.Component:
    return rx.fragment(
        rx.cond(
            item.is_clean,
            state_badge(t("None"), "good"),
            state_badge(item.differing, "bad"),
        )
    )


def _days(since: Any, until: Any, locale: str) -> str:
    first, last = long_day(since, "UTC", locale), long_day(until - timedelta(days=1), "UTC", locale)
    return first if first == last else f"{first} \N{EN DASH} {last}"


def _trouble(asked: Asked, locale: str) -> str:
    line = asked.chosen("line")
    if not line.isdecimal():
        return ""
    return say(BadReport.text, locale, line=line, columns=asked.chosen("columns"))
