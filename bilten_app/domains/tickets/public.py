"""Tickets as others see them, and the facts about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID, uuid5

from bilten_app.domains.seating.public import SeatName, seat_words
from bilten_app.kit.errors import Refused
from bilten_app.kit.facts import Fact
from bilten_app.kit.states import Flow
from bilten_app.kit.text import msgid

TicketId = NewType("TicketId", UUID)

TICKET_LINK = "tickets.link"
"""The purpose under which the vault derives the secret of a ticket's page."""


def link_subject(ticket_id: UUID, generation: int) -> UUID:
    """Return what the secret of a ticket's page is for: whoever held it before is locked out."""
    return ticket_id if generation == 1 else uuid5(ticket_id, str(generation))


class TicketState(StrEnum):
    """Whether a ticket gives the right to enter; a frozen one waits for a bank to decide.

    One that is listed for resale waits for a buyer: no gate lets it in until it is sold or taken
    back. `void → valid`: a bank that had taken the money gave it back, and the place was free.
    """

    valid = "valid"
    listed = "listed"
    frozen = "frozen"
    void = "void"


TICKET_FLOW = Flow[TicketState](
    {
        TicketState.valid: {TicketState.listed, TicketState.frozen, TicketState.void},
        TicketState.listed: {TicketState.valid},
        TicketState.frozen: {TicketState.valid, TicketState.void},
        TicketState.void: {TicketState.valid},
    }
)


class Verb(StrEnum):
    """What the audit says of tickets."""

    tickets_issued = "tickets.issued"
    tickets_voided = "tickets.voided"
    tickets_frozen = "tickets.frozen"
    tickets_thawed = "tickets.thawed"
    tickets_reinstated = "tickets.reinstated"
    ticket_renamed = "tickets.renamed"
    ticket_lent = "tickets.lent"
    ticket_taken_back = "tickets.taken_back"
    ticket_moved = "tickets.moved"
    ticket_listed = "tickets.listed"
    ticket_unlisted = "tickets.unlisted"
    ticket_sold_on = "tickets.sold_on"


class TicketNotValid(Refused):
    """A ticket that lets nobody in cannot change hands."""

    code = "ticket_not_valid"
    text = msgid("This ticket is not valid, so its name cannot change.")


class TicketIsOut(Refused):
    """A ticket in a wallet moves by its chain, and is with whom that says, also when it is back."""

    code = "ticket_is_out"
    text = msgid("This ticket is in a wallet, or somebody else got it that way.")


class TicketNotListed(Refused):
    """What is to be sold on is not for sale any more."""

    code = "ticket_not_listed"
    text = msgid("This ticket is not for sale any more.")


class RenamedTooOften(Refused):
    """A proof has room for so many generations."""

    code = "ticket_renamed_too_often"
    text = msgid("The name on this ticket has changed too often. Ask the organizer.")


@dataclass(frozen=True, slots=True)
class TicketsVoided(Fact):
    """Tickets of an order give no right to enter any more."""

    name = "tickets.voided"

    order_id: UUID
    event_id: UUID


@dataclass(frozen=True, slots=True)
class TicketSeat:
    """The seat that goes with a ticket."""

    id: UUID
    name: SeatName


@dataclass(frozen=True, slots=True)
class IssueLine:
    """The tickets of one line of an order: the type of each, by its position, and its seat."""

    order_line_id: UUID
    ticket_types: Sequence[UUID]
    seats: Sequence[TicketSeat | None] = ()


@dataclass(frozen=True, slots=True)
class TicketPlace:
    """Where a ticket stands: the position in its order line, from 0."""

    id: TicketId
    order_line_id: UUID
    position: int
    ticket_type_id: UUID
    seat_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class TicketView:
    """A ticket. `proof` is its signed part; a rotating one needs a tail every 15 s to be shown."""

    id: TicketId
    code: str
    event_id: UUID
    order_id: UUID
    ticket_type_id: UUID
    type_name: str
    class_number: int
    holder_name: str
    holder_email: str
    state: TicketState
    index: int
    generation: int
    proof: bytes
    rotating: bool
    issued_at: datetime
    seat: SeatName | None = None
    is_out: bool = False


def ticket_words(ticket: TicketView, locale: str) -> str:
    """Return what a ticket is for: its type, and its seat when it has one."""
    if ticket.seat is None:
        return ticket.type_name
    return f"{ticket.type_name} \N{MIDDLE DOT} {seat_words(ticket.seat, locale)}"
