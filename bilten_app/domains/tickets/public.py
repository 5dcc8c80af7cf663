"""Tickets as others see them, and the facts about them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from bilten_app.kit.facts import Fact
from bilten_app.kit.states import Flow

TicketId = NewType("TicketId", UUID)

TICKET_LINK = "tickets.link"
"""The purpose under which the vault derives the secret of a ticket's page."""


class TicketState(StrEnum):
    """Whether a ticket gives the right to enter; a frozen one waits for a bank to decide."""

    valid = "valid"
    frozen = "frozen"
    void = "void"


TICKET_FLOW = Flow[TicketState](
    {
        TicketState.valid: {TicketState.frozen, TicketState.void},
        TicketState.frozen: {TicketState.valid, TicketState.void},
    }
)


class Verb(StrEnum):
    """What the audit says of tickets."""

    tickets_issued = "tickets.issued"
    tickets_voided = "tickets.voided"
    tickets_frozen = "tickets.frozen"
    tickets_thawed = "tickets.thawed"


@dataclass(frozen=True, slots=True)
class TicketsVoided(Fact):
    """Tickets of an order give no right to enter any more."""

    name = "tickets.voided"

    order_id: UUID
    event_id: UUID


@dataclass(frozen=True, slots=True)
class IssueLine:
    """So many tickets of a type for one line of an order."""

    order_line_id: UUID
    ticket_type_id: UUID
    quantity: int


@dataclass(frozen=True, slots=True)
class TicketPlace:
    """Where a ticket stands: the position in its order line, from 0."""

    id: TicketId
    order_line_id: UUID
    position: int


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
