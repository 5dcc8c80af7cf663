"""Taking places and giving them back.

Every function that moves a counter locks pools first, in the order of their ids, then the counts of
people. A person is a mailbox (`kit.mailbox`): that of the account until the buyer names another; of
a guest who has not named theirs yet, the browser counts.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import text

from bilten_app.domains.inventory import queries
from bilten_app.domains.inventory.public import (
    AddonAlone,
    NothingChosen,
    NotOnSale,
    SeatsDiffer,
    SeatsGone,
    SoldOut,
    TooManyAddons,
    TooManyForPerson,
    TooManyInOrder,
    UnknownTicketType,
)
from bilten_app.domains.inventory.rules import check_chosen
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import BiltenError
from bilten_app.kit.mailbox import mailbox_key

HOLD_STATEMENT = "SELECT * FROM take_priced_carts($1::jsonb) ORDER BY place"
CLAIMS_KEPT = timedelta(days=30)
NO_PRICES: Mapping[UUID, int] = MappingProxyType({})


def person_of(actor: Actor) -> str:
    """Return by what somebody is counted before they name an address; nothing is known of some."""
    return mailbox_key(actor.email) or (f"visitor:{actor.visitor}" if actor.visitor else "")


async def take(
    rt: Runtime,
    *,
    hold_id: UUID,
    lines: Mapping[UUID, int],
    until: datetime,
    unlocked: Collection[UUID] = (),
    person: str = "",
    seats: Collection[UUID] = (),
    prices: Mapping[UUID, int] = NO_PRICES,
) -> bool:
    """Take all the places of a cart, or none; False when a hold with this id stood already.

    `prices` are those that the buyer chose, by type; where they may and did not, it is the least.
    `unlocked` are hidden ticket types that a code has opened for this buyer; `person` is counted
    where each may have so many. Places of a seated pool need a seat each: without, or with others,
    it raises SeatsDiffer; SeatsGone when somebody has one. Raises SoldOut, NotOnSale,
    TooManyInOrder, TooManyForPerson, AddonAlone, TooManyAddons, PriceOutside, PriceFixed,
    UnknownTicketType, each naming the type, or NothingChosen.
    """
    wanted = sorted((type_id, quantity) for type_id, quantity in lines.items() if quantity)
    if not wanted or any(quantity < 0 for _, quantity in wanted):
        raise NothingChosen
    request: dict[str, Any] = {
        "hold": str(hold_id),
        "at": rt.clock.now().isoformat(),
        "expires": until.isoformat(),
        "lines": [[str(type_id), quantity] for type_id, quantity in wanted],
        "unlocked": [str(type_id) for type_id in unlocked],
    }
    if person:
        request["person"] = person
    if prices:
        async with rt.read() as session:
            check_chosen(await queries.prices(session, list(prices)), prices)
        request["prices"] = {str(type_id): minor for type_id, minor in prices.items()}
    if seats:
        request["seats"] = sorted(map(str, seats))
    row = await rt.hold_lane.ask(request)
    _raise_refusal(row)
    return row["outcome"] == "taken"


async def claim(uow: UnitOfWork, people: Mapping[UUID, str]) -> None:
    """Say whose holds these are, by hold id and e-mail address, where each person has a limit.

    Harmless twice; another address gives back what was counted for the first. Raises
    TooManyForPerson. Call it late: those who count the same person wait for the commit.
    """
    refused = await uow.session.execute(
        text("SELECT * FROM claim_holds(:holds, :people)"),
        {"holds": list(people), "people": [mailbox_key(email) for email in people.values()]},
    )
    if row := refused.first():
        raise TooManyForPerson(left=row.available, ticket_type_id=str(row.ticket_type_id))


async def give_back(
    uow: UnitOfWork,
    *,
    hold_id: UUID,
    tickets: Mapping[UUID, int],
    pieces: Mapping[UUID, int],
    seats: Collection[UUID] = (),
) -> None:
    """Return the places of so many tickets of each type, for example of a cancelled order.

    `pieces` are what its person had bought of each type: a bundle is one. The caller makes sure:
    once.
    """
    await uow.session.execute(
        text("SELECT return_places(:types, :quantities)"),
        {"types": list(tickets), "quantities": list(tickets.values())},
    )
    if seats:
        await uow.session.execute(
            text("UPDATE seats SET state = 'free' WHERE id = ANY (:seats) AND state = 'sold'"),
            {"seats": list(seats)},
        )
    await uow.session.execute(
        text("SELECT return_claims(:hold, :types, :pieces)"),
        {"hold": hold_id, "types": list(pieces), "pieces": list(pieces.values())},
    )


async def take_back(
    uow: UnitOfWork,
    *,
    hold_id: UUID,
    tickets: Mapping[UUID, int],
    pieces: Mapping[UUID, int],
    seats: Collection[UUID] = (),
) -> bool:
    """Take places again that were given back, all or none; whether they were still there.

    They are not when somebody has them, or when their person has bought others up to the limit.
    The pools stay locked until the commit.
    """
    taken = await uow.session.execute(
        text("SELECT retake_places(:hold, :types, :quantities, :seats, :claimed, :pieces)"),
        {
            "hold": hold_id,
            "types": list(tickets),
            "quantities": list(tickets.values()),
            "seats": list(seats),
            "claimed": list(pieces),
            "pieces": list(pieces.values()),
        },
    )
    return bool(taken.scalar_one())


async def extend(uow: UnitOfWork, until: Mapping[UUID, datetime]) -> set[UUID]:
    """Keep holds for longer, by hold id; return those that still stood."""
    extended = await uow.session.execute(
        text(
            "UPDATE holds h SET expires_at = n.until"
            " FROM unnest(cast(:holds AS uuid[]), cast(:untils AS timestamptz[]))"
            " AS n (hold_id, until)"
            " WHERE h.hold_id = n.hold_id AND h.expires_at > :now RETURNING h.hold_id"
        ),
        {"holds": list(until), "untils": list(until.values()), "now": uow.clock.now()},
    )
    return set(extended.scalars())


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


async def forget_claims(rt: Runtime) -> None:
    """Job of the clock: forget whose holds ran out a month ago; no payment comes for them now."""
    async with rt.unit_of_work() as uow:
        await uow.session.execute(
            text("DELETE FROM type_claims WHERE released_at < :before"),
            {"before": uow.clock.now() - CLAIMS_KEPT},
        )
        await uow.session.execute(text("DELETE FROM type_people WHERE taken = 0"))


_REFUSALS: Mapping[str, tuple[type[BiltenError], str]] = {
    "sold_out": (SoldOut, "left"),
    "too_many": (TooManyInOrder, "most"),
    "too_many_of_person": (TooManyForPerson, "left"),
    "too_many_each": (TooManyAddons, "most"),
    "alone": (AddonAlone, ""),
    "not_on_sale": (NotOnSale, ""),
    "seat_taken": (SeatsGone, ""),
    "seats_needed": (SeatsDiffer, ""),
}


def _raise_refusal(row: asyncpg.Record) -> None:
    """Raise what stood against a cart, with the line it is about."""
    if row["outcome"] in {"taken", "known"}:
        return
    fields: dict[str, str | int] = {"ticket_type_id": str(row["ticket_type_id"])}
    kind, counted = _REFUSALS.get(row["outcome"], (UnknownTicketType, ""))
    if counted:
        fields[counted] = row["available"]
    raise kind(**fields)
