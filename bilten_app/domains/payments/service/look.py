"""Asking gateways, for webhooks may never come, and ending what nobody paid in time."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

import structlog
from sqlmodel import col, select

from bilten_app.domains.payments.models import Payment
from bilten_app.domains.payments.public import PAYMENT_FLOW, PaymentId, PaymentState, PaymentView
from bilten_app.domains.payments.queries import view
from bilten_app.domains.payments.rules import LAST_LOOK_AFTER_EXPIRY, next_look
from bilten_app.domains.payments.service.charges import Told, apply_all
from bilten_app.domains.payments.service.start import call_start
from bilten_app.infra.log import correlation_id
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.errors import BiltenError, NotFound
from bilten_app.kit.money import Money
from bilten_app.ports.payees import MethodForgotten
from bilten_app.ports.payments import Charge, ChargeState, CheckoutOver, PaymentGateway

LOOKS_AT_ONCE = 8
log = structlog.get_logger(__name__)


async def refresh(rt: Runtime, *, payment_id: UUID) -> PaymentView:
    """Ask the gateway about a payment that is not final, and record what it says.

    What the buyer has approved is captured; what is over is closed.
    """
    async with rt.read() as session:
        payment = await session.get(Payment, payment_id)
    if payment is None:
        raise NotFound
    if payment.state == PaymentState.captured:
        return view(payment)
    charge = await _ask(rt, payment)
    told = Told(payment.gateway, charge, correlation_id())
    return view(await rt.together(apply_all, told) or payment)


async def look_due(rt: Runtime, *, limit: int = 100) -> int:
    """Job of the clock: ask about payments nobody told us of.

    Harmless beside others: each payment is looked at by one of them. Returns how many there were.
    """
    async with rt.unit_of_work() as uow:
        ids = [await _next_look(uow, payment) for payment in await _due(uow, limit)]
    turn = asyncio.Semaphore(LOOKS_AT_ONCE)
    await asyncio.gather(*(_look(rt, payment_id, turn) for payment_id in ids if payment_id))
    return len(ids)


async def charge_now(gateway: PaymentGateway, ref: str, *, is_over: bool) -> Charge:
    """Return what came of a checkout: collected if the buyer agreed in time, closed if not."""
    charge = await gateway.look_up(ref)
    if charge.state is ChargeState.approved and not is_over:
        return await gateway.capture(ref)
    if charge.state in {ChargeState.pending, ChargeState.approved} and is_over:
        return await gateway.close(ref)
    return charge


async def _ask(rt: Runtime, payment: Payment) -> Charge:
    gateway = rt.gateways.payment_methods[payment.gateway]
    is_over = payment.expires_at <= rt.clock.now()
    if payment.gateway_ref is None:
        try:
            payment = await call_start(rt, payment)
        except (CheckoutOver, MethodForgotten):  # the gateway never took it up
            amount = Money(payment.amount_minor, payment.currency)
            return Charge("", ChargeState.expired, amount)
    return await charge_now(gateway, payment.gateway_ref or "", is_over=is_over)


async def _look(rt: Runtime, payment_id: UUID, turn: asyncio.Semaphore) -> None:
    async with turn:
        try:
            await refresh(rt, payment_id=payment_id)
        except BiltenError as error:
            log.warning("a gateway does not say what it knows; asked again later", why=error.code)


async def _due(uow: UnitOfWork, limit: int) -> Sequence[Payment]:
    chosen = (
        select(Payment)
        .where(col(Payment.look_at) <= uow.clock.now())
        .order_by(col(Payment.look_at))
        .limit(limit)
        .with_for_update(skip_locked=True, key_share=True)
    )
    return (await uow.session.execute(chosen)).scalars().all()


async def _next_look(uow: UnitOfWork, payment: Payment) -> PaymentId | None:
    """Say when to look again; long after the end there is no more looking."""
    now = uow.clock.now()
    if now < payment.expires_at + LAST_LOOK_AFTER_EXPIRY:
        payment.look_at = next_look(payment.created_at, payment.expires_at, now)
        return PaymentId(payment.id)
    payment.look_at = None
    if payment.state == PaymentState.started:
        uow.advance(payment, PAYMENT_FLOW, PaymentState.expired)
    return None
