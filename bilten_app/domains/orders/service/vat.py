"""What a later word about a buyer's VAT id does to an order: tax goes back, or somebody is told."""

from datetime import timedelta
from uuid import UUID

import structlog
from sqlalchemy import or_
from sqlmodel import col, select

from bilten_app.domains.orders import queries
from bilten_app.domains.orders.models import Order
from bilten_app.domains.orders.public import (
    MoneyDisputed,
    OrderRefunded,
    OrderState,
    OrderVatFailed,
)
from bilten_app.domains.orders.rules import Sums, read_quote
from bilten_app.domains.orders.service.giving import give
from bilten_app.domains.pricing import queries as pricing
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import SYSTEM
from bilten_app.kit.text import msgid

TAX_JOB = "orders.give_tax_back"
PROVEN = msgid("The VAT id was confirmed after the sale: the tax goes back.")
log = structlog.get_logger(__name__)
LOOKS_AGAIN, LATEST = timedelta(minutes=10), timedelta(days=1)


async def on_vat_id_proven(rt: Runtime, *, reference: str, vat_id: str, **_: object) -> None:
    """Reaction to `pricing.vat_id_proven`: the tax that was charged goes back. Harmless twice."""
    await give_tax_back(rt, reference=reference, vat_id=vat_id)


async def give_tax_back(rt: Runtime, *, reference: str, vat_id: str) -> None:
    """Job: give a business the tax it owes itself. Harmless twice: it is given back once.

    An order that is not paid yet is looked at again: its price was fixed with the tax. One whose
    money a bank has asked for waits: if the bank lets us keep it, this job comes again, and else
    nothing is due.
    """
    try:
        async with rt.unit_of_work() as uow:
            await _give_tax_back(uow, reference, vat_id)
    except MoneyDisputed:
        log.info("tax waits for a bank", order=reference)


async def queue_tax(uow: UnitOfWork, order: Order) -> None:
    """Queue the tax that waited for a bank, when its business has proven its VAT id."""
    if order.tax_minor:
        vat_id = await pricing.proven_vat_id(uow.session, {order.id, order.hold_id})
        if vat_id:
            uow.enqueue(TAX_JOB, {"reference": str(order.id), "vat_id": vat_id})


async def _give_tax_back(uow: UnitOfWork, reference: str, vat_id: str) -> None:
    order = await _order(uow, UUID(reference))
    if order is None:
        return
    if order.state in {OrderState.placed, OrderState.expired}:
        if uow.clock.now() < order.hold_until + LATEST:
            again = {"reference": reference, "vat_id": vat_id}
            uow.enqueue(TAX_JOB, again, after=LOOKS_AGAIN)
        return
    quote = read_quote(order.quote or {})
    sold = await queries.sold(uow.session, order)
    tax = min(order.tax_minor - sold.given_tax, sold.left_minor)
    if order.state != OrderState.paid or sold.is_tax_free or tax <= 0:
        return
    if quote.buyer.vat_id != vat_id or not await pricing.owes_tax_itself(
        uow.session, order.organizer_id, quote
    ):
        return
    refund_id, _ = await give(uow, SYSTEM, sold, Sums(tax, 0, tax), (), PROVEN, tax_only=True)
    uow.record(
        OrderRefunded(refund_id, order.id, order.event_id, order.organizer_id, tax, order.currency)
    )


async def on_vat_id_failed(rt: Runtime, *, reference: str, vat_id: str, **_: object) -> None:
    """Reaction to `pricing.vat_id_failed`: the organizer is told. Harmless twice: one mail."""
    async with rt.unit_of_work() as uow:
        order = await _order(uow, UUID(reference))
        if order is not None and order.paid_at is not None:
            uow.record(OrderVatFailed(order.id, order.organizer_id, vat_id))


async def _order(uow: UnitOfWork, reference: UUID) -> Order | None:
    """Lock the order that a VAT id was given for, by its id or by that of its hold."""
    chosen = select(Order).where(or_(col(Order.id) == reference, col(Order.hold_id) == reference))
    locked = chosen.with_for_update(key_share=True)
    return (await uow.session.execute(locked)).scalar_one_or_none()
