"""Who signed in with a leaked password chooses another on the way to where they were going."""

from typing import ClassVar

import reflex as rx

from bilten_app.kit.actor import Actor
from bilten_app.web.auth.ways import HOME, local_path
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler
from bilten_app.web.parts.fields import password_field
from bilten_app.web.public.account.sheet import LINK, below, carried, filed_under, form, sheet
from bilten_app.web.public.account.sign_in import mended, trouble
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
    return sheet(
        t("Choose a new password"),
        t(
            "You are signed in. But your password is on a list of leaked passwords that "
            "everybody can get, and those are tried first."
        ),
        form(
            "/auth/password",
            carried("next", LeakedState.next),
            filed_under(LeakedState.email),
            password_field(
                t("Present password"), name="current", error=LeakedState.errors["current"]
            ),
            password_field(
                t("New password"), name="password", kind="new-password",
                hint=t("At least 12 characters. All other browsers are signed out."),
                error=LeakedState.errors["password"],
            ),
            words=t("Change the password"),
        ),
        below(
            rx.el.a(t("Not now"), href=LeakedState.next, class_name=LINK),
            rx.el.br(),
            t("We ask again the next time you sign in."),
        ),
        trouble=LeakedState.trouble,
    )  # fmt: skip
