"""The box office and free tickets, for members."""

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field

from bilten_app.api.deps import Cursor, IdempotencyKey, Member, Rt, Size
from bilten_app.api.shapes import MAX_EMAIL, MAX_NAME, In, MoneyOut, Slug
from bilten_app.domains.events import queries as events
from bilten_app.domains.events.public import EventView
from bilten_app.domains.orders import queries
from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import (
    Channel,
    CounterSale,
    FundKind,
    Gift,
    OrderState,
    OrderView,
    ShiftView,
)
from bilten_app.infra.once import Request
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import NotFound
from bilten_app.kit.ids import shown_code
from bilten_app.kit.money import Money
from bilten_app.kit.roles import Permission

router = APIRouter(prefix="/organizer", tags=["Organizer"])

Minor = Annotated[
    int, Field(strict=True, ge=0, le=10**12, description="In the currency's smallest unit.")
]
OrganizerId = Annotated[UUID, Query(description="The organization.")]
ShiftId = Annotated[UUID, Path(description="The `id` of the shift.")]


class CartLineIn(In):
    """So many tickets of a type."""

    ticket_type_id: UUID
    quantity: int = Field(strict=True, ge=1, le=500)


class CounterLineIn(CartLineIn):
    """So many tickets of a type, at the price that the buyer chose where they may."""

    price_minor: Minor | None = None


class PersonIn(In):
    """Who gets tickets."""

    name: str = Field(default="", max_length=MAX_NAME, pattern=r"^[^\x00]*$")
    email: str = Field(default="", max_length=MAX_EMAIL, pattern=r"^[^\x00]*$")
    lines: list[CartLineIn] = Field(min_length=1, max_length=50)

    def quantities(self) -> dict[UUID, int]:
        """Return ticket type → how many."""
        counts: dict[UUID, int] = {}
        for line in self.lines:
            counts[line.ticket_type_id] = counts.get(line.ticket_type_id, 0) + line.quantity
        return counts


class CounterSaleIn(PersonIn):
    """A sale over the counter; name and address may be left out."""

    lines: list[CounterLineIn] = Field(min_length=1, max_length=50)  # type: ignore[assignment]
    tender: Literal["cash", "terminal"]
    tendered_minor: Minor = 0
    reference: str = Field(default="", max_length=80, pattern=r"^[^\x00]*$")

    def prices(self) -> dict[UUID, int]:
        """Return ticket type → the price that was chosen, the last of several."""
        return {
            line.ticket_type_id: line.price_minor
            for line in self.lines
            if line.price_minor is not None
        }


class GiftsIn(In):
    """Who gets free tickets, each in an order of their own."""

    gifts: list[PersonIn] = Field(min_length=1, max_length=100)


class ShiftIn(In):
    """What lies in the drawer at the beginning."""

    organizer_id: UUID
    currency: str = Field(min_length=3, max_length=8, pattern=r"^[A-Z]+$")
    float_minor: Minor = 0


class ClosingIn(In):
    """What was counted at the end."""

    counted_minor: Minor
    note: str = Field(default="", max_length=500, pattern=r"^[^\x00]*$")


class MadeOrderOut(BaseModel):
    """An order that was made by a member."""

    id: UUID
    code: str
    state: OrderState
    channel: Channel
    tickets: int
    total: MoneyOut

    @classmethod
    def of(cls, order: OrderView) -> Self:
        """Return the shape of an order."""
        return cls(
            id=order.id,
            code=shown_code(order.code),
            state=order.state,
            channel=order.channel,
            tickets=order.quantity,
            total=MoneyOut.of(order.total),
        )


class MadeOrderListOut(BaseModel):
    """The orders that were made."""

    orders: list[MadeOrderOut]


class ShiftOut(BaseModel):
    """A shift; `difference` is what was counted beyond what should be there."""

    id: UUID
    opened_at: datetime
    closed_at: datetime | None
    float: MoneyOut
    cash_sales: MoneyOut
    cash_refunds: MoneyOut
    terminal_sales: MoneyOut
    expected: MoneyOut
    counted: MoneyOut | None
    difference: MoneyOut | None
    orders: int
    note: str

    @classmethod
    def of(cls, one: ShiftView) -> Self:
        """Return the shape of a shift."""
        return cls(
            id=one.id,
            opened_at=one.opened_at,
            closed_at=one.closed_at,
            float=MoneyOut.of(one.float_),
            cash_sales=MoneyOut.of(one.cash_sales),
            cash_refunds=MoneyOut.of(one.cash_refunds),
            terminal_sales=MoneyOut.of(one.terminal_sales),
            expected=MoneyOut.of(one.expected),
            counted=MoneyOut.of(one.counted) if one.counted is not None else None,
            difference=MoneyOut.of(one.difference) if one.difference is not None else None,
            orders=one.orders,
            note=one.note,
        )


