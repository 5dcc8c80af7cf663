"""How a list is drawn: search and filters, then rows, then the way to other pages.

The rows are one table for everybody: on a phone each row is laid out as a card, and since a layout
takes away what a table means to a screen reader, the roles are written out.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import reflex as rx
from reflex_base.utils.imports import ImportVar
from reflex_base.vars import VarData

from bilten_app.web.library import library
from bilten_app.web.parts.data import loading_rows, pager
from bilten_app.web.parts.feedback import empty, failed
from bilten_app.web.parts.fields import button, link_button, select_control, text_field
from bilten_app.web.parts.listing.address import MAX_WORDS
from bilten_app.web.words import t, tn

_LIBRARY = library(__name__, "listing.js")
_ADDRESS = VarData(imports={_LIBRARY: [ImportVar(tag="addressOf", install=False)]})

type Side = Literal["start", "end"]
type Place = Literal["fact", "lead", "mark"]

SHEET = "sm:overflow-x-auto sm:rounded-card sm:border sm:border-line sm:bg-surface"
CARD_ROW = (
    "max-sm:grid max-sm:grid-cols-[minmax(0,1fr)_auto] max-sm:gap-x-4 max-sm:gap-y-1.5 max-sm:p-4 "
    "max-sm:rounded-card max-sm:border max-sm:border-line max-sm:bg-surface sm:hover:bg-sunken/60"
)
SIDES: dict[Side, str] = {"start": "text-start", "end": "sm:text-end tabular whitespace-nowrap"}
PLACES: dict[Place, str] = {
    "lead": "max-sm:order-1",
    "mark": "max-sm:order-2 max-sm:justify-self-end",
    "fact": "max-sm:order-3 max-sm:col-span-2 max-sm:flex max-sm:justify-between max-sm:gap-4 "
    "max-sm:text-end max-sm:[&:has(>:last-child:empty)]:hidden",
}
FILTER_LINK = (
    "inline-flex min-h-11 shrink-0 items-center rounded-pill border border-line bg-surface px-4 "
    "text-[0.9375rem] font-medium hover:bg-sunken aria-[current=true]:border-ink "
    "aria-[current=true]:bg-ink aria-[current=true]:text-paper"
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its words, and what `draw(item)` puts into a row.

    On a phone the `lead` heads the card, the `mark` (a state, say) stands beside it, and each
    `fact` is a line with the column's words, unless it is empty. Numbers go to the `end`, under
    each other.
    """

    words: str
    draw: Callable[[Any], Any]
    side: Side = "start"
    place: Place = "fact"


def listing(
    state: Any,
    title: str,
    columns: Sequence[Column],
    *,
    nothing: rx.Component,
    placeholder: str | None = None,
    above: rx.Component | None = None,
) -> rx.Component:
    """The whole list of a state that has `rows`, `listing`, `loaded`, `failed` and `open`.

    `nothing` stands where there are no rows at all; a search that finds none is told by the list
    itself. `placeholder` says what the search looks through; without it there is no search line.
    `above` stands between search and rows: a sum, say.
    """
    found = rx.cond(state.rows, table(title, columns, state.rows), _none(state.listing, nothing))
    body = rx.el.div(
        _search(state.listing, placeholder),
        above,
        _count(state.rows),
        found,
        _pages(state.listing),
        class_name="flex flex-col gap-4",
    )
    sorry = failed(
        button(t("Try again"), look="quiet", on_click=state.open),
        link_button(t("To the first page"), look="quiet", href=rx.State.router.url.path),
    )
    return rx.fragment(rx.cond(state.failed, sorry, rx.cond(state.loaded, body, loading_rows())))


def table(title: str, columns: Sequence[Column], rows: Any) -> rx.Component:
    """The rows alone: cards on a phone, a table when wide, its head in sight while it scrolls."""
    head = rx.el.tr(*(_head(column) for column in columns), role="row")

    def drawn(item: Any) -> rx.Component:
        return rx.el.tr(
            *(_cell(column, item) for column in columns), role="row", class_name=CARD_ROW
        )

    return rx.el.div(
        rx.el.table(
            rx.el.caption(title, class_name="sr-only"),
            rx.el.thead(head, role="rowgroup", class_name="max-sm:sr-only"),
            rx.el.tbody(
                rx.foreach(rows, drawn),
                role="rowgroup",
                class_name="max-sm:flex max-sm:flex-col max-sm:gap-3 sm:divide-y sm:divide-line",
            ),
            role="table",
            class_name="w-full text-[0.9375rem] max-sm:block",
        ),
        role="region",
        aria_label=title,
        tab_index=0,
        custom_attrs={"data-list": ""},
        class_name=f"scroll-mt-6 {SHEET} xl:overflow-x-visible",
    )


