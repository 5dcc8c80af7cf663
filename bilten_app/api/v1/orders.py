"""From chosen places to paid tickets: hold, order, buyer, payment.

Whoever holds an order's secret is its buyer; a wrong secret looks like a wrong code.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from bilten_app.api.deps import (
    Called,
    Caller,
    IdempotencyKey,
    Person,
    Rt,
    hold_id_of,
    paced,
    secret,
)
from bilten_app.api.expanding import Relation, Wanted, expands
from bilten_app.api.shapes import Code
from bilten_app.api.stock import Stock
from bilten_app.api.v1.extras import EventExtras, event_extras
from bilten_app.api.v1.order_shapes import (
    AskIn,
    BuyerIn,
    HeldSeatOut,
    HoldIn,
    HoldOut,
    OrderIn,
    OrderOut,
    PaymentIn,
    PaymentOut,
    PlacedOut,
    QuoteOut,
)
from bilten_app.api.worlds import order_at
from bilten_app.domains.inventory import queries as inventory_queries
from bilten_app.domains.inventory import service as inventory
from bilten_app.domains.inventory.public import Hold, HoldExpired
from bilten_app.domains.messaging import exports
from bilten_app.domains.orders import queries
from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import NoCodesForResale, OrderView
from bilten_app.domains.pricing.public import Ask
from bilten_app.domains.seating import queries as seating_queries
from bilten_app.domains.seating import service as seating
from bilten_app.domains.waiting import service as waiting
from bilten_app.infra.once import KeyReused, Request
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.ids import normal_code, shown_code

HOLDS_EACH, HOLDS_ADDRESS = 30, 12_000
ORDERS_EACH, ORDERS_ADDRESS = 20, 3_000

router = APIRouter(tags=["Orders"])
_stock = Stock()

WithEvent = Annotated[Wanted, expands(Relation.event)]
OrderSecret = Annotated[str, Depends(secret)]


class ExpandedOrderOut(OrderOut):
    """An order, and what came along."""

    expanded: EventExtras | None


hold_pace = Depends(paced("holds", each=HOLDS_EACH, address=HOLDS_ADDRESS))
order_pace = Depends(paced("orders", each=ORDERS_EACH, address=ORDERS_ADDRESS))


@router.post("/holds", status_code=201, summary="Hold places", dependencies=[hold_pace])
async def hold_places(rt: Rt, called: Called, key: IdempotencyKey, wanted: HoldIn) -> HoldOut:
    """Take all the places for a quarter of an hour, or none of them.

    The key names the hold: sent again it answers with the same hold, with other lines never. While
    the event has a waiting room, only who was let in may hold. Codes open hidden ticket types; tell
    them again with the order.
    """
    lines, prices = wanted.quantities(), wanted.prices()
    event_id, hidden = await _stock.look(rt, called, wanted.event, lines)
    hold_id = hold_id_of(rt, called, key)
    await waiting.require_pass(rt, called.actor, event_id=event_id, hold_id=hold_id)
    if wanted.codes:
        await orders.count_try(rt, called.actor, called.address)
    ask = Ask(frozenset(wanted.codes))
    opened = await orders.unlock(rt, event_id=event_id, types=hidden, ask=ask) if hidden else ()
    until = rt.clock.now() + timedelta(minutes=rt.settings.hold_minutes)
    taken = await seating.take(
        rt, event_id=event_id, hold_id=hold_id, lines=lines, until=until, unlocked=opened,
        person=inventory.person_of(called.actor), seats=wanted.seats,
        accessible=wanted.accessible, locale=called.locale, prices=prices,
    )  # fmt: skip
    if taken.is_new and not taken.seats:
        return HoldOut(id=hold_id, expires_at=until, seats=[])
    async with rt.read() as session:
        held = await inventory_queries.hold(session, hold_id)
        seats = (await seating_queries.of_holds(session, [hold_id])).get(hold_id, ())
    if not taken.is_new:
        until = _same(held, lines, prices, wanted.seats, {seat.id for seat in seats})
    return HoldOut(id=hold_id, expires_at=until, seats=[HeldSeatOut.of(seat) for seat in seats])


def _same(
    held: Hold | None,
    lines: Mapping[UUID, int],
    prices: Mapping[UUID, int],
    seats: Collection[UUID],
    kept: Collection[UUID],
) -> datetime:
    """Return until when a hold stands that was asked for again. Raises HoldExpired, KeyReused."""
    if held is None:
        raise HoldExpired
    if {line.ticket_type_id: line.quantity for line in held.lines} != lines:
        raise KeyReused
    if any(line.chosen_minor != prices.get(line.ticket_type_id) for line in held.lines):
        raise KeyReused
    if seats and set(seats) != set(kept):
        raise KeyReused
    return held.expires_at


@router.delete("/holds/{hold_id}", status_code=204, summary="Give places back")
async def release_places(rt: Rt, called: Called, hold_id: UUID) -> None:
    """Free the places of a hold; harmless when it is gone already."""
    async with rt.unit_of_work(called.actor) as uow:
        await inventory.release(uow, hold_id=hold_id)


@router.post("/orders", status_code=201, summary="Place an order", dependencies=[order_pace])
async def place_order(rt: Rt, called: Called, key: IdempotencyKey, wanted: OrderIn) -> PlacedOut:
    """Open the order of a hold, with the prices of this moment; or of a listing, at its price.

    A turn in a waiting room leads to one purchase: a second order of it is refused (`pass_used`).
    """
    if wanted.codes:
        await orders.count_try(rt, called.actor, called.address)
    request = ["orders", wanted.model_dump(mode="json")]
    once = Request.of(key=key, actor=called.label, request=request)
    order = await _open_order(rt, called, wanted, once)
    ref = orders.secret_of(rt, order.id, order.code)
    return PlacedOut(
        code=shown_code(ref.code),
        secret=ref.secret,
        page=f"{rt.settings.origin}/orders/{ref.code}/{ref.secret}",
        order=OrderOut.of(order),
    )


async def _open_order(rt: Runtime, called: Caller, wanted: OrderIn, once: Request) -> OrderView:
    """Open the order of a hold, or of a ticket that a guest sells on."""
    if wanted.listing_id is not None:
        if wanted.codes:
            raise NoCodesForResale
        return await orders.place_resale(
            rt, called.actor, listing_id=wanted.listing_id, locale=called.locale,
            buyer_name=wanted.name, buyer_email=wanted.email, request=once,
        )  # fmt: skip
    if wanted.hold_id is None:
        raise HoldExpired
    return await orders.place_held(
        rt, called.actor, hold_id=wanted.hold_id, buyer_name=wanted.name,
        buyer_email=wanted.email, locale=called.locale,
        ask=Ask(codes=frozenset(wanted.codes), email=wanted.email), request=once,
    )  # fmt: skip


@router.get("/orders/{code}", summary="One order")
async def read_order(
    rt: Rt, called: Called, code: Code, key: OrderSecret, wanted: WithEvent
) -> ExpandedOrderOut:
    """Return the order of a link."""
    order = await order_at(rt, called, code, key)
    extras = await event_extras(rt, called, order.event_id, wanted)
    return ExpandedOrderOut(**OrderOut.of(order).__dict__, expanded=extras)


@router.put("/orders/{code}/buyer", summary="Say who buys")
async def describe_buyer(
    rt: Rt, called: Called, code: Code, key: OrderSecret, buyer: BuyerIn
) -> OrderOut:
    """Name the buyer of an order that is not paid yet."""
    order = await order_at(rt, called, code, key)
    async with rt.unit_of_work(called.actor) as uow:
        await orders.describe_buyer(uow, order_id=order.id, name=buyer.name, email=buyer.email)
    return OrderOut.of(await order_at(rt, called, code, key))


@router.put("/orders/{code}/codes", summary="Bring codes and gift cards", dependencies=[order_pace])
async def bring_codes(
    rt: Rt, called: Called, actor: Person, code: Code, key: OrderSecret, brought: AskIn
) -> QuoteOut:
    """Price an open order again with these codes instead of those of before.

    Credit takes the session of who it belongs to, with a confirmed address.
    """
    order = await order_at(rt, called, code, key)
    if brought.codes:
        await orders.count_try(rt, called.actor, called.address)
    email = actor.email if brought.use_credit else order.buyer_email
    ask = Ask(frozenset(brought.codes), email, brought.use_credit)
    async with rt.unit_of_work(actor) as uow:
        quote = await orders.bring(uow, order_id=order.id, ask=ask)
    return QuoteOut.of(quote, called.locale, brought.codes)


@router.get("/orders/{code}/quote", summary="Where every cent comes from")
async def explain(rt: Rt, called: Called, code: Code, key: OrderSecret) -> QuoteOut:
    """Return the price of an order, rule by rule."""
    order = await order_at(rt, called, code, key)
    async with rt.read() as session:
        return QuoteOut.of(await queries.quote(session, order.id), called.locale)


@router.post("/orders/{code}/payment", status_code=201, summary="Pay", dependencies=[order_pace])
async def pay_order(
    rt: Rt,
    called: Called,
    actor: Person,
    _key: IdempotencyKey,
    code: Code,
    link: OrderSecret,
    wanted: PaymentIn | None = None,
) -> PaymentOut:
    """Open the gateway's hosted checkout; its webhook, not its return address, says it is paid.

    An order has one open checkout: asked again, with this key or another, the same one answers.
    A saved card is charged at once. It takes the session of its owner: to anybody else, and to
    programs, it is not there.
    """
    chosen = wanted or PaymentIn()
    url = await orders.pay_by_link(
        rt,
        actor,
        code=normal_code(code),
        secret=link,
        return_url=f"{rt.settings.origin}/orders/{normal_code(code)}/{link}",
        method=chosen.method if chosen.card_id is None else None,
        card_id=chosen.card_id,
        keep_card=chosen.keep_card,
        network=called.address,
    )
    return PaymentOut(checkout_url=url)


@router.delete("/orders/{code}", status_code=204, summary="Give an order up")
async def cancel_order(rt: Rt, called: Called, code: Code, key: OrderSecret) -> None:
    """Cancel an order that is not paid; its places are free at once."""
    order = await order_at(rt, called, code, key)
    async with rt.unit_of_work(called.actor) as uow:
        await orders.cancel_placed(uow, order_id=order.id)


@router.get(
    "/orders/{code}/tickets.pdf",
    summary="The tickets on paper",
    response_class=Response,
    responses={200: {"content": {"application/pdf": {}}}},
)
async def print_tickets(rt: Rt, called: Called, code: Code, key: OrderSecret) -> Response:
    """Return the valid tickets of a paid order as PDF."""
    order = await order_at(rt, called, code, key)
    paper = await exports.ticket_paper(rt, order_id=order.id)
    named = {"Content-Disposition": f'attachment; filename="tickets-{order.code}.pdf"'}
    return Response(paper, media_type="application/pdf", headers=named)
