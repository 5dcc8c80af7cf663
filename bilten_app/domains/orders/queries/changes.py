"""What was changed of an order, and noted about it."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bilten_app.domains.orders.models import OrderNote
from bilten_app.domains.orders.public import NoteView


async def notes_of(session: AsyncSession, order_id: UUID) -> Sequence[NoteView]:
    """Return what members noted about an order, the oldest first."""
    chosen = select(OrderNote).where(col(OrderNote.order_id) == order_id)
    rows = (await session.execute(chosen.order_by(col(OrderNote.id)))).scalars()
    return [NoteView(row.id, row.words, row.written_by, row.written_at) for row in rows]
