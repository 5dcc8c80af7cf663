"""The fields of an app, and its secret this once."""

from typing import Any

import reflex as rx

from bilten_app.domains.apps.public import AppKind
from bilten_app.domains.programs.public import SCOPES
from bilten_app.web.organizer.apps.rows import KIND_WORDS
from bilten_app.web.organizer.developers.rows import SCOPE_WORDS
from bilten_app.web.parts.dialogs import tick_row
from bilten_app.web.parts.feedback import banner
from bilten_app.web.parts.fields import button, text_area, text_field
from bilten_app.web.parts.icons import icon
from bilten_app.web.words import said, t


def app_fields(state: Any, app: Any = None) -> list[rx.Component]:
    """Draw the fields of a form; a new app also chooses where it runs."""
    errors = state.errors

    def now(name: str) -> dict[str, Any]:
        value = None if app is None else getattr(app, name)
        return {} if app is None else {"default_value": value, "key": value}

    return [
        text_field(
            t("Name"), name="name", required=True, max_length=80, auto_complete="off",
            hint=t("People read it before they let the app in."), error=errors["name"],
            **now("name"),
        ),
        text_area(
            t("What it does"), name="about", rows=2, error=errors["about"],
            **now("about"),
        ),
        text_field(
            t("Web page"), name="homepage", type="url", auto_complete="off",
            hint=t("Like https://example.com, if it has one."), error=errors["homepage"],
            **now("homepage"),
        ),
        *([_kinds()] if app is None else []),
        text_area(
            t("Where people come back to"), name="redirect_uris", rows=3, dir="ltr",
            hint=t("One address a line, exactly as the app sends it. Empty: it acts for you only."),
            error=errors["redirect_uris"], **now("uri_lines"),
        ),
        rx.el.fieldset(
            rx.el.legend(t("It may ask for"), class_name="text-[0.9375rem] font-medium"),
            *(
                tick_row(
                    said(SCOPE_WORDS[scope]), checked=state.chosen.contains(scope.value),
                    on_change=lambda _, scope=scope: state.pick(scope.value),
                )
                for scope in SCOPES
            ),
            rx.el.p(errors["scopes"], role="alert", class_name="text-sm text-bad empty:hidden"),
        ),
    ]  # fmt: skip


def _kinds() -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend(t("Where it runs"), class_name="text-[0.9375rem] font-medium"),
        *(
            rx.el.label(
                rx.el.input(
                    type="radio", name="kind", value=kind.value,
                    default_checked=kind is AppKind.confidential,
                    class_name="size-5 shrink-0 accent-brand",
                ),
                said(words),
                class_name="flex min-h-11 items-center gap-3 py-2 text-[0.9375rem]",
            )
            for kind, words in KIND_WORDS.items()
        ),
    )  # fmt: skip


def secret_banner(state: Any, words: str, *more: Any) -> rx.Component:
    """Draw a secret that was just made; when the page is left it is gone."""
    return banner(
        rx.el.p(words, class_name="font-semibold"),
        *more,
        rx.el.code(state.secret, id="secret", dir="ltr", class_name="mt-2 block break-all"),
        rx.el.div(
            button(
                icon("copy", "size-4"), t("Copy"), size="small",
                on_click=rx.set_clipboard(state.secret),
            ),
            class_name="mt-3",
        ),
        tone="good",
    )  # fmt: skip
