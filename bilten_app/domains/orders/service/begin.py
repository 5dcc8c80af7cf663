"""From an open order to the gateway's checkout; orders of one moment are read together."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_
from sqlalchemy.orm import defer
from sqlmodel import col, select

from bilten_app.domains.events import queries as events
from bilten_app.domains.events.public import EventSale
from bilten_app.domains.orders.models import Order
from bilten_app.domains.orders.public import ORDER_LINK
from bilten_app.domains.orders.queries import lines_of_all
from bilten_app.domains.orders.rules import tickets_by_type
from bilten_app.domains.orders.service.pay import (
    QUOTE,
    check_payable,
    give_out,
    take_gifts,
    to_pay_of,
)
from bilten_app.domains.orders.service.reviews import check_before_paying
from bilten_app.domains.organizers.public import OrganizerStopped
from bilten_app.domains.payments import service as payments
from bilten_app.domains.payments.public import NOTHING_REMEMBERED, Remembering
from bilten_app.infra.db import among
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import NotFound
from bilten_app.kit.money import Money
from bilten_app.kit.twins import is_test


@dataclass(frozen=True, slots=True)
class _Payable:
    """An order that somebody wants to pay, its event, and how many tickets it is."""

    order: Order
    event: EventSale
    quantity: int

    @property
    def is_test(self) -> bool:
        """Whether it is paid with play money."""
        return is_test(self.order.organizer_id)


async def pay(
    rt: Runtime,
    actor: Actor,
    *,
    order_id: UUID,
    return_url: str,
    method: str | None = None,
    card_id: UUID | None = None,
    keep_card: bool = False,
    network: str = "",
) -> str | None:
    """Open a gateway's checkout and return its address; None when the order cost nothing.

    Gift cards and credit pay first; what they gave comes back with an order that ends unpaid.
    `network` is the IP address of who asks. With `card_id` a saved card of theirs is charged, with
    `keep_card` the one they pay with is saved. Raises BuyerUnknown, OrderClosed, OrderExpired,
    OrganizerStopped, PaymentStopped, Unavailable, BalanceChanged, MethodForgotten.
    """
    payable = await rt.together(_payables, order_id)
    keep = keep_card and not payable.is_test
    remembering = await _remembering(rt, actor, card_id, method, keep=keep)
    return await _pay(rt, actor, payable, return_url, method, network, remembering)


async def pay_by_link(
    rt: Runtime,
    actor: Actor,
    *,
    code: str,
    secret: str,
    return_url: str,
    method: str | None = None,
    card_id: UUID | None = None,
    keep_card: bool = False,
    network: str = "",
) -> str | None:
    """Like `pay`, for whoever holds the order's link; a wrong secret looks like a wrong code."""
    payable = await rt.together(_payables, code)
    if not rt.vault.is_link_secret(ORDER_LINK, payable.order.id, secret):
        raise NotFound
    keep = keep_card and not payable.is_test
    remembering = await _remembering(rt, actor, card_id, method, keep=keep)
    return await _pay(rt, actor, payable, return_url, method, network, remembering)


async def _remembering(
    rt: Runtime, actor: Actor, card_id: UUID | None, method: str | None, *, keep: bool
) -> Remembering:
    if card_id is None and not keep:
        return NOTHING_REMEMBERED
    return await payments.remembering(rt, actor, card_id=card_id, method=method, keep=keep)


async def _pay(
    rt: Runtime,
    actor: Actor,
    payable: _Payable,
    return_url: str,
    method: str | None,
    network: str,
    remembering: Remembering,
) -> str | None:
    order = payable.order
    if not actor.sees(order.organizer_id):
        raise NotFound
    check_payable(order, rt.clock.now())
    if payable.event.suspended:
        raise OrganizerStopped
    challenge = await check_before_paying(rt, order, payable.quantity, network)
    to_pay = to_pay_of(order)
    if to_pay == 0:
        await give_out(rt, actor, order.id)
        return None
    if order.gift_minor:
        async with rt.unit_of_work(actor) as uow:
            await take_gifts(uow, await uow.get(Order, order.id, lock=True))
    payment = await payments.start(
        rt,
        reference=order.id,
        amount=Money(to_pay, order.currency),
        email=order.buyer_email,
        description=payable.event.title,
        return_url=return_url,
        expires_at=order.hold_until,
        method=method,
        challenge=challenge,
        remembering=remembering,
        is_test=payable.is_test,
    )
    return payment.checkout_url


async def _payables(rt: Runtime, named: Sequence[UUID | str]) -> list[_Payable | Exception]:
    """Read orders by their ids or codes."""
    ids = [name for name in named if isinstance(name, UUID)]
    codes = [name for name in named if isinstance(name, str)]
    chosen = (
        select(Order)
        .where(or_(among(col(Order.id), ids), among(col(Order.code), codes)))
        .options(defer(QUOTE))
    )
    async with rt.read() as session:
        rows = (await session.execute(chosen)).scalars().all()
        lines = await lines_of_all(session, [row.id for row in rows])
        sales = await events.sales(session, {row.event_id for row in rows})
    found: dict[UUID | str, _Payable] = {}
    for row in rows:
        count = tickets_by_type(lines[row.id]).total()
        found[row.id] = found[row.code] = _Payable(row, sales[row.event_id], count)
    return [found.get(name) or NotFound() for name in named]
