"""Imports: the list with its upload, and one import from columns to progress."""

from typing import Any

import reflex as rx

from bilten_app.web.organizer.desk import IMPORTS, ORDERS
from bilten_app.web.organizer.imports.state import (
    ImportRunState,
    ImportsState,
    ProblemRow,
    RunRow,
    UseRow,
)
from bilten_app.web.organizer.parts import state_badge
from bilten_app.web.parts.clock import pulse
from bilten_app.web.parts.data import card, loading_rows
from bilten_app.web.parts.feedback import banner, empty
from bilten_app.web.parts.fields import (
    button,
    link_button,
    select_control,
    select_field,
    text_field,
)
from bilten_app.web.parts.links import native_form
from bilten_app.web.words import t

LIST: Any = ImportsState
RUN: Any = ImportRunState
LOOK_S = 1.5
PICK = "flex min-h-11 items-start gap-3 py-2 text-[0.9375rem]"


def page() -> rx.Component:
    """The list, top to bottom."""
    return rx.el.div(
        rx.el.div(
            rx.el.a(t("All orders"), href=ORDERS, class_name="text-sm font-medium text-brand"),
            rx.el.h1(t("Import orders"), class_name="mt-1 text-title"),
        ),
        card(
            rx.el.p(
                t(
                    "Take in what was sold elsewhere, so that everybody has a ticket that your "
                    "gate knows. A CSV file with one line for each order: name, e-mail, ticket "
                    "type and quantity; a reference and the price paid if you have them. You see "
                    "what would happen before anything does."
                ),
                class_name="max-w-2xl text-muted text-pretty",
            ),
            rx.cond(LIST.trouble, banner(LIST.trouble, tone="bad")),
            native_form(
                select_field(
                    t("Event"), name="event",
                    options=rx.foreach(
                        LIST.events, lambda one: rx.el.option(one.words, value=one.value)
                    ),
                ),
                text_field(
                    t("CSV file"), name="table", type="file",
                    custom_attrs={"accept": ".csv,text/csv,text/plain", "required": "required"},
                ),
                rx.el.div(button(t("Look at the file"), type="submit")),
                action="/uploads/orders",
                enc_type="multipart/form-data",
                class_name="mt-5 flex max-w-md flex-col gap-5",
            ),
            class_name="flex flex-col gap-3 p-6",
        ),
        rx.cond(
            LIST.rows,
            card(
                rx.el.h2(t("Imports before"), class_name="text-heading"),
                rx.el.ul(rx.foreach(LIST.rows, _run), class_name="mt-2 divide-y divide-line"),
            ),
        ),
        class_name="flex flex-col gap-6",
    )  # fmt: skip


def _run(row: RunRow) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.a(row.name, href=row.href, class_name="font-medium text-brand break-words"),
            rx.el.p(row.when, class_name="text-sm text-muted"),
            class_name="min-w-0",
        ),
        state_badge(row.state, row.tone),
        class_name="flex items-start justify-between gap-4 py-3",
    )


def run_page() -> rx.Component:
    """One import, top to bottom."""
    gone = empty(
        t("This import is not here"), t("It may belong to another organization."),
        link_button(t("All imports"), href=IMPORTS, look="quiet"),
    )  # fmt: skip
    return rx.cond(RUN.missing, gone, rx.cond(RUN.loaded, _shown(), loading_rows()))


def _shown() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.a(t("All imports"), href=IMPORTS, class_name="text-sm font-medium text-brand"),
            rx.el.h1(RUN.file_name, class_name="mt-1 text-title break-words"),
            rx.el.p(RUN.event, class_name="mt-1 text-muted"),
        ),
        rx.match(
            RUN.state,
            ("uploaded", rx.fragment(_columns(), _dry_run())),
            ("running", _progress()),
            _done(),
        ),
        rx.cond(RUN.problems, _problems()),
        class_name="flex max-w-4xl flex-col gap-5",
    )


