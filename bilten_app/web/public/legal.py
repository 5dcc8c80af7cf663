"""The terms and the privacy notice: pages of words, and the sentence that points to them."""

from collections.abc import Callable
from datetime import UTC, datetime, time
from typing import Any

import reflex as rx

from bilten_app.domains.consents.public import TEXTS, ConsentKind, Section, Wording
from bilten_app.web import shell
from bilten_app.web.page import Page
from bilten_app.web.words import said, t, when

TERMS, PRIVACY = "/terms", "/privacy-notice"
ADDRESSES = {ConsentKind.terms: TERMS, ConsentKind.privacy: PRIVACY}
DAY = {"dateStyle": "long", "timeZone": "UTC"}
LINK = "underline underline-offset-4 hover:text-ink"


def agreed_by(pressing: Any) -> rx.Component:
    """Say what somebody agrees to by pressing a button, and where it can be read."""
    return rx.el.p(
        t("By “{button}” you agree to what stands here:", button=pressing), " ",
        *links(), ".",
        class_name="text-sm text-muted text-pretty",
    )  # fmt: skip


def links() -> list[Any]:
    """Return links to the texts; they open beside the form, which keeps what was typed."""
    return [
        rx.el.a(t("Terms of use"), href=TERMS, target="_blank", class_name=LINK),
        ", ",
        rx.el.a(t("Privacy notice"), href=PRIVACY, target="_blank", class_name=LINK),
    ]


def _page(kind: ConsentKind) -> Callable[[], rx.Component]:
    wording = TEXTS[kind]

    def draw() -> rx.Component:
        return rx.el.article(
            rx.el.h1(said(wording.title), class_name="text-title"),
            rx.el.p(_of_when(wording), class_name="mt-2 text-muted"),
            *(_section(one) for one in wording.sections),
            class_name=f"{shell.WIDTH} pt-10 sm:pt-14",
        )

    return draw


def _of_when(wording: Wording) -> str:
    since = datetime.combine(wording.since, time(12), UTC).isoformat()
    return t("Version {n}, since {day}", n=str(wording.version), day=when(since, DAY))


def _section(one: Section) -> rx.Component:
    return rx.el.section(
        rx.el.h2(said(one.title), class_name="text-heading"),
        *(rx.el.p(said(words), class_name="mt-3 text-pretty") for words in one.paragraphs),
        class_name="mt-8 max-w-2xl",
    )


PAGES = (
    Page(TERMS, _page(ConsentKind.terms), TEXTS[ConsentKind.terms].title),
    Page(PRIVACY, _page(ConsentKind.privacy), TEXTS[ConsentKind.privacy].title),
)
