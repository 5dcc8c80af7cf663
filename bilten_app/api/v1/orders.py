"""From chosen places to paid tickets: hold, order, buyer, payment.

Whoever holds an order's secret is its buyer; a wrong secret looks like a wrong code.
"""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field

from bilten_app.api.deps import Called, IdempotencyKey, Rt, hold_id_of, paced, secret
from bilten_app.api.shapes import MAX_EMAIL, Code, In, MoneyOut, Words
from bilten_app.api.stock import Stock
from bilten_app.domains.inventory import queries as inventory_queries
from bilten_app.domains.inventory import service as inventory
from bilten_app.domains.inventory.public import HoldExpired
from bilten_app.domains.messaging import exports
from bilten_app.domains.orders import queries
from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import OrderLineView, OrderState, OrderView
from bilten_app.infra.once import KeyReused, Request
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.ids import normal_code, shown_code

MOST_LINES, MOST_OF_ONE = 20, 100
HOLDS_EACH, HOLDS_ADDRESS = 30, 12_000
ORDERS_EACH, ORDERS_ADDRESS = 20, 3_000

router = APIRouter(tags=["Orders"])
_stock = Stock()

OrderSecret = Annotated[str, Depends(secret)]
hold_pace = Depends(paced("holds", each=HOLDS_EACH, address=HOLDS_ADDRESS))
order_pace = Depends(paced("orders", each=ORDERS_EACH, address=ORDERS_ADDRESS))


class HoldLineIn(In):
    """So many places of one ticket type."""

    ticket_type_id: UUID
    quantity: int = Field(strict=True, ge=1, le=MOST_OF_ONE, examples=[2])


class HoldIn(In):
    """The places somebody wants, all of them or none."""

    event: str = Field(min_length=1, max_length=120, pattern=r"^[a-z0-9-]+$")
    lines: list[HoldLineIn] = Field(min_length=1, max_length=MOST_LINES)

    def quantities(self) -> dict[UUID, int]:
        """Return ticket type → how many; lines of the same type add up."""
        wanted: dict[UUID, int] = {}
        for line in self.lines:
            wanted[line.ticket_type_id] = wanted.get(line.ticket_type_id, 0) + line.quantity
        return wanted


class HoldOut(BaseModel):
    """Places that nobody else may take until `expires_at`."""

    id: UUID
    expires_at: datetime


class OrderIn(In):
    """A hold becomes an order; name and e-mail may also be told later."""

    hold_id: UUID
    name: Words = ""
    email: Words = Field(default="", max_length=MAX_EMAIL)


class BuyerIn(In):
    """Who buys, and where the tickets go."""

    name: Words = Field(examples=["Noor Aziz"])
    email: Words = Field(max_length=MAX_EMAIL, examples=["noor@example.org"])


class OrderLineOut(BaseModel):
    """One ticket type in an order."""

    ticket_type_id: UUID
    name: str
    quantity: int
    unit: MoneyOut
    listed: MoneyOut
    fee: MoneyOut
    total: MoneyOut

    @classmethod
    def of(cls, line: OrderLineView) -> "OrderLineOut":
        """Return the shape of a line."""
        return cls(
            ticket_type_id=line.ticket_type_id,
            name=line.name,
            quantity=line.quantity,
            unit=MoneyOut.of(line.unit),
            listed=MoneyOut.of(line.listed),
            fee=MoneyOut.of(line.fee),
            total=MoneyOut.of(line.total),
        )


class OrderOut(BaseModel):
    """An order as its buyer sees it; the sums are final, nothing is computed again."""

    code: str = Field(examples=["7KQ2-M9XD"])
    state: OrderState
    event_id: UUID
    buyer_name: str
    buyer_email: str
    lines: list[OrderLineOut]
    listed: MoneyOut
    fee: MoneyOut
    total: MoneyOut
    hold_until: datetime
    placed_at: datetime
    paid_at: datetime | None
    closed_at: datetime | None
    close_reason: str

    @classmethod
    def of(cls, order: OrderView) -> "OrderOut":
        """Return the shape of an order."""
        return cls(
            code=shown_code(order.code),
            state=order.state,
            event_id=order.event_id,
            buyer_name=order.buyer_name,
            buyer_email=order.buyer_email,
            lines=[OrderLineOut.of(line) for line in order.lines],
            listed=MoneyOut.of(order.listed),
            fee=MoneyOut.of(order.fee),
            total=MoneyOut.of(order.total),
            hold_until=order.hold_until,
            placed_at=order.placed_at,
            paid_at=order.paid_at,
            closed_at=order.closed_at,
            close_reason=order.close_reason,
        )


class PlacedOut(BaseModel):
    """A new order with its secret, which is told only here; `page` is the buyer's own page."""

    code: str = Field(examples=["7KQ2-M9XD"])
    secret: str
    page: str
    order: OrderOut


class PaymentOut(BaseModel):
    """Where the buyer pays; null when the order cost nothing and is paid already."""

    checkout_url: str | None


