"""The order's page, top to bottom; drawn by either pen."""

from typing import Any

import reflex as rx

from bilten_app.kit.text import msgid
from bilten_app.web import shell
from bilten_app.web.document import Asked, Document, Head
from bilten_app.web.markup import SCREEN, Pen
from bilten_app.web.page import Page
from bilten_app.web.parts.clock import pulse
from bilten_app.web.parts.feedback import loading, skeleton
from bilten_app.web.parts.icons import IconName, icon
from bilten_app.web.public.bill import summary
from bilten_app.web.public.missing import not_found
from bilten_app.web.public.order.asking import refund_section
from bilten_app.web.public.order.changes import change_section
from bilten_app.web.public.order.news import NewsState, news_section
from bilten_app.web.public.order.papers import papers
from bilten_app.web.public.order.phases import Phase
from bilten_app.web.public.order.resales import resales
from bilten_app.web.public.order.sections import actions, receipt, refunds, tickets
from bilten_app.web.public.order.state import PATIENT_LOOKS, OrderPageState
from bilten_app.web.public.order.view import find, page_of
from bilten_app.web.public.outage import outage_banner
from bilten_app.web.public.practice import practice_note
from bilten_app.web.words import t

COLUMNS = f"{shell.WIDTH} grid items-start gap-8 pt-8 sm:pt-12 lg:grid-cols-[1fr_26rem] lg:gap-16"
MARKS: dict[Phase, tuple[IconName, str]] = {
    Phase.paid: ("check", "bg-good-soft text-good"),
    Phase.declined: ("warning", "bg-warn-soft text-warn"),
    Phase.review: ("warning", "bg-warn-soft text-warn"),
    Phase.held: ("shield", "bg-brand-soft text-brand"),
    Phase.late: ("wallet", "bg-warn-soft text-warn"),
    Phase.cancelled: ("close", "bg-bad-soft text-bad"),
}


async def document(asked: Asked) -> Document:
    """Return the order as first paint, for nobody but its buyer; raises NotFound."""
    secret = asked.path["secret"]
    found = await find(asked.rt, asked.path["code"], secret)
    view = page_of(asked.rt, found, asked.visit.locale, secret=secret)
    head = Head(f"{asked.pen.t('Your order')} · Bilten", is_secret=True)
    return Document(head, shell.public_paper(asked.pen, asked.session, _body(asked.pen, view)))


def page() -> rx.Component:
    """The page, top to bottom."""
    return rx.cond(
        OrderPageState.missing,
        not_found(),
        rx.cond(
            OrderPageState.loaded,
            rx.fragment(
                _body(SCREEN, OrderPageState.view),
                rx.cond(
                    OrderPageState.beat_s > 0,
                    pulse(seconds=OrderPageState.beat_s, on_beat=OrderPageState.look),
                ),
            ),
            _waiting(),
        ),
    )


def _body(pen: Pen, view: Any) -> Any:
    return pen.el(
        "div",
        pen.el(
            "div",
            practice_note(pen, view.bought.is_test, "mb-6"),
            pen.el(
                "div",
                _mark(pen, view),
                pen.el("h1", view.headline, class_name="mt-5 text-title text-balance"),
                pen.el(
                    "p",
                    view.text,
                    class_name="mt-2 max-w-xl text-lg text-muted text-pretty break-words",
                ),
                role="status",
            ),
            outage_banner(pen, view.outage, "mt-4 max-w-xl"),
            _patience(pen, view),
            pen.when(view.refunds, refunds(pen, view)),
            actions(pen, view),
            pen.when(view.tickets, tickets(pen, view)),
            pen.when(view.resales, resales(pen, view)),
            pen.when(view.rename_words, change_section(pen, view)),
            pen.when(view.asking.words, refund_section(pen, view)),
            news_section() if pen is SCREEN else None,
            class_name="min-w-0",
        ),
        pen.el(
            "aside",
            summary(pen, view.bought, title=pen.t("Your order")),
            receipt(pen, view),
            papers(pen, view.papers),
            aria_label=pen.t("Your order"),
            class_name="lg:sticky lg:top-24",
        ),
        class_name=COLUMNS,
    )


def _mark(pen: Pen, view: Any) -> Any:
    circle = "flex size-16 items-center justify-center rounded-pill"
    turning = pen.el(
        "span",
        pen.el(
            "span",
            class_name=(
                "size-7 rounded-pill border-[3px] border-current border-e-transparent "
                "animate-[bilten-spin_0.8s_linear_infinite]"
            ),
        ),
        aria_hidden="true",
        class_name=f"{circle} bg-brand-soft text-brand",
    )
    mark = pen.el("span", icon("clock", "size-8", pen=pen), class_name=f"{circle} bg-sunken")
    for phase, (name, look) in MARKS.items():
        drawn = pen.el("span", icon(name, "size-8", pen=pen), class_name=f"{circle} {look}")
        mark = pen.when(view.phase == phase.value, drawn, mark)
    for phase in (Phase.waiting, Phase.preparing):
        mark = pen.when(view.phase == phase.value, turning, mark)
    return mark


def _patience(pen: Pen, view: Any) -> Any:
    """What to say when the confirmation takes longer than people like."""
    if pen is not SCREEN:
        return None
    is_slow = (
        (OrderPageState.looks >= PATIENT_LOOKS)
        & (view.phase == Phase.waiting.value)
        & (view.outage == "")
    )
    return rx.cond(
        is_slow,
        rx.el.p(
            t(
                "The payment service has not confirmed it yet. That can take a few minutes. "
                "If you did not finish paying, you can go on now: you cannot pay twice."
            ),
            role="status",
            class_name="mt-4 max-w-xl rounded-control bg-sunken px-4 py-3 text-[0.9375rem]",
        ),
    )


def _waiting() -> rx.Component:
    return loading(
        rx.el.div(
            rx.el.div(
                skeleton("size-16 rounded-pill"),
                skeleton("mt-5 h-10 w-2/3"),
                skeleton("mt-4 h-6 w-full"),
                skeleton("mt-10 h-20 w-full rounded-card"),
            ),
            skeleton("h-96 w-full rounded-card"),
            class_name=COLUMNS,
        )
    )


PAGE = Page(
    "/orders/[code]/[secret]",
    page,
    msgid("Your order"),
    on_load=(OrderPageState.open, NewsState.look),
    ready=OrderPageState.loaded,
    document=document,
)
