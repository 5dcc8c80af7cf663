"""The event page, top to bottom; drawn by either pen."""

from typing import Any

import reflex as rx

from bilten_app.web import shell
from bilten_app.web.document import Asked, Document, Head
from bilten_app.web.markup import SCREEN, Pen
from bilten_app.web.parts.data import fact
from bilten_app.web.parts.event import HERO_SIZES, picture
from bilten_app.web.parts.feedback import skeleton
from bilten_app.web.parts.fields import button_class
from bilten_app.web.parts.icons import icon
from bilten_app.web.parts.links import plain_a
from bilten_app.web.public.event.picker import phone_bar, picker
from bilten_app.web.public.event.state import EventState
from bilten_app.web.public.event.view import linked_data, load
from bilten_app.web.public.missing import not_found
from bilten_app.web.words import elsewhere


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
        _top(pen, view),
        pen.el(
            "div",
            pen.el("div", _facts(pen, view), _about(pen, view), class_name="min-w-0"),
            pen.el(
                "aside",
                picker(pen, view),
                aria_label=pen.t("Tickets"),
                class_name="lg:sticky lg:top-24 lg:self-start max-lg:order-first",
            ),
            class_name=(
                f"{shell.WIDTH} mt-8 grid gap-10 lg:mt-12 lg:grid-cols-[1fr_26rem] lg:gap-16"
            ),
        ),
        phone_bar(pen, view),
    )


def _top(pen: Pen, view: Any) -> Any:
    return pen.el(
        "div",
        pen.el(
            "div",
            picture(pen, view.cover, sizes=HERO_SIZES, eager=True),
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
                pen.el("h1", view.title, class_name="mt-1 max-w-[20ch] text-display text-balance"),
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


def _facts(pen: Pen, view: Any) -> Any:
    own_clock = elsewhere(view.starts_iso, view.zone) if pen is SCREEN else ""
    return pen.el(
        "div",
        fact(
            pen,
            "calendar",
            view.day,
            view.time,
            pen.when(own_clock, pen.t("{time} where you are", time=own_clock)),
            view.doors,
        ),
        fact(pen, "pin", view.venue, view.address, _map_link(pen, view)),
        class_name="grid gap-6 border-b border-line pb-10 sm:grid-cols-2",
    )


def _map_link(pen: Pen, view: Any) -> Any:
    props = {
        "href": view.map_url,
        "target": "_blank",
        "rel": "noopener",
        "class_name": "inline-flex min-h-8 items-center font-medium text-brand hover:underline",
    }
    words = pen.t("Show on the map")
    link = plain_a(words, **props) if pen is SCREEN else pen.el("a", words, **props)
    return pen.when(view.map_url, link)


def _about(pen: Pen, view: Any) -> Any:
    return pen.el(
        "div",
        pen.when(view.paragraphs, _description(pen, view)),
        pen.when(view.line_up, _line_up(pen, view)),
        pen.when(view.gallery, _gallery(pen, view)),
        _good_to_know(pen, view),
        _organizer(pen, view),
        class_name="flex flex-col gap-12 pt-10",
    )


def _description(pen: Pen, view: Any) -> Any:
    return pen.el(
        "section",
        pen.el("h2", pen.t("About"), class_name="text-heading"),
        pen.el(
            "div",
            pen.each(
                view.paragraphs,
                lambda each: pen.el("p", each, class_name="whitespace-pre-line text-pretty"),
            ),
            class_name="mt-4 flex max-w-prose flex-col gap-4 text-[1.0625rem] leading-relaxed",
        ),
    )


def _line_up(pen: Pen, view: Any) -> Any:
    return pen.el(
        "section",
        pen.el("h2", pen.t("Line-up"), class_name="text-heading"),
        pen.el(
            "ul",
            pen.each(
                view.line_up,
                lambda each: pen.el(
                    "li", each, class_name="rounded-pill bg-sunken px-4 py-2 font-medium"
                ),
            ),
            class_name="mt-4 flex flex-wrap gap-2",
        ),
    )


def _gallery(pen: Pen, view: Any) -> Any:
    def one(row: Any) -> Any:
        return pen.el(
            "div",
            picture(pen, row, sizes="(min-width: 640px) 22rem, 100vw"),
            class_name="aspect-[3/2] overflow-hidden rounded-card bg-sunken",
        )

    return pen.el(
        "section",
        pen.el("h2", pen.t("Pictures"), class_name="text-heading"),
        pen.el("div", pen.each(view.gallery, one), class_name="mt-4 grid gap-4 sm:grid-cols-2"),
    )


def _good_to_know(pen: Pen, view: Any) -> Any:
    return pen.el(
        "section",
        pen.el("h2", pen.t("Good to know"), class_name="text-heading"),
        pen.el(
            "dl",
            _known(pen, pen.t("Who may come"), view.age_policy),
            _known(pen, pen.t("Accessibility"), view.accessibility),
            _known(pen, pen.t("Refunds"), view.refund_policy),
            _known(
                pen,
                pen.t("Your ticket"),
                pen.t("It is on your phone and in your mail, and works at the door offline."),
            ),
            class_name="mt-4 divide-y divide-line border-y border-line",
        ),
    )


def _known(pen: Pen, title: str, words: Any) -> Any:
    return pen.when(
        words,
        pen.el(
            "div",
            pen.el("dt", title, class_name="font-medium sm:w-44 sm:shrink-0"),
            pen.el("dd", words, class_name="text-muted text-pretty"),
            class_name="flex flex-col gap-1 py-4 sm:flex-row sm:gap-6",
        ),
    )


def _organizer(pen: Pen, view: Any) -> Any:
    return pen.el(
        "section",
        pen.el("h2", pen.t("Organized by"), class_name="text-sm text-muted"),
        pen.el("p", view.organizer, class_name="mt-1 text-lg font-semibold tracking-tight"),
        pen.when(
            view.organizer_about,
            pen.el("p", view.organizer_about, class_name="mt-2 max-w-prose text-muted text-pretty"),
        ),
        class_name="rounded-card border border-line bg-surface p-6",
    )


def _waiting() -> rx.Component:
    return rx.el.div(
        skeleton("aspect-[4/3] sm:aspect-[21/9] w-full"),
        skeleton("mt-8 h-12 w-2/3"),
        skeleton("mt-4 h-5 w-1/2"),
        class_name=f"{shell.WIDTH} sm:pt-8",
    )
