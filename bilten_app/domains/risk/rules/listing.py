"""What may stand on a list, and how it is written there."""

from dataclasses import replace
from ipaddress import ip_network
from uuid import UUID

from email_validator import EmailNotValidError, validate_email

from bilten_app.domains.risk.public import ListDraft, Trait
from bilten_app.kit.errors import Invalid
from bilten_app.kit.text import msgid
from bilten_app.kit.typed import one_line

MAX_REASON, MAX_DAYS, MAX_VALUE = 300, 3650, 254
# Wider than this would shut out a country.
WIDEST = {4: 8, 6: 20}
NO_REASON = msgid("Say why, so that others understand it later.")
LONG_REASON = msgid("This is too long. Please shorten it.")
BAD_DAYS = msgid("Write a number of days from 1 to 3650, or leave it empty for always.")
BAD: dict[Trait, str] = {
    Trait.address: msgid("This is not a complete e-mail address, like anna@example.org."),
    Trait.domain: msgid("Write a domain like example.org."),
    Trait.network: msgid("Write an IP address or a network like 203.0.113.0/24."),
    Trait.card: msgid("Write the fingerprint that the payment service gives a card."),
    Trait.user: msgid("Write the id of an account."),
}


def checked_draft(draft: ListDraft) -> ListDraft:
    """Return a draft as it is stored, or raise Invalid naming each field."""
    problems: dict[str, str] = {}
    value = one_line(draft.value)
    try:
        value = _value(draft.trait, value)
    except ValueError:
        problems["value"] = BAD[draft.trait]
    reason = one_line(draft.reason)
    if not reason:
        problems["reason"] = NO_REASON
    elif len(reason) > MAX_REASON:
        problems["reason"] = LONG_REASON
    if not 0 <= draft.days <= MAX_DAYS:
        problems["days"] = BAD_DAYS
    if problems:
        raise Invalid(problems)
    return replace(draft, value=value, reason=reason)


def _value(trait: Trait, value: str) -> str:
    """Return what a list keeps of it, or raise ValueError."""
    if not value or len(value) > MAX_VALUE:
        raise ValueError(trait)
    if trait is Trait.network:
        found = ip_network(value, strict=False)
        if found.prefixlen < WIDEST[found.version]:
            raise ValueError(value)
        return str(found)
    if trait is Trait.address:
        try:
            return validate_email(value, check_deliverability=False).normalized.casefold()
        except EmailNotValidError as error:
            raise ValueError(value) from error
    if trait is Trait.domain:
        try:
            return validate_email(f"x@{value.lstrip('@')}", check_deliverability=False).domain
        except EmailNotValidError as error:
            raise ValueError(value) from error
    return str(UUID(value)) if trait is Trait.user else value
