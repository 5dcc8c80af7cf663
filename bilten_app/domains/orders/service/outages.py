"""More time for orders whose payment service is down: once, and never past the sale."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import col, select

from bilten_app.domains.events import queries as events
from bilten_app.domains.inventory import queries as inventory_queries
from bilten_app.domains.inventory import service as inventory
from bilten_app.domains.market import service as market
from bilten_app.domains.orders.models import Order
from bilten_app.domains.orders.public import OrderState, Verb
from bilten_app.domains.orders.queries import lines_of_all
from bilten_app.domains.orders.rules import extended_until, tickets_by_type
from bilten_app.domains.payments import queries as payment_queries
from bilten_app.domains.payments import service as payments
from bilten_app.domains.pricing import service as pricing
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork

AT_ONCE = 500


async def extend_held_up(rt: Runtime) -> int:
    """Job of the clock: give orders more time that cannot be paid now; return how many.

    Each gets it once, however long its gateway is down and however often: the row remembers.
    Harmless beside others, who pass over what is locked.
    """
    async with rt.unit_of_work() as uow:
        held_up = await payment_queries.held_up(uow.session, rt)
        if held_up is not None and not held_up:
            return 0
        now = uow.clock.now()
        chosen = (
            select(Order)
            .where(col(Order.state) == OrderState.placed)
            .where(col(Order.hold_until) > now, col(Order.extended_at).is_(None))
            .order_by(col(Order.hold_until))
            .limit(AT_ONCE)
            .with_for_update(skip_locked=True, key_share=True)
        )
        if held_up is not None:
            chosen = chosen.where(col(Order.id).in_(held_up))
        orders = (await uow.session.execute(chosen)).scalars().all()
        return await _extend(uow, orders, timedelta(minutes=rt.settings.outage_minutes))


async def _extend(uow: UnitOfWork, orders: Sequence[Order], more: timedelta) -> int:
    """Give locked orders more time, with all that is kept for them; return to how many."""
    ends = await _ends(uow, orders)
    untils = {
        order.hold_id: until
        for order in orders
        if (until := extended_until(order.hold_until, more, ends[order.id])) > order.hold_until
    }
    held = await inventory.extend(uow, untils)
    given = [order for order in orders if order.hold_id in held or _keeps_listing(order, untils)]
    for order in given:
        order.hold_until, order.extended_at = untils[order.hold_id], uow.clock.now()
        if order.listing_id:
            await market.extend(uow, order_id=order.id, until=order.hold_until)
        if order.keeps_offers:
            await pricing.extend(uow, hold_id=order.hold_id, until=order.hold_until)
        uow.audit(Verb.order_extended, order.id, until=order.hold_until.isoformat())
    await payments.extend(uow, {order.id: order.hold_until for order in given})
    return len(given)


def _keeps_listing(order: Order, untils: Mapping[UUID, datetime]) -> bool:
    return order.listing_id is not None and order.hold_id in untils


async def _ends(uow: UnitOfWork, orders: Sequence[Order]) -> Mapping[UUID, list[datetime]]:
    """Return order id → the moments after which nothing of it is sold any more."""
    times = await events.times(uow.session, {order.event_id for order in orders})
    lines = await lines_of_all(uow.session, [order.id for order in orders])
    types = {
        order_id: {*tickets_by_type(some), *(line.ticket_type_id for line in some)}
        for order_id, some in lines.items()
    }
    every = {key for some in types.values() for key in some}
    kinds = await inventory_queries.prices(uow.session, every)
    return {
        order.id: [
            times[order.event_id].starts_at,
            *(closes for key in types[order.id] if (closes := kinds[key].closes_at)),
        ]
        for order in orders
    }
