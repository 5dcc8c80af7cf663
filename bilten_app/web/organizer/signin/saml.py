"""The form of a SAML provider: what to tell it of us, and what it tells of itself."""

from typing import Any

import reflex as rx

from bilten_app.kit.roles import Role
from bilten_app.web.organizer.desk import ROLE_WORDS
from bilten_app.web.organizer.signin.state import SignInsState
from bilten_app.web.parts.feedback import banner
from bilten_app.web.parts.fields import button, form, select_field, text_area, text_field
from bilten_app.web.words import said, t, when

STATE: Any = SignInsState
CODE = "font-mono text-sm break-all rounded-control bg-sunken px-2 py-1"


def saml_form() -> rx.Component:
    """Draw the form."""
    return rx.el.div(
        rx.cond(
            STATE.entity_id,
            rx.el.dl(
                _ours(t("Entity id, and the address of our metadata"), STATE.entity_id),
                _ours(t("Where it posts its answer (ACS)"), STATE.callback),
                class_name="flex flex-col gap-3",
            ),
            rx.el.p(
                t("Save it once, empty if need be; then what to tell your provider is shown."),
                class_name="text-[0.9375rem] text-muted",
            ),
        ),
        rx.cond(STATE.entity_id & STATE.issuer, _known()),
        form(
            text_field(
                t("Address of its metadata"), name="metadata_url", type="url", max_length=300,
                default_value=STATE.metadata_url, error=STATE.errors["metadata_url"],
                hint=t("We read it when you save. Save again after its keys have changed."),
            ),
            text_area(
                t("Or the metadata itself"), name="metadata", rows=5, max_length=200_000,
                error=STATE.errors["metadata"],
                hint=t("The XML document. It may hold two certificates while keys change."),
            ),
            *role_fields(t("Attribute with roles")),
            rx.el.div(button(t("Save"), type="submit", busy=STATE.busy)),
            on_submit=STATE.save_saml,
            key=STATE.round,
        ),
        rx.el.p(
            t(
                "It has to sign its assertions with SHA-256 or better, leave them unencrypted, "
                "name people by an id that stays, and tell their address as email or mail."
            ),
            class_name="text-sm text-muted",
        ),
        class_name="mt-4 flex flex-col gap-5",
    )  # fmt: skip


def role_fields(claim: str) -> list[rx.Component]:
    """Draw what makes members of those who come."""
    roles = [("", t("Nobody joins by themselves"))] + [
        (role.value, said(ROLE_WORDS[role])) for role in Role if role is not Role.owner
    ]
    errors = STATE.errors
    return [
        text_field(
            claim, name="role_claim", max_length=300, auto_complete="off",
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
    ]  # fmt: skip


def _ours(term: str, address: Any) -> rx.Component:
    return rx.el.div(
        rx.el.dt(term, class_name="text-sm text-muted"),
        rx.el.dd(rx.el.code(address, class_name=CODE), class_name="mt-1"),
    )


def _known() -> rx.Component:
    return banner(
        rx.fragment(
            t("We know {provider}.", provider=STATE.issuer), " ",
            t("Certificates: {count}.", count=STATE.keys), " ",
            rx.cond(
                STATE.good_until,
                rx.fragment(t("The last ends {when}.", when=when(STATE.good_until))),
            ),
        )
    )  # fmt: skip
