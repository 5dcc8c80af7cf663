"""What was changed of an order, and noted about it."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bilten_app.domains.orders.models import Order, OrderChange, OrderNote
from bilten_app.domains.orders.public import ChangeKind, ChangeView, NoteView, OrderState


async def notes_of(session: AsyncSession, order_id: UUID) -> Sequence[NoteView]:
    """Return what members noted about an order, the oldest first."""
    chosen = select(OrderNote).where(col(OrderNote.order_id) == order_id)
    rows = (await session.execute(chosen.order_by(col(OrderNote.id)))).scalars()
    return [NoteView(row.id, row.words, row.written_by, row.written_at) for row in rows]


async def changes_of(session: AsyncSession, order_id: UUID) -> Sequence[ChangeView]:
    """Return what took the place of an order's tickets, or waits to, the oldest first."""
    chosen = (
        select(OrderChange, Order)
        .join(Order, col(Order.id) == col(OrderChange.order_id))
        .where(col(OrderChange.from_order_id) == order_id)
        .order_by(col(OrderChange.made_at))
    )
    return [
        ChangeView(
            order_id=change.order_id,
            code=order.code,
            kind=ChangeKind(change.kind),
            tickets=len(change.ticket_ids),
            is_open=order.state == OrderState.placed,
            is_done=change.done_at is not None,
            made_at=change.made_at,
        )
        for change, order in await session.execute(chosen)
    ]
