"""Tickets of an order, of a person, of an event; and what a phone needs to show one."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bilten_app.domains.inventory.queries import type_names
from bilten_app.domains.seating.public import read_name
from bilten_app.domains.tickets.models import EventProof, ProofKey, Ticket
from bilten_app.domains.tickets.public import (
    TICKET_LINK,
    TicketId,
    TicketPlace,
    TicketState,
    TicketView,
    link_subject,
)
from bilten_app.domains.tickets.rules import known_from, stored_proof
from bilten_app.infra.telling import Told, told_rows
from bilten_app.infra.vault import Vault
from bilten_app.kit.errors import NotFound
from bilten_app.kit.personal import Person
from bilten_app.kit.proof import codec, rotation
from bilten_app.kit.proof.ring import KeyRing, KeyState, RingKey


async def of_order(session: AsyncSession, order_id: UUID) -> Sequence[TicketView]:
    """Return the tickets of an order that its buyer has a say in, in the order of its lines."""
    chosen = select(Ticket).where(col(Ticket.order_id) == order_id, col(Ticket.moved_on).is_(False))
    return await _views(session, chosen.order_by(col(Ticket.order_line_id), col(Ticket.position)))


async def of_orders(session: AsyncSession, order_ids: Collection[UUID]) -> Sequence[TicketView]:
    """Return the tickets of orders that buyers have a say in, in the order they were issued."""
    chosen = select(Ticket).where(
        col(Ticket.order_id).in_(order_ids), col(Ticket.moved_on).is_(False)
    )
    return await _views(session, chosen.order_by(col(Ticket.id)))


async def valid_places(session: AsyncSession, order_id: UUID) -> Sequence[TicketPlace]:
    """Return where the valid tickets of an order stand in its lines."""
    return await _places(session, order_id, TicketState.valid)


async def void_places(session: AsyncSession, order_id: UUID) -> Sequence[TicketPlace]:
    """Return where the void tickets of an order stood in its lines."""
    return await _places(session, order_id, TicketState.void)


async def _places(
    session: AsyncSession, order_id: UUID, state: TicketState
) -> Sequence[TicketPlace]:
    chosen = (
        select(
            col(Ticket.id),
            col(Ticket.order_line_id),
            col(Ticket.position),
            col(Ticket.ticket_type_id),
            col(Ticket.seat_id),
        )
        .where(col(Ticket.order_id) == order_id, col(Ticket.state) == state)
        .order_by(col(Ticket.order_line_id), col(Ticket.position))
    )
    return [
        TicketPlace(TicketId(row[0]), row[1], row[2], row[3], row[4])
        for row in await session.execute(chosen)
    ]


async def of_user(
    session: AsyncSession, user_id: UUID, *, limit: int = 100, offset: int = 0
) -> Sequence[TicketView]:
    """Return a person's tickets, the newest first."""
    chosen = select(Ticket).where(col(Ticket.user_id) == user_id).order_by(col(Ticket.id).desc())
    return await _views(session, chosen.limit(limit).offset(offset))


async def by_id(session: AsyncSession, ticket_id: UUID) -> TicketView:
    """Return a ticket. Raises NotFound."""
    found = await _views(session, select(Ticket).where(col(Ticket.id) == ticket_id))
    if not found:
        raise NotFound
    return found[0]


async def by_ids(session: AsyncSession, ticket_ids: Collection[UUID]) -> Sequence[TicketView]:
    """Return tickets, the newest first."""
    chosen = select(Ticket).where(col(Ticket.id).in_(ticket_ids))
    return await _views(session, chosen.order_by(col(Ticket.id).desc()))


async def is_of(session: AsyncSession, ticket_id: UUID, user_id: UUID) -> bool:
    """Whether a ticket is kept in somebody's account."""
    mine = col(Ticket.id) == ticket_id, col(Ticket.user_id) == user_id
    return (await session.execute(select(col(Ticket.id)).where(*mine))).first() is not None


async def out_of_custody(session: AsyncSession, ticket_ids: Collection[UUID]) -> frozenset[UUID]:
    """Return those that are in a wallet, or may be: nothing but their chain moves them."""
    chosen = select(col(Ticket.id)).where(col(Ticket.id).in_(ticket_ids), col(Ticket.is_out))
    return frozenset((await session.execute(chosen)).scalars())


async def by_code(session: AsyncSession, code: str) -> TicketView | None:
    """Return a ticket by its code, or None."""
    found = await _views(session, select(Ticket).where(col(Ticket.code) == code))
    return found[0] if found else None


async def by_link(session: AsyncSession, vault: Vault, *, code: str, secret: str) -> TicketView:
    """Return the ticket of a link, or raise NotFound: a wrong secret looks like a wrong code."""
    ticket = await by_code(session, code)
    if ticket is None:
        raise NotFound
    if not vault.is_link_secret(TICKET_LINK, link_subject(ticket.id, ticket.generation), secret):
        raise NotFound
    return ticket


async def seat_of(session: AsyncSession, ticket_id: UUID) -> UUID | None:
    """Return the seat that goes with a ticket, or None."""
    found = await session.execute(select(col(Ticket.seat_id)).where(col(Ticket.id) == ticket_id))
    return found.scalar_one_or_none()


