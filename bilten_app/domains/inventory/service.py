"""Taking places and giving them back, and the ticket types they belong to.

Every function that moves a counter locks pools first, in the order of their ids.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg
from sqlalchemy import func, text
from sqlmodel import col, select

from bilten_app.domains.events import service as events
from bilten_app.domains.inventory import queries
from bilten_app.domains.inventory.models import Pool, TicketType
from bilten_app.domains.inventory.public import (
    HeldLine,
    NothingChosen,
    NotOnSale,
    SoldOut,
    TicketTypeId,
    TooManyInOrder,
    UnknownTicketType,
    Verb,
)
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import OrganizerScope
from bilten_app.kit.errors import Invalid, NotFound
from bilten_app.kit.ids import new_id
from bilten_app.kit.text import msgid

HOLD_STATEMENT = "SELECT * FROM take_holds($1::jsonb) ORDER BY place"
MAX_CAPACITY = 1_000_000


@dataclass(frozen=True, slots=True)
class TicketTypeDraft:
    """What an organizer says of a ticket type."""

    name: str
    price_minor: int
    capacity: int
    note: str = ""
    max_per_order: int = 10
    sale_opens_at: datetime | None = None
    sale_closes_at: datetime | None = None
    paused: bool = False
    hidden: bool = False
    rotating: bool = False


async def save_ticket_type(
    uow: UnitOfWork,
    scope: OrganizerScope,
    *,
    event_id: UUID,
    draft: TicketTypeDraft,
    ticket_type_id: UUID | None = None,
) -> TicketTypeId:
    """Create a ticket type with a pool of its own, or change one.

    `scope` proves the permission; the caller has checked that the event belongs to it. A capacity
    below what is sold cancels nothing: no place is left until enough come back.
    """
    _check(draft)
    ticket_type, pool = await _type_and_pool(uow, event_id, ticket_type_id)
    ticket_type.name = draft.name.strip()
    ticket_type.note = draft.note.strip()
    ticket_type.price_minor = draft.price_minor
    ticket_type.max_per_order = draft.max_per_order
    ticket_type.sale_opens_at = draft.sale_opens_at
    ticket_type.sale_closes_at = draft.sale_closes_at
    ticket_type.paused = draft.paused
    ticket_type.hidden = draft.hidden
    ticket_type.rotating = draft.rotating
    pool.wanted = draft.capacity
    pool.capacity = max(draft.capacity, pool.sold + pool.held)
    uow.add(pool)
    await uow.session.flush()
    uow.add(ticket_type)
    await uow.session.flush()
    await events.set_lowest_price(
        uow, event_id=event_id, minor=await queries.lowest_price(uow.session, event_id)
    )
    uow.audit(
        Verb.ticket_type_saved,
        ticket_type.id,
        organizer=str(scope),
        price_minor=draft.price_minor,
        capacity=draft.capacity,
    )
    return TicketTypeId(ticket_type.id)


async def take(
    rt: Runtime,
    *,
    hold_id: UUID,
    lines: Mapping[UUID, int],
    until: datetime,
    unlocked: Collection[UUID] = (),
) -> bool:
    """Take all the places of a cart, or none; False when a hold with this id stood already.

    `unlocked` are hidden ticket types that a code has opened for this buyer. Raises SoldOut,
    NotOnSale, TooManyInOrder, UnknownTicketType or NothingChosen.
    """
    wanted = sorted((type_id, quantity) for type_id, quantity in lines.items() if quantity)
    if not wanted or any(quantity < 0 for _, quantity in wanted):
        raise NothingChosen
    row = await rt.hold_lane.ask(
        {
            "hold": str(hold_id),
            "at": rt.clock.now().isoformat(),
            "expires": until.isoformat(),
            "lines": [[str(type_id), quantity] for type_id, quantity in wanted],
            "unlocked": [str(type_id) for type_id in unlocked],
        }
    )
    _raise_refusal(row)
    return row["outcome"] == "taken"


async def commit(uow: UnitOfWork, *, hold_ids: Sequence[UUID], lines: Sequence[HeldLine]) -> None:
    """Turn holds into sold places, all or none. Without a hold (it expired) free places are taken.

    Call it last: the pools stay locked until the commit, and every buyer waits for them.
    Raises SoldOut when a hold is gone and too few places remain.
    """
    wanted = _by_pool(lines)
    sold = await uow.session.execute(
        text("SELECT sell_places(:holds, :pools, :quantities)"),
        {"holds": list(hold_ids), "pools": list(wanted), "quantities": list(wanted.values())},
    )
    if not sold.scalar_one():
        raise SoldOut(left=0)


async def give_back(uow: UnitOfWork, *, lines: Sequence[HeldLine]) -> None:
    """Return sold places, for example of a cancelled order. The caller makes sure: once."""
    await _lock_pools(uow, lines)
    for pool_id, quantity in _by_pool(lines).items():
        await uow.session.execute(
            text(
                "UPDATE pools SET sold = sold - :n, capacity = greatest(wanted, sold + held - :n)"
                " WHERE id = :pool"
            ),
            {"pool": pool_id, "n": quantity},
        )


async def release(uow: UnitOfWork, *, hold_id: UUID) -> None:
    """Give the places of a hold back; no error when it is gone."""
    await uow.session.execute(
        text("SELECT * FROM release_holds(ARRAY[:hold]::uuid[], NULL)"), {"hold": hold_id}
    )


async def release_expired(uow: UnitOfWork, *, limit: int = 1000) -> int:
    """Give back the places of holds whose time is over; return how many holds."""
    now = uow.clock.now()
    released = await uow.session.execute(
        text(
            "SELECT count(*) FROM release_holds(ARRAY("
            " SELECT DISTINCT hold_id FROM (SELECT hold_id FROM holds WHERE expires_at <= :now"
            " ORDER BY expires_at LIMIT :most) e), :now)"
        ),
        {"now": now, "most": limit},
    )
    return int(released.scalar_one())


async def _lock_pools(uow: UnitOfWork, lines: Sequence[HeldLine]) -> None:
    ids = sorted({line.pool_id for line in lines})
    await uow.session.execute(
        select(col(Pool.id))
        .where(col(Pool.id).in_(ids))
        .order_by(col(Pool.id))
        .with_for_update(key_share=True)
    )


async def _type_and_pool(
    uow: UnitOfWork, event_id: UUID, ticket_type_id: UUID | None
) -> tuple[TicketType, Pool]:
    if ticket_type_id is not None:
        ticket_type = await uow.get(TicketType, ticket_type_id)
        if ticket_type.event_id != event_id:
            raise NotFound
        return ticket_type, await uow.get(Pool, ticket_type.pool_id, lock=True)
    highest = await uow.session.execute(
        select(func.coalesce(func.max(col(TicketType.number)), 0)).where(
            col(TicketType.event_id) == event_id
        )
    )
    number = int(highest.scalar_one()) + 1
    pool = Pool(event_id=event_id, capacity=0, wanted=0)
    ticket_type = TicketType(
        id=new_id(),
        event_id=event_id,
        pool_id=pool.id,
        number=number,
        position=number,
        name="",
        price_minor=0,
    )
    return ticket_type, pool


def _by_pool(lines: Sequence[HeldLine]) -> dict[UUID, int]:
    quantities: dict[UUID, int] = {}
    for line in sorted(lines, key=lambda line: line.pool_id):
        quantities[line.pool_id] = quantities.get(line.pool_id, 0) + line.quantity
    return quantities


def _raise_refusal(row: asyncpg.Record) -> None:
    match row["outcome"]:
        case "taken" | "known":
            return
        case "sold_out":
            raise SoldOut(left=row["available"])
        case "too_many":
            raise TooManyInOrder(most=row["available"])
        case "not_on_sale":
            raise NotOnSale
        case _:
            raise UnknownTicketType


def _check(draft: TicketTypeDraft) -> None:
    problems: dict[str, str] = {}
    if not draft.name.strip() or len(draft.name) > 120:
        problems["name"] = msgid("Give the ticket a name of at most 120 characters.")
    if not 0 <= draft.price_minor <= 10**12:
        problems["price"] = msgid("The price must be zero or more.")
    if not 0 <= draft.capacity <= MAX_CAPACITY:
        problems["capacity"] = msgid("The number of places must be between 0 and 1,000,000.")
    if not 1 <= draft.max_per_order <= 100:
        problems["max_per_order"] = msgid("One order may have between 1 and 100 of them.")
    opens, closes = draft.sale_opens_at, draft.sale_closes_at
    if opens and closes and closes <= opens:
        problems["sale_closes_at"] = msgid("The sale must close after it opens.")
    if problems:
        raise Invalid(problems)
