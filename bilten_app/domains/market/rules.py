"""What may be listed for how much, and where the money goes. Pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from bilten_app.domains.events.public import EventTimes
from bilten_app.domains.market.public import (
    LEAST_CAP,
    MOST_CAP,
    MOST_HOURS,
    MOST_ROYALTY,
    Bounds,
    InvalidPrice,
    InvalidTerms,
    Split,
    Terms,
)
from bilten_app.kit.money import Money
from bilten_app.kit.text import msgid

_WHOLE = 10_000
_CAP = msgid("The highest price is between 10 % and 200 % of what the ticket first cost.")
_ROYALTY = msgid("The royalty is between 0 % and 10 %.")
_HOURS = msgid("The time to resell ends between 0 and 336 hours before the doors.")
_TOO_MUCH = msgid("This is more than these tickets may be resold for.")
_TOO_LITTLE = msgid("This is less than these tickets may be resold for.")


def check_terms(terms: Terms) -> None:
    """Raise InvalidTerms naming the fields that are out of their bounds."""
    problems: dict[str, str] = {}
    if not LEAST_CAP <= terms.cap_basis_points <= MOST_CAP:
        problems["cap"] = _CAP
    if not 0 <= terms.royalty_basis_points <= MOST_ROYALTY:
        problems["royalty"] = _ROYALTY
    if not 0 <= terms.hours <= MOST_HOURS:
        problems["hours"] = _HOURS
    if problems:
        raise InvalidTerms(problems)


def terms_for(rows: Mapping[UUID | None, Terms], ticket_type_id: UUID) -> Terms:
    """Return the terms of a ticket type: its own, else those of its event, else none."""
    return rows.get(ticket_type_id) or rows.get(None) or Terms()


def closes_at(terms: Terms, times: EventTimes) -> datetime:
    """Return when the time to resell is over."""
    return (times.doors_at or times.starts_at) - timedelta(hours=terms.hours)


def split(price: Money, *, royalty_basis_points: int, fee_basis_points: int) -> Split:
    """Return where a price goes: whole cents of royalty and fee, rounded down; the seller's rest.

    Whatever is left over from rounding is the seller's, so the parts sum to the price.
    """
    royalty = Money(price.minor * royalty_basis_points // _WHOLE, price.currency)
    fee = Money(price.minor * fee_basis_points // _WHOLE, price.currency)
    return Split(price, royalty, fee, price - royalty - fee)


def bounds(terms: Terms, face: Money, until: datetime) -> Bounds:
    """Return between which prices a ticket may be listed; the highest is rounded down."""
    most = Money(face.minor * terms.cap_basis_points // _WHOLE, face.currency)
    return Bounds(Money(1, face.currency), most, face, until)


def check_price(price: Money, allowed: Bounds) -> None:
    """Raise InvalidPrice for a price outside its bounds."""
    if price.minor > allowed.most.minor:
        raise InvalidPrice({"price": _TOO_MUCH})
    if price.minor < allowed.least.minor:
        raise InvalidPrice({"price": _TOO_LITTLE})
