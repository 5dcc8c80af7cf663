"""Issuing tickets: keys, serial numbers, proofs."""

import os
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select

from bilten_app.domains.events import queries as events
from bilten_app.domains.events.public import EventTimes
from bilten_app.domains.inventory import queries as inventory
from bilten_app.domains.seating.public import write_name
from bilten_app.domains.tickets.models import EventProof, ProofKey, Ticket
from bilten_app.domains.tickets.public import (
    TICKET_LINK,
    IssueLine,
    TicketId,
    TicketView,
    Verb,
    link_subject,
)
from bilten_app.domains.tickets.rules import ProofTerms, proof_epoch, sign_proof, window
from bilten_app.infra.db import among, table_of, values_of
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.infra.vault import Vault
from bilten_app.kit.ids import new_checked_code, new_id
from bilten_app.kit.proof import keys
from bilten_app.kit.proof.deal import deal

_FIRST_KID = 1


@dataclass(frozen=True, slots=True)
class Holder:
    """To whom tickets are issued."""

    name: str
    email: str
    user_id: UUID | None


@dataclass(frozen=True, slots=True)
class Sale:
    """An order whose tickets are to be issued, and when it was paid."""

    order_id: UUID
    event_id: UUID
    holder: Holder
    lines: Sequence[IssueLine]
    at: datetime


@dataclass(frozen=True, slots=True)
class Ready:
    """What issuing an event's tickets needs, read beforehand; the keys are open, for one use."""

    event_id: UUID
    kid: int
    private: bytes
    deal_key: bytes
    terms: Mapping[UUID, ProofTerms]


async def prepare_event(rt: Runtime, *, event_id: str, **_: object) -> None:
    """Reaction to `events.published`: make the event's keys. Harmless twice: the first stay."""
    async with rt.unit_of_work() as uow:
        times = (await events.times(uow.session, [UUID(event_id)]))[UUID(event_id)]
        await _make_keys(uow, rt.vault, UUID(event_id), times.starts_at)


async def get_ready(
    uow: UnitOfWork, vault: Vault, wanted: Mapping[UUID, Collection[UUID]]
) -> Mapping[UUID, Ready]:
    """Read what issuing needs and open the events' keys, before anything hot is locked.

    `wanted` and the answer are by event id; `wanted` names ticket types.
    """
    times = await events.times(uow.session, wanted)
    proofs = await _proofs(uow, wanted)
    for event_id in set(wanted) - set(proofs):
        await _make_keys(uow, vault, event_id, times[event_id].starts_at)
        proofs |= await _proofs(uow, [event_id])
    keys_of = await _active_keys(uow, wanted)
    classes = await inventory.proof_classes(
        uow.session, {type_id for types in wanted.values() for type_id in types}
    )
    return {
        event_id: _ready(
            vault,
            proofs[event_id],
            keys_of[event_id],
            times[event_id],
            {type_id: classes[type_id] for type_id in types},
        )
        for event_id, types in wanted.items()
    }


async def issue(
    uow: UnitOfWork, ready: Mapping[UUID, Ready], *, sales: Sequence[Sale]
) -> list[TicketId]:
    """Issue the tickets of orders. A database constraint lets each place of a line exist once.

    The rows that count the events' serial numbers stay locked until the commit.
    """
    places = [
        (sale, line, position)
        for sale in sales
        for line in sale.lines
        for position in range(len(line.ticket_types))
    ]
    serials = await _take_serials(uow, Counter(sale.event_id for sale, *_ in places))
    rows = [
        _ticket(ready[sale.event_id], sale, line, position, next(serials[sale.event_id]))
        for sale, line, position in places
    ]
    await uow.session.execute(insert(table_of(Ticket)), rows)
    for sale in sales:
        uow.audit(
            Verb.tickets_issued, sale.order_id, count=sum(len(n.ticket_types) for n in sale.lines)
        )
    return [TicketId(row["id"]) for row in rows]


async def take_turn(uow: UnitOfWork, event_ids: Collection[UUID]) -> None:
    """Lock the counts of events' serial numbers until the commit, as issuing does.

    For who locks pools before tickets are issued: sales lock the counts first, then the pools.
    """
    await uow.session.execute(
        text(
            "SELECT 1 FROM event_proofs WHERE event_id = ANY (:events)"
            " ORDER BY event_id FOR NO KEY UPDATE"
        ),
        {"events": list(event_ids)},
    )


def secret_of(vault: Vault, ticket: TicketView) -> str:
    """Return the secret part of the link to a ticket's page: `/tickets/{code}/{secret}`."""
    return vault.link_secret(TICKET_LINK, link_subject(ticket.id, ticket.generation))


