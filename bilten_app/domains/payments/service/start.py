"""Opening a checkout: what we want is committed before the gateway is asked."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy import text
from sqlmodel import col, select

from bilten_app.domains.payments.models import Payment
from bilten_app.domains.payments.public import (
    NOTHING_REMEMBERED,
    NotOffered,
    PaymentId,
    PaymentState,
    PaymentView,
    Remembering,
)
from bilten_app.domains.payments.queries import view
from bilten_app.domains.payments.rules import FIRST_LOOK, offered
from bilten_app.domains.payments.service.cards import note_gone
from bilten_app.infra.db import among, table_of, values_of
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.errors import Unavailable
from bilten_app.kit.money import Money
from bilten_app.ports import payments as port
from bilten_app.ports.payees import MethodForgotten

log = structlog.get_logger(__name__)

type What = tuple[UUID, str, int, str, str, str]


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
    remembering: Remembering = NOTHING_REMEMBERED

    @property
    def what(self) -> What:
        """What may be open only once."""
        return (
            self.reference, self.gateway, self.amount.minor, self.amount.currency,
            self.remembering.customer_ref, self.remembering.method_ref,
        )  # fmt: skip


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
    remembering: Remembering = NOTHING_REMEMBERED,
    is_test: bool = False,
) -> PaymentView:
    """Open a checkout for `reference`, or return the one that is open for the same amount.

    Without a `method` it is the first that takes the amount and answers. Another checkout that was
    open for `reference` is closed. With `challenge` the bank is asked whether it is them. A test
    is paid through the test gateway. Raises NotOffered, Unavailable, MethodForgotten.
    """
    *taking, last = _taking(rt, amount, remembering.gateway or method, is_test=is_test)
    wanted = Wanted(
        reference, last, amount, email, description, return_url, expires_at, challenge, remembering
    )
    for gateway in taking:
        try:
            return await _start(rt, replace(wanted, gateway=gateway))
        except Unavailable:
            log.info("another gateway is asked instead", down=gateway)
    return await _start(rt, wanted)


async def _start(rt: Runtime, wanted: Wanted) -> PaymentView:
    payment = await rt.together(open_all, wanted)
    if payment.checkout_url is None:
        try:
            payment = await call_start(rt, payment)
        except MethodForgotten:
            async with rt.unit_of_work() as uow:
                await note_gone(uow, gateway=payment.gateway, method_ref=payment.method_ref)
            raise
    return view(payment)


async def open_all(rt: Runtime, wanted: Sequence[Wanted]) -> Sequence[Payment | Exception]:
    """Return the payments to go on with, in one transaction.

    Where the gateway is known to be down the payment is wanted all the same, so that its order is
    given more time, but nobody waits for an answer: Unavailable.
    """
    async with rt.unit_of_work() as uow:
        known, down = await _open_payments(uow, [one.reference for one in wanted])
        fresh = {one.what: _payment(uow, one) for one in wanted if one.what not in known}
        _close_others(uow, known, wanted)
        if fresh:
            rows = [values_of(payment) for payment in fresh.values()]
            await uow.session.execute(table_of(Payment).insert(), rows)
    payments = [known.get(one.what) or fresh[one.what] for one in wanted]
    return [
        Unavailable() if one.gateway in down and one.checkout_url is None else one
        for one in payments
    ]


async def call_start(rt: Runtime, payment: Payment) -> Payment:
    """Open the gateway's checkout and record where it is; repeated, it finds the same."""
    checkout = await rt.gateways.payment_methods[payment.gateway].start(
        port.CheckoutRequest(
            payment_id=payment.id,
            amount=Money(payment.amount_minor, payment.currency),
            description=payment.description,
            email=payment.email,
            return_url=payment.return_url,
            expires_at=payment.asked_until,
            challenge=payment.challenges,
            customer_ref=payment.customer_ref,
            method_ref=payment.method_ref,
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
            asked_until=paid.at,
            captured_at=paid.at,
        )
        for reference, paid in collected.items()
    ]
    uow.session.add_all(rows)
    await uow.session.flush()
    return {row.reference: PaymentId(row.id) for row in rows}


async def extend(uow: UnitOfWork, until: Mapping[UUID, datetime]) -> None:
    """Let what is open for these references be paid for longer."""
    await uow.session.execute(
        text(
            "UPDATE payments p SET expires_at = n.until"
            " FROM unnest(cast(:references AS uuid[]), cast(:untils AS timestamptz[]))"
            " AS n (reference, until)"
            " WHERE p.reference = n.reference AND p.state = 'started' AND p.expires_at > :now"
        ),
        {"references": list(until), "untils": list(until.values()), "now": uow.clock.now()},
    )


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


async def _open_payments(
    uow: UnitOfWork, references: Sequence[UUID]
) -> tuple[Mapping[What, Payment], Set[str]]:
    """Return the payments that can be gone on with, by what they are for, and who is down.

    The locks make a second click wait for the first; they are taken in one order. Who is down comes
    in the same answer, so that asking costs a sale nothing.
    """
    locked = await uow.session.execute(
        text(
            "SELECT pg_advisory_xact_lock(key),"
            " ARRAY(SELECT gateway FROM gateway_outages WHERE until > :now) AS down"
            " FROM (SELECT DISTINCT hashtextextended(r, 0) AS key"
            " FROM unnest(cast(:references AS text[])) AS r ORDER BY 1) AS ordered"
        ),
        {"references": [str(reference) for reference in references], "now": uow.clock.now()},
    )
    down = {gateway for row in locked for gateway in row.down}
    chosen = select(Payment).where(
        among(col(Payment.reference), references),
        col(Payment.state) == PaymentState.started,
        col(Payment.expires_at) > uow.clock.now(),
    )
    rows = (await uow.session.execute(chosen)).scalars()
    known = {
        (
            row.reference, row.gateway, row.amount_minor, row.currency, row.customer_ref,
            row.method_ref,
        ): row
        for row in rows
    }  # fmt: skip
    return known, down


def _close_others(uow: UnitOfWork, known: Mapping[What, Payment], wanted: Sequence[Wanted]) -> None:
    """Let whoever looks next close what a buyer has left for another way to pay."""
    kept = {one.what for one in wanted}
    for what, payment in known.items():
        if what not in kept:
            payment.expires_at = payment.look_at = uow.clock.now()


def _taking(rt: Runtime, amount: Money, method: str | None, *, is_test: bool) -> list[str]:
    """Return the names of the gateways that take an amount; of one that is chosen, its own."""
    methods = rt.gateways.payment_methods
    rules = {
        name: methods[name].rule(amount.currency) for name in offered(rt.gateways, is_test=is_test)
    }
    taking = [name for name, rule in rules.items() if rule and rule.takes(amount.minor)]
    chosen = [name for name in taking if method in {None, name}]
    if not chosen:
        raise NotOffered
    return chosen


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
        asked_until=wanted.expires_at,
        look_at=now + FIRST_LOOK,
        challenges=wanted.challenge,
        customer_ref=wanted.remembering.customer_ref,
        method_ref=wanted.remembering.method_ref,
    )