class ShiftListOut(BaseModel):
    """One page of shifts, the newest first."""

    shifts: list[ShiftOut]
    next_cursor: str | None


@router.post("/shifts", status_code=201, summary="Open a shift")
async def open_shift(rt: Rt, actor: Member, wanted: ShiftIn) -> ShiftOut:
    """Begin a shift at a cash drawer; a person has one at a time."""
    async with rt.unit_of_work(actor) as uow:
        shift_id = await orders.open_shift(
            uow, actor, organizer_id=wanted.organizer_id,
            opening=Money(wanted.float_minor, wanted.currency),
        )  # fmt: skip
    return await _shift(rt, actor, wanted.organizer_id, shift_id)


@router.get("/shifts", summary="Shifts at the box office")
async def list_shifts(
    rt: Rt, actor: Member, organizer_id: OrganizerId, *, cursor: Cursor = None, size: Size = 25
) -> ShiftListOut:
    """Return shifts with what went through their drawers."""
    scope = actor.require(Permission.box_office, organizer_id)
    async with rt.read() as session:
        page = await queries.shifts(session, scope, cursor=cursor, size=size)
    return ShiftListOut(
        shifts=[ShiftOut.of(one) for one in page.rows], next_cursor=page.next_cursor
    )


@router.post("/shifts/{shift_id}/closing", status_code=201, summary="Close a shift")
async def close_shift(
    rt: Rt, actor: Member, organizer_id: OrganizerId, shift_id: ShiftId, counted: ClosingIn
) -> ShiftOut:
    """End one's own shift with what was counted."""
    await _shift(rt, actor, organizer_id, shift_id)
    async with rt.unit_of_work(actor) as uow:
        await orders.close_shift(
            uow, actor, shift_id=shift_id, counted_minor=counted.counted_minor, note=counted.note
        )
    return await _shift(rt, actor, organizer_id, shift_id)


@router.post("/events/{slug}/counter-sales", status_code=201, summary="Sell over the counter")
async def sell_at_counter(
    rt: Rt, actor: Member, key: IdempotencyKey, slug: Slug, wanted: CounterSaleIn
) -> MadeOrderOut:
    """Sell for cash or by the card terminal, in the caller's open shift; once for each key."""
    event = await _event(rt, actor, slug)
    sale = CounterSale(
        event.id, wanted.quantities(), FundKind(wanted.tender), wanted.tendered_minor,
        wanted.reference, wanted.name, wanted.email, prices=wanted.prices(),
    )  # fmt: skip
    told = ["counter", slug, wanted.model_dump(mode="json")]
    async with rt.unit_of_work(actor) as uow:
        order = await orders.sell_at_counter(
            uow, rt.vault, actor, sale=sale,
            request=Request.of(key=key, actor=actor.label, request=told),
        )  # fmt: skip
    return MadeOrderOut.of(order)


@router.post("/events/{slug}/gifts", status_code=201, summary="Give free tickets")
async def give_tickets(
    rt: Rt, actor: Member, key: IdempotencyKey, slug: Slug, wanted: GiftsIn
) -> MadeOrderListOut:
    """Issue free tickets to people: to all of them or to none, once for each key."""
    event = await _event(rt, actor, slug)
    gifts = [Gift(one.name, one.email, one.quantities()) for one in wanted.gifts]
    told = ["gifts", slug, wanted.model_dump(mode="json")]
    async with rt.unit_of_work(actor) as uow:
        given = await orders.give_tickets(
            uow, rt.vault, actor, event_id=event.id, gifts=gifts,
            request=Request.of(key=key, actor=actor.label, request=told),
        )  # fmt: skip
    return MadeOrderListOut(orders=[MadeOrderOut.of(one) for one in given])


async def _event(rt: Runtime, actor: Actor, slug: str) -> EventView:
    async with rt.read() as session:
        return await events.organizer_event(session, actor, slug)


async def _shift(rt: Runtime, actor: Actor, organizer_id: UUID, shift_id: UUID) -> ShiftOut:
    scope, _ = actor.require_somewhere(Permission.box_office, organizer_id)
    async with rt.read() as session:
        found = await queries.shift(session, scope, shift_id)
    if found is None:
        raise NotFound
    return ShiftOut.of(found)
