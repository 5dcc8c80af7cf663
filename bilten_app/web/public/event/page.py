"""The event page, top to bottom; drawn by either pen."""

from typing import Any

import reflex as rx

from bilten_app.web import shell
from bilten_app.web.document import Asked, Document, Head
from bilten_app.web.markup import SCREEN, Pen
from bilten_app.web.parts.event import picture
from bilten_app.web.parts.feedback import skeleton
from bilten_app.web.parts.fields import button_class
from bilten_app.web.parts.icons import icon
from bilten_app.web.public.event.linked import linked_data
from bilten_app.web.public.event.picker import phone_bar, picker
from bilten_app.web.public.event.seating import seat_choice
from bilten_app.web.public.event.sections import about, facts
from bilten_app.web.public.event.state import EventState
from bilten_app.web.public.event.view import load
from bilten_app.web.public.missing import not_found
from bilten_app.web.public.practice import practice_note

COVER_SIZES = "(min-width: 1280px) 72rem, 100vw"


async def document(asked: Asked) -> Document:
    """Return the event's head and first paint; raises NotFound for an unknown one."""
    event, view = await load(asked.rt, asked.path["slug"], asked.visit.locale)
    head = Head(
        title=f"{event.title} · Bilten",
        description=event.summary or f"{view.day}, {view.venue}",
        path=f"/e/{event.slug}",
        image=view.cover.url,
        kind="event",
        data=linked_data(event, view, asked.origin),
        is_indexed=not event.is_test,
    )
    return Document(head, shell.public_paper(asked.pen, asked.session, _body(asked.pen, view)))


def page() -> rx.Component:
    """The page, top to bottom."""
    return rx.cond(
        EventState.missing,
        not_found(),
        rx.cond(EventState.loaded, _body(SCREEN, EventState), _waiting()),
    )


def _body(pen: Pen, view: Any) -> Any:
    return pen.el(
        "div",
        pen.el(
            "div", practice_note(pen, view.is_test), class_name=f"{shell.WIDTH} py-4 empty:hidden"
        ),
        _top(pen, view),
        pen.el(
            "div", seat_choice(pen, view), class_name=f"{shell.WIDTH} mt-8 lg:mt-12 empty:hidden"
        ),
        pen.el(
            "div",
            facts(pen, view),
            pen.el(
                "aside",
                picker(pen, view),
                aria_label=pen.t("Tickets"),
                class_name=(
                    "lg:sticky lg:top-24 lg:col-start-2 lg:row-span-2 lg:row-start-1 lg:self-start"
                ),
            ),
            about(pen, view),
            class_name=(
                f"{shell.WIDTH} mt-8 grid gap-10 lg:mt-12 lg:grid-cols-[minmax(0,1fr)_26rem] "
                "lg:grid-rows-[auto_1fr] lg:gap-x-16"
            ),
        ),
        phone_bar(pen, view),
    )


def _top(pen: Pen, view: Any) -> Any:
    return pen.el(
        "div",
        pen.el(
            "div",
            picture(pen, view.cover, sizes=COVER_SIZES, eager=True),
            class_name=(
                "aspect-[4/3] overflow-hidden bg-sunken max-sm:-mx-5 sm:aspect-[21/9] "
                "sm:rounded-card"
            ),
        ),
        pen.el(
            "div",
            pen.el(
                "div",
                pen.el("p", view.category, class_name="text-[0.9375rem] font-medium text-brand"),
                pen.el("h1", view.title, class_name="mt-1 max-w-[14em] text-display text-balance"),
                pen.when(
                    view.summary,
                    pen.el(
                        "p",
                        view.summary,
                        class_name="mt-4 max-w-2xl text-lg text-muted text-pretty",
                    ),
                ),
                class_name="min-w-0 flex-1",
            ),
            _share(pen),
            class_name="mt-6 flex flex-col gap-5 sm:mt-8 sm:flex-row sm:items-end",
        ),
        class_name=f"{shell.WIDTH} sm:pt-8",
    )


def _share(pen: Pen) -> Any:
    return pen.el(
        "button",
        icon("share", pen=pen),
        pen.el("span", pen.t("Share"), aria_live="polite", custom_attrs={"data-said": ""}),
        type="button",
        custom_attrs={"data-shares": pen.t("Link copied")},
        class_name=f"{button_class('quiet')} self-start sm:self-end",
    )


def _waiting() -> rx.Component:
    return rx.el.div(
        skeleton("aspect-[4/3] sm:aspect-[21/9] w-full"),
        skeleton("mt-8 h-12 w-2/3"),
        skeleton("mt-4 h-5 w-1/2"),
        class_name=f"{shell.WIDTH} sm:pt-8",
    )
