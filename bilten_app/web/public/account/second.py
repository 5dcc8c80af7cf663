"""The second step of signing in: a code from the app, the telephone, the mail, or a kept one."""

from typing import Any, ClassVar

import reflex as rx

from bilten_app.domains.identity import queries
from bilten_app.domains.identity.public import FactorKind, StepGone
from bilten_app.infra.runtime import Runtime
from bilten_app.web import door
from bilten_app.web.auth.cookies import STEP_COOKIE
from bilten_app.web.auth.ways import SIGN_IN, STEP_GONE, address_of, local_path
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler
from bilten_app.web.parts.feedback import skeleton
from bilten_app.web.parts.fields import button, checkbox, text_field
from bilten_app.web.parts.links import native_form
from bilten_app.web.public.account.passkey import passkey_form
from bilten_app.web.public.account.sheet import back_to_signing_in, below, carried, form, sheet
from bilten_app.web.public.account.sign_in import trouble
from bilten_app.web.words import t


class SecondState(rx.State):
    """What this sign-in may be asked for."""

    _access: ClassVar[str] = "public"

    has_app: bool = False
    has_mail: bool = False
    has_number: bool = False
    hint: str = ""
    has_recovery: bool = False
    sent: str = ""
    trouble: str = ""
    next: str = ""
    loaded: bool = False

    @handler
    async def open(self, rt: Runtime, visit: Visit) -> Any:
        """Look at what the account has; without a first step there is no second."""
        asked = self.router.url.query_parameters
        self.next, self.sent = local_path(asked.get("next", ""), ""), asked.get("sent", "")[:10]
        self.trouble = trouble(asked, visit.locale)
        token = door.read_cookies(self.router.headers.cookie).get(STEP_COOKIE, "")
        try:
            async with rt.read() as session:
                step = await queries.second_step(session, rt.vault, token=token, now=rt.clock.now())
        except StepGone:
            return rx.redirect(address_of(SIGN_IN, {"error": STEP_GONE, "next": self.next}))
        self.has_app, self.hint = FactorKind.totp in step.kinds, step.hint
        self.has_mail, self.has_number = FactorKind.email in step.kinds, bool(step.hint)
        self.has_recovery, self.loaded = step.has_recovery, True
        return None


def page() -> rx.Component:
    """The page."""
    return sheet(
        t("One more step"),
        _asks(),
        rx.cond(SecondState.loaded, _forms(), skeleton("h-40 w-full")),
        trouble=SecondState.trouble,
    )


def _asks() -> Any:
    return rx.match(
        SecondState.sent,
        ("email", t("A code is on its way to your mail. It works for ten minutes.")),
        ("sms", t("A code is on its way to {number}.", number=SecondState.hint)),
        rx.cond(
            SecondState.has_app,
            t("Type the six digits that your authenticator app shows now."),
            t("Let us send you a code, and type it here."),
        ),
    )


def _forms() -> rx.Component:
    return rx.el.div(
        form(
            "/auth/second",
            carried("next", SecondState.next),
            text_field(
                t("Code"), name="code", auto_complete="one-time-code", input_mode="text",
                required=True, max_length=40, auto_focus=True,
            ),
            checkbox(t("Do not ask in this browser for 30 days"), name="trust", value="yes"),
            words=t("Sign in"),
        ),
        rx.cond(
            SecondState.has_mail, _send("email", t("Mail me a code"))
        ),
        rx.cond(
            SecondState.has_number,
            _send("sms", t("Text a code to {number}", number=SecondState.hint)),
        ),
        passkey_form(t("Use a passkey instead"), purpose="sign_in", going=SecondState.next),
        rx.cond(
            SecondState.has_recovery,
            below(t("Lost everything? Type one of your recovery codes.")),
        ),
        back_to_signing_in(),
        class_name="flex flex-col gap-5",
    )  # fmt: skip


def _send(kind: str, words: str) -> rx.Component:
    return native_form(
        carried("next", SecondState.next),
        carried("kind", kind),
        button(words, look="quiet", wide=True, type="submit"),
        action="/auth/second/send",
    )
