"""Codes as people type them, and the company somebody belongs to. Pure."""

import re

PROMO_CODE = re.compile(r"[A-Z0-9][A-Z0-9_-]{2,31}")


def is_promo_code(code: str) -> bool:
    """Whether `code` has 3 to 32 letters, digits, dashes and underscores."""
    return PROMO_CODE.fullmatch(code) is not None


def domain_key(email: str) -> str:
    """Return `@example.org`, by which a whole company belongs to a group."""
    domain = email.strip().lower().rpartition("@")[2]
    return f"@{domain}" if domain else ""