def proof_window(times: EventTimes) -> tuple[int, int]:
    """Return (not before, not after) of an event's proofs, counted from where its epoch belongs.

    The epoch follows when an event has moved; what is sold before it did must count after it.
    """
    opens = times.doors_at or times.starts_at
    return window(proof_epoch(times.starts_at), opens, times.ends_at)


def sign(ready: Ready, ticket: Ticket) -> None:
    """Give a locked ticket the proof of its generation, by the newest key and the present times."""
    terms = ready.terms[ticket.ticket_type_id]
    proof = sign_proof(ready.private, terms, index=ticket.index, generation=ticket.generation)
    ticket.kid, ticket.proof = ready.kid, proof.signed_part()


def _ready(
    vault: Vault,
    proof: EventProof,
    key: ProofKey,
    times: EventTimes,
    classes: Mapping[UUID, tuple[int, bool]],
) -> Ready:
    not_before, not_after = proof_window(times)
    return Ready(
        event_id=proof.event_id,
        kid=key.kid,
        private=vault.open("tickets.proof_key", key.private_sealed),
        deal_key=vault.open("tickets.deal", proof.deal_sealed),
        terms={
            type_id: ProofTerms(proof.event_id, key.kid, not_before, not_after, number, rotating)
            for type_id, (number, rotating) in classes.items()
        },
    )


def _ticket(
    ready: Ready, sale: Sale, line: IssueLine, position: int, serial: int
) -> dict[str, Any]:
    index = deal(serial, ready.deal_key)
    ticket_type_id = line.ticket_types[position]
    terms = ready.terms[ticket_type_id]
    seat = line.seats[position] if line.seats else None
    row = Ticket(
        id=new_id(),
        code=new_checked_code(),
        event_id=ready.event_id,
        ticket_type_id=ticket_type_id,
        order_id=sale.order_id,
        order_line_id=line.order_line_id,
        position=position,
        user_id=sale.holder.user_id,
        holder_name=sale.holder.name,
        holder_email=sale.holder.email,
        seat_id=seat and seat.id,
        seat=seat and write_name(seat.name),
        index=index,
        kid=ready.kid,
        proof=sign_proof(ready.private, terms, index=index, generation=1).signed_part(),
        issued_at=sale.at,
    )
    return values_of(row)


async def _take_serials(
    uow: UnitOfWork, how_many: Mapping[UUID, int]
) -> Mapping[UUID, Iterator[int]]:
    """Return event id → serial numbers that are ours alone. Rows are locked in one order."""
    taken = await uow.session.execute(
        text(
            "WITH wanted AS ("
            " SELECT * FROM unnest(cast(:events AS uuid[]), cast(:counts AS int[])) AS w (id, n)),"
            " locked AS (SELECT event_id FROM event_proofs JOIN wanted ON id = event_id"
            " ORDER BY event_id FOR NO KEY UPDATE OF event_proofs)"
            " UPDATE event_proofs p SET next_serial = p.next_serial + w.n"
            " FROM wanted w JOIN locked l ON l.event_id = w.id WHERE p.event_id = w.id"
            " RETURNING p.event_id, p.next_serial - w.n, p.next_serial"
        ),
        {"events": list(how_many), "counts": list(how_many.values())},
    )
    return {event_id: iter(range(first, end)) for event_id, first, end in taken}


async def _proofs(uow: UnitOfWork, event_ids: Collection[UUID]) -> dict[UUID, EventProof]:
    chosen = select(EventProof).where(among(col(EventProof.event_id), event_ids))
    return {row.event_id: row for row in (await uow.session.execute(chosen)).scalars()}


async def _active_keys(uow: UnitOfWork, event_ids: Collection[UUID]) -> dict[UUID, ProofKey]:
    """Return event id → the newest active key."""
    chosen = (
        select(ProofKey)
        .where(among(col(ProofKey.event_id), event_ids), col(ProofKey.state) == "active")
        .order_by(col(ProofKey.kid))
    )
    return {row.event_id: row for row in (await uow.session.execute(chosen)).scalars()}


async def _make_keys(uow: UnitOfWork, vault: Vault, event_id: UUID, starts_at: datetime) -> None:
    private = keys.new_private_key()
    made = await uow.session.execute(
        insert(EventProof)
        .values(
            event_id=event_id,
            epoch=proof_epoch(starts_at),
            next_serial=0,
            status_seq=1,
            deal_sealed=vault.seal("tickets.deal", os.urandom(32)),
            rotation_sealed=vault.seal("tickets.rotation", os.urandom(32)),
        )
        .on_conflict_do_nothing()
        .returning(col(EventProof.event_id))
    )
    if made.scalar_one_or_none() is None:
        return
    key = ProofKey(
        event_id=event_id,
        kid=_FIRST_KID,
        public=keys.public_of(private),
        private_sealed=vault.seal("tickets.proof_key", private),
        created_at=uow.clock.now(),
    )
    uow.add(key)
    await uow.session.flush()
