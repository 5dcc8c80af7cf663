"""The moment in which another order takes the place of tickets: all of it, or nothing of it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from bilten_app.domains.inventory.public import Freed
from bilten_app.domains.orders import queries
from bilten_app.domains.orders.models import Order, OrderChange, OrderLine
from bilten_app.domains.orders.public import (
    ORDER_FLOW,
    ChangeGone,
    ChangeKind,
    CloseReason,
    MoneyDisputed,
    NotRefundable,
    OrderChanged,
    OrderState,
    RefundWish,
    Verb,
)
from bilten_app.domains.orders.rules import tickets_by_type
from bilten_app.domains.orders.service.giving import fund_of, give
from bilten_app.domains.orders.service.places import freed_by
from bilten_app.domains.orders.service.refunds import settle_request
from bilten_app.domains.tickets.public import TicketIsOut
from bilten_app.infra.uow import UnitOfWork


async def given_up(
    uow: UnitOfWork, orders: Sequence[Order], lines: Mapping[UUID, Sequence[OrderLine]]
) -> tuple[list[Freed], list[Order]]:
    """Take back what changed orders stand in the place of; return it, and whose places move."""
    freed: list[Freed] = []
    moving: list[Order] = []
    for order in orders:
        left = await _give_up(uow, order) if order.from_order_id else []
        if left is not None:
            into = tickets_by_type(lines[order.id])
            freed += [replace(one, into=into, into_hold=order.hold_id) for one in left]
            moving.append(order)
    return freed, moving


async def _give_up(uow: UnitOfWork, order: Order) -> list[Freed] | None:
    """End the tickets that a locked order takes the place of; return what they leave free.

    None when their places go along to the other buyer: nothing comes free, and nobody else
    may step in between.

    What was paid for them pays for the order, and what it costs less goes back. The caller issues
    the new tickets and moves the places in the same transaction. Raises ChangeGone when the
    tickets, or what was paid for them, are not what they were, or a bank wants the money.
    """
    change = await uow.get(OrderChange, order.id, lock=True)
    before = await uow.get(Order, change.from_order_id, lock=True)
    sold = await queries.sold(uow.session, before)
    ids = frozenset(UUID(one) for one in change.ticket_ids)
    try:
        named, sums = sold.named(ids), sold.due(RefundWish(ids))
    except NotRefundable:
        raise ChangeGone from None
    if sums.total_minor < order.funded_minor:
        raise ChangeGone
    try:
        _, carried = await give(
            uow, uow.actor, sold, sums, named, CloseReason.changed, carry_minor=order.funded_minor
        )
    except (MoneyDisputed, TicketIsOut):
        raise ChangeGone from None
    uow.session.add_all([fund_of(order.id, one) for one in carried])
    change.done_at = uow.clock.now()
    await settle_request(uow, uow.actor, sold, named)
    if len(named) == len(sold.valid):
        uow.advance(
            before, ORDER_FLOW, OrderState.cancelled, closed_at=uow.clock.now(),
            close_reason=CloseReason.changed.value,
        )  # fmt: skip
    uow.record(
        OrderChanged(
            order.id, before.id, order.event_id, order.organizer_id, change.kind, len(named),
            sums.total_minor - order.funded_minor, order.currency,
        )
    )  # fmt: skip
    uow.audit(Verb.order_changed, before.id, to=str(order.id), tickets=len(named))
    await uow.session.flush()
    if change.kind == ChangeKind.parted:
        return None
    return [freed_by(before, sold.lines, named)]
