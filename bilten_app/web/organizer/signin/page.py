"""The organization's own login: its domains, its issuer, and whether it is the only way in."""

from typing import Any

import reflex as rx

from bilten_app.kit.roles import Role
from bilten_app.web.organizer.desk import ROLE_WORDS
from bilten_app.web.organizer.parts import settings_tabs
from bilten_app.web.organizer.signin.state import DomainRow, SignInsState
from bilten_app.web.parts.data import badge, card, loading_rows
from bilten_app.web.parts.feedback import banner, failed
from bilten_app.web.parts.fields import button, form, select_field, text_area, text_field
from bilten_app.web.words import said, t

STATE: Any = SignInsState
CODE = "font-mono text-sm break-all rounded-control bg-sunken px-2 py-1"


def page() -> rx.Component:
    """The page, top to bottom."""
    again = failed(button(t("Try again"), look="quiet", on_click=STATE.open))
    return rx.el.div(
        rx.el.h1(t("Sign-in"), class_name="text-title"),
        settings_tabs("sign_in"),
        rx.el.p(
            t("Let your team sign in with the login they have at work (OpenID Connect)."),
            class_name="text-muted",
        ),
        rx.cond(STATE.failed, again, rx.cond(STATE.loaded, _parts(), loading_rows())),
        class_name="flex flex-col gap-6",
    )


def _parts() -> rx.Component:
    return rx.el.div(_domains(), _issuer(), _switches(), class_name="flex max-w-3xl flex-col gap-6")


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


def _issuer() -> rx.Component:
    roles = [("", t("Nobody joins by themselves"))] + [
        (role.value, said(ROLE_WORDS[role])) for role in Role if role is not Role.owner
    ]
    errors = STATE.errors
    return card(
        rx.el.h2(t("2. Your issuer"), class_name="text-heading"),
        rx.cond(
            STATE.callback,
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
                default_value=STATE.issuer, hint=t("For example: https://login.example.com"),
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
            text_field(
                t("Claim with roles"), name="role_claim", max_length=300, auto_complete="off",
                default_value=STATE.role_claim, hint=t("For example: groups. May stay empty."),
                error=errors["role_claim"],
            ),
            text_area(
                t("What its values make of people"), name="roles", rows=4,
                default_value=STATE.roles, error=errors["roles"],
                hint=t("One line each, like: staff = manager. The first that fits counts."),
            ),
            select_field(
                t("Who comes for the first time becomes"), name="default_role", options=roles,
                default_value=STATE.default_role, error=errors["default_role"],
            ),
            rx.el.div(button(t("Save"), type="submit")),
            on_submit=STATE.save,
            key=STATE.round,
            class_name="mt-4",
        ),
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
