"""From an open order to a paid one with its tickets."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import defer
from sqlmodel import col, select

from bilten_app.domains.inventory import service as inventory
from bilten_app.domains.inventory.public import SoldOut, TooManyForPerson
from bilten_app.domains.ledger import service as ledger
from bilten_app.domains.market.public import ListingGone
from bilten_app.domains.orders.models import Order
from bilten_app.domains.orders.public import (
    ORDER_FLOW,
    BuyerUnknown,
    ChangeGone,
    OrderClosed,
    OrderExpired,
    OrderPaid,
    OrderState,
    Verb,
)
from bilten_app.domains.orders.queries import lines_of_all
from bilten_app.domains.orders.rules import has_papers, read_quote, tickets_by_type
from bilten_app.domains.orders.service.books import NO_GIFTS, Gifts, sale_entry
from bilten_app.domains.orders.service.close import close_stopped
from bilten_app.domains.orders.service.disputes import heed_disputes
from bilten_app.domains.orders.service.exchange import given_up
from bilten_app.domains.orders.service.late import Captured, are_aside, refuse_late, send_back
from bilten_app.domains.orders.service.open import breaks_turn
from bilten_app.domains.orders.service.refunded import MadeElsewhere, take_in
from bilten_app.domains.orders.service.refunds import free_places
from bilten_app.domains.orders.service.resale import hand_out
from bilten_app.domains.orders.service.reviews import (
    hold_back,
    judge_paid,
)
from bilten_app.domains.organizers import queries as organizers
from bilten_app.domains.payments import queries as payments
from bilten_app.domains.payments.public import RefundView
from bilten_app.domains.pricing import service as pricing
from bilten_app.domains.pricing.public import AlreadyUsed, BalanceChanged
from bilten_app.domains.seating.public import read_seats
from bilten_app.domains.tickets import service as tickets
from bilten_app.domains.tickets.public import RenamedTooOften, TicketNotListed
from bilten_app.domains.waiting import service as waiting
from bilten_app.infra.db import among
from bilten_app.infra.log import correlation_id
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import SYSTEM, Actor

TWICE = "The order was paid already"
STOPPED = "The organizer was suspended before the payment came"
CLOSED = "The order was cancelled before the payment came"
INVOICE_JOB = "invoices.issue"
OTHER_PRICE = "The order had another price by then"
# Where every cent comes from: long, and read only when a gift card pays.
QUOTE = cast("Any", Order.quote)
UNPAID = frozenset({OrderState.placed, OrderState.expired})
# What a late payment may find: no places, no more for this person, no use of its code left, an
# empty gift card, tickets that were to be changed or sold on and are not there any more; or that
# its buyer's turn in the waiting room leads to another purchase by now (`breaks_turn`).
TOO_LATE = (
    SoldOut, TooManyForPerson, AlreadyUsed, BalanceChanged, ChangeGone, ListingGone,
    TicketNotListed, RenamedTooOften,
)  # fmt: skip


async def on_payment_captured(
    rt: Runtime,
    *,
    payment_id: str,
    gateway: str,
    reference: str,
    amount_minor: int,
    **_: object,
) -> None:
    """Reaction to `payments.captured`: the tickets, or the money back. Harmless twice.

    Late money is honoured while places remain. Otherwise it goes back, and the buyer is told.
    Payments of one moment are settled in one transaction.
    """
    paid = Captured(UUID(reference), UUID(payment_id), gateway, amount_minor, correlation_id())
    await rt.together(settle_all, paid)


async def settle_all(rt: Runtime, captured: Sequence[Captured]) -> Sequence[None]:
    """Sell what was paid for, all in one transaction; one that comes too late spoils the batch."""
    try:
        async with rt.unit_of_work() as uow:
            await _settle(uow, rt, captured)
    except (*TOO_LATE, IntegrityError) as refused:
        is_late = not isinstance(refused, IntegrityError) or breaks_turn(refused)
        if len(captured) > 1 or not is_late:
            raise
        await refuse_late(rt, captured[0])
    return [None] * len(captured)


async def _settle(uow: UnitOfWork, rt: Runtime, captured: Sequence[Captured]) -> None:
    orders, stopped = await _locked(uow, {one.order_id for one in captured})
    # Money that is on its way back buys nothing later, whatever has become free meanwhile.
    aside = await are_aside(uow, {one.payment_id for one in captured})
    due: dict[UUID, Captured] = {}
    for one in captured:
        order = orders[one.order_id]
        is_ours = order.id not in stopped and one.payment_id not in aside
        if order.id not in due and is_ours and _buys(order, one):
            due[order.id] = one
    for one in captured:
        order = orders[one.order_id]
        buys = due.get(order.id)
        if one is not buys and one.payment_id not in {order.payment_id, buys and buys.payment_id}:
            with uow.on_behalf_of(SYSTEM, one.correlation_id):
                await send_back(uow, order, one, _why_not(order, buys, stopped))
    await sell(uow, rt, [(orders[order_id], one) for order_id, one in due.items()])
    for order_id in stopped:
        await close_stopped(uow, orders[order_id])


def to_pay_of(order: Order) -> int:
    """Return what is left for a payment gateway."""
    return order.total_minor - order.gift_minor - order.funded_minor


def _buys(order: Order, paid: Captured) -> bool:
    """Whether money is for this order as it is now: its price may have changed meanwhile."""
    return order.state in UNPAID and paid.amount_minor == to_pay_of(order)


def _why_not(order: Order, buys: Captured | None, stopped: Collection[UUID]) -> str:
    if order.id in stopped:
        return STOPPED
    if buys is not None or order.state == OrderState.paid:
        return TWICE
    return CLOSED if order.state == OrderState.cancelled else OTHER_PRICE


async def give_out(rt: Runtime, actor: Actor, order_id: UUID) -> None:
    """Sell what costs nothing."""
    async with rt.unit_of_work(actor) as uow:
        order = await uow.get(Order, order_id, lock=True)
        check_payable(order, uow.clock.now())
        await sell(uow, rt, [(order, None)])


async def sell(
    uow: UnitOfWork, rt: Runtime, sales: Sequence[tuple[Order, Captured | None]]
) -> None:
    """Call locked orders paid, issue their tickets and sell their places, in one transaction."""
    if not sales:
        return
    orders = [order for order, _ in sales]
    lines = await lines_of_all(uow.session, [order.id for order in orders])
    wanted: dict[UUID, set[UUID]] = {}
    for order in orders:
        wanted.setdefault(order.event_id, set()).update(tickets_by_type(lines[order.id]))
    came = {order.id: (paid.payment_id, paid.correlation_id) for order, paid in sales if paid}
    held = await judge_paid(uow, rt, orders, lines, came)
    ready = await tickets.get_ready(uow, rt.vault, wanted)
    freed, moving = await given_up(uow, [order for order in orders if not order.listing_id], lines)
    for order, paid in sales:
        with uow.on_behalf_of(uow.actor, paid.correlation_id if paid else uow.correlation_id):
            _call_paid(uow, order, paid, is_held=order.id in held)
    await hand_out(uow, rt, orders, lines, ready)
    for order in orders:
        if order.id in held:
            await hold_back(uow, order)
    await _end_turns(uow, orders)
    bought = {paid.payment_id: order for order, paid in sales if paid}
    lost = await heed_disputes(uow, bought)
    elsewhere = await payments.made_elsewhere(uow.session, list(bought))
    gifts = await _use_offers(uow, orders)
    await ledger.post(
        uow,
        [
            sale_entry(order, paid and paid.gateway, gifts.get(order.id, NO_GIFTS))
            for order, paid in sales
        ],
    )
    # What everybody waits for is locked last, when all else is written.
    await uow.flush()
    await inventory.commit(
        uow,
        freed=freed,
        hold_ids=[order.hold_id for order in orders if not order.listing_id],
        tickets=tickets_by_type(line for order in moving for line in lines[order.id]),
        seats=[seat.id for order in moving for seat in read_seats(order.seats)],
    )
    for order in orders:
        if gone := lost.get(order.id):
            await free_places(uow, order, lines[order.id], gone)
    await _heed_refunds(uow, sales, elsewhere)


async def _heed_refunds(
    uow: UnitOfWork,
    sales: Sequence[tuple[Order, Captured | None]],
    elsewhere: Mapping[UUID, Sequence[RefundView]],
) -> None:
    """Take in what was given back over there before we heard that the orders were paid."""
    for order, paid in sales:
        if paid is None:
            continue
        for refund in elsewhere.get(paid.payment_id, ()):
            made = MadeElsewhere(refund.id, paid.payment_id, paid.gateway, refund.amount.minor)
            await take_in(uow, made, [order])


async def _end_turns(uow: UnitOfWork, orders: Sequence[Order]) -> None:
    """Let the turns in a waiting room end that led to these purchases."""
    if turns := [order.turn_id for order in orders if order.turn_id]:
        await waiting.end_turns(uow, turns)


async def _use_offers(uow: UnitOfWork, orders: Sequence[Order]) -> dict[UUID, Gifts]:
    """Use up what the prices stand on; return what cards and credit paid of each order.

    Raises AlreadyUsed or BalanceChanged for what is gone.
    """
    keeping = [order for order in orders if order.keeps_offers]
    if keeping and await pricing.use_up(uow, hold_ids=[order.hold_id for order in keeping]):
        raise AlreadyUsed
    return {order.id: await take_gifts(uow, order) for order in keeping}


async def take_gifts(uow: UnitOfWork, order: Order) -> Gifts:
    """Take what gift cards and credit pay of a locked order. Harmless twice."""
    if not order.gift_minor:
        return NO_GIFTS
    await uow.session.refresh(order, ["quote"])
    tenders = read_quote(order.quote or {}).tenders
    return await pricing.take_tenders(uow, order_id=order.id, tenders=tenders)


def _call_paid(uow: UnitOfWork, order: Order, paid: Captured | None, *, is_held: bool) -> None:
    uow.advance(
        order,
        ORDER_FLOW,
        OrderState.paid,
        payment_id=paid.payment_id if paid else None,
        paid_at=uow.clock.now(),
        closed_at=None,
        close_reason="",
    )
    uow.record(
        OrderPaid(
            order.id,
            order.event_id,
            order.organizer_id,
            order.total_minor,
            order.currency,
            is_held,
        )
    )
    uow.audit(Verb.order_paid, order.id, total_minor=order.total_minor)
    if has_papers(order):
        uow.enqueue(INVOICE_JOB, {"order_id": str(order.id)}, dedupe_key=f"invoice:{order.id}")


async def _locked(uow: UnitOfWork, ids: set[UUID]) -> tuple[dict[UUID, Order], list[UUID]]:
    """Lock orders, in one order for all; return them by id, and which of those that are not paid
    have an organizer who is suspended.
    """
    suspended = col(Order.organizer_id).in_(organizers.suspended())
    chosen = select(Order, suspended).where(among(col(Order.id), ids)).order_by(col(Order.id))
    chosen = chosen.options(defer(QUOTE))
    rows = (await uow.session.execute(chosen.with_for_update(key_share=True))).all()
    stopped = [row.id for row, is_stopped in rows if is_stopped and row.state in UNPAID]
    return {row.id: row for row, _ in rows}, stopped


def check_payable(order: Order, now: datetime) -> None:
    """Raise OrderExpired, OrderClosed or BuyerUnknown for an order that cannot be paid now."""
    if order.state == OrderState.expired or (
        order.state == OrderState.placed and order.hold_until <= now
    ):
        raise OrderExpired
    if order.state != OrderState.placed:
        raise OrderClosed(state=order.state)
    if not order.buyer_email:
        raise BuyerUnknown
