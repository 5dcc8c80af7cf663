"""Tickets of an order and of a link, and the date for a calendar."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field

from bilten_app.api.deps import Called, Caller, Rt, secret
from bilten_app.api.expanding import Relation, Wanted, expands
from bilten_app.api.shapes import Code, SeatNameOut
from bilten_app.api.v1.extras import (
    EventExtras,
    TicketExtras,
    event_extras,
    ticket_extras,
)
from bilten_app.api.worlds import order_at, require_event
from bilten_app.domains.messaging import exports
from bilten_app.domains.tickets import queries
from bilten_app.domains.tickets import service as tickets
from bilten_app.domains.tickets.public import TicketState, TicketView
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.ids import normal_code, shown_code
from bilten_app.kit.proof.fields import to_base64

router = APIRouter(tags=["Tickets"])

LinkSecret = Annotated[str, Depends(secret)]


class RotationOut(BaseModel):
    """What a wallet needs to show a code that changes every 15 s (ticket-proof, 5), base64url."""

    signed_part: str
    secret: str


class TicketOut(BaseModel):
    """A ticket. `proof` is the text of its QR code; null when it changes or opens no door."""

    id: UUID
    code: str = Field(examples=["7KQ2-M9XD-1B3C"])
    secret: str = Field(description="The secret of the ticket's own link.")
    page: str
    state: TicketState
    event_id: UUID
    type_name: str
    holder_name: str
    proof: str | None = Field(examples=["BT1:6BF…"])
    rotation: RotationOut | None
    seat: SeatNameOut | None
    issued_at: datetime


class TicketListOut(BaseModel):
    """The tickets of an order, in the order of its lines."""

    tickets: list[TicketOut]


class ExpandedTicketOut(TicketOut):
    """A ticket, and what came along."""

    expanded: TicketExtras | None


class ExpandedTicketListOut(TicketListOut):
    """The tickets of an order, and what came along."""

    expanded: EventExtras | None


WithEvent = Annotated[Wanted, expands(Relation.event)]
WithEventAndType = Annotated[Wanted, expands(Relation.event, Relation.ticket_type)]


@router.get("/orders/{code}/tickets", summary="The tickets of an order")
async def list_tickets(
    rt: Rt, called: Called, code: Code, link: LinkSecret, wanted: WithEvent
) -> ExpandedTicketListOut:
    """Return the tickets of an order; none before it is paid."""
    order = await order_at(rt, called, code, link)
    listed = await tickets_out(rt, order.id)
    extras = await event_extras(rt, called, order.event_id, wanted)
    return ExpandedTicketListOut(tickets=listed.tickets, expanded=extras)


@router.get("/tickets/{code}", summary="One ticket")
async def read_ticket(
    rt: Rt, called: Called, code: Code, link: LinkSecret, wanted: WithEventAndType
) -> ExpandedTicketOut:
    """Return the ticket of a link."""
    ticket = await _ticket(rt, called, code, link)
    shown = await _shape(rt, ticket)
    extras = await ticket_extras(rt, called, ticket, wanted)
    return ExpandedTicketOut(**shown.__dict__, expanded=extras)


@router.get(
    "/tickets/{code}/event.ics",
    summary="The date for a calendar",
    response_class=Response,
    responses={200: {"content": {"text/calendar": {}}}},
)
async def calendar_file(rt: Rt, called: Called, code: Code, link: LinkSecret) -> Response:
    """Return the ticket's event as a calendar file."""
    ticket = await _ticket(rt, called, code, link)
    date = await exports.event_date(rt, event_id=ticket.event_id)
    named = {"Content-Disposition": 'attachment; filename="event.ics"'}
    return Response(date, media_type="text/calendar; charset=utf-8", headers=named)


async def tickets_out(rt: Runtime, order_id: UUID) -> TicketListOut:
    """Return the shape of an order's tickets."""
    async with rt.read() as session:
        issued = await queries.of_order(session, order_id)
    return TicketListOut(tickets=[await _shape(rt, ticket) for ticket in issued])


async def _ticket(rt: Runtime, called: Caller, code: str, link: str) -> TicketView:
    async with rt.read() as session:
        ticket = await queries.by_link(session, rt.vault, code=normal_code(code), secret=link)
    await require_event(rt, called, ticket.event_id)
    return ticket


async def _shape(rt: Runtime, ticket: TicketView) -> TicketOut:
    link = tickets.secret_of(rt.vault, ticket)
    is_valid = ticket.state is TicketState.valid
    return TicketOut(
        id=ticket.id,
        code=shown_code(ticket.code),
        secret=link,
        page=f"{rt.settings.origin}/tickets/{ticket.code}/{link}",
        state=ticket.state,
        event_id=ticket.event_id,
        type_name=ticket.type_name,
        holder_name=ticket.holder_name,
        proof=queries.proof_text(ticket) if is_valid and not ticket.rotating else None,
        rotation=await _rotation(rt, ticket) if is_valid and ticket.rotating else None,
        seat=SeatNameOut.of(ticket.seat) if ticket.seat else None,
        issued_at=ticket.issued_at,
    )


async def _rotation(rt: Runtime, ticket: TicketView) -> RotationOut:
    async with rt.read() as session:
        key = await queries.rotation_secret(session, rt.vault, ticket)
    return RotationOut(signed_part=to_base64(ticket.proof), secret=to_base64(key))
