"""Who signed in with a leaked password chooses another on the way to where they were going."""

from typing import ClassVar

import reflex as rx

from bilten_app.kit.actor import Actor
from bilten_app.web.auth.ways import HOME, local_path
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler
from bilten_app.web.parts.feedback import banner
from bilten_app.web.parts.fields import button, password_field
from bilten_app.web.parts.links import native_form
from bilten_app.web.public.account.sign_in import LINK, mended, trouble
from bilten_app.web.words import t


class LeakedState(rx.State):
    """Where the person was on their way to, and what was wrong with what they chose."""

    _access: ClassVar[str] = "user"

    email: str = ""
    next: str = ""
    trouble: str = ""
    errors: dict[str, str] = {}
    loaded: bool = False

    @handler
    async def open(self, actor: Actor, visit: Visit) -> None:
        """Read the address."""
        asked = self.router.url.query_parameters
        self.email, self.next = actor.email, local_path(asked.get("next", ""), HOME)
        self.trouble = trouble(asked, visit.locale)
        self.errors = mended(asked, visit.locale, "current", "password")
        self.loaded = True


def page() -> rx.Component:
    """The page."""
    return rx.el.div(
        rx.el.div(
            rx.el.h1(t("Choose a new password"), class_name="text-title"),
            rx.el.p(
                t(
                    "You are signed in. But your password is on a list of leaked passwords that "
                    "everybody can get, and those are tried first."
                ),
                class_name="mt-2 text-muted",
            ),
        ),
        rx.cond(LeakedState.trouble, banner(LeakedState.trouble, tone="bad")),
        _form(),
        rx.el.p(
            rx.el.a(t("Not now"), href=LeakedState.next, class_name=LINK),
            rx.el.br(),
            t("We ask again the next time you sign in."),
            class_name="text-center text-[0.9375rem] text-muted",
        ),
        class_name="flex flex-col gap-6",
    )


def _form() -> rx.Component:
    return native_form(
        rx.el.input(type="hidden", name="next", value=LeakedState.next, read_only=True),
        # Password managers file the new password under this.
        rx.el.input(
            type="hidden", name="username", value=LeakedState.email, read_only=True,
            auto_complete="username",
        ),
        password_field(
            t("Present password"), name="current", error=LeakedState.errors["current"]
        ),
        password_field(
            t("New password"), name="password", kind="new-password",
            hint=t("At least 12 characters. All other browsers are signed out."),
            error=LeakedState.errors["password"],
        ),
        button(t("Change the password"), size="large", wide=True, type="submit"),
        action="/auth/password",
        class_name="flex flex-col gap-5",
    )  # fmt: skip
