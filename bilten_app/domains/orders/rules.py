"""Names and addresses of buyers, and what an order keeps of its quote. Pure."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from email_validator import EmailNotValidError, validate_email
from pydantic import TypeAdapter

from bilten_app.domains.inventory.public import HeldLine
from bilten_app.domains.orders.models import OrderLine
from bilten_app.domains.pricing.public import NOTHING_ASKED, Ask, Quote
from bilten_app.kit.errors import Invalid
from bilten_app.kit.text import msgid
from bilten_app.kit.typed import one_line

MAX_NAME = 120
_QUOTE = TypeAdapter(Quote)
_ASK = TypeAdapter(Ask)


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


def sums_of(quote: Quote) -> dict[str, Any]:
    """Return the columns of an order that its quote fills."""
    return {
        "currency": quote.currency,
        "list_minor": quote.list_minor,
        "discount_minor": quote.discount_minor,
        "fee_minor": quote.fee_minor,
        "platform_fee_minor": quote.platform_fee_minor,
        "tax_minor": quote.tax_minor,
        "tax_added_minor": quote.tax_added_minor,
        "total_minor": quote.total_minor,
        "gift_minor": quote.gift_minor,
        "keeps_offers": quote.keeps_something,
        "quote": _QUOTE.dump_python(quote, mode="json"),
    }


def lines_for(
    order_id: UUID, quote: Quote, held: Mapping[UUID, HeldLine], names: Mapping[UUID, str]
) -> list[OrderLine]:
    """Return the lines of an order: one for each price that a ticket type has in it."""
    return [
        OrderLine(
            order_id=order_id,
            ticket_type_id=line.ticket_type_id,
            pool_id=held[line.ticket_type_id].pool_id,
            name=names[line.ticket_type_id],
            quantity=line.quantity,
            unit_minor=line.unit_minor,
            list_minor=line.list_minor,
            discount_minor=line.discount_minor,
            fee_minor=line.fee_minor,
            tax_minor=line.tax_minor,
            total_minor=line.total_minor,
        )
        for line in quote.lines
    ]


def write_ask(ask: Ask) -> dict[str, Any]:
    """Return what an order keeps of what its buyer brought."""
    return _ASK.dump_python(ask, mode="json")


def read_ask(stored: dict[str, Any] | None) -> Ask:
    """Return what a buyer brought to an order."""
    return _ASK.validate_python(stored) if stored else NOTHING_ASKED


def read_quote(stored: dict[str, Any]) -> Quote:
    """Return the quote that an order keeps."""
    return _QUOTE.validate_python(stored)
