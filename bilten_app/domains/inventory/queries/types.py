"""Availability: the ticket types of an event with the counts of their pools."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bilten_app.domains.inventory.models import (
    AddonHost,
    BundlePart,
    Pool,
    TicketType,
    TicketTypePool,
)
from bilten_app.domains.inventory.public import (
    Kind,
    OpenPrice,
    Part,
    PoolView,
    TicketTypeId,
    TicketTypeView,
    TypePrice,
)
from bilten_app.domains.inventory.rules import Stock, most_tickets, places_left, sale_state
from bilten_app.infra.db import among

_drawn = cast("Any", TicketTypePool)
_left = func.left_of(col(TicketType.id))


async def ticket_types(
    session: AsyncSession, event_id: UUID, *, at: datetime, with_hidden: bool = False
) -> Sequence[TicketTypeView]:
    """Return the ticket types of an event in their order."""
    drawn = select(func.array_agg(aggregate_order_by(_drawn.pool_id, _drawn.pool_id))).where(
        _drawn.ticket_type_id == col(TicketType.id)
    )
    chosen = (
        select(TicketType, Pool, _left, drawn.scalar_subquery())
        .outerjoin(Pool, col(Pool.id) == col(TicketType.pool_id))
        .where(col(TicketType.event_id) == event_id)
        .order_by(col(TicketType.position), col(TicketType.number))
    )
    if not with_hidden:
        chosen = chosen.where(col(TicketType.hidden).is_(False))
    rows = (await session.execute(chosen)).all()
    kinds = {row[0].id: Kind(row[0].kind) for row in rows}
    parts = await _parts(session, [key for key, kind in kinds.items() if kind is Kind.bundle])
    hosts = await _hosts(session, [key for key, kind in kinds.items() if kind is Kind.addon])
    return [
        _view(kind, pool, left, at, tuple(pools or ()), parts.get(kind.id, ()), hosts.get(kind.id))
        for kind, pool, left, pools in rows
    ]


async def shared_pools(session: AsyncSession, event_id: UUID) -> Sequence[PoolView]:
    """Return the pools of an event that have a name, with the types that draw on them."""
    rows = await session.execute(
        select(Pool, func.array_remove(func.array_agg(col(TicketType.name)), None))
        .outerjoin(TicketTypePool, _drawn.pool_id == col(Pool.id))
        .outerjoin(TicketType, col(TicketType.id) == _drawn.ticket_type_id)
        .where(col(Pool.event_id) == event_id, col(Pool.name) != "")
        .group_by(col(Pool.id))
        .order_by(col(Pool.id))
    )
    return [
        PoolView(pool.id, pool.name, pool.wanted, pool.held, pool.sold, tuple(sorted(names)))
        for pool, names in rows
    ]


async def left_by_type(
    session: AsyncSession, event_ids: Collection[UUID]
) -> Mapping[UUID, Mapping[UUID, int]]:
    """Return event id → ticket type id → places left, for many events in one query."""
    rows = await session.execute(
        select(col(TicketType.event_id), col(TicketType.id), _left).where(
            col(TicketType.event_id).in_(event_ids), col(TicketType.hidden).is_(False)
        )
    )
    left: dict[UUID, dict[UUID, int]] = {}
    for event_id, type_id, count in rows:
        left.setdefault(event_id, {})[type_id] = count
    return left


async def left_by_event(session: AsyncSession, event_ids: Collection[UUID]) -> Mapping[UUID, int]:
    """Return event id → how many people may still come; shared places count once."""
    rows = await session.execute(
        text(
            "SELECT t.event_id, t.kind, left_of(t.id), s.id, s.free FROM ticket_types t"
            " LEFT JOIN LATERAL (SELECT p.id, greatest(p.capacity - p.sold - p.held, 0) AS free"
            "  FROM ticket_type_pools d JOIN pools p ON p.id = d.pool_id"
            "  WHERE d.ticket_type_id = t.id AND p.name <> '' ORDER BY p.id LIMIT 1) s ON true"
            " WHERE t.event_id = ANY (:events) AND NOT t.hidden"
        ),
        {"events": list(event_ids)},
    )
    stock: dict[UUID, list[Stock]] = {}
    for event_id, kind, left, pool_id, free in rows:
        stock.setdefault(event_id, []).append(Stock(Kind(kind), left, pool_id, free or 0))
    return {event_id: places_left(types) for event_id, types in stock.items()}


async def most_by_event(session: AsyncSession, event_ids: Collection[UUID]) -> Mapping[UUID, int]:
    """Return event id → how many tickets to get in there can be; shared places count once."""
    rows = await session.execute(
        select(col(Pool.event_id), col(Pool.wanted), func.array_agg(col(TicketType.id)))
        .join(TicketTypePool, _drawn.pool_id == col(Pool.id))
        .join(TicketType, col(TicketType.id) == _drawn.ticket_type_id)
        .where(col(Pool.event_id).in_(event_ids), col(TicketType.kind) == Kind.admission)
        .group_by(col(Pool.id))
    )
    pools: dict[UUID, list[tuple[frozenset[UUID], int]]] = {}
    for event_id, wanted, types in rows:
        pools.setdefault(event_id, []).append((frozenset(types), wanted))
    return {event_id: most_tickets(drawn) for event_id, drawn in pools.items()}


async def type_names(
    session: AsyncSession, ids: Collection[UUID]
) -> Mapping[UUID, tuple[str, int]]:
    """Return ticket type id → (name, number within its event)."""
    chosen = select(col(TicketType.id), col(TicketType.name), col(TicketType.number))
    rows = await session.execute(chosen.where(among(col(TicketType.id), ids)))
    return {type_id: (name, number) for type_id, name, number in rows}


async def proof_classes(
    session: AsyncSession, ids: Collection[UUID]
) -> Mapping[UUID, tuple[int, bool]]:
    """Return ticket type id → (class number in the proof, whether its code must rotate)."""
    chosen = select(col(TicketType.id), col(TicketType.number), col(TicketType.rotating))
    rows = await session.execute(chosen.where(among(col(TicketType.id), ids)))
    return {type_id: (number, rotating) for type_id, number, rotating in rows}


async def lowest_price(session: AsyncSession, event_id: UUID) -> int | None:
    """Return the lowest price to get in that anybody can see, or None without a ticket type."""
    chosen = select(func.min(col(TicketType.price_minor))).where(
        col(TicketType.event_id) == event_id,
        col(TicketType.hidden).is_(False),
        col(TicketType.kind) != Kind.addon,
    )
    return (await session.execute(chosen)).scalar_one()


async def prices(session: AsyncSession, ids: Collection[UUID]) -> Mapping[UUID, TypePrice]:
    """Return ticket type id → what an order line needs of it."""
    chosen = select(
        col(TicketType.id), col(TicketType.event_id), col(TicketType.name),
        col(TicketType.price_minor), col(TicketType.max_per_person), col(TicketType.kind),
        col(TicketType.sale_closes_at), col(TicketType.open_price), col(TicketType.most_minor),
        col(TicketType.suggested),
    )  # fmt: skip
    rows = (await session.execute(chosen.where(among(col(TicketType.id), ids)))).all()
    parts = await _parts(session, [row[0] for row in rows if row[5] == Kind.bundle])
    return {
        key: TypePrice(
            of, name, minor, limit is not None, parts.get(key, ()), closes, kind,
            _open(most, suggested, is_open=is_open),
        )
        for key, of, name, minor, limit, kind, closes, is_open, most, suggested in rows
    }  # fmt: skip


async def _parts(
    session: AsyncSession, bundles: Collection[UUID]
) -> Mapping[UUID, tuple[Part, ...]]:
    """Return bundle id → what is in it."""
    if not bundles:
        return {}
    rows = await session.execute(
        select(BundlePart, TicketType)
        .join(TicketType, col(TicketType.id) == col(BundlePart.part_id))
        .where(col(BundlePart.bundle_id).in_(bundles))
        .order_by(col(TicketType.position), col(TicketType.number))
    )
    found: dict[UUID, tuple[Part, ...]] = {}
    for row, kind in rows:
        part = Part(TicketTypeId(kind.id), kind.name, row.quantity, kind.price_minor)
        found[row.bundle_id] = (*found.get(row.bundle_id, ()), part)
    return found


async def _hosts(session: AsyncSession, addons: Collection[UUID]) -> Mapping[UUID, frozenset[UUID]]:
    """Return add-on id → the types it goes with."""
    if not addons:
        return {}
    chosen = select(AddonHost).where(col(AddonHost.addon_id).in_(addons))
    found: dict[UUID, frozenset[UUID]] = {}
    for row in (await session.execute(chosen)).scalars():
        found[row.addon_id] = found.get(row.addon_id, frozenset()) | {row.host_id}
    return found


def _view(
    ticket_type: TicketType,
    pool: Pool | None,
    left: int,
    at: datetime,
    pools: tuple[UUID, ...],
    parts: tuple[Part, ...],
    hosts: frozenset[UUID] | None,
) -> TicketTypeView:
    return TicketTypeView(
        id=TicketTypeId(ticket_type.id),
        event_id=ticket_type.event_id,
        kind=Kind(ticket_type.kind),
        pool_id=ticket_type.pool_id,
        number=ticket_type.number,
        name=ticket_type.name,
        note=ticket_type.note,
        price_minor=ticket_type.price_minor,
        max_per_order=ticket_type.max_per_order,
        max_per_person=ticket_type.max_per_person,
        most_each=ticket_type.most_each,
        left=left,
        capacity=pool.wanted if pool else 0,
        held=pool.held if pool else 0,
        sold=pool.sold if pool else 0,
        sale=sale_state(ticket_type, left, at),
        sale_opens_at=ticket_type.sale_opens_at,
        sale_closes_at=ticket_type.sale_closes_at,
        paused=ticket_type.paused,
        hidden=ticket_type.hidden,
        rotating=ticket_type.rotating,
        pools=pools,
        parts=parts,
        goes_with=hosts or frozenset(),
        open_price=_open(
            ticket_type.most_minor, ticket_type.suggested, is_open=ticket_type.open_price
        ),
    )


def _open(most: int | None, suggested: Sequence[int], *, is_open: bool) -> OpenPrice | None:
    return OpenPrice(most, tuple(suggested)) if is_open else None
