"""The seats of an event: the plan, which stays the same for long, and which seats are free."""

from base64 import b64encode
from collections.abc import Collection, Sequence
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from bilten_app.api.deps import Called, Rt
from bilten_app.api.shapes import SeatNameOut, Slug, tagged
from bilten_app.api.worlds import event_at
from bilten_app.domains.inventory import queries as inventory
from bilten_app.domains.seating import queries as seating
from bilten_app.domains.seating.public import Seat, SeatMap
from bilten_app.kit.errors import NotFound

PLAN_AGE_S, FREE_AGE_S = 30, 1

router = APIRouter(tags=["Catalog"])


class SeatOut(BaseModel):
    """A seat; `x` and `y` are tenths of a seat's width from the left and from the front."""

    id: UUID
    category: int = Field(description="Its place in `categories`.")
    name: SeatNameOut
    x: int
    y: int
    accessible: bool = Field(description="A place for a wheelchair.")

    @classmethod
    def of(cls, seat: Seat, category: int) -> "SeatOut":
        """Return the shape of a seat."""
        return cls(
            id=seat.id,
            category=category,
            name=SeatNameOut.of(seat.name),
            x=seat.x,
            y=seat.y,
            accessible=seat.is_accessible,
        )


class CategoryOut(BaseModel):
    """Seats that cost the same: any of these ticket types may be bought for one of them."""

    ticket_type_ids: list[UUID]


class SeatPlanOut(BaseModel):
    """A published plan; `version` grows when it changes."""

    version: int
    stage: str
    categories: list[CategoryOut]
    seats: list[SeatOut]


class FreeSeatsOut(BaseModel):
    """Which seats of a version of the plan are free at this moment."""

    version: int
    free: str = Field(
        description="Base64: a bit for each seat of the plan in its order, the highest bit first."
    )


@router.get("/events/{slug}/seats", summary="The seat plan", response_model=SeatPlanOut)
async def read_plan(request: Request, rt: Rt, called: Called, slug: Slug) -> Response:
    """Return the plan of an event that has seats; 404 for all others."""
    event = await event_at(rt, called, slug)
    async with rt.read() as session:
        plan = await seating.seat_map(session, event.id)
        types = await inventory.ticket_types(session, event.id, at=rt.clock.now())
    if plan is None:
        raise NotFound
    draws = [(one.id, one.pools) for one in types]
    return tagged(request, _plan(plan, draws), max_age_s=PLAN_AGE_S)


@router.get("/events/{slug}/seats/free", summary="Free seats now", response_model=FreeSeatsOut)
async def read_free(request: Request, rt: Rt, called: Called, slug: Slug) -> Response:
    """Return which seats are free: two kilobytes for twenty thousand of them."""
    event = await event_at(rt, called, slug)
    async with rt.read() as session:
        found = (await seating.free_seats(session, [event.id])).get(event.id)
    if found is None:
        raise NotFound
    version, bits = found
    shown = FreeSeatsOut(version=version, free=b64encode(bits).decode())
    return tagged(request, shown, max_age_s=FREE_AGE_S)


def _plan(plan: SeatMap, draws: Sequence[tuple[UUID, Collection[UUID]]]) -> SeatPlanOut:
    pools = list(dict.fromkeys(seat.pool_id for seat in plan.seats))
    return SeatPlanOut(
        version=plan.version,
        stage=plan.stage,
        categories=[
            CategoryOut(ticket_type_ids=[one for one, drawn in draws if pool in drawn])
            for pool in pools
        ],
        seats=[SeatOut.of(seat, pools.index(seat.pool_id)) for seat in plan.seats],
    )
