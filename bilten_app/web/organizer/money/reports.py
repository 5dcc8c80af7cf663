"""Reports: what was earned, by what, and what was paid out, as of any moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, ClassVar
from urllib.parse import urlencode

import reflex as rx

from bilten_app.domains.reporting import exports
from bilten_app.domains.reporting.public import Grouping, ReportKind, Span
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.roles import Permission
from bilten_app.kit.text import exact, msgid, say
from bilten_app.kit.typed import whole_day
from bilten_app.ports.paper import TableSheet
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler
from bilten_app.web.organizer.desk import elsewhere, scope_of
from bilten_app.web.organizer.money.shared import (
    CURRENCY,
    REPORTS,
    chosen_currency,
    currencies,
    downloads,
    file_addresses,
    head,
)
from bilten_app.web.parts.data import loading_rows
from bilten_app.web.parts.feedback import empty, failed
from bilten_app.web.parts.fields import button, select_field, text_field
from bilten_app.web.parts.links import native_form
from bilten_app.web.parts.listing import Asked
from bilten_app.web.words import t

KINDS = {
    ReportKind.revenue: msgid("Revenue"),
    ReportKind.methods: msgid("Payment methods"),
    ReportKind.conversion: msgid("Conversion"),
    ReportKind.payouts: msgid("Payouts"),
}
GROUPINGS = {
    Grouping.event: msgid("By event"),
    Grouping.day: msgid("By day"),
    Grouping.month: msgid("By month"),
}
CELL = "px-4 py-3 whitespace-nowrap"


@dataclass(frozen=True, slots=True)
class Cell:
    """A value of the table."""

    words: str
    is_amount: bool


@dataclass(frozen=True, slots=True)
class Option:
    """A choice in the form above the table."""

    value: str
    words: str


class ReportState(rx.State):
    """One report."""

    _access: ClassVar[str] = "organizer"

    kind: str = ""
    grouping: str = ""
    currency: str = ""
    since: str = ""
    until: str = ""
    kinds: list[Option] = []
    groupings: list[Option] = []
    currencies: list[Option] = []
    heads: list[Cell] = []
    rows: list[list[Cell]] = []
    totals: list[Cell] = []
    files: dict[str, str] = {}
    loaded: bool = False
    failed: bool = False

    @handler
    async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> Any:
        """Load the report that the address names."""
        if away := await elsewhere(rt, actor, Permission.finances_read):
            return away
        asked = Asked.of(self, REPORTS)
        scope = await scope_of(rt, actor, Permission.finances_read)
        known = await currencies(rt, scope)
        self.currency = chosen_currency(known, asked.chosen(CURRENCY))
        self.kind = asked.chosen("kind", among=list(ReportKind)) or ReportKind.revenue
        self.grouping = asked.chosen("grouping", among=list(Grouping)) or Grouping.event
        span = span_of(asked.chosen("since"), asked.chosen("until"), rt.clock.now())
        self.since = span.since.date().isoformat()
        self.until = (span.until - timedelta(days=1)).date().isoformat()
        self.kinds = [Option(one, say(words, visit.locale)) for one, words in KINDS.items()]
        self.groupings = [Option(one, say(words, visit.locale)) for one, words in GROUPINGS.items()]
        self.currencies = [Option(one, one) for one in known]
        sheet = await exports.report_sheet(
            rt, actor, organizer_id=scope, currency=self.currency, kind=ReportKind(self.kind),
            span=span, grouping=Grouping(self.grouping), locale=visit.locale,
        )  # fmt: skip
        self._show(sheet)
        told = {"kind": self.kind, "grouping": self.grouping, CURRENCY: self.currency}
        days = {"since": self.since, "until": self.until}
        self.files = file_addresses(REPORTS, urlencode({**told, **days}))
        self.loaded = True
        return None

    def _show(self, sheet: TableSheet) -> None:
        amounts = [column.is_amount for column in sheet.columns]
        self.heads = [Cell(column.words, column.is_amount) for column in sheet.columns]
        self.rows = [_cells(row, amounts, sheet.locale) for row in sheet.rows]
        self.totals = _cells(sheet.totals, amounts, sheet.locale)


def span_of(since: str, until: str, now: datetime) -> Span:
    """Return the days from `since` to `until`, both with them; this year until now by default."""
    first = whole_day(since) or date(now.year, 1, 1)
    last = whole_day(until) or now.date()
    begins = datetime.combine(first, time(), UTC)
    return Span(begins, max(datetime.combine(last, time(), UTC), begins) + timedelta(days=1))


def page() -> rx.Component:
    """The page, top to bottom."""
    nothing = empty(
        t("Nothing in this time"), t("Choose other days, or another report."), name="chart"
    )
    found = rx.el.div(
        downloads(ReportState.files, t("This report")),
        rx.cond(ReportState.rows, _table(), nothing),
        class_name="flex flex-col gap-4",
    )
    again = failed(button(t("Try again"), look="quiet", on_click=ReportState.open))
    return rx.el.div(
        head(t("Reports"), REPORTS),
        rx.cond(
            ReportState.failed,
            again,
            rx.cond(ReportState.loaded, rx.fragment(_choices(), found), loading_rows()),
        ),
        class_name="flex flex-col gap-6",
    )


def _choices() -> rx.Component:
    def options(each: Any) -> Any:
        return rx.foreach(each, lambda one: rx.el.option(one.words, value=one.value))

    return native_form(
        select_field(t("Report"), name="kind", options=options(ReportState.kinds),
                     default_value=ReportState.kind),
        select_field(t("Lines"), name="grouping", options=options(ReportState.groupings),
                     default_value=ReportState.grouping),
        select_field(t("Currency"), name=CURRENCY, options=options(ReportState.currencies),
                     default_value=ReportState.currency),
        text_field(t("From"), name="since", type="date", default_value=ReportState.since),
        text_field(t("Until"), name="until", type="date", default_value=ReportState.until),
        rx.el.div(button(t("Show"), type="submit"), class_name="flex items-end"),
        action=REPORTS,
        method="get",
        class_name="grid grid-cols-2 gap-4 lg:grid-cols-6",
    )  # fmt: skip


def _table() -> rx.Component:
    def cell(tag: Any, one: Any, extra: str) -> rx.Component:
        end = f"{CELL} {extra} tabular text-end"
        return tag(one.words, class_name=rx.cond(one.is_amount, end, f"{CELL} {extra} text-start"))

    def row(each: Any) -> rx.Component:
        return rx.el.tr(rx.foreach(each, lambda one: cell(rx.el.td, one, "")))

    return rx.el.div(
        rx.el.table(
            rx.el.caption(t("Report"), class_name="sr-only"),
            rx.el.thead(
                rx.el.tr(
                    rx.foreach(ReportState.heads, lambda one: cell(rx.el.th, one, "font-medium"))
                ),
                class_name="border-b border-line text-muted",
            ),
            rx.el.tbody(rx.foreach(ReportState.rows, row), class_name="divide-y divide-line"),
            rx.el.tfoot(
                rx.el.tr(
                    rx.foreach(ReportState.totals, lambda one: cell(rx.el.td, one, "font-semibold"))
                ),
                class_name="border-t border-line",
            ),
            class_name="w-full text-[0.9375rem]",
        ),
        role="region",
        aria_label=t("Report"),
        tab_index=0,
        class_name="overflow-x-auto rounded-card border border-line bg-surface",
    )


def _cells(row: Sequence[Any], amounts: Sequence[bool], locale: str) -> list[Cell]:
    return [
        Cell(cell if isinstance(cell, str) else exact(cell, locale), is_amount)
        for cell, is_amount in zip(row, amounts, strict=False)
    ]
