"""An event moved: its tickets count at its new time, those on paper too.

A proof's times are counted from the event's epoch, which is not in the proof but in the key ring
that gates fetch. So the epoch moves with the start, and only tickets whose times do not reach as
far as the event now lasts are signed anew.
"""

from uuid import UUID

from sqlmodel import col, select

from bilten_app.domains.events import queries as events
from bilten_app.domains.tickets.models import EventProof, Ticket
from bilten_app.domains.tickets.public import TicketState
from bilten_app.domains.tickets.rules import covers, proof_epoch, sign_proof
from bilten_app.domains.tickets.service.issue import get_ready
from bilten_app.infra.runtime import Runtime

AT_ONCE = 500


async def on_event_changed(rt: Runtime, *, event_id: str, **_: object) -> None:
    """Reaction to `events.changed`: let the event's tickets follow. Harmless twice."""
    chosen = UUID(event_id)
    async with rt.unit_of_work() as uow:
        proof = await uow.session.get(EventProof, chosen, with_for_update={"key_share": True})
        if proof is None:
            return
        times = (await events.times(uow.session, [chosen]))[chosen]
        proof.epoch = proof_epoch(times.starts_at)
    after = -1
    while (last := await _sign_anew(rt, chosen, after=after)) is not None:
        after = last


async def _sign_anew(rt: Runtime, event_id: UUID, *, after: int) -> int | None:
    """Sign tickets anew that need it, a number of them; return the last looked at, None if none.

    Their generation stays: to whom they belong has not changed.
    """
    async with rt.unit_of_work() as uow:
        chosen = (
            select(Ticket)
            .where(
                col(Ticket.event_id) == event_id,
                col(Ticket.index) > after,
                col(Ticket.state) != TicketState.void,
            )
            .order_by(col(Ticket.index))
            .limit(AT_ONCE)
            .with_for_update()
        )
        found = (await uow.session.execute(chosen)).scalars().all()
        if not found:
            return None
        wanted = {event_id: {ticket.ticket_type_id for ticket in found}}
        ready = (await get_ready(uow, rt.vault, wanted))[event_id]
        for ticket in found:
            terms = ready.terms[ticket.ticket_type_id]
            if not covers(ticket.proof, terms):
                ticket.kid = ready.kid
                ticket.proof = sign_proof(
                    ready.private, terms, index=ticket.index, generation=ticket.generation
                ).signed_part()
        return found[-1].index
