"""Signing in and up. The browser posts the forms to web/auth, which tells what was wrong."""

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

import reflex as rx

from bilten_app.domains.consents.public import TEXTS, ConsentKind
from bilten_app.domains.identity.public import (
    WALLET,
    ClaimGone,
    LoginTaken,
    Mend,
    NoWallet,
    PasskeyKnown,
    PasskeyRefused,
    StepGone,
    Suspended,
    WrongCode,
    WrongPassword,
)
from bilten_app.domains.organizers.queries import TEAM_PREFIX
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import TooMany
from bilten_app.kit.text import msgid, say
from bilten_app.ports.signin import NotVouched
from bilten_app.web.auth.ways import (
    BAD_CODE,
    BAD_PASSKEY,
    HOME,
    LINK_LOGIN,
    PASSKEY_KNOWN,
    PROVIDER_DOWN,
    RESET,
    SIGN_IN,
    SIGN_UP,
    STAFF_STEP,
    STEP_GONE,
    SUSPENDED,
    TOO_MANY,
    WORK,
    WRONG,
    address_of,
    local_path,
)
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler
from bilten_app.web.parts.feedback import banner
from bilten_app.web.parts.fields import checkbox, password_field, text_field
from bilten_app.web.parts.providers import provider_buttons
from bilten_app.web.public.account.others import (
    ProviderRow,
    brought_words,
    offered,
)
from bilten_app.web.public.account.passkey import passkey_form
from bilten_app.web.public.account.sheet import LINK, below, carried, form, sheet
from bilten_app.web.public.account.wallet import wallet_form
from bilten_app.web.public.legal import agreed_by
from bilten_app.web.words import said, t

FIELDS = ("name", "email", "password")
REFUSED: Mapping[str, str] = {
    BAD_CODE: WrongCode.text,
    STEP_GONE: StepGone.text,
    BAD_PASSKEY: PasskeyRefused.text,
    PASSKEY_KNOWN: PasskeyKnown.text,
    NotVouched.code: NotVouched.text,
    LoginTaken.code: LoginTaken.text,
    NoWallet.code: NoWallet.text,
    ClaimGone.code: ClaimGone.text,
    SUSPENDED: Suspended.text,
    STAFF_STEP: msgid(
        "Who works for the platform signs in with a passkey or a second step. "
        "Set one up here, and go on."
    ),
    WRONG: WrongPassword.text,
    PROVIDER_DOWN: msgid(
        "Who you chose to sign in by does not answer at the moment. "
        "Please try again in a minute, or sign in another way."
    ),
}
DONE: Mapping[str, str] = {
    "new_password": msgid("Your new password is set. Sign in with it."),
    "new_address": msgid("Your new address is confirmed. Sign in with it."),
}


class DoorState(rx.State):
    """What the sign-in and sign-up pages show: what was typed, and what was wrong with it."""

    _access: ClassVar[str] = "public"

    name: str = ""
    email: str = ""
    next: str = ""
    other_way: str = ""
    trouble: str = ""
    done: str = ""
    brought: str = ""
    providers: list[ProviderRow] = []
    takes_wallets: bool = False
    errors: dict[str, str] = {}
    loaded: bool = False

    @handler
    async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> Any:
        """Read the address; who is signed in already goes on at once."""
        asked = self.router.url.query_parameters
        self.next = local_path(asked.get("next", ""), "")
        if actor.user_id:
            return rx.redirect(self.next or HOME)
        self.name, self.email = asked.get("name", "")[:80], asked.get("email", "")[:254]
        self.trouble = trouble(asked, visit.locale)
        self.done = say(DONE.get(asked.get("done", ""), ""), visit.locale)
        self.errors = mended(asked, visit.locale, *FIELDS)
        by = asked.get("by", "")
        is_known = by in {*rt.gateways.registrations, WALLET} or by.startswith(TEAM_PREFIX)
        is_brought = self.next == LINK_LOGIN and is_known
        self.brought = brought_words(rt, by) if is_brought else ""
        self.providers = [] if is_brought else list(offered(rt))
        self.takes_wallets = bool(rt.settings.chain_names) and not is_brought
        here_is_sign_in = self.router.url.path.startswith(SIGN_IN)
        going = {"next": self.next, "by": by if is_brought else ""}
        self.other_way = address_of(SIGN_UP if here_is_sign_in else SIGN_IN, going)
        self.loaded = True
        return None


