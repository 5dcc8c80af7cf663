"""Orders that look like fraud: judged before they are paid, and held back when they are.

A held order is paid and has its tickets; they are frozen until somebody decides or time does.
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

from bilten_app.domains.events import queries as events
from bilten_app.domains.orders import queries
from bilten_app.domains.orders.models import Order, OrderLine
from bilten_app.domains.orders.public import OrderHeld
from bilten_app.domains.orders.rules import read_ask, tickets_by_type
from bilten_app.domains.payments import queries as payments
from bilten_app.domains.payments.public import DisputeState
from bilten_app.domains.risk import queries as risk_queries
from bilten_app.domains.risk import service as risk
from bilten_app.domains.risk.public import (
    Attempt,
    Card,
    Outcome,
    PaymentStopped,
    ReviewState,
)
from bilten_app.domains.tickets import service as tickets
from bilten_app.infra.log import correlation_id
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import Actor
from bilten_app.kit.money import Money
from bilten_app.kit.twins import is_test
from bilten_app.ports.cards import PaidWith


async def check_before_paying(rt: Runtime, order: Order, quantity: int, network: str) -> bool:
    """Judge somebody who wants to pay; whether their bank is to be asked. Raises PaymentStopped.

    Nobody is judged by play money, nor does it count against whoever pays with real money.
    """
    if is_test(order.organizer_id):
        return False
    attempt = attempt_of(order, quantity, network=network, correlation=correlation_id())
    verdict = await risk.before_paying(rt, attempt)
    if verdict.outcome is Outcome.refused:
        raise PaymentStopped
    return verdict.outcome is not Outcome.passed


async def judge_paid(
    uow: UnitOfWork,
    rt: Runtime,
    orders: Sequence[Order],
    lines: Mapping[UUID, Sequence[OrderLine]],
    paid: Mapping[UUID, tuple[UUID, str]],
) -> frozenset[UUID]:
    """Judge orders whose money came; return those that wait for a person.

    `paid` is order id → its payment and the correlation id under which it came.
    """
    cards = await payments.cards(uow.session, [payment_id for payment_id, _ in paid.values()])
    attempts = [
        attempt_of(
            order,
            tickets_by_type(lines[order.id]).total(),
            correlation=paid[order.id][1],
            card=cards.get(paid[order.id][0]),
        )
        for order in orders
        if order.id in paid and not is_test(order.organizer_id)
    ]
    held = await risk.judge_paid(uow, rt.vault, attempts)
    if held:
        times = await events.times(uow.session, {one.attempt.event_id for one in held})
        risk.open_reviews(uow, held, times)
    return frozenset(one.attempt.order_id for one in held)


async def hold_back(uow: UnitOfWork, order: Order) -> None:
    """Freeze the tickets of a paid order, and say so."""
    await tickets.freeze(uow, order_id=order.id, event_id=order.event_id)
    uow.record(OrderHeld(order.id, order.event_id, order.organizer_id))


async def lift(uow: UnitOfWork, actor: Actor, order: Order) -> None:
    """End the review of an order that ends, so that its tickets are like any others."""
    if await risk.end_if_waiting(uow, actor, order_id=order.id, to=ReviewState.refused):
        await uow.flush()
        await tickets.thaw(uow, order_id=order.id, event_id=order.event_id)


async def thaw_if_free(uow: UnitOfWork, order: Order) -> None:
    """Give tickets their right again, unless a bank took their money or a person has to decide."""
    if not await is_undisputed(uow, order):
        return
    if not await risk_queries.in_review(uow.session, [order.id]):
        await tickets.thaw(uow, order_id=order.id, event_id=order.event_id)


async def is_undisputed(uow: UnitOfWork, order: Order) -> bool:
    """Whether no bank asks for money behind a locked order, or has taken it."""
    funds = await queries.funds_of(uow.session, order.id) if order.funded_minor else ()
    behind = list(queries.payments_behind(order, funds))
    disputes = await payments.disputes(uow.session, payment_ids=behind) if behind else ()
    return all(one.state is DisputeState.won for one in disputes)


def attempt_of(
    order: Order,
    quantity: int,
    *,
    network: str = "",
    correlation: str = "",
    card: PaidWith | None = None,
) -> Attempt:
    """Return what is judged of an order."""
    told = Card(card.fingerprint, card.country, card.holder) if card else Card()
    return Attempt(
        order_id=order.id,
        event_id=order.event_id,
        organizer_id=order.organizer_id,
        name=order.buyer_name,
        email=order.buyer_email,
        quantity=quantity,
        total=Money(order.total_minor, order.currency),
        user_id=order.user_id,
        visitor=order.visitor or "",
        network=network,
        country=read_ask(order.asked).buyer.country,
        card=told,
        correlation_id=correlation,
    )
