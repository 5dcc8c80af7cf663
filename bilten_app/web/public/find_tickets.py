"""Find my tickets: who bought without an account gets the links to their orders by mail, again."""

from typing import Any, ClassVar

import reflex as rx
from pydantic import BaseModel, EmailStr

from bilten_app.domains.messaging import service as messaging
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler
from bilten_app.web.parts.feedback import message
from bilten_app.web.parts.fields import button, form, link_button, text_field
from bilten_app.web.words import t

PATH = "/find-tickets"


class FindForm(BaseModel):
    """Where the orders went."""

    email: EmailStr


class FindTicketsState(rx.State):
    """Asking for the links; the answer is the same whether there are any."""

    _access: ClassVar[str] = "public"

    asked_for: str = ""
    errors: dict[str, str] = {}
    busy: bool = False
    loaded: bool = False

    @handler
    async def open(self) -> None:
        """Begin anew."""
        self.asked_for, self.errors, self.busy, self.loaded = "", {}, False, True

    @handler
    async def ask(self, rt: Runtime, actor: Actor, visit: Visit, form: FindForm) -> Any:
        """Let the links be mailed to this address."""
        self.errors, self.busy = {}, True
        yield
        self.busy = False
        await messaging.ask_for_tickets(
            rt, actor, email=form.email, locale=visit.locale, address=visit.address
        )
        self.asked_for = form.email


def page() -> rx.Component:
    """The page, top to bottom."""
    return rx.el.div(
        rx.el.div(rx.cond(FindTicketsState.asked_for, _answer()), role="status"),
        rx.cond(FindTicketsState.asked_for, rx.fragment(), _question()),
    )


def _question() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.h1(t("Find my tickets"), class_name="text-title"),
            rx.el.p(
                t("Tell us the address you bought with, and we mail you the links to your orders."),
                class_name="mt-2 text-muted",
            ),
        ),
        form(
            text_field(
                t("E-mail"), name="email", type="email", auto_complete="email", required=True,
                error=FindTicketsState.errors["email"], max_length=254,
            ),
            button(
                t("Mail me the links"), size="large", wide=True, type="submit",
                busy=FindTicketsState.busy,
            ),
            on_submit=FindTicketsState.ask,
        ),
        class_name="flex flex-col gap-6",
    )  # fmt: skip


def _answer() -> rx.Component:
    return message(
        "mail",
        t("Look into your mail"),
        t(
            "If there are orders for {email}, a mail with their links is on its way. It holds "
            "what is still to come, and the orders of the last twelve months.",
            email=FindTicketsState.asked_for,
        ),
        button(t("Try another address"), look="quiet", on_click=FindTicketsState.open),
        link_button(t("Discover events"), href="/discover", look="quiet"),
    )
