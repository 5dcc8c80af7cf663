"""The ticket, top to bottom; drawn by either pen, because the first paint is what opens offline."""

from typing import Any

import reflex as rx

from bilten_app.web import shell
from bilten_app.web.document import Asked, Document, Head
from bilten_app.web.markup import SCREEN, Pen
from bilten_app.web.parts.data import CARD
from bilten_app.web.parts.event import picture
from bilten_app.web.parts.feedback import loading, skeleton
from bilten_app.web.parts.fields import button_class
from bilten_app.web.parts.icons import icon
from bilten_app.web.parts.links import way_out
from bilten_app.web.parts.qr import code
from bilten_app.web.public.missing import not_found
from bilten_app.web.public.practice import practice_note
from bilten_app.web.public.ticket.claim import claim_part
from bilten_app.web.public.ticket.state import TicketPageState
from bilten_app.web.public.ticket.verdicts import no_entrance, to_sale
from bilten_app.web.public.ticket.view import Standing, load

COLUMN = "mx-auto w-full max-w-[27rem] px-4 pt-5 sm:pt-10"
PICTURE_SIZES = "27rem"


async def document(asked: Asked) -> Document:
    """Return the whole ticket as first paint, for whoever has its link; raises NotFound."""
    path = asked.path
    view = await load(asked.rt, path["code"], path["secret"], asked.visit.locale)
    pen = asked.pen
    head = Head(f"{view.occasion.title} · {pen.t('Ticket')}", is_secret=True)
    body = shell.public_paper(pen, asked.session, _body(pen, view))
    return Document(head, body + pen.el("script", type="module", src="/ticket.js"))


def page() -> rx.Component:
    """The page, top to bottom."""
    return rx.cond(
        TicketPageState.missing,
        not_found(),
        rx.cond(
            TicketPageState.loaded,
            rx.fragment(_body(SCREEN, TicketPageState.view), claim_part()),
            _waiting(),
        ),
    )


def _body(pen: Pen, view: Any) -> Any:
    return pen.el(
        "div",
        pen.el(
            "p",
            icon("wifi_off", "size-4", pen=pen),
            pen.t("You are offline. This ticket works all the same."),
            hidden=True,
            custom_attrs={"data-offline": ""},
            class_name=(
                "mb-4 flex items-center justify-center gap-2 rounded-control bg-sunken px-4 py-2 "
                "text-sm [&[hidden]]:hidden"
            ),
        ),
        practice_note(pen, view.is_test, "mb-4"),
        pen.el(
            "article",
            _stub(pen, view.occasion),
            pen.when(view.is_test, _test_mark(pen)),
            pen.when(
                view.standing == Standing.good.value, _entrance(pen, view), no_entrance(pen, view)
            ),
            _particulars(pen, view),
            class_name=f"{CARD} overflow-hidden shadow-floating",
        ),
        _extras(pen, view),
        class_name=COLUMN,
    )


def _stub(pen: Pen, occasion: Any) -> Any:
    return pen.el(
        "header",
        picture(
            pen, occasion.picture, sizes=PICTURE_SIZES, class_name="absolute inset-0 size-full"
        ),
        pen.el("div", class_name="absolute inset-0 bg-linear-to-t from-black/85 to-black/25"),
        pen.el(
            "div",
            pen.el("p", occasion.short, class_name="text-sm font-medium text-white/90"),
            pen.el("h1", occasion.title, class_name="mt-1 text-heading text-white text-balance"),
            class_name="relative",
        ),
        class_name="relative flex min-h-36 items-end overflow-hidden bg-ink p-5",
    )


def _test_mark(pen: Pen) -> Any:
    """Say it on the ticket itself: a picture of the screen may show nothing else."""
    return pen.el(
        "p",
        pen.t("Test: not valid for entry"),
        class_name="bg-warn-soft px-5 py-2.5 text-center font-semibold text-warn",
    )