def _columns() -> rx.Component:
    return card(
        rx.el.h2(t("Which column says what?"), class_name="text-heading"),
        rx.el.div(
            rx.foreach(RUN.uses, _use),
            class_name="mt-4 grid gap-4 sm:grid-cols-2 lg:grid-cols-3",
        ),
        rx.el.div(
            rx.el.table(
                rx.el.caption(t("The first lines of the file"), class_name="sr-only"),
                rx.el.thead(
                    rx.el.tr(
                        rx.foreach(
                            RUN.header,
                            lambda words: rx.el.th(
                                words, scope="col", class_name="px-3 py-2 text-start font-medium"
                            ),
                        )
                    )
                ),
                rx.el.tbody(
                    rx.foreach(
                        RUN.sample,
                        lambda cells: rx.el.tr(
                            rx.foreach(cells, lambda cell: rx.el.td(cell, class_name="px-3 py-2")),
                            class_name="border-t border-line",
                        ),
                    )
                ),
                class_name="w-full text-sm whitespace-nowrap",
            ),
            tab_index=0,
            role="region",
            aria_label=t("The first lines of the file"),
            class_name="mt-5 overflow-x-auto rounded-control border border-line",
        ),
    )


def _use(row: UseRow) -> rx.Component:
    return rx.el.label(
        rx.el.span(row.words, class_name="text-[0.9375rem] font-medium"),
        select_control(
            rx.foreach(RUN.columns, lambda one: rx.el.option(one.words, value=one.value)),
            name=f"column-{row.use}",
            value=row.chosen,
            on_change=lambda column: RUN.map_column(row.use, column),
        ),
        rx.el.span(RUN.errors[row.use], role="alert", class_name="text-sm text-bad empty:hidden"),
        class_name="flex flex-col gap-1.5",
    )


def _dry_run() -> rx.Component:
    return card(
        rx.el.h2(t("What would happen"), class_name="text-heading"),
        rx.el.p(RUN.outlook, role="status", class_name="tabular mt-2 text-lg font-semibold"),
        rx.el.p(RUN.known, class_name="mt-1 text-muted empty:hidden"),
        rx.cond(
            RUN.problem_count > 0,
            rx.el.label(
                rx.el.input(
                    type="checkbox", checked=RUN.leave_out, on_change=RUN.choose_leave_out,
                    class_name="mt-0.5 size-5 shrink-0 accent-brand",
                ),
                t("Leave out the lines that cannot be taken in"),
                class_name=PICK,
            ),
        ),
        rx.el.label(
            rx.el.input(
                type="checkbox", checked=RUN.tell, on_change=RUN.choose_tell,
                class_name="mt-0.5 size-5 shrink-0 accent-brand",
            ),
            t("Mail everybody their tickets"),
            class_name=PICK,
        ),
        button(
            t("Take them in"), on_click=RUN.start, class_name="mt-3",
            disabled=(RUN.ready == 0) | ((RUN.problem_count > 0) & ~RUN.leave_out),
        ),
    )  # fmt: skip


def _progress() -> rx.Component:
    return card(
        rx.el.h2(t("Taking them in…"), class_name="text-heading"),
        rx.el.progress(
            value=RUN.position, max=RUN.total, aria_label=t("Progress"),
            class_name="mt-4 h-3 w-full accent-brand",
        ),
        rx.el.p(
            t("{position} of {total} lines", position=RUN.position, total=RUN.total),
            role="status",
            class_name="tabular mt-2 text-muted",
        ),
        rx.el.p(t("You may close this page."), class_name="mt-1 text-sm text-muted"),
        pulse(seconds=LOOK_S, on_beat=RUN.look),
    )  # fmt: skip


def _done() -> rx.Component:
    return card(
        rx.el.h2(t("Taken in"), class_name="text-heading"),
        rx.el.p(RUN.outlook, role="status", class_name="tabular mt-2 text-lg font-semibold"),
        rx.el.p(RUN.known, class_name="mt-1 text-muted empty:hidden"),
        link_button(
            t("See the orders"), href=f"{ORDERS}?channel=import", look="quiet", class_name="mt-4"
        ),
    )


def _problems() -> rx.Component:
    def one(row: ProblemRow) -> rx.Component:
        return rx.el.li(
            rx.el.span(row.line, class_name="tabular shrink-0 font-medium"),
            rx.el.span(row.text, class_name="min-w-0 break-words text-muted"),
            class_name="flex gap-4 py-2",
        )

    return card(
        rx.el.h2(t("Lines that cannot be taken in"), class_name="text-heading"),
        rx.el.ul(rx.foreach(RUN.problems, one), class_name="mt-2 divide-y divide-line"),
    )
