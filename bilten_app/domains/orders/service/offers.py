"""What a buyer brings to an order that is not paid yet: codes, gift cards, credit, a VAT id."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import col

from bilten_app.domains.inventory import queries as inventory
from bilten_app.domains.inventory.public import Hold, HoldExpired, TypePrice
from bilten_app.domains.orders.models import Order, OrderLine
from bilten_app.domains.orders.public import (
    CreditNotYours,
    NoCodesForChanges,
    NoCodesForResale,
    OrderClosed,
    OrderState,
    Verb,
)
from bilten_app.domains.orders.rules import item_of, lines_for, sums_of, write_ask
from bilten_app.domains.pricing import queries as brought
from bilten_app.domains.pricing import service as pricing
from bilten_app.domains.pricing.public import Ask, HoldWish, Quote, TypeLocked
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.ids import new_id


async def bring(uow: UnitOfWork, *, order_id: UUID, ask: Ask) -> Quote:
    """Price an open order again with what its buyer brings now; prices stay those of its hold.

    The quote says of each code that changed nothing why. Credit is only for who has proven the
    address it belongs to. Raises OrderClosed, HoldExpired, TypeLocked, AlreadyUsed, CreditNotYours,
    NoCodesForChanges, NoCodesForResale.
    """
    ask = await brought.without_secrets(uow.session, ask)
    if ask.use_credit and not (uow.actor.verified and uow.actor.email == ask.email):
        raise CreditNotYours
    order = await uow.get(Order, order_id, lock=True)
    _check_open(order)
    if order.gift_minor:
        await pricing.return_tenders(
            uow, order_id=order.id, minor=order.gift_minor, reference=new_id()
        )
    hold = await inventory.hold(uow.session, order.hold_id)
    if hold is None:
        raise HoldExpired
    types = await inventory.prices(uow.session, [line.ticket_type_id for line in hold.lines])
    priced = await pricing.price_hold(uow, _wish(order, hold, types, ask))
    if priced.locked:
        raise TypeLocked
    await _write(uow, order, types, priced)
    order.asked = write_ask(ask)
    if order.keeps_offers and order.buyer_email:
        await pricing.claim(uow, hold_id=order.hold_id, email=order.buyer_email)
    uow.audit(Verb.order_priced, order.id, total_minor=order.total_minor)
    return priced


def _check_open(order: Order) -> None:
    """Raise what stands against another price of an order."""
    if order.state != OrderState.placed:
        raise OrderClosed(state=order.state)
    if order.from_order_id:
        raise NoCodesForChanges
    if order.listing_id:
        raise NoCodesForResale


def _wish(order: Order, hold: Hold, types: Mapping[UUID, TypePrice], ask: Ask) -> HoldWish:
    return HoldWish(
        hold_id=hold.id,
        event_id=order.event_id,
        items=tuple(item_of(line, types[line.ticket_type_id]) for line in hold.lines),
        at=order.placed_at,
        until=order.hold_until,
        ask=ask,
    )


async def _write(
    uow: UnitOfWork, order: Order, types: Mapping[UUID, TypePrice], priced: Quote
) -> None:
    """Put the new sums and lines in the place of the old ones; no ticket refers to them yet."""
    for name, value in sums_of(priced).items():
        setattr(order, name, value)
    await uow.session.execute(delete(OrderLine).where(col(OrderLine.order_id) == order.id))
    uow.session.add_all(lines_for(order.id, priced, types))
    await uow.session.flush()
