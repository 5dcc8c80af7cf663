"""The editor, top to bottom: where one is, the step, and what is left to do."""

from typing import Any

import reflex as rx

from bilten_app.domains.events.public import Step
from bilten_app.kit.text import msgid
from bilten_app.web.organizer.cancellation import progress
from bilten_app.web.organizer.desk import EVENTS
from bilten_app.web.organizer.event_editor.look import look_step, publish_step
from bilten_app.web.organizer.event_editor.state import EditorState
from bilten_app.web.organizer.event_editor.steps import basics_step, place_step
from bilten_app.web.organizer.event_editor.tickets import tickets_step
from bilten_app.web.organizer.parts import event_tabs, state_badge
from bilten_app.web.parts.data import loading_rows
from bilten_app.web.parts.feedback import empty
from bilten_app.web.parts.fields import link_button
from bilten_app.web.words import said, t

STEP_WORDS: dict[Step, str] = {
    Step.basics: msgid("Basics"),
    Step.place: msgid("Date and place"),
    Step.tickets: msgid("Tickets"),
    Step.look: msgid("Look"),
    Step.publish: msgid("Publish"),
}


def page() -> rx.Component:
    """The page, top to bottom."""
    return rx.cond(
        EditorState.missing,
        empty(
            t("This event is not here"),
            t("It does not exist, or it belongs to another organization."),
            link_button(t("All events"), href=EVENTS, look="quiet"),
            name="calendar",
        ),
        rx.cond(EditorState.loaded, _editor(EditorState.event), loading_rows()),
    )


def _editor(event: Any) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.div(
                rx.el.h1(event.title, class_name="text-title text-balance"),
                rx.el.p(event.when, class_name="mt-1 text-muted"),
                class_name="min-w-0",
            ),
            rx.el.div(
                state_badge(event.state_words, event.tone),
                rx.cond(
                    event.is_draft,
                    rx.fragment(),
                    rx.el.a(
                        t("Public page"),
                        href=f"/e/{event.slug}",
                        class_name="text-[0.9375rem] font-medium text-brand hover:underline",
                    ),
                ),
                class_name="flex items-center gap-4",
            ),
            class_name="flex flex-wrap items-start justify-between gap-4",
        ),
        event_tabs(event.slug, "edit"),
        rx.cond(event.is_cancelled, progress(event.slug)),
        _stepper(event.slug),
        rx.el.div(
            rx.match(
                EditorState.step,
                (Step.place.value, place_step(event)),
                (Step.tickets.value, tickets_step(event)),
                (Step.look.value, look_step(event)),
                (Step.publish.value, publish_step(event)),
                basics_step(event),
            ),
            key=f"{event.id} {EditorState.step}",
            class_name="max-w-2xl",
        ),
        class_name="flex flex-col gap-6",
    )


def _stepper(slug: Any) -> rx.Component:
    return rx.el.nav(
        rx.el.ol(
            *(
                rx.el.li(
                    rx.el.a(
                        rx.el.span(
                            str(number),
                            class_name=(
                                "inline-flex size-7 items-center justify-center rounded-pill "
                                "bg-sunken text-sm font-semibold "
                                "group-aria-[current=step]:bg-brand "
                                "group-aria-[current=step]:text-on-brand"
                            ),
                        ),
                        rx.el.span(
                            said(STEP_WORDS[step]),
                            class_name=(
                                "whitespace-nowrap max-sm:sr-only "
                                "group-aria-[current=step]:not-sr-only"
                            ),
                        ),
                        href=f"{EVENTS}/{slug}?step={step.value}",
                        class_name=(
                            "group inline-flex min-h-11 items-center gap-2 rounded-control pe-2 "
                            "text-[0.9375rem] font-medium text-muted hover:text-ink "
                            "aria-[current=step]:text-ink"
                        ),
                        custom_attrs={
                            "aria-current": rx.cond(EditorState.step == step.value, "step", "false")
                        },
                    )
                )
                for number, step in enumerate(Step, 1)
            ),
            class_name="flex flex-wrap gap-x-1 gap-y-1 sm:gap-x-4",
        ),
        aria_label=t("Steps"),
    )
