"""The resale page, top to bottom."""

from typing import Any

import reflex as rx

from bilten_app.kit.text import msgid
from bilten_app.web.organizer import frame
from bilten_app.web.organizer.desk import EVENTS
from bilten_app.web.organizer.membership import DeskState
from bilten_app.web.organizer.parts import event_tabs
from bilten_app.web.organizer.resale.state import ResaleState
from bilten_app.web.page import Page
from bilten_app.web.parts.data import card, loading_rows, stat, stats
from bilten_app.web.parts.feedback import empty
from bilten_app.web.parts.fields import button, checkbox, form, link_button, number_field
from bilten_app.web.words import t


def page() -> rx.Component:
    """The page, top to bottom."""
    back = link_button(t("All events"), href=EVENTS, look="quiet")
    gone = empty(t("This event is not here"), t("It may belong to another organization."), back)
    return rx.cond(
        ResaleState.missing, gone, rx.cond(ResaleState.loaded, _resale(), loading_rows())
    )


def _resale() -> rx.Component:
    figures = ResaleState.figures
    return rx.el.div(
        rx.el.h1(t("Resale"), " · ", ResaleState.title, class_name="text-title text-balance"),
        event_tabs(ResaleState.slug, "resale"),
        stats(
            stat(t("For sale now"), figures.open),
            stat(t("Resold"), figures.sold, figures.turnover),
            stat(t("Your royalties"), figures.royalties),
            stat(t("Owed to sellers"), figures.owed, t("Becomes credit with you")),
        ),
        rx.el.p(
            t(
                "Guests who cannot come sell their tickets here, at most for the price you allow. "
                "The old code stops opening the door, and the buyer gets a new one."
            ),
            class_name="max-w-2xl text-muted text-pretty",
        ),
        _types(ResaleState.shown),
        rx.cond(ResaleState.may_edit, _form(ResaleState.shown)),
        class_name="flex flex-col gap-6",
    )


def _types(shown: Any) -> rx.Component:
    def one(row: Any) -> rx.Component:
        here = f"{EVENTS}/{ResaleState.slug}/resale"
        return rx.el.li(
            rx.el.div(
                rx.el.a(
                    row.name,
                    href=rx.cond(row.id, f"{here}?type={row.id}", here),
                    class_name="font-medium hover:underline aria-[current=true]:text-brand",
                    custom_attrs={
                        "aria-current": rx.cond(row.id == shown.for_type, "true", "false")
                    },
                ),
                rx.el.p(row.words, class_name="text-[0.9375rem] text-muted"),
                class_name="min-w-0 flex-1",
            ),
            rx.cond(
                row.is_own & (row.id != "") & ResaleState.may_edit,
                button(
                    t("As the event"), look="quiet", size="small",
                    on_click=ResaleState.drop(row.id),
                ),
            ),
            class_name="flex items-center justify-between gap-4 py-3",
        )  # fmt: skip

    return rx.el.ul(rx.foreach(shown.types, one), class_name="divide-y divide-line")


def _form(shown: Any) -> rx.Component:
    errors = ResaleState.errors
    title = rx.foreach(
        shown.types, lambda row: rx.cond(row.id == shown.for_type, rx.fragment(row.name))
    )
    return card(
        rx.el.h2(title, class_name="mb-4 text-heading"),
        form(
            checkbox(t("Guests may resell"), name="is_on", default_checked=shown.is_on),
            rx.el.div(
                number_field(
                    t("Highest price, in % of the first one"), name="cap",
                    default_value=shown.cap, error=errors["cap"],
                ),
                number_field(
                    t("Your royalty, in %"), name="royalty", default_value=shown.royalty,
                    error=errors["royalty"], hint=t("At most 10 %. The seller bears it."),
                ),
                number_field(
                    t("Ends so many hours before the doors"), name="hours",
                    default_value=shown.hours, error=errors["hours"],
                ),
                class_name="grid items-start gap-5 sm:grid-cols-3",
            ),
            rx.el.div(button(t("Save"), type="submit")),
            on_submit=ResaleState.save,
        ),
        key=shown.for_type,
    )  # fmt: skip


PAGE = Page(
    "/organizer/events/[slug]/resale",
    page,
    msgid("Resale"),
    frame=frame.organizer,
    on_load=(DeskState.enter, ResaleState.open),
    ready=ResaleState.loaded,
)