def named(title: Any, note: Any = "", *, href: Any = None) -> rx.Component:
    """Two lines of a cell, each cut where it gets too long: a name, and a quiet note."""
    line = "block max-w-full truncate sm:max-w-60"
    return rx.el.div(
        rx.el.span(title, class_name=f"{line} font-medium")
        if href is None
        else rx.el.a(title, href=href, class_name=f"{line} tabular font-medium hover:underline"),
        rx.el.span(note, class_name=f"{line} text-sm text-muted empty:hidden"),
        class_name="min-w-0",
    )


def _head(column: Column) -> rx.Component:
    return rx.el.th(
        column.words,
        scope="col",
        role="columnheader",
        class_name=(
            f"{SIDES[column.side]} px-4 py-3 text-xs font-medium text-muted bg-surface "
            "shadow-[inset_0_-1px_0_var(--line)] xl:sticky xl:top-0 xl:z-10 "
            "first:rounded-ss-card last:rounded-se-card"
        ),
    )


def _cell(column: Column, item: Any) -> rx.Component:
    label = rx.el.span(
        column.words, aria_hidden="true", class_name="shrink-0 text-sm text-muted sm:hidden"
    )
    drawn = column.draw(item)
    return rx.el.td(
        *((label, rx.el.div(drawn, class_name="contents")) if column.place == "fact" else (drawn,)),
        role="cell",
        class_name=(
            f"min-w-0 align-middle sm:px-4 sm:py-3.5 {SIDES[column.side]} {PLACES[column.place]}"
        ),
    )


def _search(shown: Any, placeholder: str | None) -> rx.Component:
    """Words and filters, all of which only change the address."""
    return rx.el.form(
        None if placeholder is None else _words(shown.q, placeholder),
        rx.foreach(shown.filters, _filter),
        on_submit=_look,
        custom_attrs={"data-follows": ""},
        role="search",
        class_name="flex flex-wrap items-end gap-3 empty:hidden",
    )


def _words(q: Any, placeholder: str) -> rx.Component:
    field = text_field(
        t("Search"), name="q", type="search", max_length=MAX_WORDS, placeholder=placeholder,
        default_value=q, custom_attrs={"data-holds": q},
    )  # fmt: skip
    return rx.el.div(
        rx.el.div(field, class_name="min-w-0 flex-1"),
        button(t("Search"), look="quiet", type="submit", class_name="min-h-12"),
        class_name="flex w-full items-end gap-2 sm:w-auto sm:min-w-80 sm:flex-1",
    )


def _look(fields: rx.Var[dict[str, Any]]) -> rx.event.EventSpec:
    """Go to the address that says what is in the fields, without asking the server for it."""
    return rx.redirect(rx.Var(f"addressOf({fields!s})", _var_type=str, _var_data=_ADDRESS))


def _filter(one: Any) -> rx.Component:
    return rx.fragment(rx.cond(one.look == "links", _links(one), _select(one)))


def _select(one: Any) -> rx.Component:
    def option(choice: Any) -> rx.Component:
        return rx.el.option(choice.words, value=choice.value)

    return rx.el.label(
        rx.el.span(one.words, class_name="mb-1.5 block text-[0.9375rem] font-medium"),
        select_control(
            rx.foreach(one.options, option), name=one.name, default_value=one.chosen,
            custom_attrs={"data-holds": one.chosen},
        ),
        class_name="block w-full min-w-0 sm:w-auto sm:max-w-64",
    )  # fmt: skip


def _links(one: Any) -> rx.Component:
    def link(choice: Any) -> rx.Component:
        return rx.el.a(
            choice.words,
            href=choice.href,
            class_name=FILTER_LINK,
            custom_attrs={"aria-current": rx.cond(choice.is_here, "true", "false")},
        )

    return rx.el.div(
        rx.foreach(one.options, link),
        role="group",
        aria_label=one.words,
        class_name=(
            "order-last flex w-full gap-2 sm:flex-wrap "
            "max-sm:-mx-5 max-sm:w-screen max-sm:overflow-x-auto max-sm:px-5 max-sm:py-1"
        ),
    )


def _count(rows: Any) -> rx.Component:
    """What a screen reader hears when a search or another page has arrived."""
    return rx.el.p(
        tn("{n} line on this page", "{n} lines on this page", rows.length()),
        role="status",
        class_name="sr-only",
    )


def _pages(shown: Any) -> rx.Component:
    is_paged = (shown.before != "") | (shown.after != "")
    pages = rx.el.div(
        pager("", before=shown.before, after=shown.after),
        custom_attrs={"data-turns": ""},
    )
    return rx.fragment(rx.cond(is_paged, pages))


def _none(shown: Any, nothing: rx.Component) -> rx.Component:
    clear = link_button(t("Clear the search"), href=shown.clear, look="quiet")
    unfound = empty(t("Nothing fits"), t("Try fewer words, or choose less."), clear, name="search")
    return rx.fragment(rx.cond(shown.clear, unfound, nothing))
