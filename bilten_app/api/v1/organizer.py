"""An organization's own events, orders, guests and doors, for its members."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from bilten_app.api.deps import Cursor, Member, Rt, Size
from bilten_app.api.expanding import Relation, Wanted, expands
from bilten_app.api.shapes import MoneyOut, SeatNameOut, Slug, Words
from bilten_app.api.v1.event_shapes import OwnEventListOut, OwnEventOut
from bilten_app.api.v1.extras import OwnOrderExtras, own_order_extras
from bilten_app.domains.events import queries as events
from bilten_app.domains.events.public import EventView
from bilten_app.domains.orders.public import Channel, OrderState
from bilten_app.domains.reporting import queries as reporting
from bilten_app.domains.reporting.public import AttendeeRow, OrderRow, OrderSearch
from bilten_app.domains.scanning import queries as scanning
from bilten_app.domains.scanning.public import Admittance, GateCount, IncidentView
from bilten_app.domains.tickets.public import TicketState
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.ids import shown_code
from bilten_app.kit.roles import Permission

router = APIRouter(prefix="/organizer", tags=["Organizer"])

OrganizerId = Annotated[UUID, Query(description="The organization, when you are in several.")]


class OwnOrderOut(BaseModel):
    """An order as its organizer lists it."""

    id: UUID
    code: str
    state: OrderState
    buyer_name: str
    buyer_email: str
    tickets: int
    total: MoneyOut
    placed_at: datetime
    in_review: bool = Field(description="Paid, but its tickets wait for a check for fraud.")
    channel: Channel

    @classmethod
    def of(cls, row: OrderRow) -> "OwnOrderOut":
        """Return the shape of an order."""
        return cls(
            id=row.id,
            code=shown_code(row.code),
            state=row.state,
            buyer_name=row.buyer_name,
            buyer_email=row.buyer_email,
            tickets=row.tickets,
            total=MoneyOut.of(row.total),
            placed_at=row.placed_at,
            in_review=row.in_review,
            channel=row.channel,
        )


class OwnOrderListOut(BaseModel):
    """One page of an event's orders, the newest first."""

    orders: list[OwnOrderOut]
    expanded: OwnOrderExtras | None
    next_cursor: str | None


class AttendeeOut(BaseModel):
    """A ticket and who holds it."""

    ticket_id: UUID
    code: str
    name: str
    email: str
    type_name: str
    order_code: str
    state: TicketState
    issued_at: datetime
    admitted_at: datetime | None
    seat: SeatNameOut | None
    may_write: bool = Field(description="Whether they agreed to news of yours.")

    @classmethod
    def of(cls, row: AttendeeRow) -> "AttendeeOut":
        """Return the shape of an attendee."""
        return cls(
            ticket_id=row.ticket_id,
            code=shown_code(row.code),
            name=row.name,
            email=row.email,
            type_name=row.type_name,
            order_code=shown_code(row.order_code),
            state=row.state,
            issued_at=row.issued_at,
            admitted_at=row.admitted_at,
            seat=SeatNameOut.of(row.seat) if row.seat else None,
            may_write=row.may_write,
        )


class AttendeeListOut(BaseModel):
    """One page of an event's guests, by name."""

    attendees: list[AttendeeOut]
    next_cursor: str | None


class GateCountOut(BaseModel):
    """What happened at a gate so far, in persons."""

    gate: str
    number: int
    admitted: int
    incidents: int
    turned_away: int

    @classmethod
    def of(cls, count: GateCount) -> "GateCountOut":
        """Return the shape of a gate's counts."""
        return cls(
            gate=count.gate.name,
            number=count.gate.number,
            admitted=count.admitted,
            incidents=count.incidents,
            turned_away=count.turned_away,
        )


class AdmittanceOut(BaseModel):
    """Where, when and by which scanner."""

    gate: str
    at: datetime
    device: str

    @classmethod
    def of(cls, admittance: Admittance) -> "AdmittanceOut":
        """Return the shape of an admission."""
        return cls(gate=admittance.gate, at=admittance.at, device=admittance.device)


