"""Opening a checkout: what we want is committed before the gateway is asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select

from bilten_app.domains.payments.models import Payment
from bilten_app.domains.payments.public import NotOffered, PaymentId, PaymentState, PaymentView
from bilten_app.domains.payments.queries import view
from bilten_app.domains.payments.rules import FIRST_LOOK
from bilten_app.infra.db import table_of, values_of
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.money import Money
from bilten_app.ports import payments as port

type What = tuple[UUID, str, int, str]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Money that somebody wants to pay for `reference` through a gateway."""

    reference: UUID
    gateway: str
    amount: Money
    email: str
    description: str
    return_url: str
    expires_at: datetime
    challenge: bool = False

    @property
    def what(self) -> What:
        """What may be open only once."""
        return self.reference, self.gateway, self.amount.minor, self.amount.currency


async def start(
    rt: Runtime,
    *,
    reference: UUID,
    amount: Money,
    email: str,
    description: str,
    return_url: str,
    expires_at: datetime,
    method: str | None = None,
    challenge: bool = False,
) -> PaymentView:
    """Open a checkout for `reference`, or return the one that is open for the same amount.

    Without a `method` it is the first that takes the amount. Another checkout that was open for
    `reference` is closed. With `challenge` the bank is asked whether it is them. Raises NotOffered,
    Unavailable.
    """
    gateway = _chosen(rt, amount, method)
    wanted = Wanted(
        reference, gateway, amount, email, description, return_url, expires_at, challenge
    )
    payment = await rt.together(open_all, wanted)
    if payment.checkout_url is None:
        payment = await call_start(rt, payment)
    return view(payment)


async def open_all(rt: Runtime, wanted: Sequence[Wanted]) -> Sequence[Payment]:
    """Return the payments to go on with, in one transaction."""
    async with rt.unit_of_work() as uow:
        known = await _open_payments(uow, [one.reference for one in wanted])
        fresh = {one.what: _payment(uow, one) for one in wanted if one.what not in known}
        _close_others(uow, known, wanted)
        if fresh:
            rows = [values_of(payment) for payment in fresh.values()]
            await uow.session.execute(table_of(Payment).insert(), rows)
    return [known.get(one.what) or fresh[one.what] for one in wanted]


async def call_start(rt: Runtime, payment: Payment) -> Payment:
    """Open the gateway's checkout and record where it is; repeated, it finds the same."""
    checkout = await rt.gateways.payment_methods[payment.gateway].start(
        port.CheckoutRequest(
            payment_id=payment.id,
            amount=Money(payment.amount_minor, payment.currency),
            description=payment.description,
            email=payment.email,
            return_url=payment.return_url,
            expires_at=payment.expires_at,
            challenge=payment.challenges,
        )
    )
    await rt.together(_record_all, (payment.id, checkout))
    payment.gateway_ref, payment.checkout_url = checkout.gateway_ref, checkout.url
    return payment


async def take_in(
    uow: UnitOfWork, gateway: str, collected: Mapping[UUID, port.Collected]
) -> Mapping[UUID, PaymentId]:
    """Record payments made elsewhere, by reference; they can be refunded like our own.

    No fact is recorded: whoever calls knows what the money was for.
    """
    rows = [
        Payment(
            reference=reference,
            gateway=gateway,
            gateway_ref=paid.gateway_ref,
            state=PaymentState.captured,
            amount_minor=paid.amount.minor,
            currency=paid.amount.currency,
            email=paid.email,
            description=paid.description,
            return_url="",
            created_at=paid.at,
            expires_at=paid.at,
            captured_at=paid.at,
        )
        for reference, paid in collected.items()
    ]
    uow.session.add_all(rows)
    await uow.session.flush()
    return {row.reference: PaymentId(row.id) for row in rows}


async def _record_all(rt: Runtime, opened: Sequence[tuple[UUID, port.Checkout]]) -> Sequence[None]:
    async with rt.unit_of_work() as uow:
        await uow.session.execute(
            text(
                "UPDATE payments p SET gateway_ref = c.ref, checkout_url = c.url"
                " FROM unnest(cast(:ids AS uuid[]), cast(:refs AS text[]), cast(:urls AS text[]))"
                " AS c (id, ref, url) WHERE p.id = c.id"
            ),
            {
                "ids": [payment_id for payment_id, _ in opened],
                "refs": [checkout.gateway_ref for _, checkout in opened],
                "urls": [checkout.url for _, checkout in opened],
            },
        )
    return [None] * len(opened)


async def _open_payments(uow: UnitOfWork, references: Sequence[UUID]) -> Mapping[What, Payment]:
    """Return the payments that can be gone on with, by what they are for.

    The locks make a second click wait for the first; they are taken in one order.
    """
    await uow.session.execute(
        text(
            "SELECT pg_advisory_xact_lock(key) FROM (SELECT DISTINCT hashtextextended(r, 0) AS key"
            " FROM unnest(cast(:references AS text[])) AS r ORDER BY 1) AS ordered"
        ),
        {"references": [str(reference) for reference in references]},
    )
    chosen = select(Payment).where(
        col(Payment.reference).in_(references),
        col(Payment.state) == PaymentState.started,
        col(Payment.expires_at) > uow.clock.now(),
    )
    rows = (await uow.session.execute(chosen)).scalars()
    return {(row.reference, row.gateway, row.amount_minor, row.currency): row for row in rows}


def _close_others(uow: UnitOfWork, known: Mapping[What, Payment], wanted: Sequence[Wanted]) -> None:
    """Let whoever looks next close what a buyer has left for another way to pay."""
    kept = {one.what for one in wanted}
    for what, payment in known.items():
        if what not in kept:
            payment.expires_at = payment.look_at = uow.clock.now()


def _chosen(rt: Runtime, amount: Money, method: str | None) -> str:
    """Return the name of the gateway that takes an amount."""
    for name in rt.gateways.offered:
        rule = rt.gateways.payment_methods[name].rule(amount.currency)
        if method in {None, name} and rule and rule.takes(amount.minor):
            return name
    raise NotOffered


def _payment(uow: UnitOfWork, wanted: Wanted) -> Payment:
    now = uow.clock.now()
    return Payment(
        reference=wanted.reference,
        gateway=wanted.gateway,
        amount_minor=wanted.amount.minor,
        currency=wanted.amount.currency,
        email=wanted.email,
        description=wanted.description,
        return_url=wanted.return_url,
        created_at=now,
        expires_at=wanted.expires_at,
        look_at=now + FIRST_LOOK,
        challenges=wanted.challenge,
    )
