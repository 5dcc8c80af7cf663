"""Files of orders sold elsewhere, and how far they are taken in."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bilten_app.domains.orders.models import OrderImport
from bilten_app.domains.orders.public import ImportState, ImportView, LineProblem
from bilten_app.domains.orders.sheets import read_table
from bilten_app.kit.actor import Actor, OrganizerScope
from bilten_app.kit.errors import NotFound
from bilten_app.kit.roles import Permission

SAMPLE, MANY = 5, 20


async def import_run(session: AsyncSession, actor: Actor, import_id: UUID) -> ImportView:
    """Return an import for who may make it; anybody else's is NotFound."""
    row = await session.get(OrderImport, import_id, populate_existing=True)
    if row is None:
        raise NotFound
    actor.require(Permission.orders_manage, row.organizer_id, event_id=row.event_id)
    return _view(row)


async def imports(
    session: AsyncSession, scope: OrganizerScope, *, within: Collection[UUID] | None = None
) -> Sequence[ImportView]:
    """Return the latest imports of an organization."""
    chosen = select(OrderImport).where(col(OrderImport.organizer_id) == scope)
    if within is not None:
        chosen = chosen.where(col(OrderImport.event_id).in_(within))
    rows = await session.execute(chosen.order_by(col(OrderImport.id).desc()).limit(MANY))
    return [_view(row) for row in rows.scalars()]


def _view(row: OrderImport) -> ImportView:
    table = read_table(row.content)
    return ImportView(
        id=row.id,
        organizer_id=row.organizer_id,
        event_id=row.event_id,
        file_name=row.file_name,
        state=ImportState(row.state),
        header=table.header,
        sample=[cells for _, cells in table.rows[:SAMPLE]],
        mapping=row.mapping,
        total=row.total,
        position=sum(1 for line, _ in table.rows if line <= row.position),
        made=row.made,
        known=row.known,
        problems=[LineProblem(*one) for one in row.problems],
        made_at=row.made_at,
        finished_at=row.finished_at,
    )
