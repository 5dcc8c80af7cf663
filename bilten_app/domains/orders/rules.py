"""Names and addresses of buyers. Pure."""

from email_validator import EmailNotValidError, validate_email

from bilten_app.kit.errors import Invalid
from bilten_app.kit.text import msgid
from bilten_app.kit.typed import one_line

MAX_NAME = 120


def checked_buyer(name: str, email: str) -> tuple[str, str]:
    """Return the buyer's name and normalised address, or raise Invalid naming the field."""
    problems: dict[str, str] = {}
    name = one_line(name)
    if not name:
        problems["name"] = msgid("Tell us the name that belongs on the tickets.")
    elif len(name) > MAX_NAME:
        problems["name"] = msgid("This name is too long for a ticket. Shorten it a little.")
    try:
        email = validate_email(email.strip(), check_deliverability=False).normalized
    except EmailNotValidError:
        problems["email"] = msgid("This is not a complete e-mail address, like anna@example.org.")
    if problems:
        raise Invalid(problems)
    return name, email
