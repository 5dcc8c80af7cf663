"""The words of the event page: when, where, what, and good to know."""

from typing import Any

from bilten_app.web.markup import SCREEN, Pen
from bilten_app.web.parts.data import fact
from bilten_app.web.parts.event import picture
from bilten_app.web.parts.links import plain_a
from bilten_app.web.words import elsewhere


def facts(pen: Pen, view: Any) -> Any:
    """When and where, in the zone of the place and on the visitor's own clock."""
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
        class_name="grid gap-6 sm:grid-cols-2 lg:border-b lg:border-line lg:pb-10",
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


def about(pen: Pen, view: Any) -> Any:
    """What it is, and what to know before going."""
    return pen.el(
        "div",
        pen.when(view.paragraphs, _description(pen, view)),
        pen.when(view.line_up, _line_up(pen, view)),
        pen.when(view.gallery, _gallery(pen, view)),
        _good_to_know(pen, view),
        _organizer(pen, view),
        class_name="flex min-w-0 flex-col gap-12",
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
            class_name="mt-4 flex max-w-2xl flex-col gap-4 text-[1.0625rem] leading-relaxed",
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
            pen.el("p", view.organizer_about, class_name="mt-2 max-w-2xl text-muted text-pretty"),
        ),
        class_name="rounded-card border border-line bg-surface p-6",
    )
