"""Ids, refusals and views of places and ticket types."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from bilten_app.kit.errors import Invalid, NotFound, Refused
from bilten_app.kit.text import msgid

TicketTypeId = NewType("TicketTypeId", UUID)
HoldId = NewType("HoldId", UUID)


class Verb(StrEnum):
    """What the audit says of ticket types."""

    ticket_type_saved = "ticket_types.saved"


class SoldOut(Refused):
    """Fewer places are left than were asked for."""

    code = "sold_out"
    text = msgid("Only {left} places are left. Choose fewer, or look again later.")


class NotOnSale(Refused):
    """The ticket type is not sold now."""

    code = "not_on_sale"
    text = msgid("These tickets are not on sale now.")


class TooManyInOrder(Refused):
    """More tickets of a type than one order may have."""

    code = "too_many_in_order"
    text = msgid("One order may have at most {most} of these tickets.")


class HoldExpired(Refused):
    """The time to buy ran out and the places are free again."""

    code = "hold_expired"
    text = msgid("The time to buy ran out, and the places are free again. Please choose once more.")


class UnknownTicketType(NotFound):
    """No such ticket type at this event."""

    code = "unknown_ticket_type"


class NothingChosen(Invalid):
    """A cart without a ticket."""

    code = "nothing_chosen"
    text = msgid("Choose at least one ticket.")


class SaleState(StrEnum):
    """Why a ticket type can or cannot be bought now."""

    on_sale = "on_sale"
    sold_out = "sold_out"
    not_yet = "not_yet"
    over = "over"
    paused = "paused"


@dataclass(frozen=True, slots=True)
class TicketTypeView:
    """A ticket type as buyers and organizers see it; `left` counts what may be taken now."""

    id: TicketTypeId
    event_id: UUID
    pool_id: UUID
    number: int
    name: str
    note: str
    price_minor: int
    max_per_order: int
    left: int
    capacity: int
    held: int
    sold: int
    sale: SaleState
    sale_opens_at: datetime | None
    sale_closes_at: datetime | None
    paused: bool
    hidden: bool
    rotating: bool


@dataclass(frozen=True, slots=True)
class TypePrice:
    """What an order line needs of a ticket type."""

    event_id: UUID
    name: str
    price_minor: int


@dataclass(frozen=True, slots=True)
class HeldLine:
    """Places of one ticket type under a hold."""

    ticket_type_id: TicketTypeId
    pool_id: UUID
    quantity: int


@dataclass(frozen=True, slots=True)
class Hold:
    """Places that nobody else may take until `expires_at`."""

    id: HoldId
    expires_at: datetime
    lines: tuple[HeldLine, ...]


@dataclass(frozen=True, slots=True)
class Drift:
    """A pool whose counters differ from its rows: an alarm."""

    pool_id: UUID
    held: int
    counted_held: int
    sold: int
    counted_sold: int
