"""Selling places that are held, that are free, or that others leave in the same moment."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlalchemy import text

from bilten_app.domains.inventory.public import Freed, SoldOut, TooManyForPerson
from bilten_app.domains.inventory.service.holds import give_back
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.mailbox import mailbox_key


async def commit(
    uow: UnitOfWork,
    *,
    hold_ids: Sequence[UUID],
    tickets: Mapping[UUID, int],
    seats: Collection[UUID] = (),
    freed: Sequence[Freed] = (),
) -> None:
    """Turn holds into the places of so many tickets of each type, and these seats: all or none.

    `freed` are places that come back in the same moment, of what is given up for it. Where they are
    the very places that its hold-less successor takes, nothing comes free: nobody, not even a
    waiting list, may step in between.

    Without a hold (it expired) free places are taken, and counted for its person again. Call it
    last: the pools stay locked until the commit, and every buyer waits for them. Raises SoldOut or
    TooManyForPerson when a hold is gone and too little remains.
    """
    wanted, chosen = Counter(tickets), set(seats)
    if freed:
        await _lock_draws(uow, {*tickets, *(key for one in freed for key in one.tickets)})
    for one in freed:
        stays = await _stays(uow, one)
        if stays:
            wanted -= Counter(one.into)
            chosen -= set(one.seats)
        await give_back(
            uow,
            hold_id=one.hold_id,
            tickets={} if stays else one.tickets,
            pieces=one.pieces,
            seats=() if stays else one.seats,
        )
    if not wanted and not hold_ids:
        return
    sold = await uow.session.execute(
        text("SELECT sell_carts(:holds, :types, :quantities, :seats)"),
        {
            "holds": list(hold_ids),
            "types": list(wanted),
            "quantities": list(wanted.values()),
            "seats": list(chosen),
        },
    )
    match sold.scalar_one():
        case "sold":
            return
        case "too_many_of_person":
            raise TooManyForPerson(left=0)
        case _:
            raise SoldOut(left=0)


async def are_same_places(
    uow: UnitOfWork, *, tickets: Mapping[UUID, int], into: Mapping[UUID, int]
) -> bool:
    """Whether so many tickets of each type take exactly the places that others have."""
    counted = await uow.session.execute(
        text(
            "SELECT count(*) FROM (SELECT d.pool_id"
            " FROM unnest(CAST(:types AS uuid[]), CAST(:counts AS int[])) w (type, n),"
            " draws_of(w.type) d GROUP BY d.pool_id HAVING sum(d.places * w.n) <> 0) moved"
        ),
        {
            "types": [*tickets, *into],
            "counts": [*tickets.values(), *(-count for count in into.values())],
        },
    )
    return not counted.scalar_one()


async def claim_at_sale(
    uow: UnitOfWork, *, hold_id: UUID, ticket_type_id: UUID, quantity: int, email: str
) -> None:
    """Let what no hold stands for count for its person from the moment when it is sold.

    `commit` raises TooManyForPerson then. Harmless twice, and where persons have no limit.
    """
    await uow.session.execute(
        text(
            "INSERT INTO type_claims (hold_id, ticket_type_id, identity, quantity, released_at)"
            " SELECT :hold, t.id, :person, :quantity, :now FROM ticket_types t"
            " WHERE t.id = :type AND t.max_per_person IS NOT NULL ON CONFLICT DO NOTHING"
        ),
        {
            "hold": hold_id,
            "type": ticket_type_id,
            "person": mailbox_key(email),
            "quantity": quantity,
            "now": uow.clock.now(),
        },
    )


async def _stays(uow: UnitOfWork, one: Freed) -> bool:
    """Whether what comes free is just what its successor takes, which holds no places."""
    held = await uow.session.execute(
        text("SELECT EXISTS (SELECT 1 FROM holds WHERE hold_id = :hold)"), {"hold": one.into_hold}
    )
    if not one.into or held.scalar_one():
        return False
    return await are_same_places(uow, tickets=one.tickets, into=one.into)


async def _lock_draws(uow: UnitOfWork, types: Collection[UUID]) -> None:
    """Lock every pool from which types draw, in the order that everybody keeps."""
    await uow.session.execute(
        text(
            "SELECT 1 FROM pools p WHERE p.id IN (SELECT d.pool_id FROM ticket_type_pools d"
            " WHERE d.ticket_type_id = ANY (:types)) ORDER BY p.id FOR NO KEY UPDATE"
        ),
        {"types": list(types)},
    )
