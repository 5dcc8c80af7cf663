"""What comes along with orders and tickets on request, each read once however often it is named."""

from collections.abc import Sequence
from uuid import UUID

from pydantic import BaseModel, Field

from bilten_app.api.deps import Caller
from bilten_app.api.expanding import Relation, Wanted
from bilten_app.api.shapes import SeatNameOut
from bilten_app.api.v1.catalog import EventOut
from bilten_app.api.v1.type_shapes import TicketTypeOut
from bilten_app.api.worlds import event_at
from bilten_app.domains.discovery.public import EventPage
from bilten_app.domains.events import queries as events
from bilten_app.domains.events.public import EventView
from bilten_app.domains.inventory import queries as inventory
from bilten_app.domains.tickets import queries as tickets
from bilten_app.domains.tickets.public import TicketState, TicketView
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import NotFound
from bilten_app.kit.ids import shown_code
from bilten_app.kit.roles import Permission

EVENT = Field(description="The event as everybody sees it; null while it is nobody's.")


class EventExtras(BaseModel):
    """What came along."""

    event: EventOut | None = EVENT


class TicketExtras(BaseModel):
    """What came along with a ticket."""

    event: EventOut | None = EVENT
    ticket_type: TicketTypeOut | None = Field(description="Null for one that is hidden.")


class OwnTicketOut(BaseModel):
    """A ticket as its organizer sees it, without what opens the door."""

    id: UUID
    code: str
    order_id: UUID
    state: TicketState
    type_name: str
    holder_name: str
    holder_email: str
    seat: SeatNameOut | None

    @classmethod
    def of(cls, one: TicketView) -> "OwnTicketOut":
        """Return the shape of a ticket."""
        return cls(
            id=one.id, code=shown_code(one.code), order_id=one.order_id, state=one.state,
            type_name=one.type_name, holder_name=one.holder_name, holder_email=one.holder_email,
            seat=SeatNameOut.of(one.seat) if one.seat else None,
        )  # fmt: skip


class OwnOrderExtras(BaseModel):
    """What came along with a page of orders."""

    tickets: list[OwnTicketOut] | None = Field(
        description="The tickets of these orders; null without `attendees:read`."
    )


async def event_extras(
    rt: Runtime, called: Caller, event_id: UUID, wanted: Wanted
) -> EventExtras | None:
    """Return what comes along with something of an event; None when nothing was asked for."""
    if not wanted:
        return None
    return EventExtras(event=(await _event(rt, called, event_id))[0])


async def ticket_extras(
    rt: Runtime, called: Caller, ticket: TicketView, wanted: Wanted
) -> TicketExtras | None:
    """Return what comes along with a ticket; None when nothing was asked for."""
    if not wanted:
        return None
    event, types = await _event(rt, called, ticket.event_id)
    found = next((one for one in types if one.id == ticket.ticket_type_id), None)
    return TicketExtras(
        event=event if Relation.event in wanted else None,
        ticket_type=found if Relation.ticket_type in wanted else None,
    )


async def own_order_extras(
    rt: Runtime, actor: Actor, event: EventView, order_ids: Sequence[UUID], wanted: Wanted
) -> OwnOrderExtras | None:
    """Return what comes along with orders of an event; None when nothing was asked for."""
    if not wanted:
        return None
    if not actor.may(Permission.attendees_read, event.organizer_id, event_id=event.id):
        return OwnOrderExtras(tickets=None)
    async with rt.read() as session:
        found = await tickets.of_orders(session, order_ids)
    return OwnOrderExtras(tickets=[OwnTicketOut.of(one) for one in found])


async def _event(
    rt: Runtime, called: Caller, event_id: UUID
) -> tuple[EventOut | None, Sequence[TicketTypeOut]]:
    """Return an event with its ticket types as everybody sees them, or nothing."""
    async with rt.read() as session:
        slug = (await events.sale(session, event_id)).slug
    try:
        page: EventPage = await event_at(rt, called, slug)
    except NotFound:
        return None, ()
    async with rt.read() as session:
        types = await inventory.ticket_types(session, page.id, at=rt.clock.now())
    shown = EventOut.of(page, types)
    return shown, shown.ticket_types
