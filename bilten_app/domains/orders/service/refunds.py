"""Giving money back for a paid order: whole, in part, or for some of its tickets.

The order's row is locked first, so refunds of one order come one after the other, and what it has
given back never exceeds what was paid: the database checks it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, select

from bilten_app.domains.inventory import service as inventory
from bilten_app.domains.ledger import service as ledger
from bilten_app.domains.ledger.public import Parts
from bilten_app.domains.orders.models import Order, OrderLine, OrderRefund
from bilten_app.domains.orders.public import (
    ORDER_FLOW,
    CloseReason,
    NotRefundable,
    OrderCancelled,
    OrderClosed,
    OrderRefunded,
    OrderState,
    RefundWish,
    Verb,
)
from bilten_app.domains.orders.queries import lines_of
from bilten_app.domains.orders.rules import read_quote
from bilten_app.domains.orders.service.books import refund_entry
from bilten_app.domains.orders.service.pay import held_lines
from bilten_app.domains.organizers.public import Permission
from bilten_app.domains.payments import queries as payment_queries
from bilten_app.domains.payments import service as payments
from bilten_app.domains.pricing import service as pricing
from bilten_app.domains.pricing.public import TicketPrice
from bilten_app.domains.tickets import queries as ticket_queries
from bilten_app.domains.tickets import service as tickets
from bilten_app.domains.tickets.public import TicketPlace
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import Actor
from bilten_app.kit.ids import new_id


@dataclass(frozen=True, slots=True)
class _Sums:
    """What goes back: `fee_minor` of the platform's fee and `tax_minor` are inside the total."""

    total_minor: int
    fee_minor: int
    tax_minor: int


@dataclass(frozen=True, slots=True)
class _Sold:
    """A locked order with all that a refund looks at."""

    order: Order
    lines: Sequence[OrderLine]
    valid: Sequence[TicketPlace]
    given_fee: int
    given_tax: int

    @property
    def left_minor(self) -> int:
        """What was paid and not given back yet."""
        return self.order.total_minor - self.order.refunded_minor

    def price_of(self, ticket: TicketPlace) -> TicketPrice:
        """Return the amounts of one ticket: lines stand in the order of the quote's."""
        place = next(i for i, line in enumerate(self.lines) if line.id == ticket.order_line_id)
        return read_quote(self.order.quote or {}).lines[place].tickets[ticket.position]


async def refund(uow: UnitOfWork, actor: Actor, *, order_id: UUID, wish: RefundWish) -> UUID:
    """Give money back, void the named tickets and free their places, in one transaction.

    For members with `orders:refund`. An order whose last valid ticket goes is cancelled. Return
    the refund's id. Raises OrderClosed, NotRefundable.
    """
    order = await uow.get(Order, order_id, lock=True)
    actor.require(Permission.orders_refund, order.organizer_id)
    if order.state != OrderState.paid:
        raise OrderClosed(state=order.state)
    sold = await _sold(uow, order)
    named = [ticket for ticket in sold.valid if ticket.id in wish.ticket_ids]
    if len(named) != len(wish.ticket_ids):
        raise NotRefundable
    sums = _named_sums(sold, named, wish) if named else _amount_sums(sold, wish.amount_minor)
    refund_id = await _give(uow, actor, sold, sums, named, wish.reason)
    if named and len(named) == len(sold.valid):
        await _close(uow, order, CloseReason.organizer, sums.total_minor)
    else:
        uow.record(
            OrderRefunded(
                refund_id, order.id, order.event_id, order.organizer_id, sums.total_minor,
                order.currency,
            )
        )  # fmt: skip
    await _free(uow, sold, named)
    return refund_id


async def cancel(
    uow: UnitOfWork, actor: Actor, *, order_id: UUID, reason: CloseReason = CloseReason.organizer
) -> None:
    """Cancel a paid order: tickets void, places free, all money on its way, in one transaction.

    For members with `orders:refund`. A second time raises OrderClosed and changes nothing.
    """
    order = await uow.get(Order, order_id, lock=True)
    actor.require(Permission.orders_refund, order.organizer_id)
    if order.state != OrderState.paid:
        raise OrderClosed(state=order.state)
    sold = await _sold(uow, order)
    sums = _rest(sold)
    if sums.total_minor:
        await _give(uow, actor, sold, sums, sold.valid, reason)
    else:
        await _void(uow, sold, sold.valid)
    await _close(uow, order, reason, sums.total_minor)
    await _free(uow, sold, sold.valid)


async def _sold(uow: UnitOfWork, order: Order) -> _Sold:
    given = await uow.session.execute(
        select(
            func.coalesce(func.sum(col(OrderRefund.fee_minor)), 0),
            func.coalesce(func.sum(col(OrderRefund.tax_minor)), 0),
        ).where(col(OrderRefund.order_id) == order.id)
    )
    fee, tax = given.one()
    valid = await ticket_queries.valid_places(uow.session, order.id)
    return _Sold(order, await lines_of(uow.session, order.id), valid, int(fee), int(tax))


