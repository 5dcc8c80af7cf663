"""Deciding that money leaves: once for each organizer, currency and period.

Whoever decides holds the organizer's lock until the commit, so that two workers do not spend one
balance; the unique index on the period stands behind it. Sales never wait for the lock.
"""

from dataclasses import replace
from uuid import UUID

import structlog
from sqlmodel import col, select

from bilten_app.domains.ledger import service as ledger
from bilten_app.domains.ledger.public import Deal
from bilten_app.domains.payouts import queries, rules
from bilten_app.domains.payouts.models import Payout, PayoutSettings
from bilten_app.domains.payouts.public import (
    NoDestination,
    NothingToPayOut,
    PayoutId,
    PayoutState,
    Period,
    Plan,
    Verb,
)
from bilten_app.domains.payouts.service.reserves import hold_back
from bilten_app.domains.payouts.service.send import SEND_JOB
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import BiltenError
from bilten_app.kit.ids import new_id
from bilten_app.kit.roles import Permission

log = structlog.get_logger(__name__)


async def make_due(rt: Runtime) -> None:
    """Job of the clock: make every payout whose time has come. Harmless beside another worker."""
    async with rt.read() as session:
        waiting = await queries.schedules(session)
    for organizer_id, currency, terms in waiting:
        period = rules.period(terms, rt.clock.now())
        if period is None:
            continue
        try:
            async with rt.unit_of_work() as uow:
                await _make(uow, rt.gateways.payouts.name, organizer_id, currency, period)
        except BiltenError as refused:
            log.info("no payout was made", organizer=str(organizer_id), reason=refused.code)


async def make_now(rt: Runtime, actor: Actor, *, organizer_id: UUID, currency: str) -> PayoutId:
    """Pay out at once all that is free.

    For members with `finances:manage`. Raises NoDestination, NothingToPayOut.
    """
    scope = actor.require(Permission.finances_manage, organizer_id)
    async with rt.unit_of_work(actor) as uow:
        period = Period(f"manual:{new_id()}", uow.clock.now())
        return await _make(uow, rt.gateways.payouts.name, scope, currency, period)


async def _make(
    uow: UnitOfWork, gateway: str, organizer_id: UUID, currency: str, period: Period
) -> PayoutId:
    """Make the payout of a period. Raises NothingToPayOut, also when it was made already."""
    deal = Deal(new_id(), organizer_id, currency, uow.clock.now())
    await ledger.lock_owner(uow, deal)
    if await _is_made(uow, organizer_id, currency, period):
        raise NothingToPayOut
    settings = await uow.get(PayoutSettings, (organizer_id, currency))
    if settings.destination_sealed is None or settings.blocked:
        raise NoDestination
    deal = replace(deal, memo=settings.destination)
    plan = await _plan(uow, settings, period)
    payout = _payout(settings, period, plan, gateway, deal)
    uow.add(payout)
    await uow.session.flush()
    await hold_back(uow, payout, days=settings.reserve_days)
    scheduled = ledger.payout_scheduled(
        deal,
        payable_minor=plan.payable_minor,
        tax_minor=plan.tax_minor,
        cash_minor=plan.cash_minor,
    )
    await ledger.post(uow, [scheduled])
    uow.enqueue(SEND_JOB, {"payout_id": str(payout.id)}, dedupe_key=f"payout:{payout.id}")
    uow.audit(
        Verb.scheduled, payout.id, minor=payout.amount_minor, currency=currency, period=period.name
    )
    return PayoutId(payout.id)


async def _is_made(uow: UnitOfWork, organizer_id: UUID, currency: str, period: Period) -> bool:
    chosen = select(col(Payout.id)).where(
        col(Payout.organizer_id) == organizer_id,
        col(Payout.currency) == currency,
        col(Payout.period) == period.name,
        col(Payout.state).not_in([PayoutState.failed, PayoutState.returned]),
    )
    return (await uow.session.execute(chosen.limit(1))).scalar_one_or_none() is not None


async def _plan(uow: UnitOfWork, settings: PayoutSettings, period: Period) -> Plan:
    terms = queries.terms(settings)
    ripe, now = await queries.holdings(
        uow.session,
        settings.organizer_id,
        settings.currency,
        cut=period.cut,
        ended_by=rules.ended_by(terms, period.cut),
    )
    plan = rules.plan(terms, ripe, now, settings.currency)
    if plan is None:
        raise NothingToPayOut
    return plan


def _payout(
    settings: PayoutSettings, period: Period, plan: Plan, gateway: str, deal: Deal
) -> Payout:
    return Payout(
        id=deal.reference,
        organizer_id=settings.organizer_id,
        currency=settings.currency,
        period=period.name,
        amount_minor=plan.amount_minor,
        payable_minor=plan.payable_minor,
        tax_minor=plan.tax_minor,
        cash_minor=plan.cash_minor,
        reserved_minor=plan.reserved_minor,
        gateway=gateway,
        destination=settings.destination,
        destination_sealed=settings.destination_sealed or b"",
        created_at=deal.at,
    )
