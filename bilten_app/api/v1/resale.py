"""Tickets that their holders sell on: what is for sale, and one's own. `POST /orders` buys one."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from bilten_app.api.deps import Called, Caller, Cursor, Rt, paced, secret
from bilten_app.api.shapes import Code, In, MoneyOut, SeatNameOut, Slug
from bilten_app.api.worlds import event_at, require_event
from bilten_app.domains.market import queries
from bilten_app.domains.market import service as market
from bilten_app.domains.market.public import (
    ListingGone,
    ListingKind,
    ListingState,
    ListingView,
    OwnListingView,
)
from bilten_app.domains.orders import service as orders
from bilten_app.domains.tickets import queries as tickets
from bilten_app.domains.tickets.public import TicketState, TicketView
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.ids import normal_code
from bilten_app.kit.money import Money
from bilten_app.kit.page import cursor_number, read_cursor, write_cursor

MOST_PAGE = 10_000
SELLS_EACH, SELLS_ADDRESS = 20, 600

router = APIRouter(tags=["Resale"])
LinkSecret = Annotated[str, Depends(secret)]
sell_pace = Depends(paced("resale", each=SELLS_EACH, address=SELLS_ADDRESS))


class ListingOut(BaseModel):
    """A ticket that a guest sells on; `price` is all that its buyer pays."""

    id: UUID
    kind: ListingKind
    ticket_type_id: UUID
    type_name: str
    seat: SeatNameOut | None
    price: MoneyOut
    first_price: MoneyOut = Field(description="What the ticket first cost, fees included.")
    is_held: bool = Field(description="Somebody is paying for it; it may be free again soon.")
    listed_at: datetime

    @classmethod
    def of(cls, one: ListingView) -> "ListingOut":
        """Return the shape of a listing."""
        return cls(
            id=one.id, kind=one.kind, ticket_type_id=one.ticket_type_id, type_name=one.type_name,
            seat=SeatNameOut.of(one.seat) if one.seat else None, price=MoneyOut.of(one.price),
            first_price=MoneyOut.of(one.face), is_held=one.is_held, listed_at=one.listed_at,
        )  # fmt: skip


class ListingListOut(BaseModel):
    """One page of what guests sell on, the cheapest first."""

    listings: list[ListingOut]
    total: int
    next_cursor: str | None


class OwnListingOut(BaseModel):
    """One's own listing. The parts make the price: what rounding leaves is the seller's."""

    id: UUID
    state: ListingState
    price: MoneyOut
    royalty: MoneyOut
    fee: MoneyOut
    proceeds: MoneyOut
    is_held: bool
    listed_at: datetime

    @classmethod
    def of(cls, one: OwnListingView) -> "OwnListingOut":
        """Return the shape of one's own listing."""
        return cls(
            id=one.id, state=one.state, price=MoneyOut.of(one.split.price),
            royalty=MoneyOut.of(one.split.royalty), fee=MoneyOut.of(one.split.fee),
            proceeds=MoneyOut.of(one.split.proceeds), is_held=one.is_held,
            listed_at=one.listed_at,
        )  # fmt: skip


class PriceIn(In):
    """What is asked for a ticket, in the smallest unit of the event's currency."""

    price_minor: int = Field(strict=True, ge=1, le=10**12, examples=[2500])


@router.get("/events/{slug}/listings", summary="Tickets that guests sell on")
async def list_listings(
    rt: Rt,
    called: Called,
    slug: Slug,
    cursor: Cursor = None,
    ticket_type_id: UUID | None = None,
    most_minor: Annotated[int | None, Query(ge=1, le=10**12)] = None,
    with_seat: bool = False,  # noqa: FBT001, FBT002 - what an address says
) -> ListingListOut:
    """Return what is for sale of an event. `POST /orders` with its `listing_id` buys one."""
    event = await event_at(rt, called, slug)
    page = min(cursor_number(read_cursor(cursor, 1)[0]), MOST_PAGE) if cursor else 0
    async with rt.read() as session:
        total, found = await queries.for_sale(
            session, event.id, now=rt.clock.now(), ticket_type_id=ticket_type_id,
            most=Money(most_minor, event.currency) if most_minor else None, with_seat=with_seat,
            offset=page * queries.PAGE,
        )  # fmt: skip
    goes_on = total > (page + 1) * queries.PAGE
    return ListingListOut(
        listings=[ListingOut.of(one) for one in found],
        total=total,
        next_cursor=write_cursor([str(page + 1)]) if goes_on else None,
    )


@router.get("/tickets/{code}/listing", summary="One's own listing")
async def read_listing(rt: Rt, called: Called, code: Code, link: LinkSecret) -> OwnListingOut:
    """Return for how much the ticket of a link is for sale; 409 when it is not."""
    return await _own(rt, await _ticket(rt, called, code, link))


@router.put("/tickets/{code}/listing", summary="Sell a ticket on", dependencies=[sell_pace])
async def sell_ticket(
    rt: Rt, called: Called, code: Code, link: LinkSecret, wanted: PriceIn
) -> OwnListingOut:
    """Put the ticket of a link up for sale, or ask another price for it.

    It opens no door until it is sold or taken back. The seller gets credit with the organizer two
    days after the event.
    """
    ticket = await _ticket(rt, called, code, link)
    fee = rt.settings.resale_fee
    async with rt.unit_of_work(called.actor) as uow:
        if ticket.state is TicketState.listed:
            price = Money(wanted.price_minor, await _currency(rt, ticket))
            await market.reprice(uow, ticket_id=ticket.id, price=price, fee_basis_points=fee)
        else:
            await orders.list_ticket(
                uow, ticket, price_minor=wanted.price_minor, fee_basis_points=fee
            )
    return await _own(rt, ticket)


@router.delete("/tickets/{code}/listing", status_code=204, summary="Take a ticket back from sale")
async def take_back(rt: Rt, called: Called, code: Code, link: LinkSecret) -> None:
    """Take the ticket of a link back: it opens the door again."""
    ticket = await _ticket(rt, called, code, link)
    async with rt.unit_of_work(called.actor) as uow:
        await market.withdraw(uow, ticket_id=ticket.id)


async def _ticket(rt: Runtime, called: Caller, code: str, link: str) -> TicketView:
    async with rt.read() as session:
        ticket = await tickets.by_link(session, rt.vault, code=normal_code(code), secret=link)
    await require_event(rt, called, ticket.event_id)
    return ticket


async def _own(rt: Runtime, ticket: TicketView) -> OwnListingOut:
    async with rt.read() as session:
        found = await queries.open_of_ticket(session, ticket.id, now=rt.clock.now())
    if found is None:
        raise ListingGone
    return OwnListingOut.of(found)


async def _currency(rt: Runtime, ticket: TicketView) -> str:
    async with rt.read() as session:
        found = await queries.open_of_ticket(session, ticket.id, now=rt.clock.now())
    if found is None:
        raise ListingGone
    return found.split.price.currency
