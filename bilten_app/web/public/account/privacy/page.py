"""The page of one's own data, top to bottom."""

import reflex as rx

from bilten_app.kit.text import msgid
from bilten_app.web import shell
from bilten_app.web.page import Page
from bilten_app.web.parts.feedback import banner, dialog, skeleton
from bilten_app.web.parts.fields import button
from bilten_app.web.public.account.privacy.answers import AnswersState, answers_part
from bilten_app.web.public.account.privacy.copy import CopyState, copy_part
from bilten_app.web.public.account.privacy.state import ObstacleRow, PrivacyState
from bilten_app.web.public.account.privacy.words import what_goes, what_stays
from bilten_app.web.public.account.security.section import section
from bilten_app.web.public.account.sheet import LINK
from bilten_app.web.words import t, tn, when

PATH = "/account/privacy"
DELETING = "delete-account"


def page() -> rx.Component:
    """The page."""
    return rx.el.div(
        rx.el.div(
            rx.el.h1(t("Privacy"), class_name="text-title"),
            rx.el.p(
                t("Your data is yours: take it with you, or have it deleted."),
                class_name="mt-2 text-muted",
            ),
        ),
        rx.cond(PrivacyState.loaded, _sections(), skeleton("h-72 w-full")),
        _question(),
        class_name="flex flex-col gap-6",
    )


def _sections() -> rx.Component:
    return rx.el.div(
        rx.cond(PrivacyState.due_at, _under_way()),
        answers_part(),
        copy_part(),
        section(
            t("Delete my account"),
            t("For good, and everything with it that no law makes us keep."),
            what_goes(),
            what_stays(),
            rx.cond(PrivacyState.obstacles, _obstacles(), _begin()),
            anchor="delete",
        ),
        class_name="flex flex-col gap-6",
    )


def _under_way() -> rx.Component:
    waiting = rx.fragment(
        rx.el.p(
            t("Your account will be deleted {when}.", when=when(PrivacyState.due_at)),
            class_name="font-medium",
        ),
        rx.el.p(t("Until then it works as before, and you can take it back."), class_name="mt-1"),
        rx.el.div(button(t("Keep my account"), on_click=PrivacyState.take_back), class_name="mt-4"),
    )
    return banner(
        rx.cond(PrivacyState.running, t("Your account is being deleted now."), waiting),
        tone="warn",
    )


def _obstacles() -> rx.Component:
    return banner(
        rx.el.p(t("First there is something to settle:"), class_name="font-medium"),
        rx.el.ul(
            rx.foreach(PrivacyState.obstacles, _obstacle),
            class_name="mt-2 flex flex-col gap-2",
        ),
        tone="warn",
    )


def _obstacle(row: ObstacleRow) -> rx.Component:
    return rx.el.li(
        row.words,
        rx.cond(
            row.href,
            rx.fragment(" ", rx.el.a(t("Open the team"), href=row.href, class_name=LINK)),
        ),
    )


def _begin() -> rx.Component:
    return rx.cond(
        PrivacyState.due_at,
        rx.fragment(),
        rx.el.div(button(t("Delete my account"), look="danger", on_click=PrivacyState.ask)),
    )


def _question() -> rx.Component:
    return dialog(
        t("Delete your account?"),
        rx.el.p(
            tn(
                "It is deleted in {n} day. Until then you can change your mind here, or by the "
                "link in the mail that we send you.",
                "It is deleted in {n} days. Until then you can change your mind here, or by the "
                "link in the mail that we send you.",
                PrivacyState.days,
            ),
            class_name="mt-3 text-muted",
        ),
        rx.cond(PrivacyState.tickets > 0, _lost()),
        rx.cond(PrivacyState.credit, _lost_credit()),
        rx.el.div(
            button(t("Keep my account"), look="quiet", on_click=PrivacyState.keep),
            button(t("Delete it"), look="danger", on_click=PrivacyState.erase),
            class_name="mt-6 flex flex-wrap justify-end gap-3",
        ),
        id=DELETING,
        is_open=PrivacyState.asking,
        on_close=PrivacyState.keep,
    )


def _lost() -> rx.Component:
    return rx.el.div(
        banner(
            tn(
                "You hold {n} ticket for what is still to come. Keep the mail it came with: we "
                "cannot send it again, nor tell you when something changes.",
                "You hold {n} tickets for what is still to come. Keep the mails they came with: "
                "we cannot send them again, nor tell you when something changes.",
                PrivacyState.tickets,
            ),
            tone="warn",
        ),
        class_name="mt-4",
    )


def _lost_credit() -> rx.Component:
    return rx.el.div(
        banner(
            t(
                "You have {credit} of credit left with organizers. Spend it before: nobody can "
                "claim it afterwards.",
                credit=PrivacyState.credit,
            ),
            tone="warn",
        ),
        class_name="mt-4",
    )


PAGE = Page(
    PATH,
    page,
    msgid("Privacy"),
    frame=shell.quiet,
    on_load=(PrivacyState.open, AnswersState.look, CopyState.open),
    ready=PrivacyState.loaded,
)
