"""Signing in by a work address: the organization's own login takes over from there."""

from typing import ClassVar

import reflex as rx

from bilten_app.kit.text import msgid, say
from bilten_app.web.auth.ways import NO_TEAM, SIGN_IN, local_path
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler
from bilten_app.web.parts.fields import button, text_field
from bilten_app.web.parts.links import native_form
from bilten_app.web.public.account.sign_in import LINK
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
    return rx.el.div(
        rx.el.div(
            rx.el.h1(t("Sign in for work"), class_name="text-title"),
            rx.el.p(
                t("With your organization's own login, where it has one."),
                class_name="mt-2 text-muted",
            ),
        ),
        native_form(
            rx.el.input(type="hidden", name="next", value=WorkState.next, read_only=True),
            text_field(
                t("Work e-mail"), name="email", type="email", auto_complete="email", required=True,
                default_value=WorkState.email, error=WorkState.errors["email"], max_length=254,
            ),
            button(t("Go on"), size="large", wide=True, type="submit"),
            action="/auth/work",
            key=rx.cond(WorkState.loaded, "ready", "waiting"),
            class_name="flex flex-col gap-5",
        ),
        rx.el.p(
            rx.el.a(t("Back to signing in"), href=SIGN_IN, class_name=LINK),
            class_name="text-center text-[0.9375rem]",
        ),
        class_name="flex flex-col gap-6",
    )  # fmt: skip