def _rest(sold: _Sold) -> _Sums:
    """Return all that is left, with all of the fee and tax that were not given back."""
    order = sold.order
    fee = order.platform_fee_minor - sold.given_fee if sold.left_minor else 0
    return _Sums(sold.left_minor, fee, order.tax_minor - sold.given_tax if sold.left_minor else 0)


def _named_sums(sold: _Sold, named: Sequence[TicketPlace], wish: RefundWish) -> _Sums:
    """Return what tickets cost; without fees, their tax follows what is given back of them."""
    prices = [sold.price_of(ticket) for ticket in named]
    total = sum(price.total_minor for price in prices)
    tax = sum(price.tax_minor for price in prices)
    fee = sum(price.platform_fee_minor for price in prices)
    if not wish.with_fees:
        kept = sum(price.fee_minor for price in prices)
        tax = ledger.refund_parts(
            Parts(total, 0, tax), before_minor=0, minor=total - kept
        ).tax_minor
        total, fee = total - kept, 0
    # A goodwill refund may have given a part of the price back before.
    total = min(total, sold.left_minor)
    return _Sums(total, min(fee, total), min(tax, sold.order.tax_minor - sold.given_tax, total))


def _amount_sums(sold: _Sold, minor: int) -> _Sums:
    """Return a part of the price; the platform keeps its fee, tax follows pro rata."""
    if not 0 < minor <= sold.left_minor:
        raise NotRefundable
    order = sold.order
    paid = Parts(order.total_minor, 0, order.tax_minor)
    parts = ledger.refund_parts(paid, before_minor=order.refunded_minor, minor=minor)
    return _Sums(minor, 0, min(parts.tax_minor, order.tax_minor - sold.given_tax))


async def _give(
    uow: UnitOfWork,
    actor: Actor,
    sold: _Sold,
    sums: _Sums,
    named: Sequence[TicketPlace],
    reason: str,
) -> UUID:
    """Write the refund: first back to the gateway, what it did not take back to the cards."""
    order = sold.order
    await _void(uow, sold, named)
    paid_left = (
        order.total_minor - order.gift_minor - (order.refunded_minor - order.refunded_gift_minor)
    )
    paid_back = min(sums.total_minor, paid_left)
    gift_back = sums.total_minor - paid_back
    row = OrderRefund(
        id=new_id(), order_id=order.id, amount_minor=sums.total_minor, gift_minor=gift_back,
        fee_minor=sums.fee_minor, tax_minor=sums.tax_minor,
        ticket_ids=[str(ticket.id) for ticket in named], reason=reason, made_by=actor.label,
        created_at=uow.clock.now(),
    )  # fmt: skip
    gateway = ""
    if paid_back and order.payment_id:
        paid = await payment_queries.payment(uow.session, order.payment_id)
        gateway = paid.gateway if paid else ""
        row.payment_refund_id = await payments.request_refund(
            uow, payment_id=order.payment_id, amount_minor=paid_back, reason=reason
        )
        await uow.session.flush()
    if gift_back:
        await pricing.return_tenders(uow, order_id=order.id, minor=gift_back, reference=row.id)
    order.refunded_minor += sums.total_minor
    order.refunded_gift_minor += gift_back
    uow.add(row)
    await uow.session.flush()
    entry = refund_entry(
        order, row.payment_refund_id or row.id, row.created_at, gateway=gateway,
        paid_back=paid_back, gift_back=gift_back, fee_minor=sums.fee_minor,
        tax_minor=sums.tax_minor,
    )  # fmt: skip
    await ledger.post(uow, [entry])
    uow.audit(Verb.order_refunded, order.id, minor=sums.total_minor, tickets=len(named))
    return row.id


async def _void(uow: UnitOfWork, sold: _Sold, named: Collection[TicketPlace]) -> None:
    await tickets.void(
        uow,
        order_id=sold.order.id,
        event_id=sold.order.event_id,
        ticket_ids=[ticket.id for ticket in named],
    )


async def _close(uow: UnitOfWork, order: Order, reason: str, minor: int) -> None:
    uow.advance(
        order, ORDER_FLOW, OrderState.cancelled, closed_at=uow.clock.now(),
        close_reason=CloseReason(reason).value,
    )  # fmt: skip
    if order.keeps_offers:
        await pricing.give_back(uow, hold_id=order.hold_id)
    uow.record(
        OrderCancelled(order.id, order.event_id, order.organizer_id, minor, order.currency, reason)
    )
    uow.audit(Verb.order_cancelled, order.id, refund_minor=minor, reason=reason)


async def _free(uow: UnitOfWork, sold: _Sold, named: Sequence[TicketPlace]) -> None:
    """Give places back. Pools come last, as in a sale: else the two could wait for each other."""
    await uow.flush()
    by_id = {line.id: line for line in sold.lines}
    freed = [by_id[ticket.order_line_id] for ticket in named]
    await inventory.give_back(uow, lines=held_lines(freed, each=1))
