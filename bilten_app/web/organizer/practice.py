"""What stands above the desk of tests: that nothing there is real, and the way back."""

import reflex as rx

from bilten_app.web.organizer.membership import DeskState
from bilten_app.web.parts.icons import icon
from bilten_app.web.parts.links import native_form
from bilten_app.web.words import t


def practice_bar() -> rx.Component:
    """Say so on every page of the desk, as long as it is that of tests."""
    bar = rx.el.div(
        rx.el.p(
            icon("info", "size-4"),
            t("Test mode: no money moves here, and nobody finds these events."),
            class_name="flex min-w-0 items-center gap-2",
        ),
        native_form(
            rx.el.button(
                t("Leave test mode"), type="submit", name="organization", value=DeskState.live_id,
                class_name="min-h-9 rounded-control border border-current px-3 font-medium",
            ),
            action="/organizer/desk",
        ),
        role="status",
        custom_attrs={"data-test-mode": ""},
        class_name=(
            "flex flex-wrap items-center justify-between gap-x-4 gap-y-2 bg-warn-soft px-5 py-2 "
            "text-sm text-warn"
        ),
    )  # fmt: skip
    return rx.fragment(rx.cond(DeskState.is_test, bar))
