"""What a list asks of its pool, by functions of the database. The pool is locked first."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from bilten_app.domains.seating import service as seating
from bilten_app.infra.uow import UnitOfWork


async def lock(uow: UnitOfWork, pool_id: UUID) -> tuple[int, int]:
    """Lock a pool; return how many places are free for everybody, and kept for the list."""
    found = await uow.session.execute(text("SELECT * FROM lock_list(:pool)"), {"pool": pool_id})
    row = found.one()
    return int(row.free), int(row.kept)


async def tell_pool(uow: UnitOfWork, pool_id: UUID) -> None:
    """Let the pool know the fewest places that would help somebody, so that it keeps them."""
    asked = {"pool": pool_id, "now": uow.clock.now()}
    await uow.session.execute(text("SELECT tell_pool(:pool, :now)"), asked)


async def hold_for_list(
    uow: UnitOfWork, *, hold_id: UUID, ticket_type_id: UUID, quantity: int, until: datetime
) -> None:
    """Turn kept places into the hold of an offer, with the best seats where places are seats."""
    await uow.session.execute(
        text("SELECT hold_for_list(:hold, :type, :places, :until)"),
        {"hold": hold_id, "type": ticket_type_id, "places": quantity, "until": until},
    )
    await seating.assign(uow, hold_id=hold_id, quantity=quantity)


async def end_hold_at(uow: UnitOfWork, *, hold_id: UUID, until: datetime) -> None:
    """Keep the places of an offer for no longer than `until`."""
    await uow.session.execute(
        text("UPDATE holds SET expires_at = least(expires_at, :until) WHERE hold_id = :hold"),
        {"hold": hold_id, "until": until},
    )


async def sold_until(uow: UnitOfWork, ticket_type_id: UUID) -> datetime | None:
    """Return when the sale of a type ends, paused or not; None when its event is off or over."""
    found = await uow.session.execute(
        text(
            "SELECT least(v.starts_at, t.sale_closes_at) FROM ticket_types t"
            " JOIN events v ON v.id = t.event_id WHERE t.id = :type AND v.state = 'published'"
        ),
        {"type": ticket_type_id},
    )
    return found.scalar_one_or_none()


async def open_until(uow: UnitOfWork, ticket_type_id: UUID) -> datetime | None:
    """Return until when places of a type may be offered; None while they may not."""
    asked = {"type": ticket_type_id, "now": uow.clock.now()}
    found = await uow.session.execute(text("SELECT list_open_until(:type, :now)"), asked)
    return found.scalar_one()


async def is_open(uow: UnitOfWork, ticket_type_id: UUID) -> bool:
    """Whether places of a type may be offered now."""
    return await open_until(uow, ticket_type_id) is not None


async def lists_to_serve(uow: UnitOfWork) -> Sequence[UUID]:
    """Return the pools whose list has something to get, or to be told."""
    asked = {"now": uow.clock.now()}
    return (await uow.session.execute(text("SELECT lists_to_serve(:now)"), asked)).scalars().all()