def sign_in() -> rx.Component:
    """The page of signing in."""
    return _door(
        t("Sign in"),
        t("Good to see you again."),
        _form(
            "/auth/sign-in",
            _email_field(),
            _password_field("current-password"),
            rx.el.a(t("Forgot your password?"), href=RESET, class_name=f"{LINK} self-start"),
            words=t("Sign in"),
        ),
        rx.fragment(
            t("New here?"), " ", rx.el.a(t("Make an account"), href=DoorState.other_way,
            class_name=LINK),
            rx.el.br(),
            t("Does your organization have its own login?"), " ",
            rx.el.a(t("Sign in for work"), href=WORK, class_name=LINK),
            rx.el.br(),
            t("Bought without an account?"), " ", rx.el.a(t("Find my tickets"),
            href="/find-tickets", class_name=LINK),
        ),
        rx.fragment(
            passkey_form(t("Sign in with a passkey"), purpose="sign_in", going=DoorState.next),
            provider_buttons(DoorState.providers, purpose="sign_in", going=DoorState.next),
            rx.cond(
                DoorState.takes_wallets,
                wallet_form(
                    t("Sign in with a wallet"), purpose="sign_in", going=DoorState.next
                ),
            ),
        ),
    )  # fmt: skip


def sign_up() -> rx.Component:
    """The page of signing up."""
    return _door(
        t("Make an account"),
        t("To keep your tickets in one place, or to sell your own."),
        _form(
            "/auth/sign-up",
            text_field(
                t("Your name"), name="name", auto_complete="name", required=True,
                default_value=DoorState.name, error=DoorState.errors["name"], max_length=80,
            ),
            _email_field(),
            _password_field("new-password", hint=t("At least 12 characters.")),
            checkbox(said(TEXTS[ConsentKind.news].asked), name="news", value="yes"),
            agreed_by(t("Make an account")),
            words=t("Make an account"),
        ),
        rx.fragment(
            t("Been here before?"), " ", rx.el.a(t("Sign in"), href=DoorState.other_way,
            class_name=LINK),
        ),
        provider_buttons(DoorState.providers, purpose="sign_in", going=DoorState.next),
    )  # fmt: skip


def _door(
    title: str, text: str, asked: rx.Component, other: rx.Component, besides: Any = None
) -> rx.Component:
    return sheet(
        title,
        text,
        rx.cond(DoorState.done, banner(DoorState.done, tone="good")),
        rx.cond(DoorState.brought, banner(DoorState.brought)),
        rx.cond(DoorState.trouble, banner(DoorState.trouble, tone="bad")),
        asked,
        besides,
        below(other),
    )


def _form(action: str, *fields: rx.Component, words: str) -> rx.Component:
    next_ = carried("next", DoorState.next)
    return form(action, next_, *fields, words=words, loaded=DoorState.loaded)


def _email_field() -> rx.Component:
    return text_field(
        t("E-mail"), name="email", type="email", auto_complete="email", required=True,
        default_value=DoorState.email, error=DoorState.errors["email"], max_length=254,
    )  # fmt: skip


def _password_field(
    kind: Literal["current-password", "new-password"], hint: str | None = None
) -> rx.Component:
    return password_field(
        t("Password"), name="password", kind=kind, hint=hint, error=DoorState.errors["password"]
    )


def trouble(asked: Mapping[str, str], locale: str) -> str:
    """Return what was wrong altogether, said by a code in the address."""
    code, wait = asked.get("error", ""), asked.get("wait", "")
    if code in REFUSED:
        return say(REFUSED[code], locale)
    if code == TOO_MANY:
        return say(TooMany.text, locale, retry_after_s=wait if wait.isdigit() else "60")
    return ""


def mended(asked: Mapping[str, str], locale: str, *fields: str) -> dict[str, str]:
    """Return what is wrong with each of these fields, said by codes in the address."""
    known, codes = Mend.__members__, {field: asked.get(f"{field}_is", "") for field in fields}
    return {field: say(known[code].value, locale) for field, code in codes.items() if code in known}
