"""The frame of the platform's own pages."""

from typing import Any

import reflex as rx

from bilten_app.web.markup import SCREEN
from bilten_app.web.organizer.parts import TAB
from bilten_app.web.parts.frame import avatar, theme_button, wordmark
from bilten_app.web.session import SessionState
from bilten_app.web.shell import frame, landmark
from bilten_app.web.words import t

ADMIN = "/admin"
BALANCE, PAYOUTS = f"{ADMIN}/balance", f"{ADMIN}/payouts"
RECONCILIATION = f"{ADMIN}/reconciliation"
DISPUTES, ASIDE = f"{ADMIN}/disputes", f"{ADMIN}/aside"
RISK, RISK_LISTS, RISK_RULES = f"{ADMIN}/risk", f"{ADMIN}/risk/lists", f"{ADMIN}/risk/rules"
WIDTH = "mx-auto w-full max-w-[80rem] px-5 sm:px-8"


def staff(content: rx.Component, *, ready: Any = True) -> rx.Component:
    """The frame, around a page of the platform."""
    places = [(t("Ledger"), ADMIN), (t("Trial balance"), BALANCE), (t("Payouts"), PAYOUTS),
              (t("Reconciliation"), RECONCILIATION), (t("Disputes"), DISPUTES), (t("Review"), RISK),
              (t("Set aside"), ASIDE)]  # fmt: skip
    return frame(
        rx.el.header(
            rx.el.div(
                wordmark(SCREEN),
                rx.el.span(t("Finance"), class_name="ms-3 text-sm font-medium text-muted"),
                rx.el.div(
                    theme_button(SCREEN),
                    avatar(SCREEN, SessionState),
                    class_name="ms-auto flex items-center",
                ),
                class_name=f"{WIDTH} flex h-16 items-center",
            ),
            rx.el.nav(
                *(_tab(words, href) for words, href in places),
                aria_label=t("Finance"),
                class_name=f"{WIDTH} flex gap-6 overflow-x-auto",
            ),
            class_name="border-b border-line",
        ),
        landmark(
            content,
            ready=ready,
            class_name=f"{WIDTH} flex-1 pt-8 pb-24",
        ),
    )


def _tab(words: str, href: str) -> rx.Component:
    here = rx.State.router.url.path == href
    return rx.el.a(
        words,
        href=href,
        class_name=TAB,
        custom_attrs={"aria-current": rx.cond(here, "page", "false")},
    )
