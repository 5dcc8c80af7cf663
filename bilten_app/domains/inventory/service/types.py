"""Ticket types: what is sold, from which pools, made of what, together with what."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlalchemy import delete, func, text
from sqlmodel import col, select

from bilten_app.domains.events import service as events
from bilten_app.domains.inventory import queries
from bilten_app.domains.inventory.models import (
    AddonHost,
    BundlePart,
    HoldLine,
    Pool,
    TicketType,
    TicketTypePool,
)
from bilten_app.domains.inventory.public import (
    Kind,
    OpenPrice,
    TicketTypeDraft,
    TicketTypeId,
    Verb,
)
from bilten_app.domains.inventory.rules import check_draft, check_relations
from bilten_app.domains.inventory.service.pools import lock_pools, resize, seated_among
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import OrganizerScope
from bilten_app.kit.errors import Invalid, NotFound
from bilten_app.kit.ids import new_id
from bilten_app.kit.text import msgid

POOLS_FIXED = msgid(
    "Tickets of this type are held, sold or waited for, so its places stay where they are."
)
ONE_SEAT = msgid("A ticket has one seat, so its type takes places of one seated category only.")
PARTS_FIXED = msgid(
    "Somebody is buying this bundle at the moment. What is in it can change in a few minutes."
)


async def save_ticket_type(
    uow: UnitOfWork,
    scope: OrganizerScope,
    *,
    event_id: UUID,
    draft: TicketTypeDraft,
    ticket_type_id: UUID | None = None,
) -> TicketTypeId:
    """Create a ticket type, or change one; its kind stays.

    `scope` proves the permission; the caller has checked that the event belongs to it. A capacity
    below what is sold cancels nothing: no place is left until enough come back. Raises Invalid
    naming the field, NotFound for pools or types of another event.
    """
    check_draft(draft)
    await _check_relations(uow, event_id, draft, ticket_type_id)
    ticket_type = await _type(uow, event_id, ticket_type_id, draft.kind)
    pool_ids = await _draw(uow, ticket_type, draft, *await _lock(uow, ticket_type, draft))
    _fill(ticket_type, draft, pool_ids[0] if pool_ids else None)
    uow.add(ticket_type)
    await uow.session.flush()
    await _put_relations(uow, ticket_type, draft, pool_ids)
    await events.set_lowest_price(
        uow, event_id=event_id, minor=await queries.lowest_price(uow.session, event_id)
    )
    uow.audit(
        Verb.ticket_type_saved, ticket_type.id, organizer=str(scope),
        price_minor=draft.price_minor, capacity=draft.capacity,
    )  # fmt: skip
    return TicketTypeId(ticket_type.id)


async def _type(
    uow: UnitOfWork, event_id: UUID, ticket_type_id: UUID | None, kind: Kind
) -> TicketType:
    if ticket_type_id is not None:
        ticket_type = await uow.get(TicketType, ticket_type_id)
        if ticket_type.event_id != event_id or ticket_type.kind != kind:
            raise NotFound
        return ticket_type
    highest = await uow.session.execute(
        select(func.coalesce(func.max(col(TicketType.number)), 0)).where(
            col(TicketType.event_id) == event_id
        )
    )
    number = int(highest.scalar_one()) + 1
    return TicketType(
        id=new_id(), event_id=event_id, kind=kind.value, number=number, position=number, name="",
        price_minor=0,
    )  # fmt: skip


def _fill(ticket_type: TicketType, draft: TicketTypeDraft, first_pool: UUID | None) -> None:
    ticket_type.pool_id = first_pool
    ticket_type.name = draft.name.strip()
    ticket_type.note = draft.note.strip()
    ticket_type.price_minor = draft.price_minor
    ticket_type.max_per_order = draft.max_per_order
    ticket_type.max_per_person = draft.max_per_person
    ticket_type.most_each = draft.most_each
    ticket_type.sale_opens_at = draft.sale_opens_at
    ticket_type.sale_closes_at = draft.sale_closes_at
    ticket_type.paused = draft.paused
    ticket_type.hidden = draft.hidden
    ticket_type.rotating = draft.rotating
    opened = draft.open_price or OpenPrice()
    ticket_type.open_price = draft.open_price is not None
    ticket_type.most_minor, ticket_type.suggested = opened.most_minor, list(opened.suggested)


async def _check_relations(
    uow: UnitOfWork, event_id: UUID, draft: TicketTypeDraft, type_id: UUID | None
) -> None:
    """Check that what a draft names belongs to the event and may stand together."""
    named = {*draft.parts, *draft.goes_with}
    chosen = select(col(TicketType.id), col(TicketType.kind)).where(
        col(TicketType.event_id) == event_id, col(TicketType.id).in_(named)
    )
    kinds = {row.id: Kind(row.kind) for row in await uow.session.execute(chosen)}
    shared = select(func.count()).where(
        col(Pool.event_id) == event_id, col(Pool.id).in_(draft.shared), col(Pool.name) != ""
    )
    if set(kinds) != named or type_id in named:
        raise NotFound
    if (await uow.session.execute(shared)).scalar_one() != len(set(draft.shared)):
        raise NotFound
    check_relations(draft, kinds)


async def _lock(
    uow: UnitOfWork, ticket_type: TicketType, draft: TicketTypeDraft
) -> tuple[set[UUID], Pool | None]:
    """Lock all pools that a type draws on or will; return its pools as they are, and its own."""
    before = await _draws(uow, [ticket_type.id])
    await lock_pools(uow, {*before, *draft.shared, *await _draws(uow, draft.parts)})
    if ticket_type.pool_id is None:
        return before, None
    first = await uow.get(Pool, ticket_type.pool_id, lock=True)
    return before, None if first.name else first


async def _draw(
    uow: UnitOfWork,
    ticket_type: TicketType,
    draft: TicketTypeDraft,
    before: set[UUID],
    own: Pool | None,
) -> list[UUID]:
    """Return the pools of a type, its own first; its own is made or resized."""
    pool_ids = sorted(set(draft.shared))
    if draft.capacity is not None:
        own = own or Pool(id=new_id(), event_id=ticket_type.event_id, capacity=0, wanted=0)
        resize(own, draft.capacity)
        uow.add(own)
        await uow.session.flush()
        pool_ids.insert(0, own.id)
    if await seated_among(uow, pool_ids) > 1:
        raise Invalid({"pools": ONE_SEAT})
    if before and before != set(pool_ids) and await _is_taken(uow, ticket_type.id, before):
        raise Invalid({"pools": POOLS_FIXED})
    return pool_ids


async def _put_parts(uow: UnitOfWork, bundle_id: UUID, parts: Mapping[UUID, int]) -> None:
    chosen = select(col(BundlePart.part_id), col(BundlePart.quantity)).where(
        col(BundlePart.bundle_id) == bundle_id
    )
    before = {row.part_id: row.quantity for row in await uow.session.execute(chosen)}
    if before == dict(parts):
        return
    held = select(col(HoldLine.hold_id)).where(col(HoldLine.ticket_type_id) == bundle_id)
    if (await uow.session.execute(held.limit(1))).first():
        raise Invalid({"parts": PARTS_FIXED})
    await uow.session.execute(delete(BundlePart).where(col(BundlePart.bundle_id) == bundle_id))
    uow.session.add_all(
        BundlePart(bundle_id=bundle_id, part_id=part_id, quantity=quantity)
        for part_id, quantity in parts.items()
    )


async def _put_relations(
    uow: UnitOfWork, ticket_type: TicketType, draft: TicketTypeDraft, pool_ids: Sequence[UUID]
) -> None:
    """Write what a type draws on, what it is made of and what it goes with."""
    of_type = ticket_type.id
    await uow.session.execute(
        delete(TicketTypePool).where(
            col(TicketTypePool.ticket_type_id) == of_type,
            col(TicketTypePool.pool_id).not_in(pool_ids),
        )
    )
    for pool_id in pool_ids:
        await uow.session.merge(TicketTypePool(ticket_type_id=of_type, pool_id=pool_id))
    await uow.session.execute(delete(AddonHost).where(col(AddonHost.addon_id) == of_type))
    uow.session.add_all(AddonHost(addon_id=of_type, host_id=one) for one in set(draft.goes_with))
    await _put_parts(uow, of_type, draft.parts)
    await uow.session.flush()


async def _draws(uow: UnitOfWork, types: Collection[UUID]) -> set[UUID]:
    """Return all pools from which tickets of these types take places."""
    drawn = await uow.session.execute(
        text("SELECT d.pool_id FROM unnest(CAST(:types AS uuid[])) t, draws_of(t) d"),
        {"types": list(types)},
    )
    return set(drawn.scalars())


async def _is_taken(uow: UnitOfWork, ticket_type_id: UUID, pool_ids: Collection[UUID]) -> bool:
    """Whether places of a type are held, sold or waited for."""
    taken = await uow.session.execute(
        text(
            "SELECT EXISTS (SELECT 1 FROM tickets k"
            "  WHERE k.ticket_type_id = :type AND k.state <> 'void')"
            " OR EXISTS (SELECT 1 FROM holds h WHERE h.reason <> 'list'"
            "  AND (h.ticket_type_id = :type OR h.ticket_type_id IN"
            "   (SELECT bundle_id FROM bundle_parts WHERE part_id = :type)))"
            " OR EXISTS (SELECT 1 FROM pools p"
            "  WHERE p.id = ANY (:pools) AND p.list_wants IS NOT NULL)"
        ),
        {"type": ticket_type_id, "pools": list(pool_ids)},
    )
    return bool(taken.scalar_one())
