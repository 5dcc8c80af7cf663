"""An event moved: its tickets count at its new time, those on paper too.

A proof's times are counted from the event's epoch, which is not in the proof but in the key ring
that gates fetch. So the epoch moves with the start, and only tickets whose times do not reach as
far as the event now lasts are signed anew.
"""

from uuid import UUID

from sqlalchemy import ColumnElement, LargeBinary, func, or_
from sqlalchemy.orm import Mapped
from sqlmodel import col, select

from bilten_app.domains.events import queries as events
from bilten_app.domains.tickets.models import EventProof, Ticket
from bilten_app.domains.tickets.public import TicketState
from bilten_app.domains.tickets.rules import proof_epoch
from bilten_app.domains.tickets.service.issue import get_ready, proof_window, sign
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.proof import codec

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
    while await _sign_anew(rt, chosen):
        continue


async def _sign_anew(rt: Runtime, event_id: UUID) -> bool:
    """Sign tickets anew that do not reach as far as the event, a number of them; tell if any did.

    Their generation stays: to whom they belong has not changed.
    """
    async with rt.unit_of_work() as uow:
        not_before, not_after = proof_window(
            (await events.times(uow.session, [event_id]))[event_id]
        )
        proof = col(Ticket.proof)
        chosen = (
            select(Ticket)
            .where(
                col(Ticket.event_id) == event_id,
                col(Ticket.state) != TicketState.void,
                or_(
                    _pair(proof, codec.NOT_BEFORE_AT) > not_before.to_bytes(2),
                    _pair(proof, codec.NOT_AFTER_AT) < not_after.to_bytes(2),
                ),
            )
            .order_by(col(Ticket.index))
            .limit(AT_ONCE)
            .with_for_update()
        )
        found = (await uow.session.execute(chosen)).scalars().all()
        if found:
            wanted = {event_id: {ticket.ticket_type_id for ticket in found}}
            ready = (await get_ready(uow, rt.vault, wanted))[event_id]
            for ticket in found:
                sign(ready, ticket)
        return bool(found)


def _pair(proof: Mapped[bytes], at: int) -> ColumnElement[bytes]:
    """Return two bytes of a stored proof; the larger comes first, so they compare as numbers."""
    return func.substring(proof, at + 1, 2, type_=LargeBinary)