def _entrance(pen: Pen, view: Any) -> Any:
    bar = pen.el(
        "div",
        pen.el(
            "div", custom_attrs={"data-until-next": ""}, class_name="h-full origin-left bg-brand"
        ),
        aria_hidden="true",
        class_name="mx-2 mt-3 h-1 overflow-hidden rounded-pill bg-line rtl:-scale-x-100",
    )
    changing = pen.t("The code changes every 15 seconds, so a screenshot does not open the door.")
    bright = pen.t("Turn the brightness of your screen up at the door.")
    return pen.el(
        "div",
        code(pen, view.code, label=pen.t("The code for the door")),
        pen.when(view.is_rotating, bar),
        pen.el(
            "p",
            pen.t("This code can only be drawn over a secure connection (https)."),
            hidden=True,
            role="alert",
            custom_attrs={"data-insecure": ""},
            class_name="mt-3 text-sm text-bad",
        ),
        pen.el(
            "p",
            icon("sun", "mt-0.5 size-4", pen=pen),
            pen.when(view.is_rotating, pen.join(bright, " ", changing), bright),
            class_name="mx-2 mt-3 mb-2 flex items-start gap-2 text-sm text-muted",
        ),
        class_name="p-3",
    )


def _particulars(pen: Pen, view: Any) -> Any:
    occasion = view.occasion
    return pen.el(
        "dl",
        _known(pen, pen.t("Name"), view.holder),
        _known(pen, pen.t("Ticket"), view.type_name),
        pen.when(view.seat, _known(pen, pen.t("Seat"), view.seat, look="text-lg")),
        _known(pen, pen.t("Date"), occasion.day, occasion.time, occasion.doors),
        _known(pen, pen.t("Place"), occasion.venue, occasion.address),
        _known(pen, pen.t("Code to read out"), view.spoken, look="tabular font-mono tracking-wide"),
        class_name=(
            "grid grid-cols-2 gap-x-4 gap-y-4 border-t border-dashed border-edge p-5 "
            "[&>:nth-child(n+3)]:col-span-2"
        ),
    )


def _known(pen: Pen, title: str, value: Any, *more: Any, look: str = "") -> Any:
    return pen.el(
        "div",
        pen.el("dt", title, class_name="text-xs font-medium text-muted"),
        pen.el("dd", value, class_name=f"mt-0.5 font-semibold break-words {look}".strip()),
        *(pen.when(line, pen.el("dd", line, class_name="text-sm text-muted")) for line in more),
        class_name="min-w-0",
    )


def _extras(pen: Pen, view: Any) -> Any:
    quiet = button_class("quiet", "medium", wide=True)
    paper = way_out(
        pen, icon("download", pen=pen), pen.t("Ticket as PDF"),
        href=view.pdf_href, download="", class_name=quiet,
    )  # fmt: skip
    calendar = way_out(
        pen, icon("calendar", pen=pen), pen.t("Add to calendar"),
        href=view.calendar_href, download="", class_name=quiet,
    )  # fmt: skip
    warning = pen.t("Whoever has this page has the ticket. Send it only to the person it is for.")
    drawn = pen.el(
        "div",
        pen.el(
            "div",
            pen.when(view.pdf_href, paper),
            calendar,
            class_name="grid gap-3 sm:auto-cols-fr sm:grid-flow-col",
        ),
        pen.when(
            view.sell_href,
            pen.el(
                "p",
                pen.t("You cannot come?"),
                to_sale(pen, view, pen.t("Sell this ticket")),
                class_name="mt-5 text-center text-[0.9375rem]",
            ),
        ),
        pen.el("p", warning, class_name="mt-5 px-2 text-center text-sm text-muted text-pretty"),
        class_name="mt-5",
    )
    return pen.when(view.standing == Standing.good.value, drawn)


def _waiting() -> rx.Component:
    return loading(
        rx.el.div(
            skeleton("h-36 w-full rounded-card"),
            skeleton("mt-4 aspect-square w-full rounded-card"),
            skeleton("mt-4 h-40 w-full rounded-card"),
            class_name=COLUMN,
        )
    )