class IncidentOut(BaseModel):
    """A ticket that was let in twice; `first` counts."""

    id: UUID
    index: int
    first: AdmittanceOut
    second: AdmittanceOut
    was_turned_away: bool
    noticed_at: datetime
    seen_at: datetime | None

    @classmethod
    def of(cls, incident: IncidentView) -> "IncidentOut":
        """Return the shape of an incident."""
        return cls(
            id=incident.id,
            index=incident.index,
            first=AdmittanceOut.of(incident.first),
            second=AdmittanceOut.of(incident.second),
            was_turned_away=incident.was_turned_away,
            noticed_at=incident.noticed_at,
            seen_at=incident.seen_at,
        )


class DoorOut(BaseModel):
    """The door of an event at this moment; `inside` counts persons, incidents included."""

    inside: int
    issued: int
    gates: list[GateCountOut]
    incidents: list[IncidentOut]


WithTickets = Annotated[Wanted, expands(Relation.tickets)]
Search = Annotated[Words, Query(description="A part of a name, an address or a code.")]


@router.get("/events", summary="Our events")
async def list_own_events(
    rt: Rt, actor: Member, organizer_id: OrganizerId, *, cursor: Cursor = None, size: Size = 25
) -> OwnEventListOut:
    """Return an organization's events, drafts too."""
    scope, within = actor.require_somewhere(Permission.events_read, organizer_id)
    async with rt.read() as session:
        page = await events.organizer_events(
            session, scope, within=within, cursor=cursor, size=size
        )
    return OwnEventListOut(
        events=[OwnEventOut.of(card) for card in page.rows], next_cursor=page.next_cursor
    )


@router.get("/events/{slug}", summary="One of our events")
async def read_own_event(rt: Rt, actor: Member, slug: Slug) -> OwnEventOut:
    """Return an event of an organization of mine; anybody else's is 404."""
    return OwnEventOut.of(await _event(rt, actor, slug))


@router.get("/events/{slug}/orders", summary="Orders of an event")
async def list_own_orders(
    rt: Rt,
    actor: Member,
    slug: Slug,
    *,
    search: Search = "",
    state: OrderState | None = None,
    wanted: WithTickets,
    cursor: Cursor = None,
    size: Size = 50,
) -> OwnOrderListOut:
    """Return orders, the newest first. Carts that ran out show only when asked for."""
    event = await _event(rt, actor, slug)
    scope = actor.require(Permission.orders_read, event.organizer_id, event_id=event.id)
    sought = OrderSearch(event_id=event.id, state=state, words=search)
    async with rt.read() as session:
        page = await reporting.order_list(session, scope, sought, cursor=cursor, size=size)
    return OwnOrderListOut(
        orders=[OwnOrderOut.of(row) for row in page.rows],
        expanded=await own_order_extras(rt, actor, event, [row.id for row in page.rows], wanted),
        next_cursor=page.next_cursor,
    )


@router.get("/events/{slug}/attendees", summary="Guests of an event")
async def list_attendees(
    rt: Rt,
    actor: Member,
    slug: Slug,
    *,
    search: Search = "",
    cursor: Cursor = None,
    size: Size = 50,
) -> AttendeeListOut:
    """Return tickets by their holders' names."""
    event = await _event(rt, actor, slug)
    scope = actor.require(Permission.attendees_read, event.organizer_id, event_id=event.id)
    async with rt.read() as session:
        page = await reporting.attendees(
            session, scope, event_id=event.id, words=search, cursor=cursor, size=size
        )
    return AttendeeListOut(
        attendees=[AttendeeOut.of(row) for row in page.rows], next_cursor=page.next_cursor
    )


@router.get("/events/{slug}/door", summary="The door of an event")
async def read_door(rt: Rt, actor: Member, slug: Slug) -> DoorOut:
    """Return what every gate did so far, and every ticket that was let in twice."""
    event = await _event(rt, actor, slug)
    async with rt.read() as session:
        door = await scanning.overview(session, actor, event_id=event.id)
    return DoorOut(
        inside=door.inside,
        issued=door.issued,
        gates=[GateCountOut.of(count) for count in door.gates],
        incidents=[IncidentOut.of(incident) for incident in door.incidents],
    )


async def _event(rt: Runtime, actor: Actor, slug: str) -> EventView:
    async with rt.read() as session:
        return await events.organizer_event(session, actor, slug)
