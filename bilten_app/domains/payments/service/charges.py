"""What gateways say of charges, and the payments it moves."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlmodel import col, select

from bilten_app.domains.payments.models import Payment
from bilten_app.domains.payments.public import (
    PAYMENT_FLOW,
    PaymentCaptured,
    PaymentId,
    PaymentQuarantined,
    PaymentState,
    Verb,
)
from bilten_app.domains.payments.rules import next_state
from bilten_app.domains.payments.service.cards import LEARN_JOB
from bilten_app.infra.db import among_pairs
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import SYSTEM
from bilten_app.kit.money import Money
from bilten_app.ports.payments import Charge


@dataclass(frozen=True, slots=True)
class Told:
    """What a gateway said of a charge."""

    gateway: str
    charge: Charge
    correlation_id: str


async def apply_all(rt: Runtime, told: Sequence[Told]) -> Sequence[Payment | None]:
    """Move the payments of charges to what the gateway says; None for what is not ours."""
    async with rt.unit_of_work() as uow:
        payments = await move_all(uow, told)
    return [payments.get((one.gateway, one.charge.gateway_ref)) for one in told]


async def move_all(uow: UnitOfWork, told: Sequence[Told]) -> Mapping[tuple[str, str], Payment]:
    """Move the payments that are spoken of; return them by gateway and the name they have there."""
    if not told:
        return {}
    payments = await payments_of(uow, [(one.gateway, one.charge.gateway_ref) for one in told])
    for one in told:
        payment = payments.get((one.gateway, one.charge.gateway_ref))
        if payment is not None:
            with uow.on_behalf_of(SYSTEM, one.correlation_id):
                _apply(uow, payment, one.charge)
    return payments


async def payments_of(
    uow: UnitOfWork, names: Sequence[tuple[str, str]]
) -> Mapping[tuple[str, str], Payment]:
    """Lock the payments with these names at their gateways, in one order for all."""
    chosen = (
        select(Payment)
        .where(among_pairs(col(Payment.gateway), col(Payment.gateway_ref), names))
        .order_by(col(Payment.id))
        .with_for_update(key_share=True)
    )
    rows = (await uow.session.execute(chosen)).scalars()
    return {(row.gateway, row.gateway_ref or ""): row for row in rows}


def _apply(uow: UnitOfWork, payment: Payment, charge: Charge) -> None:
    asked = Money(payment.amount_minor, payment.currency)
    if payment.state == PaymentState.started:
        payment.reason = charge.reason  # why a card was refused, while another may be tried
    if charge.fee:
        payment.fee_minor, payment.fee_currency = charge.fee.minor, charge.fee.currency
    if charge.paid_with:
        payment.card = asdict(charge.paid_with)
    state = next_state(PaymentState(payment.state), asked, charge)
    if state is PaymentState.captured:
        _capture(uow, payment)
    elif state is PaymentState.quarantined:
        _set_aside(uow, payment, charge.amount)
    elif state is not None:
        uow.advance(payment, PAYMENT_FLOW, state)


def _capture(uow: UnitOfWork, payment: Payment) -> None:
    uow.advance(
        payment, PAYMENT_FLOW, PaymentState.captured, captured_at=uow.clock.now(), look_at=None
    )
    uow.record(
        PaymentCaptured(
            PaymentId(payment.id),
            payment.gateway,
            payment.reference,
            payment.amount_minor,
            payment.currency,
            payment.fee_minor or 0,
            payment.fee_currency or "",
        )
    )
    uow.audit(Verb.payment_captured, payment.id, minor=payment.amount_minor)
    if payment.customer_ref and not payment.method_ref:
        told = {"gateway": payment.gateway, "customer_ref": payment.customer_ref}
        uow.enqueue(LEARN_JOB, told, dedupe_key=f"learn:{payment.id}")


def _set_aside(uow: UnitOfWork, payment: Payment, seen: Money) -> None:
    uow.advance(
        payment,
        PAYMENT_FLOW,
        PaymentState.quarantined,
        seen_minor=seen.minor,
        seen_currency=seen.currency,
        look_at=None,
    )
    uow.record(
        PaymentQuarantined(
            payment.id, payment.gateway, payment.reference, seen.minor, seen.currency
        )
    )
    told: dict[str, Any] = {"minor": seen.minor, "currency": seen.currency}
    uow.audit(Verb.payment_quarantined, payment.id, **told)
