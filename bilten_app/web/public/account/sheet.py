"""What the pages share on which somebody shows who they are: a heading, what was wrong, a form."""

from typing import Any

import reflex as rx

from bilten_app.web.auth.ways import SIGN_IN
from bilten_app.web.parts.feedback import banner
from bilten_app.web.parts.fields import button
from bilten_app.web.parts.links import native_form
from bilten_app.web.words import t

LINK = "font-medium text-brand hover:underline"


def sheet(title: str, text: Any, *parts: Any, trouble: Any = None) -> rx.Component:
    """Draw such a page; `trouble` says what was wrong altogether."""
    wrong = () if trouble is None else (rx.cond(trouble, banner(trouble, tone="bad")),)
    return rx.el.div(
        rx.el.div(
            rx.el.h1(title, class_name="text-title"),
            rx.el.p(text, class_name="mt-2 text-muted break-words"),
        ),
        *wrong,
        *parts,
        class_name="flex flex-col gap-6",
    )


def form(action: str, *fields: Any, words: str, loaded: Any = None) -> rx.Component:
    """Draw its form. With `loaded` it is drawn anew then, so that nothing typed is replaced."""
    anew = {} if loaded is None else {"key": rx.cond(loaded, "ready", "waiting")}
    return native_form(
        *fields,
        button(words, size="large", wide=True, type="submit"),
        action=action,
        class_name="flex flex-col gap-5",
        **anew,
    )


def carried(name: str, value: Any) -> rx.Component:
    """Let a form carry what nobody types."""
    return rx.el.input(type="hidden", name=name, value=value, read_only=True)


def filed_under(email: Any) -> rx.Component:
    """Tell password managers under which name they find or keep the password."""
    return rx.el.input(
        type="hidden", name="username", value=email, read_only=True, auto_complete="username"
    )


def below(*words: Any) -> rx.Component:
    """Draw what stands below the form."""
    return rx.el.p(*words, class_name="text-center text-[0.9375rem] text-muted")


def back_to_signing_in() -> rx.Component:
    """Draw the way back."""
    return below(rx.el.a(t("Back to signing in"), href=SIGN_IN, class_name=LINK))
