"""What an organization may be called and look like."""

import re
from collections.abc import Mapping
from typing import cast

from email_validator import EmailNotValidError, validate_email

from bilten_app.kit.roles import Role
from bilten_app.kit.text import msgid

MAX_NAME, MAX_ABOUT = 80, 2000
DEFAULT_COLOR = "#1f5eff"

SHORT_NAME = msgid("Give the organization a name of at least 2 characters.")
LONG_NAME = msgid("Please use a shorter name, at most 80 characters.")
LONG_ABOUT = msgid("Please say it in at most 2000 characters.")
BAD_ADDRESS = msgid("This is not an e-mail address. It should look like name@example.com.")
BAD_COLOR = msgid("Choose a colour like #1f5eff.")
FOREIGN_LOGO = msgid("This picture is not here any more. Please upload it again.")

BAD_ISSUER = msgid("This is no issuer. It should look like https://login.example.com.")
NO_CLIENT = msgid("Copy the client id that the issuer gave you.")
NO_SECRET = msgid("Copy the client secret that the issuer gave you.")
BAD_METADATA = msgid(
    "This is no metadata of an identity provider. It is an XML document with its entity id, a "
    "certificate, and an address for redirects that starts with https://."
)
BAD_METADATA_URL = msgid("We found no metadata of an identity provider there.")
NO_OWNERS = msgid("Owners are made by owners, on the team page.")
BAD_ROLES = msgid(
    "Write a line for each value, like “staff = manager”. Roles: manager, marketer, finance, "
    "box_office, gate_staff."
)
BAD_DOMAIN = msgid("This is not a domain. It should look like example.com.")
MOST_ROLES = 50


def problems(*, name: str, about: str, color: str) -> dict[str, str]:
    """Return what is wrong, one sentence for each field."""
    found = {
        "name": _name_problem(name),
        "about": LONG_ABOUT if len(about) > MAX_ABOUT else None,
        "color": None if re.fullmatch(r"#[0-9a-f]{6}", color) else BAD_COLOR,
    }
    return {field: text for field, text in found.items() if text}


def _name_problem(name: str) -> str | None:
    if len(name) < 2:
        return SHORT_NAME
    return LONG_NAME if len(name) > MAX_NAME else None


def invited_address(typed: str) -> str | None:
    """Return an address in its one spelling, or None when it is none. No look-up is made."""
    try:
        return validate_email(typed.strip(), check_deliverability=False).normalized
    except EmailNotValidError:
        return None


def mail_domain(typed: str) -> str | None:
    """Return a domain in its one spelling, or None when it is none."""
    address = invited_address(f"postmaster@{typed.strip().removeprefix('@')}")
    return address.rpartition("@")[2].lower() if address else None


def read_roles(
    typed: str, default_role: Role | None = None
) -> tuple[Mapping[str, str], dict[str, str]]:
    """Return what each value of a claim makes of somebody, and what is wrong with it by field.

    `default_role` is what a sign-in makes of whoever no line fits.
    """
    lines = [line for line in typed.splitlines() if line.strip()]
    pairs = [line.rpartition("=") for line in lines]
    mapped = {value.strip(): role.strip() for value, _, role in pairs}
    allowed = {role.value for role in Role if role is not Role.owner}
    is_good = all(mapped) and set(mapped.values()) <= allowed and len(lines) <= MOST_ROLES
    problems = {} if is_good else {"roles": BAD_ROLES}
    if default_role is Role.owner:
        problems["default_role"] = NO_OWNERS
    return mapped if is_good else {}, problems


def claimed_role(claims: Mapping[str, object], claim: str, roles: Mapping[str, str]) -> str | None:
    """Return what somebody's claims make of them: the first line that one of their values has."""
    told = claims.get(claim) if claim else None
    values = {told} if isinstance(told, str) else set[str]()
    if isinstance(told, list):
        values = {one for one in cast("list[object]", told) if isinstance(one, str)}
    return next((role for value, role in roles.items() if value in values), None)
