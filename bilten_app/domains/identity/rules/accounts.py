"""What an address and a name must be like."""

from collections.abc import Mapping

from email_validator import EmailNotValidError, validate_email

from bilten_app.domains.identity.public import Mend
from bilten_app.domains.identity.rules.passwords import password_problem
from bilten_app.kit.money import THOUGHT_IN
from bilten_app.kit.text import LOCALES
from bilten_app.kit.zones import zones

MAX_NAME = 80


def normal_email(typed: str) -> str | None:
    """Return the address in its one spelling, or None when it is none. No look-up is made."""
    try:
        return validate_email(typed.strip(), check_deliverability=False).normalized
    except EmailNotValidError:
        return None


def registration_problems(email: str | None, name: str, password: str) -> Mapping[str, Mend]:
    """Return what is wrong, one sentence for each field."""
    found = {
        "email": None if email else Mend.bad_email,
        "name": _name_problem(name),
        "password": password_problem(password, email or "", name),
    }
    return {field: text for field, text in found.items() if text}


def profile_problems(
    *, name: str, locale: str, time_zone: str, currency: str
) -> Mapping[str, Mend]:
    """Return what is wrong with how somebody wants to be called and shown things."""
    found = {
        "name": _name_problem(name),
        "locale": None if locale in LOCALES else Mend.bad_language,
        "time_zone": None if time_zone in zones() or not time_zone else Mend.bad_zone,
        "currency": None if currency in THOUGHT_IN or not currency else Mend.bad_currency,
    }
    return {field: text for field, text in found.items() if text}


def _name_problem(name: str) -> Mend | None:
    if not name:
        return Mend.no_name
    return Mend.long_name if len(name) > MAX_NAME else None
