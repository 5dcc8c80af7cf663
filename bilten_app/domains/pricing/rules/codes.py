"""Codes as people type them, and who somebody is to a promotion. Pure."""

import re

PROMO_CODE = re.compile(r"[A-Z0-9][A-Z0-9_-]{2,31}")
DOTS_MEAN_NOTHING = frozenset({"gmail.com", "googlemail.com"})


def is_promo_code(code: str) -> bool:
    """Whether `code` has 3 to 32 letters, digits, dashes and underscores."""
    return PROMO_CODE.fullmatch(code) is not None


def identity_key(email: str) -> str:
    """Return the key by which uses of one person are counted: their mailbox.

    Case does not matter, nor what follows a plus sign, nor the dots of a Gmail name. Two mailboxes
    are two people: who has several may use a code with each.
    """
    name, _, domain = email.strip().lower().rpartition("@")
    name = name.split("+", maxsplit=1)[0]
    if domain in DOTS_MEAN_NOTHING:
        name, domain = name.replace(".", ""), "gmail.com"
    return f"{name}@{domain}" if name else ""


def domain_key(email: str) -> str:
    """Return `@example.org`, by which a whole company belongs to a group."""
    domain = email.strip().lower().rpartition("@")[2]
    return f"@{domain}" if domain else ""
