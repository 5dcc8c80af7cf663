"""What an organization may be called and look like."""

import re

from email_validator import EmailNotValidError, validate_email

from bilten_app.kit.text import msgid

MAX_NAME, MAX_ABOUT = 80, 2000
DEFAULT_COLOR = "#1f5eff"

SHORT_NAME = msgid("Give the organization a name of at least 2 characters.")
LONG_NAME = msgid("Please use a shorter name, at most 80 characters.")
LONG_ABOUT = msgid("Please say it in at most 2000 characters.")
BAD_ADDRESS = msgid("This is not an e-mail address. It should look like name@example.com.")
BAD_COLOR = msgid("Choose a colour like #1f5eff.")
FOREIGN_LOGO = msgid("This picture is not here any more. Please upload it again.")


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
