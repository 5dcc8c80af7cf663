"""Learning what a gateway says: it tells us, or we ask. Order and number do not matter."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import tuple_
from sqlmodel import col, select

from bilten_app.domains.payments.models import Payment
from bilten_app.domains.payments.public import (
    PAYMENT_FLOW,
    PaymentCaptured,
    PaymentId,
    PaymentState,
    PaymentView,
    Verb,
    WebhookStored,
)
from bilten_app.domains.payments.queries import view
from bilten_app.domains.payments.rules import LAST_LOOK_AFTER_EXPIRY, next_look, next_state
from bilten_app.domains.payments.service.start import call_start
from bilten_app.infra import once
from bilten_app.infra.log import correlation_id
from bilten_app.infra.once import ExternalEvent
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import SYSTEM
from bilten_app.kit.errors import NotFound, Unavailable
from bilten_app.kit.money import Money
from bilten_app.ports import payments as port

LOOKS_AT_ONCE = 8
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Arrived:
    """A webhook whose signature was right."""

    gateway: str
    event: port.SignedEvent
    correlation_id: str


@dataclass(frozen=True, slots=True)
class Stored:
    """A webhook that waits to be understood."""

    gateway: str
    event_id: str
    correlation_id: str


@dataclass(frozen=True, slots=True)
class Told:
    """What a gateway said."""

    gateway: str
    charge: port.Charge
    correlation_id: str


async def take_webhook(
    rt: Runtime, *, gateway: str, body: bytes, headers: Mapping[str, str]
) -> None:
    """Take in a gateway's event: verified and stored; what follows is a reaction.

    Raises BadSignature. A repeated event changes nothing.
    """
    if gateway != rt.gateways.payments.name:
        raise NotFound
    event = await rt.gateways.payments.verify(body, headers)
    await rt.together(store_all, Arrived(gateway, event, correlation_id()))


async def store_all(rt: Runtime, arrived: Sequence[Arrived]) -> Sequence[None]:
    """Store events, and tell of those that are new."""
    async with rt.unit_of_work() as uow:
        events = [ExternalEvent(one.gateway, one.event.event_id, one.event.raw) for one in arrived]
        fresh = set(await once.store(uow, events))
        for one in arrived:
            key = one.gateway, one.event.event_id
            if key in fresh:
                fresh.discard(key)
                with uow.on_behalf_of(SYSTEM, one.correlation_id):
                    uow.record(WebhookStored(*key))
    return [None] * len(arrived)


async def on_webhook_stored(rt: Runtime, *, gateway: str, event_id: str, **_: object) -> None:
    """Reaction to `payments.webhook_stored`: do what it says. Harmless twice, and in any order."""
    await rt.together(understand_all, Stored(gateway, event_id, correlation_id()))


async def understand_all(rt: Runtime, stored: Sequence[Stored]) -> Sequence[None]:
    """Read stored webhooks, and move the payments they speak of."""
    keys = [(one.gateway, one.event_id) for one in stored]
    async with rt.read() as session:
        payloads = await once.payloads(session, keys)
    told: list[Told] = []
    for one, key in zip(stored, keys, strict=True):
        news = await rt.gateways.payments.read(payloads[key])
        if isinstance(news, port.Charge):
            told.append(Told(one.gateway, news, one.correlation_id))
    async with rt.unit_of_work() as uow:
        await _move(uow, told)
        await once.mark_handled(uow, keys)
    return [None] * len(stored)


async def apply_all(rt: Runtime, told: Sequence[Told]) -> Sequence[Payment | None]:
    """Move the payments of charges to what the gateway says; None for what is not ours."""
    async with rt.unit_of_work() as uow:
        payments = await _move(uow, told)
    return [payments.get((one.gateway, one.charge.gateway_ref)) for one in told]


async def refresh(rt: Runtime, *, payment_id: UUID) -> PaymentView:
    """Ask the gateway about a payment that is not final, and record what it says."""
    async with rt.read() as session:
        payment = await session.get(Payment, payment_id)
    if payment is None:
        raise NotFound
    if payment.state == PaymentState.captured:
        return view(payment)
    if payment.gateway_ref is None:
        payment = await call_start(rt, payment)
    charge = await rt.gateways.payments.look_up(payment.gateway_ref or "")
    told = Told(payment.gateway, charge, correlation_id())
    return view(await rt.together(apply_all, told) or payment)


async def look_due(rt: Runtime, *, limit: int = 100) -> int:
    """Job of the clock: ask about payments nobody told us of, for webhooks may never come.

    Harmless beside others: each payment is looked at by one of them. Returns how many there were.
    """
    async with rt.unit_of_work() as uow:
        ids = [await _next_look(uow, payment) for payment in await _due(uow, limit)]
    turn = asyncio.Semaphore(LOOKS_AT_ONCE)
    await asyncio.gather(*(_look(rt, payment_id, turn) for payment_id in ids if payment_id))
    return len(ids)


async def _look(rt: Runtime, payment_id: UUID, turn: asyncio.Semaphore) -> None:
    async with turn:
        try:
            await refresh(rt, payment_id=payment_id)
        except Unavailable as error:
            log.warning(
                "a gateway is away; asked again later", error=type(error.__cause__).__name__
            )


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
        payment.look_at = now + next_look(now - payment.created_at)
        return PaymentId(payment.id)
    payment.look_at = None
    if payment.state == PaymentState.started:
        uow.advance(payment, PAYMENT_FLOW, PaymentState.expired)
    return None


async def _move(uow: UnitOfWork, told: Sequence[Told]) -> Mapping[tuple[str, str], Payment]:
    """Move the payments that are spoken of; return them by gateway and the name they have there."""
    payments = await _payments_of(uow, told)
    for one in told:
        payment = payments.get((one.gateway, one.charge.gateway_ref))
        if payment is not None:
            with uow.on_behalf_of(SYSTEM, one.correlation_id):
                _apply(uow, payment, one.charge)
    return payments


async def _payments_of(uow: UnitOfWork, told: Sequence[Told]) -> Mapping[tuple[str, str], Payment]:
    """Lock the payments that the gateways speak of, in one order for all."""
    chosen = (
        select(Payment)
        .where(
            tuple_(col(Payment.gateway), col(Payment.gateway_ref)).in_(
                [(one.gateway, one.charge.gateway_ref) for one in told]
            )
        )
        .order_by(col(Payment.id))
        .with_for_update(key_share=True)
    )
    rows = (await uow.session.execute(chosen)).scalars()
    return {(row.gateway, row.gateway_ref or ""): row for row in rows}


def _apply(uow: UnitOfWork, payment: Payment, charge: port.Charge) -> None:
    asked = Money(payment.amount_minor, payment.currency)
    if payment.state == PaymentState.started:
        payment.reason = charge.reason  # why a card was refused, while another may be tried
    state = next_state(PaymentState(payment.state), asked, charge)
    if state is None:
        return
    uow.advance(payment, PAYMENT_FLOW, state)
    if state is PaymentState.captured:
        payment.captured_at, payment.look_at = uow.clock.now(), None
        uow.record(
            PaymentCaptured(
                PaymentId(payment.id), payment.reference, payment.amount_minor, payment.currency
            )
        )
        uow.audit(Verb.payment_captured, payment.id, minor=payment.amount_minor)
    if state is PaymentState.quarantined:
        payment.look_at = None
        seen: dict[str, Any] = {"minor": charge.amount.minor, "currency": charge.amount.currency}
        uow.audit(Verb.payment_quarantined, payment.id, **seen)
