"""What is to be sent, and what became of it: read and written for all mails of one moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select

from bilten_app.domains.messaging.models import Delivery
from bilten_app.domains.messaging.public import DELIVERY_FLOW, DeliveryState
from bilten_app.infra.db import among
from bilten_app.infra.runtime import Runtime


@dataclass(frozen=True, slots=True)
class _End:
    """What became of a delivery, and why it failed."""

    delivery_id: UUID
    state: DeliveryState
    reason: str


async def find(rt: Runtime, delivery_id: UUID) -> Delivery | None:
    """Return a delivery; None when who was to be told has been erased."""
    return await rt.together(_find_all, delivery_id)


async def mark(rt: Runtime, delivery_id: UUID, to: DeliveryState, *, reason: str = "") -> None:
    """Write down what became of a delivery that was queued. Harmless twice: the first stays."""
    DELIVERY_FLOW.advance(DeliveryState.queued, to)
    await rt.together(_mark_all, _End(delivery_id, to, reason))


async def _find_all(rt: Runtime, ids: Sequence[UUID]) -> Sequence[Delivery | None]:
    async with rt.read() as session:
        rows = await session.execute(select(Delivery).where(among(col(Delivery.id), ids)))
    found = {row.id: row for row in rows.scalars()}
    return [found.get(delivery_id) for delivery_id in ids]


async def _mark_all(rt: Runtime, ends: Sequence[_End]) -> Sequence[None]:
    async with rt.unit_of_work() as uow:
        await uow.session.execute(
            _MARK,
            {
                "ids": [one.delivery_id for one in ends],
                "states": [one.state.value for one in ends],
                "reasons": [one.reason for one in ends],
                "now": uow.clock.now(),
            },
        )
    return [None] * len(ends)


# Locked in one order for all, so that two processes that mark the same do not wait in a circle.
_MARK = text(
    "WITH ends AS (SELECT d.id, e.state, e.reason FROM deliveries d JOIN unnest("
    " CAST(:ids AS uuid[]), CAST(:states AS text[]), CAST(:reasons AS text[]))"
    " AS e (id, state, reason) ON e.id = d.id"
    " WHERE d.state = 'queued' ORDER BY d.id FOR UPDATE OF d)"
    " UPDATE deliveries d SET state = ends.state, reason = ends.reason,"
    " sent_at = CASE WHEN ends.state = 'sent' THEN CAST(:now AS timestamptz) ELSE d.sent_at END"
    " FROM ends WHERE d.id = ends.id"
)
