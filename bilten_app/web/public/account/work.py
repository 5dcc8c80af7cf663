"""Signing in by a work address: the organization's own login takes over from there."""

from typing import ClassVar

import reflex as rx

from bilten_app.kit.text import msgid, say
from bilten_app.web.auth.ways import NO_TEAM, local_path
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler
from bilten_app.web.parts.fields import text_field
from bilten_app.web.public.account.sheet import back_to_signing_in, carried, form, sheet
from bilten_app.web.words import t

NOBODY = msgid("No organization here signs in with this address. Is it your work address?")


class WorkState(rx.State):
    """What was typed, and whether anybody knows it."""

    _access: ClassVar[str] = "public"

    email: str = ""
    next: str = ""
    errors: dict[str, str] = {}
    loaded: bool = False

    @handler
    async def open(self, visit: Visit) -> None:
        """Read the address."""
        asked = self.router.url.query_parameters
        self.email = asked.get("email", "")[:254]
        self.next = local_path(asked.get("next", ""), "")
        is_unknown = asked.get("error", "") == NO_TEAM
        self.errors = {"email": say(NOBODY, visit.locale)} if is_unknown else {}
        self.loaded = True


def page() -> rx.Component:
    """The page."""
    return sheet(
        t("Sign in for work"),
        t("With your organization's own login, where it has one."),
        form(
            "/auth/work",
            carried("next", WorkState.next),
            text_field(
                t("Work e-mail"), name="email", type="email", auto_complete="email", required=True,
                default_value=WorkState.email, error=WorkState.errors["email"], max_length=254,
            ),
            words=t("Go on"),
            loaded=WorkState.loaded,
        ),
        back_to_signing_in(),
    )  # fmt: skip
