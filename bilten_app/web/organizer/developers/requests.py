"""The latest requests of a key or an app, as a list shows them."""

from typing import Any

import reflex as rx

from bilten_app.web.organizer.parts import state_badge
from bilten_app.web.parts.listing import Column
from bilten_app.web.words import t, when


def request_columns() -> list[Column]:
    """Return what is shown of a request."""
    return [
        Column(t("Request"), _asked, place="lead"),
        Column(t("Answer"), lambda row: state_badge(row.status, row.tone), place="mark"),
        Column(t("Took"), lambda row: row.took, side="end"),
        Column(t("When"), lambda row: when(row.at)),
    ]


def _asked(row: Any) -> rx.Component:
    """The whole route, however long: its end is what tells one from another."""
    return rx.el.div(
        rx.el.code(row.what, dir="ltr", class_name="block text-sm break-all"),
        rx.el.span(row.code, class_name="tabular block text-sm text-muted"),
        class_name="min-w-0",
    )
