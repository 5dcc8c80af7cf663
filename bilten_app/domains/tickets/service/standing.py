"""Whether tickets give the right to enter: void, frozen, or valid again."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, text
from sqlmodel import col, update

from bilten_app.domains.tickets.models import Ticket
from bilten_app.domains.tickets.public import (
    TicketId,
    TicketPlace,
    TicketState,
    TicketsVoided,
    Verb,
)
from bilten_app.infra.uow import UnitOfWork


async def void(
    uow: UnitOfWork, *, order_id: UUID, event_id: UUID, ticket_ids: Collection[UUID]
) -> Sequence[TicketPlace]:
    """Take the right to enter from tickets of an order; return those that had it."""
    chosen = col(Ticket.id).in_(ticket_ids), col(Ticket.state) == TicketState.valid
    gone = await _turn(uow, order_id, event_id, TicketState.void, *chosen)
    if gone:
        uow.record(TicketsVoided(order_id, event_id))
        uow.audit(Verb.tickets_voided, order_id, count=len(gone))
    return gone


async def put_up(uow: UnitOfWork, *, order_id: UUID, event_id: UUID, ticket_id: UUID) -> bool:
    """Let a valid ticket wait for a buyer: no gate lets it in. Whether it was valid."""
    chosen = col(Ticket.id) == ticket_id, col(Ticket.state) == TicketState.valid
    done = await _turn(uow, order_id, event_id, TicketState.listed, *chosen)
    if done:
        uow.audit(Verb.ticket_listed, ticket_id)
    return bool(done)


async def take_down(uow: UnitOfWork, *, order_id: UUID, event_id: UUID, ticket_id: UUID) -> None:
    """Give a listed ticket that is not for sale any more its right to enter again."""
    chosen = col(Ticket.id) == ticket_id, col(Ticket.state) == TicketState.listed
    if await _turn(uow, order_id, event_id, TicketState.valid, *chosen):
        uow.audit(Verb.ticket_unlisted, ticket_id)


async def freeze(uow: UnitOfWork, *, order_id: UUID, event_id: UUID) -> int:
    """Let the valid tickets of an order wait: no gate lets them in. Return how many there were."""
    chosen = col(Ticket.state) == TicketState.valid
    count = len(await _turn(uow, order_id, event_id, TicketState.frozen, chosen))
    uow.audit(Verb.tickets_frozen, order_id, count=count)
    return count


async def thaw(uow: UnitOfWork, *, order_id: UUID, event_id: UUID) -> int:
    """Give frozen tickets their right to enter again; return how many there were."""
    chosen = col(Ticket.state) == TicketState.frozen
    count = len(await _turn(uow, order_id, event_id, TicketState.valid, chosen))
    uow.audit(Verb.tickets_thawed, order_id, count=count)
    return count


async def void_all(uow: UnitOfWork, *, order_id: UUID, event_id: UUID) -> Sequence[TicketPlace]:
    """Take the right to enter from an order's tickets, frozen or not; return those that had it."""
    chosen = col(Ticket.state) != TicketState.void
    gone = await _turn(uow, order_id, event_id, TicketState.void, chosen)
    if gone:
        uow.record(TicketsVoided(order_id, event_id))
    uow.audit(Verb.tickets_voided, order_id, count=len(gone))
    return gone


async def reinstate(
    uow: UnitOfWork, *, order_id: UUID, event_id: UUID, ticket_ids: Collection[UUID]
) -> int:
    """Give void tickets of an order their right to enter again; return how many there were.

    The caller has taken their places again.
    """
    chosen = col(Ticket.id).in_(ticket_ids), col(Ticket.state) == TicketState.void
    count = len(await _turn(uow, order_id, event_id, TicketState.valid, *chosen))
    uow.audit(Verb.tickets_reinstated, order_id, count=count)
    return count


async def bump_status(uow: UnitOfWork, event_id: UUID) -> None:
    """Say that the event's status feed has something new."""
    await uow.session.execute(
        text("UPDATE event_proofs SET status_seq = status_seq + 1 WHERE event_id = :event"),
        {"event": event_id},
    )


async def _turn(
    uow: UnitOfWork,
    order_id: UUID,
    event_id: UUID,
    to: TicketState,
    *chosen: ColumnElement[bool],
) -> Sequence[TicketPlace]:
    """Move tickets of an order to a state, tell the gates, and return them."""
    voided_at = uow.clock.now() if to is TicketState.void else None
    done = await uow.session.execute(
        update(Ticket)
        .where(col(Ticket.order_id) == order_id, *chosen)
        .values(state=to, voided_at=voided_at)
        .returning(
            col(Ticket.id),
            col(Ticket.order_line_id),
            col(Ticket.position),
            col(Ticket.ticket_type_id),
            col(Ticket.seat_id),
        )
        .execution_options(synchronize_session=False)
    )
    turned = [TicketPlace(TicketId(row[0]), row[1], row[2], row[3], row[4]) for row in done]
    if turned:
        await bump_status(uow, event_id)
    return turned
