"""The form that lets a wallet of this browser sign (assets/wallets.js) and posts what it signed."""

from typing import Any, Literal

import reflex as rx

from bilten_app.web.parts.fields import button
from bilten_app.web.parts.links import native_form
from bilten_app.web.words import t


def wallet_form(
    words: Any, *, purpose: Literal["sign_in", "link", "prove"], going: Any = ""
) -> rx.Component:
    """Draw the form; the wallets there are and what happened are shown below its button."""
    is_link = purpose == "link"
    return native_form(
        rx.el.input(type="hidden", name="message"),
        rx.el.input(type="hidden", name="signature"),
        rx.el.input(type="hidden", name="next", value=going, read_only=True),
        button(
            words, look="quiet", size="medium" if is_link else "large", wide=not is_link,
            type="submit", class_name="self-start" if is_link else "",
        ),
        *_what_happens(),
        action="/auth/wallets",
        custom_attrs={"data-wallet": purpose, "data-needs": "/wallets.js"},
        class_name="flex flex-col gap-3",
    )  # fmt: skip


def sending_form(words: Any, *, account: Any, chain: Any, to: Any, call: Any) -> rx.Component:
    """Draw the form by which a wallet of this browser sends a call; nothing is posted to us."""
    return native_form(
        button(words, look="quiet", type="submit", class_name="self-start"),
        *_what_happens(
            _says("other", t("Choose the account in your wallet that holds it, and try again."),
                  "text-sm text-bad"),
            _says("chain", t("Your wallet does not know this chain. Add it there first."),
                  "text-sm text-bad"),
            _says("sent", t("Sent. This page changes once the chain has confirmed it."),
                  "text-sm text-good"),
        ),
        custom_attrs={
            "data-wallet": "send", "data-needs": "/wallets.js", "data-from": account,
            "data-chain": chain, "data-to": to, "data-call": call,
        },
        class_name="flex flex-col gap-3",
    )  # fmt: skip


def _what_happens(*more: rx.Component) -> list[rx.Component]:
    """Return what is shown of the wallets there are, and of what became of it."""
    nobody = t(
        "No wallet was found in this browser. Add one as an extension, or open this page in the "
        "browser of your wallet's app."
    )
    return [
        rx.el.div(
            _says("several", t("Which wallet?"), "text-sm text-muted"),
            _says("waiting", t("Go on in your wallet."), "text-sm text-muted"),
            _says("none", nobody, "text-sm text-bad"),
            _says("rejected", t("You said no in your wallet. Nothing was signed."),
                  "text-sm text-bad"),
            _says("failed", t("The wallet did not work here. Try again, or go another way."),
                  "text-sm text-bad"),
            *more,
            role="status",
        ),
        rx.el.ul(
            custom_attrs={"data-wallet-list": ""},
            class_name="flex flex-col gap-2 empty:hidden",
        ),
    ]  # fmt: skip


def _says(what: str, words: str, look: str) -> rx.Component:
    return rx.el.p(words, hidden=True, custom_attrs={"data-wallet-says": what}, class_name=look)
