"""Seats for carts: those that were chosen, or the best there are."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from bilten_app.domains.inventory import service as inventory
from bilten_app.domains.inventory.public import SeatsDiffer, SeatsGone
from bilten_app.domains.seating import queries
from bilten_app.domains.seating.public import NoSeatsLeft, Seat, SeatState, SeatTaken, seat_words
from bilten_app.domains.seating.rules.best import best
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork

TRIES = 4


@dataclass(frozen=True, slots=True)
class Taken:
    """Whether a hold is new, and the seats that were asked for it; another may have others."""

    is_new: bool
    seats: frozenset[UUID]


async def take(
    rt: Runtime,
    *,
    event_id: UUID,
    hold_id: UUID,
    lines: Mapping[UUID, int],
    until: datetime,
    unlocked: Collection[UUID] = (),
    person: str = "",
    seats: Collection[UUID] = (),
    accessible: bool = False,
    locale: str = "en",
    prices: Mapping[UUID, int] = inventory.NO_PRICES,
) -> Taken:
    """Take the places of a cart with these seats, or with the best where none were chosen.

    Raises SeatTaken with what is free nearby, NoSeatsLeft, and the refusals of `inventory.take`.
    Only who buys seats pays for looking at the plan.
    """
    wanted = frozenset(seats)
    for _ in range(TRIES):
        try:
            is_new = await inventory.take(
                rt,
                hold_id=hold_id,
                lines=lines,
                until=until,
                unlocked=unlocked,
                person=person,
                seats=wanted,
                prices=prices,
            )
            return Taken(is_new, wanted)
        except SeatsGone:
            await _tell_gone(rt, event_id, seats, locale)
        except SeatsDiffer:
            pass
        async with rt.read() as session:
            added = await _missing(session, event_id, lines, seats, accessible=accessible)
        wanted = frozenset(seats) | added
    raise NoSeatsLeft


async def assign(uow: UnitOfWork, *, hold_id: UUID, quantity: int) -> None:
    """Give a hold of one pool, which is locked, the best seats: it was made without choosing.

    It does nothing where places are not seats.
    """
    found = await queries.seated_hold(uow.session, hold_id)
    if found is None:
        return
    event_id, pool_id = found
    every = await queries.all_seats(uow.session, event_id)
    chosen = best(every, quantity, pools={pool_id})
    if len(chosen) < quantity:
        # Somebody on the list rather sits in a place for wheelchairs than not at all.
        chosen = best(every, quantity, pools={pool_id}, accessible=True)
    await uow.session.execute(
        text(
            "UPDATE seats SET state = 'held', hold_id = :hold"
            " WHERE id = ANY (:seats) AND state = 'free'"
        ),
        {"hold": hold_id, "seats": [seat.id for seat in chosen]},
    )


async def choose(
    uow: UnitOfWork, *, event_id: UUID, carts: Sequence[Mapping[UUID, int]]
) -> list[list[Seat]]:
    """Return the best seats for carts that are sold at once, ticket type → how many in each.

    Pools with seats stay locked until the commit. Raises NoSeatsLeft.
    """
    pools = await queries.seated_types(uow.session, [event_id])
    if not pools:
        return [[] for _ in carts]
    await inventory.lock_pools(uow, set(pools.values()))
    every = list(await queries.all_seats(uow.session, event_id))
    dealt: list[list[Seat]] = []
    for cart in carts:
        mine: list[Seat] = []
        for pool_id, quantity in _by_pool(cart, pools).items():
            found = best(every, quantity, pools={pool_id})
            if len(found) < quantity:
                raise NoSeatsLeft
            mine += found
            for seat in found:
                every[seat.place] = replace(seat, state=SeatState.sold)
        dealt.append(mine)
    return dealt


def _by_pool(cart: Mapping[UUID, int], pools: Mapping[UUID, UUID]) -> Counter[UUID]:
    wanted = Counter[UUID]()
    for type_id, quantity in cart.items():
        if type_id in pools:
            wanted[pools[type_id]] += quantity
    return wanted


async def _missing(
    session: AsyncSession,
    event_id: UUID,
    lines: Mapping[UUID, int],
    seats: Collection[UUID],
    *,
    accessible: bool,
) -> frozenset[UUID]:
    """Return the best seats for places of a cart for which none was chosen.

    Raises NoSeatsLeft, also when more or other seats were chosen than there are places.
    """
    named = await queries.seats(session, event_id, seats)
    needed = await _needed(session, lines)
    for seat in named.values():
        needed[seat.pool_id] = needed.get(seat.pool_id, 0) - 1
    if len(named) != len(frozenset(seats)) or min(needed.values(), default=0) < 0:
        raise NoSeatsLeft
    every = [
        replace(seat, state=SeatState.held) if seat.id in named else seat
        for seat in await queries.all_seats(session, event_id)
    ]
    added: set[UUID] = set()
    for pool_id, quantity in needed.items():
        found = best(every, quantity, pools={pool_id}, accessible=accessible)
        if len(found) < quantity:
            raise NoSeatsLeft
        added |= {seat.id for seat in found}
    return frozenset(added)


async def _needed(session: AsyncSession, lines: Mapping[UUID, int]) -> dict[UUID, int]:
    """Return seated pool → how many places of it a cart takes."""
    rows = await session.execute(
        text(
            "SELECT d.pool_id, sum(d.places * w.quantity)::int"
            " FROM unnest(CAST(:types AS uuid[]), CAST(:quantities AS int[])) w (type, quantity),"
            " draws_of(w.type) d JOIN pools p ON p.id = d.pool_id AND p.seated GROUP BY 1"
        ),
        {"types": list(lines), "quantities": list(lines.values())},
    )
    return {row[0]: row[1] for row in rows}


async def _tell_gone(rt: Runtime, event_id: UUID, seats: Collection[UUID], locale: str) -> None:
    """Raise SeatTaken when chosen seats are gone; else the cart lost to one that was refused."""
    async with rt.read() as session:
        gone, offers = await queries.alternatives(session, event_id, seats)
    if gone:
        raise SeatTaken(
            seats="; ".join(seat_words(seat.name, locale) for seat in gone),
            offers=" ".join(",".join(str(seat.id) for seat in group) for group in offers),
        )
