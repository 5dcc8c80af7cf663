"""Seats on the event page: what their drawing asks for, and rows of chosen and offered ones."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from bilten_app.domains.discovery import queries as discovery
from bilten_app.domains.inventory import queries as inventory
from bilten_app.domains.inventory.public import TicketTypeView, TooManyInOrder
from bilten_app.domains.seating import queries as seating
from bilten_app.domains.seating.public import NoSeatsLeft, PlanChanged, Seat, seat_words
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.errors import BiltenError
from bilten_app.web import door
from bilten_app.web.parts.listing import Choice
from bilten_app.web.public.event.rows import TicketRow
from bilten_app.web.seats import free_words, geometry_of, pools_of

MOST_TOGETHER = 12
KEPT = "public, max-age=86400, immutable"

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class ChosenSeat:
    """A seat in the cart: for which ticket, and which others it could be for."""

    id: str = ""
    place: int = 0
    name: str = ""
    pool: str = ""
    type_id: str = ""
    type_name: str = ""
    price: str = ""
    minor: int = 0
    types: list[Choice] = field(default_factory=list[Choice])


@dataclass(frozen=True, slots=True)
class SeatOffer:
    """Seats to take with one touch instead of those that are gone."""

    seats: list[str]
    words: str


@router.get("/e/{slug}/seats.json")
async def geometry(request: Request, slug: str, v: int = 0) -> Response:
    """Return the published plan of an event; the one of a version never changes."""
    try:
        async with door.runtime().read() as session:
            event = await discovery.event_page(session, slug)
            drawn = await seating.seat_map(session, event.id)
            types = await inventory.ticket_types(
                session, event.id, at=door.runtime().clock.now(), with_hidden=True
            )
    except BiltenError as refused:
        return Response(status_code=refused.status)
    if drawn is None:
        return Response(status_code=404)
    tag = f'"{event.id}-{drawn.version}"'
    headers = {"ETag": tag, "Cache-Control": KEPT if v == drawn.version else "no-cache"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    shown = geometry_of(drawn.version, drawn.stage, drawn.seats, _signs(types, drawn.seats))
    return JSONResponse(shown, headers=headers)


async def free_by_event(rt: Runtime, event_ids: Collection[str]) -> Mapping[str, str]:
    """Return which seats can be had, for the events somebody looks at."""
    async with rt.read() as session:
        free = await seating.free_seats(session, [UUID(each) for each in event_ids])
    return {str(event): free_words(version, bits) for event, (version, bits) in free.items()}


async def seat_at(rt: Runtime, event_id: UUID, version: int, place: int) -> Seat:
    """Return the seat at a place of the plan that the browser has. Raises PlanChanged."""
    async with rt.read() as session:
        seat = await seating.seat_at(session, event_id, version=version, place=place)
    if seat is None:
        raise PlanChanged
    return seat


async def best_seats(
    rt: Runtime, event_id: UUID, quantity: int, rows: Sequence[TicketRow], pool: str, *,
    accessible: bool,
) -> Sequence[Seat]:  # fmt: skip
    """Return the best seats together among the tickets on sale. Raises NoSeatsLeft."""
    pools = {row.pool for row in rows if row.pool and not row.closed and pool in {"", row.pool}}
    async with rt.read() as session:
        found = await seating.best_seats(
            session, event_id, quantity, pools={UUID(each) for each in pools},
            accessible=accessible,
        )  # fmt: skip
    if len(found) < quantity:
        raise NoSeatsLeft
    return found


async def offers_of(rt: Runtime, event_id: UUID, told: str, locale: str) -> list[SeatOffer]:
    """Return the groups of seats that a SeatTaken names, ready to show."""
    groups = [[UUID(each) for each in group.split(",")] for group in told.split(" ") if group]
    async with rt.read() as session:
        known = await seating.seats(session, event_id, [each for group in groups for each in group])
    return [
        SeatOffer(
            [str(each) for each in group],
            "; ".join(seat_words(known[each].name, locale) for each in group if each in known),
        )
        for group in groups
    ]


async def seats_by_id(rt: Runtime, event_id: UUID, ids: Collection[UUID]) -> Sequence[Seat]:
    """Return seats of an event in the order of the plan."""
    async with rt.read() as session:
        known = await seating.seats(session, event_id, ids)
    return sorted(known.values(), key=lambda seat: seat.place)


def chosen_of(seat: Seat, rows: Sequence[TicketRow], locale: str) -> ChosenSeat | None:
    """Return a seat as it stands in the cart, for the first ticket that goes with it."""
    fitting = [row for row in rows if row.pool == str(seat.pool_id) and not row.closed]
    if not fitting:
        return None
    row = fitting[0]
    types = [Choice(each.id, f"{each.name} \N{MIDDLE DOT} {each.price}") for each in fitting]
    return ChosenSeat(
        str(seat.id), seat.place, seat_words(seat.name, locale), row.pool, row.id, row.name,
        row.price, row.each_minor, types if len(types) > 1 else [],
    )  # fmt: skip


def retyped(seat: ChosenSeat, type_id: str, rows: Sequence[TicketRow]) -> ChosenSeat:
    """Return a chosen seat for another ticket, if that goes with it."""
    row = next((each for each in rows if each.id == type_id and each.pool == seat.pool), None)
    if row is None or row.closed:
        return seat
    return replace(seat, type_id=row.id, type_name=row.name, price=row.price, minor=row.each_minor)


def wanted_of(basket: Mapping[str, int], seats: Sequence[ChosenSeat]) -> Mapping[str, int]:
    """Return ticket type → how many of it are in the cart, with a seat or without."""
    return Counter(basket) + Counter(seat.type_id for seat in seats)


def check_most(seats: Sequence[ChosenSeat], rows: Sequence[TicketRow]) -> None:
    """Raise TooManyInOrder when one order may not have so many seats of a ticket."""
    most = {row.id: row.most for row in rows}
    for type_id, count in Counter(seat.type_id for seat in seats).items():
        if count > most[type_id]:
            raise TooManyInOrder(most=most[type_id])


def seat_types_of(rows: Sequence[TicketRow]) -> tuple[list[TicketRow], dict[str, str]]:
    """Return the first ticket of each category, and what the plan says of the category."""
    first: dict[str, TicketRow] = {}
    for row in rows:
        if row.pool:
            first.setdefault(row.pool, row)
    return list(first.values()), {pool: row.price for pool, row in first.items()}


def _signs(types: Sequence[TicketTypeView], seats: Sequence[Seat]) -> list[UUID]:
    """Return the categories of a plan in the order of their ticket types."""
    here = {seat.pool_id for seat in seats}
    return [pool for pool in pools_of(types) if pool in here]
