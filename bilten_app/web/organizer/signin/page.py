"""The organization's own login: its domains, its issuer, and whether it is the only way in."""

from typing import Any, Literal

import reflex as rx

from bilten_app.web.organizer.parts import settings_tabs
from bilten_app.web.organizer.signin.saml import CODE, role_fields, saml_form
from bilten_app.web.organizer.signin.state import DomainRow, SignInsState
from bilten_app.web.parts.data import badge, card, loading_rows
from bilten_app.web.parts.feedback import banner, failed
from bilten_app.web.parts.fields import button, form, text_field
from bilten_app.web.words import t

STATE: Any = SignInsState


def page() -> rx.Component:
    """The page, top to bottom."""
    again = failed(button(t("Try again"), look="quiet", on_click=STATE.open))
    return rx.el.div(
        rx.el.h1(t("Sign-in"), class_name="text-title"),
        settings_tabs("sign_in"),
        rx.el.p(
            t("Let your team sign in with the login they have at work (OpenID Connect or SAML)."),
            class_name="text-muted",
        ),
        rx.cond(STATE.failed, again, rx.cond(STATE.loaded, _parts(), loading_rows())),
        class_name="flex flex-col gap-6",
    )


def _parts() -> rx.Component:
    return rx.el.div(
        _domains(), _provider(), _switches(), class_name="flex max-w-3xl flex-col gap-6"
    )


def _domains() -> rx.Component:
    return card(
        rx.el.h2(t("1. Your mail domains"), class_name="text-heading"),
        rx.el.p(
            t("Only addresses of domains that you have proven may come by your login."),
            class_name="mt-1 text-[0.9375rem] text-muted",
        ),
        rx.el.ul(
            rx.foreach(STATE.domains, _domain),
            class_name="mt-4 flex flex-col divide-y divide-line empty:hidden",
        ),
        form(
            text_field(
                t("Domain"), name="domain", required=True, max_length=254, auto_complete="off",
                hint=t("For example: example.com"), error=STATE.errors["domain"],
            ),
            rx.el.div(button(t("Add the domain"), look="quiet", type="submit")),
            on_submit=STATE.add_domain,
            key=STATE.round,
            class_name="mt-4",
        ),
    )  # fmt: skip


def _domain(row: DomainRow) -> rx.Component:
    proof = rx.el.div(
        rx.el.p(t("Publish this TXT record where your domain is kept:"), class_name="text-sm"),
        rx.el.p(rx.el.code(row.record, class_name=CODE), class_name="mt-2"),
        rx.el.p(rx.el.code(row.value, class_name=CODE), class_name="mt-2"),
        class_name="basis-full",
    )
    return rx.el.li(
        rx.el.div(
            rx.el.p(
                rx.el.span(row.domain, class_name="font-medium break-all"),
                rx.cond(
                    row.is_proven,
                    badge(t("Proven"), tone="good"),
                    badge(t("Not proven"), tone="warn"),
                ),
                class_name="flex flex-wrap items-center gap-2",
            ),
            class_name="min-w-0 flex-1",
        ),
        rx.cond(
            row.is_proven,
            rx.fragment(),
            button(
                t("Check now"), look="quiet", size="small", on_click=STATE.prove(row.id),
                busy=STATE.busy, aria_label=t("Check {domain} now", domain=row.domain),
            ),
        ),
        button(
            t("Remove"), look="danger", size="small", on_click=STATE.drop_domain(row.id),
            aria_label=t("Remove {domain}", domain=row.domain),
        ),
        rx.cond(row.is_proven, rx.fragment(), proof),
        class_name="flex flex-wrap items-start gap-2 py-4 first:pt-0 last:pb-0",
    )  # fmt: skip


def _provider() -> rx.Component:
    return card(
        rx.el.h2(t("2. Your issuer"), class_name="text-heading"),
        rx.el.div(
            _choice(t("OpenID Connect"), "oidc"),
            _choice(t("SAML 2.0"), "saml"),
            role="group",
            aria_label=t("How your login speaks"),
            class_name="mt-4 flex flex-wrap gap-2",
        ),
        rx.cond(STATE.is_saml, saml_form(), _issuer()),
    )


def _choice(words: str, kind: Literal["oidc", "saml"]) -> rx.Component:
    is_pressed = rx.cond(STATE.is_saml == (kind == "saml"), "true", "false")
    return button(
        words, size="small", on_click=STATE.choose(kind), look="quiet", aria_pressed=is_pressed,
        class_name="aria-pressed:border-brand aria-pressed:text-brand",
    )  # fmt: skip


def _issuer() -> rx.Component:
    errors = STATE.errors
    return rx.el.div(
        rx.cond(
            (STATE.callback != "") & (STATE.client_id != ""),
            rx.el.p(
                t("Register this redirect address there:"), " ",
                rx.el.code(STATE.callback, class_name=CODE),
                class_name="mt-1 text-[0.9375rem] text-muted",
            ),
            rx.el.p(
                t("Save it once; then the redirect address to register there is shown."),
                class_name="mt-1 text-[0.9375rem] text-muted",
            ),
        ),
        form(
            text_field(
                t("Issuer"), name="issuer", type="url", required=True, max_length=300,
                default_value=rx.cond(STATE.client_id, STATE.issuer, ""),
                hint=t("For example: https://login.example.com"),
                error=errors["issuer"],
            ),
            text_field(
                t("Client id"), name="client_id", required=True, max_length=300,
                auto_complete="off", default_value=STATE.client_id, error=errors["client_id"],
            ),
            text_field(
                t("Client secret"), name="secret", type="password", max_length=500,
                auto_complete="off", hint=t("It is kept sealed. Empty keeps the present one."),
                error=errors["secret"],
            ),
            *role_fields(t("Claim with roles")),
            rx.el.div(button(t("Save"), type="submit")),
            on_submit=STATE.save,
            key=STATE.round,
            class_name="mt-4",
        ),
        class_name="mt-4",
    )  # fmt: skip


def _switches() -> rx.Component:
    off = button(t("Switch it off"), look="danger", on_click=STATE.switch_off)
    return card(
        rx.el.div(
            rx.el.h2(t("3. Switch it on"), class_name="text-heading"),
            rx.cond(
                STATE.is_only,
                badge(t("The only way in"), tone="good"),
                rx.cond(STATE.is_on, badge(t("On"), tone="good"), badge(t("Off"))),
            ),
            class_name="flex flex-wrap items-center gap-3",
        ),
        rx.cond(
            STATE.is_proven & (STATE.issuer != ""),
            rx.fragment(),
            rx.el.div(banner(t("First prove a domain and save the issuer.")), class_name="mt-4"),
        ),
        rx.el.p(
            t(
                "As the only way in, members who came otherwise may do nothing here. Owners always "
                "may: somebody has to mend it."
            ),
            class_name="mt-3 text-[0.9375rem] text-muted",
        ),
        rx.el.div(
            button(t("Test the issuer"), look="quiet", on_click=STATE.test, busy=STATE.busy),
            rx.cond(
                STATE.is_on,
                rx.fragment(
                    rx.cond(
                        STATE.is_only,
                        button(t("Let other ways in too"), look="quiet", on_click=STATE.switch_on),
                        button(t("Make it the only way in"), on_click=STATE.require),
                    ),
                    off,
                ),
                rx.fragment(
                    button(t("Switch it on"), on_click=STATE.switch_on),
                    rx.cond(
                        STATE.issuer,
                        button(t("Forget the issuer"), look="danger", on_click=STATE.forget),
                    ),
                ),
            ),
            class_name="mt-5 flex flex-wrap items-center gap-3",
        ),
    )
