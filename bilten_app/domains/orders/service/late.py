"""Money that bought nothing: it goes back, and the buyer is told."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from uuid import UUID

from bilten_app.domains.inventory import service as inventory
from bilten_app.domains.ledger import service as ledger
from bilten_app.domains.ledger.public import EntryKind
from bilten_app.domains.market import service as market
from bilten_app.domains.orders.models import Order
from bilten_app.domains.orders.public import (
    ORDER_FLOW,
    CloseReason,
    LateMoneyRefunded,
    OrderState,
)
from bilten_app.domains.orders.service.books import deal_of
from bilten_app.domains.orders.service.contested import book_claim
from bilten_app.domains.payments import queries as payment_queries
from bilten_app.domains.payments import service as payments
from bilten_app.domains.payments.public import Claim, DisputeState
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import SYSTEM

LATE = "The payment came after the places were sold"


@dataclass(frozen=True, slots=True)
class Captured:
    """Money for an order, and the correlation id under which it came."""

    order_id: UUID
    payment_id: UUID
    gateway: str
    amount_minor: int
    correlation_id: str


async def refuse_late(rt: Runtime, late: Captured) -> None:
    """Send the money of an order back whose places are sold, and say so."""
    async with rt.unit_of_work() as uow:
        order = await uow.get(Order, late.order_id, lock=True)
        if order.state == OrderState.placed:
            uow.advance(order, ORDER_FLOW, OrderState.expired, closed_at=uow.clock.now())
        order.close_reason = CloseReason.sold_out
        with uow.on_behalf_of(SYSTEM, late.correlation_id):
            await send_back(uow, order, late, LATE)
        if order.listing_id:
            await market.let_go(uow, order_id=order.id)
        await uow.flush()
        await inventory.release(uow, hold_id=order.hold_id)


async def send_back(uow: UnitOfWork, order: Order, paid: Captured, reason: str) -> None:
    """Refund a payment that bought nothing, once: the payment itself remembers what was sent.

    What a bank asks for waits until it has decided, and what it has taken is not sent again.
    """
    await set_aside(uow, order, paid.payment_id, paid.gateway, paid.amount_minor, order.currency)
    claim = (await payments.claims(uow, [paid.payment_id])).get(paid.payment_id, Claim())
    left = await payments.left_of(uow, payment_id=paid.payment_id) - claim.lost_minor
    if claim.is_open or left <= 0:
        return
    await payments.request_refund(uow, payment_id=paid.payment_id, amount_minor=left, reason=reason)
    uow.record(LateMoneyRefunded(order.id, order.event_id, paid.payment_id, left, order.currency))


async def set_aside(
    uow: UnitOfWork, order: Order, payment_id: UUID, gateway: str, minor: int, currency: str
) -> None:
    """Book money that bought nothing. Harmless twice: one entry.

    A bank may have taken it before we knew that: no organizer bears what was never its own.
    """
    deal = replace(deal_of(order, payment_id, uow.clock.now()), currency=currency)
    if not await ledger.post(uow, [ledger.late_money(deal, gateway=gateway, minor=minor)]):
        return
    for dispute in await payment_queries.disputes(uow.session, payment_ids=[payment_id]):
        if dispute.state is DisputeState.lost:
            await book_claim(uow, order, dispute, is_aside=True, afresh=True)


async def are_aside(uow: UnitOfWork, payment_ids: Collection[UUID]) -> frozenset[UUID]:
    """Return those of some payments of which it is known that they bought nothing."""
    return await ledger.posted(uow, EntryKind.late_money, payment_ids)
