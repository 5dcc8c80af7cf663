"""Setting up one second factor, and taking it away."""

from collections.abc import AsyncIterator, Mapping
from typing import Any, ClassVar

import reflex as rx
from pydantic import BaseModel, Field

from bilten_app.domains.identity import queries
from bilten_app.domains.identity import service as identity
from bilten_app.domains.identity.public import FactorKind
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import NotFound
from bilten_app.kit.text import msgid
from bilten_app.web.auth.ways import SECURITY
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler
from bilten_app.web.markup import SCREEN
from bilten_app.web.parts.feedback import banner, skeleton
from bilten_app.web.parts.fields import button, form, password_field, text_field
from bilten_app.web.parts.links import native_form
from bilten_app.web.parts.qr import Code, code, text_code
from bilten_app.web.public.account.sheet import LINK
from bilten_app.web.public.account.sign_in import mended, trouble
from bilten_app.web.words import said, t

TITLES: Mapping[FactorKind, str] = {
    FactorKind.totp: msgid("Authenticator app"),
    FactorKind.sms: msgid("Codes by text message"),
    FactorKind.email: msgid("Codes by mail"),
}


class NumberForm(BaseModel):
    """A telephone."""

    number: str = Field(max_length=40)


class FactorState(rx.State):
    """One second factor: there, or being set up."""

    _access: ClassVar[str] = "user"

    kind: str = ""
    title: str = ""
    is_there: bool = False
    is_sent: bool = False
    secret: str = ""
    qr: Code = Code()
    trouble: str = ""
    errors: dict[str, str] = {}
    busy: bool = False
    loaded: bool = False

    @handler
    async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """Look whether it is there; an app begins with its secret."""
        asked = self.router.url.query_parameters
        name = self.router.url.path.rpartition("/")[2]
        if name not in FactorKind.__members__:
            raise NotFound
        kind = FactorKind(name)
        self.kind, self.title, self.busy = kind.value, TITLES[kind], False
        self.trouble = trouble(asked, visit.locale)
        self.errors = mended(asked, visit.locale, "current")
        self.is_sent = bool(self.trouble) and kind is not FactorKind.totp
        async with rt.read() as session:
            mine = await queries.factors(session, rt.vault, actor)
        self.is_there = kind in [one.kind for one in mine]
        if kind is FactorKind.totp and not self.is_there:
            new = await identity.begin_factor(rt, actor, kind=kind)
            self.secret, self.qr = new.secret, text_code(new.uri)
        self.loaded = True

    @handler
    async def send(
        self, rt: Runtime, actor: Actor, visit: Visit, form: NumberForm
    ) -> AsyncIterator[None]:
        """Send the first code to a telephone, or to the mailbox."""
        self.errors, self.busy = {}, True
        yield
        self.busy = False
        await identity.begin_factor(
            rt, actor, kind=FactorKind(self.kind), number=form.number, address=visit.address
        )
        self.is_sent = True


def page() -> rx.Component:
    """The page."""
    return rx.el.div(
        rx.el.h1(said(FactorState.title), class_name="text-title"),
        rx.cond(FactorState.trouble, banner(FactorState.trouble, tone="bad")),
        rx.cond(
            FactorState.loaded,
            rx.cond(FactorState.is_there, _remove(), _set_up()),
            skeleton("h-72 w-full"),
        ),
        rx.el.p(rx.el.a(t("Back to security"), href=SECURITY, class_name=LINK)),
        class_name="flex flex-col gap-6",
    )


def _set_up() -> rx.Component:
    ask = rx.cond(FactorState.kind == FactorKind.sms.value, _telephone(), _mailbox())
    sent = rx.cond(FactorState.is_sent, _confirm(_sent()), ask)
    return rx.el.div(rx.cond(FactorState.kind == FactorKind.totp.value, _app(), sent))


def _app() -> rx.Component:
    return _confirm(
        rx.el.ol(
            rx.el.li(t("Scan this with your authenticator app.")),
            rx.el.li(t("Type the six digits that it shows.")),
            class_name="list-decimal ps-5 text-muted",
        ),
        rx.el.div(
            code(SCREEN, FactorState.qr, label=t("Code for your authenticator app")),
            class_name="mx-auto w-56",
        ),
        rx.el.p(
            t("No camera? Type this key into the app:"), " ",
            rx.el.code(FactorState.secret, class_name="break-all font-semibold"),
            class_name="text-sm text-muted",
        ),
    )  # fmt: skip


def _sent() -> rx.Component:
    return rx.el.p(t("A code is on its way. It works for ten minutes."), class_name="text-muted")


def _telephone() -> rx.Component:
    return form(
        rx.el.p(
            t("When you sign in, we can send a code to your telephone."), class_name="text-muted"
        ),
        text_field(
            t("Telephone number"), name="number", type="tel", auto_complete="tel", required=True,
            hint=t("With its country, like +49 151 23456789."), max_length=40,
            error=FactorState.errors["number"],
        ),
        button(t("Send a code"), type="submit", size="large", busy=FactorState.busy),
        on_submit=FactorState.send,
    )  # fmt: skip


def _mailbox() -> rx.Component:
    return form(
        rx.el.p(t("When you sign in, we can mail you a code."), class_name="text-muted"),
        rx.el.input(type="hidden", name="number", value="", read_only=True),
        button(t("Mail me a code"), type="submit", size="large", busy=FactorState.busy),
        on_submit=FactorState.send,
    )


def _confirm(*before: Any) -> rx.Component:
    return native_form(
        *before,
        rx.el.input(type="hidden", name="kind", value=FactorState.kind, read_only=True),
        text_field(
            t("Code"), name="code", auto_complete="one-time-code", input_mode="numeric",
            required=True, max_length=10,
        ),
        button(t("Switch it on"), type="submit", size="large"),
        action="/auth/factors/confirm",
        class_name="flex flex-col gap-5",
    )  # fmt: skip


def _remove() -> rx.Component:
    return native_form(
        banner(t("This is switched on."), tone="good"),
        rx.el.input(type="hidden", name="kind", value=FactorState.kind, read_only=True),
        password_field(
            t("Present password"), name="current", error=FactorState.errors["current"],
            hint=t("To switch it off, show that it is you."),
        ),
        button(t("Switch it off"), look="danger", type="submit"),
        action="/auth/factors/remove",
        class_name="flex flex-col gap-5",
    )  # fmt: skip
