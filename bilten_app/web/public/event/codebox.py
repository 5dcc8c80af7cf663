"""Where a code is typed on the event's page, or what became of it."""

import reflex as rx

from bilten_app.web.parts.fields import button, form, text_field
from bilten_app.web.parts.icons import icon
from bilten_app.web.public.event.code import CodeState
from bilten_app.web.public.event.state import EventState
from bilten_app.web.words import t


def code_box() -> rx.Component:
    """The field, behind a quiet question; a code in use stands in its place."""
    return rx.el.div(
        rx.el.div(rx.cond(EventState.code, _in_use()), role="status"),
        rx.cond(EventState.code, rx.fragment(), _field()),
        class_name="border-t border-line",
    )


def _field() -> rx.Component:
    return rx.el.details(
        rx.el.summary(
            icon("ticket", "size-4"),
            t("Have a code?"),
            class_name=(
                "flex min-h-12 cursor-pointer list-none items-center gap-2 text-[0.9375rem] "
                "font-medium text-brand [&::-webkit-details-marker]:hidden"
            ),
        ),
        form(
            rx.el.div(
                rx.el.div(
                    text_field(
                        t("Code"), name="event_code", error=CodeState.errors["event_code"],
                        auto_complete="off", max_length=60, auto_capitalize="characters",
                        spell_check=False,
                    ),
                    class_name="min-w-0 flex-1",
                ),
                button(
                    t("Use it"), type="submit", look="quiet", busy=CodeState.busy,
                    class_name="mt-[1.9rem] min-h-12",
                ),
                class_name="flex items-start gap-2.5",
            ),
            on_submit=CodeState.use,
            class_name="pb-4",
        ),
        open=CodeState.is_open,
    )  # fmt: skip


def _in_use() -> rx.Component:
    return rx.el.p(
        icon("check", "size-4", class_name="text-good"),
        rx.el.span(CodeState.said, class_name="min-w-0 flex-1 text-[0.9375rem] text-pretty"),
        rx.el.button(
            icon("close", "size-4"),
            type="button",
            aria_label=t("Remove {code}", code=CodeState.shown),
            on_click=CodeState.forget,
            class_name=(
                "-me-2 inline-flex size-11 items-center justify-center rounded-control "
                "hover:bg-sunken"
            ),
        ),
        class_name="flex min-h-12 items-center gap-2 py-2",
    )