async def of_event(session: AsyncSession, event_id: UUID) -> Sequence[TicketView]:
    """Return all tickets of an event, by index; for a device's pack."""
    chosen = select(Ticket).where(col(Ticket.event_id) == event_id).order_by(col(Ticket.index))
    return await _views(session, chosen)


async def at_indexes(
    session: AsyncSession, event_id: UUID, indexes: Collection[int]
) -> Sequence[TicketView]:
    """Return tickets of an event by their numbers, as gates know them."""
    chosen = select(Ticket).where(col(Ticket.event_id) == event_id, col(Ticket.index).in_(indexes))
    return await _views(session, chosen.order_by(col(Ticket.index)))


def proof_text(ticket: TicketView) -> str:
    """Return the QR text of a static ticket; a rotating one still lacks its tail."""
    return stored_proof(ticket.proof).text()


async def rotation_secret(session: AsyncSession, vault: Vault, ticket: TicketView) -> bytes:
    """Return what the holder's phone needs to make the changing part of the code itself."""
    key = await rotation_key(session, vault, ticket.event_id)
    return rotation.ticket_secret(key, ticket.event_id, ticket.index, ticket.generation)


async def rotation_key(session: AsyncSession, vault: Vault, event_id: UUID) -> bytes:
    """Return the event's rotation key: for scanners and for `rotation_secret` only."""
    row = await session.get_one(EventProof, event_id)
    return vault.open("tickets.rotation", row.rotation_sealed)


async def key_ring(session: AsyncSession, event_id: UUID) -> KeyRing:
    """Return the event's public keys, unsigned."""
    proof = await session.get_one(EventProof, event_id)
    chosen = select(ProofKey).where(col(ProofKey.event_id) == event_id)
    keys = {
        row.kid: RingKey(
            public=row.public,
            not_before=known_from(row.created_at),
            not_after=None,
            state=KeyState(row.state),
        )
        for row in (await session.execute(chosen)).scalars()
    }
    return KeyRing(event=event_id, epoch=proof.epoch, keys=keys)


async def feed_state(session: AsyncSession, event_id: UUID) -> tuple[int, int]:
    """Return (status sequence, tickets ever issued): one row, for devices that ask often."""
    proof = await session.get_one(EventProof, event_id, populate_existing=True)
    return proof.status_seq, proof.next_serial


async def valid_count(session: AsyncSession, event_id: UUID) -> int:
    """Return how many tickets of an event give the right to enter."""
    chosen = select(func.count()).select_from(Ticket)
    counted = chosen.where(col(Ticket.event_id) == event_id, col(Ticket.state) == TicketState.valid)
    return (await session.execute(counted)).scalar_one()


async def validity(
    session: AsyncSession, event_id: UUID
) -> tuple[int, int, list[int], dict[int, int]]:
    """Return (status sequence, size, revoked indexes, minimum generations above one)."""
    proof = await session.get_one(EventProof, event_id)
    chosen = select(col(Ticket.index), col(Ticket.state), col(Ticket.generation)).where(
        col(Ticket.event_id) == event_id,
        (col(Ticket.state) != TicketState.valid) | (col(Ticket.generation) > 1),
    )
    revoked: list[int] = []
    generations: dict[int, int] = {}
    for index, state, generation in await session.execute(chosen):
        if state != TicketState.valid:
            revoked.append(index)
        if generation > 1:
            generations[index] = generation
    highest = await session.execute(
        select(func.max(col(Ticket.index))).where(col(Ticket.event_id) == event_id)
    )
    return proof.status_seq, (highest.scalar_one() or 0) + 1, revoked, generations


async def _views(session: AsyncSession, chosen: Select[Any]) -> Sequence[TicketView]:
    rows: Sequence[Ticket] = (await session.execute(chosen)).scalars().all()
    names = await type_names(session, {row.ticket_type_id for row in rows})
    return [_view(row, *names[row.ticket_type_id]) for row in rows]


def _view(row: Ticket, type_name: str, number: int) -> TicketView:
    return TicketView(
        id=TicketId(row.id),
        code=row.code,
        event_id=row.event_id,
        order_id=row.order_id,
        ticket_type_id=row.ticket_type_id,
        type_name=type_name,
        class_number=number,
        holder_name=row.holder_name,
        holder_email=row.holder_email,
        state=TicketState(row.state),
        index=row.index,
        generation=row.generation,
        proof=row.proof,
        rotating=codec.Flag.rotation_required in stored_proof(row.proof).body.flags,
        issued_at=row.issued_at,
        seat=read_name(row.seat) if row.seat else None,
        is_out=row.is_out,
    )


async def personal_data(session: AsyncSession, person: Person) -> Told:
    """Return the tickets in a person's name."""
    return await told_rows(session, _PERSONAL, person)


_PERSONAL = {
    "tickets": "SELECT code, state, holder_name, holder_email, seat, issued_at, voided_at"
    " FROM tickets WHERE user_id = :user OR lower(holder_email) = :email ORDER BY id",
}