@router.post("/holds", status_code=201, summary="Hold places", dependencies=[hold_pace])
async def hold_places(rt: Rt, called: Called, key: IdempotencyKey, wanted: HoldIn) -> HoldOut:
    """Take all the places for a quarter of an hour, or none of them.

    The key names the hold: sent again it answers with the same hold, with other lines never.
    """
    lines = wanted.quantities()
    await _stock.check(rt, wanted.event, lines)
    hold_id = hold_id_of(rt, called, key)
    until = rt.clock.now() + timedelta(minutes=rt.settings.hold_minutes)
    if await inventory.take(rt, hold_id=hold_id, lines=lines, until=until):
        return HoldOut(id=hold_id, expires_at=until)
    async with rt.read() as session:
        held = await inventory_queries.hold(session, hold_id)
    if held is None:
        raise HoldExpired
    if {line.ticket_type_id: line.quantity for line in held.lines} != lines:
        raise KeyReused
    return HoldOut(id=hold_id, expires_at=held.expires_at)


@router.delete("/holds/{hold_id}", status_code=204, summary="Give places back")
async def release_places(rt: Rt, called: Called, hold_id: UUID) -> None:
    """Free the places of a hold; harmless when it is gone already."""
    async with rt.unit_of_work(called.actor) as uow:
        await inventory.release(uow, hold_id=hold_id)


@router.post("/orders", status_code=201, summary="Place an order", dependencies=[order_pace])
async def place_order(rt: Rt, called: Called, key: IdempotencyKey, wanted: OrderIn) -> PlacedOut:
    """Open the order of a hold, with the prices of this moment."""

    request = ["orders", wanted.model_dump(mode="json")]
    order = await orders.place_held(
        rt,
        called.actor,
        hold_id=wanted.hold_id,
        buyer_name=wanted.name,
        buyer_email=wanted.email,
        locale=called.locale,
        request=Request.of(key=key, actor=called.label, request=request),
    )
    ref = orders.secret_of(rt, order.id, order.code)
    return PlacedOut(
        code=shown_code(ref.code),
        secret=ref.secret,
        page=f"{rt.settings.origin}/orders/{ref.code}/{ref.secret}",
        order=OrderOut.of(order),
    )


@router.get("/orders/{code}", summary="One order")
async def read_order(rt: Rt, code: Code, key: OrderSecret) -> OrderOut:
    """Return the order of a link."""
    return OrderOut.of(await _order(rt, code, key))


@router.put("/orders/{code}/buyer", summary="Say who buys")
async def describe_buyer(
    rt: Rt, called: Called, code: Code, key: OrderSecret, buyer: BuyerIn
) -> OrderOut:
    """Name the buyer of an order that is not paid yet."""
    order = await _order(rt, code, key)
    async with rt.unit_of_work(called.actor) as uow:
        await orders.describe_buyer(uow, order_id=order.id, name=buyer.name, email=buyer.email)
    return OrderOut.of(await _order(rt, code, key))


@router.post("/orders/{code}/payment", status_code=201, summary="Pay", dependencies=[order_pace])
async def pay_order(
    rt: Rt, called: Called, _key: IdempotencyKey, code: Code, link: OrderSecret
) -> PaymentOut:
    """Open the gateway's hosted checkout; its webhook, not its return address, says it is paid.

    An order has one open checkout: asked again, with this key or another, the same one answers.
    """
    async with rt.read() as session:
        order_id = await queries.id_by_link(session, rt.vault, code=normal_code(code), secret=link)
    back = f"{rt.settings.origin}/orders/{normal_code(code)}/{link}"
    url = await orders.pay(rt, called.actor, order_id=order_id, return_url=back)
    return PaymentOut(checkout_url=url)


@router.delete("/orders/{code}", status_code=204, summary="Give an order up")
async def cancel_order(rt: Rt, called: Called, code: Code, key: OrderSecret) -> None:
    """Cancel an order that is not paid; its places are free at once."""
    order = await _order(rt, code, key)
    async with rt.unit_of_work(called.actor) as uow:
        await orders.cancel_placed(uow, order_id=order.id)


@router.get(
    "/orders/{code}/tickets.pdf",
    summary="The tickets on paper",
    response_class=Response,
    responses={200: {"content": {"application/pdf": {}}}},
)
async def print_tickets(rt: Rt, code: Code, key: OrderSecret) -> Response:
    """Return the valid tickets of a paid order as PDF."""
    order = await _order(rt, code, key)
    paper = await exports.ticket_paper(rt, order_id=order.id)
    named = {"Content-Disposition": f'attachment; filename="tickets-{order.code}.pdf"'}
    return Response(paper, media_type="application/pdf", headers=named)


async def _order(rt: Runtime, code: str, link: str) -> OrderView:
    async with rt.read() as session:
        return await queries.by_link(session, rt.vault, code=normal_code(code), secret=link)
