"""Pools that ticket types share, made by name."""

from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import func, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from bilten_app.domains.inventory.models import Pool, TicketTypePool
from bilten_app.domains.inventory.public import PlacesWithoutSeats, PoolInUse, TwoSeats, Verb
from bilten_app.domains.inventory.rules import capacity_problem
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import OrganizerScope
from bilten_app.kit.errors import Invalid, NotFound
from bilten_app.kit.text import msgid
from bilten_app.kit.typed import one_line

MAX_NAME = 80


async def save_pool(
    uow: UnitOfWork,
    scope: OrganizerScope,
    *,
    event_id: UUID,
    name: str,
    capacity: int,
    pool_id: UUID | None = None,
) -> UUID:
    """Make a pool that ticket types may share, or change one.

    `scope` proves the permission; the caller has checked that the event belongs to it. A capacity
    below what is sold cancels nothing: no place is left until enough come back.
    """
    name = one_line(name)
    problems = capacity_problem(capacity)
    if not 0 < len(name) <= MAX_NAME:
        problems["name"] = msgid("Give these places a name of at most 80 characters.")
    elif await _is_taken(uow, event_id, name, pool_id):
        problems["name"] = msgid("Other places of this event have this name already.")
    if problems:
        raise Invalid(problems)
    pool = await _pool(uow, event_id, pool_id)
    pool.name = name
    resize(pool, capacity)
    uow.add(pool)
    await uow.session.flush()
    uow.audit(Verb.pool_saved, pool.id, organizer=str(scope), capacity=capacity)
    return pool.id


async def remove_pool(
    uow: UnitOfWork, scope: OrganizerScope, *, event_id: UUID, pool_id: UUID
) -> None:
    """Remove a shared pool on which nothing draws any more. Raises PoolInUse, NotFound."""
    pool = await _pool(uow, event_id, pool_id)
    drawn = select(col(TicketTypePool.pool_id)).where(col(TicketTypePool.pool_id) == pool_id)
    if (await uow.session.execute(drawn.limit(1))).first():
        raise PoolInUse
    try:
        await uow.session.delete(pool)
        await uow.session.flush()
    except IntegrityError as error:
        raise PoolInUse from error
    uow.audit(Verb.pool_removed, pool_id, organizer=str(scope))


def resize(pool: Pool, wanted: int) -> None:
    """Ask for so many places of a locked pool; what is taken stays taken, and a seat plan rules."""
    if pool.seated:
        return
    pool.wanted = wanted
    pool.capacity = max(wanted, pool.sold + pool.held)


async def seat_pools(
    uow: UnitOfWork, *, event_id: UUID, places: Mapping[UUID, int], seated: Collection[UUID]
) -> None:
    """Make locked pools as large as their seats; of those named, some may have no seats any more.

    Raises NotFound for a pool of another event; PlacesWithoutSeats when a pool that gets seats has
    sold or holds places without; TwoSeats when a ticket type would need two seats.
    """
    rows = await uow.session.execute(
        select(Pool).where(col(Pool.id).in_(places), col(Pool.event_id) == event_id)
    )
    pools = rows.scalars().all()
    if len(pools) != len(places):
        raise NotFound
    for pool in pools:
        await uow.session.refresh(pool)
        if pool.id in seated and not pool.seated and await _has_people(uow, pool):
            raise PlacesWithoutSeats
        pool.seated = False
        resize(pool, places[pool.id])
        pool.seated = pool.id in seated
    await uow.session.flush()
    twice = await uow.session.execute(
        text(
            "SELECT 1 FROM ticket_type_pools d JOIN pools p ON p.id = d.pool_id AND p.seated"
            " WHERE p.event_id = :event GROUP BY d.ticket_type_id HAVING count(*) > 1"
        ),
        {"event": event_id},
    )
    if twice.first():
        raise TwoSeats


async def _has_people(uow: UnitOfWork, pool: Pool) -> bool:
    """Whether somebody has or holds a place; what is kept for a waiting list has nobody yet."""
    held = await uow.session.execute(
        text("SELECT EXISTS (SELECT 1 FROM holds WHERE pool_id = :pool AND reason <> 'list')"),
        {"pool": pool.id},
    )
    return pool.sold > 0 or bool(held.scalar_one())


async def seated_among(uow: UnitOfWork, ids: Collection[UUID]) -> int:
    """Return how many of some pools have seats."""
    chosen = select(func.count()).where(col(Pool.id).in_(ids), col(Pool.seated))
    return (await uow.session.execute(chosen)).scalar_one()


async def lock_pools(uow: UnitOfWork, ids: set[UUID]) -> None:
    """Lock pools, in the order that everybody keeps."""
    await uow.session.execute(
        text("SELECT 1 FROM pools p WHERE p.id = ANY (:ids) ORDER BY p.id FOR NO KEY UPDATE"),
        {"ids": list(ids)},
    )


async def _pool(uow: UnitOfWork, event_id: UUID, pool_id: UUID | None) -> Pool:
    if pool_id is None:
        return Pool(event_id=event_id, capacity=0, wanted=0)
    pool = await uow.get(Pool, pool_id, lock=True)
    if pool.event_id != event_id or not pool.name:
        raise NotFound
    return pool


async def _is_taken(uow: UnitOfWork, event_id: UUID, name: str, pool_id: UUID | None) -> bool:
    chosen = select(col(Pool.id)).where(
        col(Pool.event_id) == event_id, func.lower(col(Pool.name)) == name.lower()
    )
    found = (await uow.session.execute(chosen)).scalars().all()
    return any(one != pool_id for one in found)
