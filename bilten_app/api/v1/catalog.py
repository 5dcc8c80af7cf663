"""Public events: search, one event, what is left."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from bilten_app.api.deps import Called, Cursor, Rt
from bilten_app.api.shapes import Instant, MoneyOut, PictureOut, Slug, tagged
from bilten_app.api.v1.type_shapes import TicketTypeOut
from bilten_app.api.worlds import event_at
from bilten_app.domains.discovery import queries as discovery
from bilten_app.domains.discovery.public import LAST_PAGE, EventHit, EventPage, SearchQuery
from bilten_app.domains.events.public import Category
from bilten_app.domains.inventory import queries as inventory
from bilten_app.domains.inventory.public import SaleState, TicketTypeView
from bilten_app.kit.page import BadCursor, cursor_number, read_cursor, write_cursor

LIST_AGE_S, EVENT_AGE_S, STOCK_AGE_S = 30, 30, 1

router = APIRouter(tags=["Catalog"])


class VenueOut(BaseModel):
    """Where an event happens."""

    name: str
    address: str
    city: str
    country: str = Field(description="ISO 3166-1 alpha-2.", examples=["DE"])
    latitude: float | None
    longitude: float | None


class EventHitOut(BaseModel):
    """An event in a list; `from_price` is the lowest price with fees."""

    id: UUID
    slug: str = Field(examples=["jazz-by-the-canal"])
    title: str = Field(examples=["Jazz by the Canal"])
    summary: str
    category: Category
    city: str
    country: str
    venue_name: str
    starts_at: datetime
    ends_at: datetime
    time_zone: str = Field(description="IANA zone of the venue.", examples=["Europe/Berlin"])
    from_price: MoneyOut | None
    left: int | None = Field(description="Places left over all ticket types.")
    organizer: str
    cover: PictureOut | None

    @classmethod
    def of(cls, hit: EventHit) -> "EventHitOut":
        """Return the shape of a hit."""
        return cls(
            id=hit.id,
            slug=hit.slug,
            title=hit.title,
            summary=hit.summary,
            category=Category(hit.category),
            city=hit.city,
            country=hit.country,
            venue_name=hit.venue_name,
            starts_at=hit.starts_at,
            ends_at=hit.ends_at,
            time_zone=hit.time_zone,
            from_price=MoneyOut.of(hit.from_price) if hit.from_price else None,
            left=hit.left,
            organizer=hit.organizer,
            cover=PictureOut.of(hit.cover) if hit.cover else None,
        )


class EventListOut(BaseModel):
    """One page of a search; `next_cursor` is null on the last one."""

    events: list[EventHitOut]
    total: int
    next_cursor: str | None


class EventOut(BaseModel):
    """An event with everything its page says, and its ticket types."""

    id: UUID
    slug: str
    state: Literal["published", "ended", "cancelled"]
    title: str
    summary: str
    description: str
    language: str
    category: Category
    tags: list[str]
    line_up: list[str]
    age_policy: str
    refund_policy: str
    currency: str
    starts_at: datetime
    ends_at: datetime
    doors_at: datetime | None
    time_zone: str
    venue: VenueOut
    accessibility: str
    organizer: str
    cover: PictureOut | None
    cancel_reason: str
    test: bool = Field(description="Whether nothing of it is real, and nothing is charged.")
    ticket_types: list[TicketTypeOut]

    @classmethod
    def of(cls, page: EventPage, types: Sequence[TicketTypeView]) -> "EventOut":
        """Return the shape of an event."""
        return cls.model_validate(
            {
                **{name: getattr(page, name) for name in cls.model_fields if hasattr(page, name)},
                "venue": VenueOut(
                    name=page.venue_name,
                    address=page.address,
                    city=page.city,
                    country=page.country,
                    latitude=page.latitude,
                    longitude=page.longitude,
                ),
                "cover": PictureOut.of(page.cover) if page.cover else None,
                "test": page.is_test,
                "ticket_types": [TicketTypeOut.of(one, page) for one in types],
            }
        )


class LeftOut(BaseModel):
    """How many places of a ticket type may be taken now."""

    ticket_type_id: UUID
    left: int
    sale: SaleState


class AvailabilityOut(BaseModel):
    """What is left at one moment; exact, but others are buying, too."""

    event: str
    ticket_types: list[LeftOut]


Filter = Annotated[str, Query(max_length=80, pattern=r"^[^\x00]*$")]


@router.get("/events", summary="Search coming events", response_model=EventListOut)
async def list_events(
    request: Request,
    rt: Rt,
    called: Called,
    *,
    search: Annotated[Filter, Query(description="Words of title, place or text.")] = "",
    category: Category | None = None,
    city: Filter = "",
    starts_from: Annotated[
        Instant | None, Query(alias="from", description="Ends after this instant.")
    ] = None,
    starts_to: Annotated[
        Instant | None, Query(alias="to", description="Starts before this instant.")
    ] = None,
    currency: Annotated[str, Query(pattern=r"^([A-Z]{3})?$", examples=["EUR"])] = "",
    cursor: Cursor = None,
) -> Response:
    """Return coming events, the best match first, then the soonest.

    To a test key these are the tests of its organization; nobody else finds any.
    """
    number = _page_of(cursor)
    query = SearchQuery(
        words=search,
        category=category or "",
        city=city,
        since=starts_from,
        until=starts_to,
        currency=currency,
        page=number,
        sandbox=next(iter(called.actor.grants)) if called.actor.is_test else None,
    )
    async with rt.read() as session:
        found = await discovery.search(session, query, at=rt.clock.now())
    following = write_cursor([str(number + 1)]) if number < found.pages else None
    listed = EventListOut(
        events=[EventHitOut.of(hit) for hit in found.hits],
        total=found.total,
        next_cursor=following,
    )
    return tagged(request, listed, max_age_s=None if called.actor.is_test else LIST_AGE_S)


@router.get("/events/{slug}", summary="One event with its ticket types", response_model=EventOut)
async def read_event(request: Request, rt: Rt, called: Called, slug: Slug) -> Response:
    """Return a published, ended or cancelled event. A draft is nobody's: 404.

    To a test key only tests are there, and to all other programs none of them.
    """
    page = await event_at(rt, called, slug)
    async with rt.read() as session:
        types = await inventory.ticket_types(session, page.id, at=rt.clock.now())
    age = None if page.is_test else EVENT_AGE_S
    return tagged(request, EventOut.of(page, types), max_age_s=age)


@router.get(
    "/events/{slug}/availability", summary="What is left now", response_model=AvailabilityOut
)
async def read_availability(request: Request, rt: Rt, called: Called, slug: Slug) -> Response:
    """Return how many places of each ticket type may be taken now."""
    page = await event_at(rt, called, slug)
    async with rt.read() as session:
        types = await inventory.ticket_types(session, page.id, at=rt.clock.now())
    shown = AvailabilityOut(
        event=slug,
        ticket_types=[
            LeftOut(ticket_type_id=one.id, left=one.left, sale=one.sale) for one in types
        ],
    )
    return tagged(request, shown, max_age_s=STOCK_AGE_S)


def _page_of(cursor: str | None) -> int:
    if cursor is None:
        return 1
    number = cursor_number(*read_cursor(cursor, 1))
    if not 1 <= number <= LAST_PAGE:
        raise BadCursor
    return number
