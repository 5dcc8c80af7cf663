"""Holding back a part of payouts, and owing it again when its time is over."""

from datetime import timedelta

from sqlmodel import col, select

from bilten_app.domains.ledger import service as ledger
from bilten_app.domains.ledger.public import Deal
from bilten_app.domains.payouts import queries
from bilten_app.domains.payouts.models import Payout, Reserve
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork

BATCH = 100


async def release_reserves(rt: Runtime) -> None:
    """Job of the clock: owe again what was held back long enough, as far as it is still there."""
    async with rt.unit_of_work() as uow:
        due = (
            select(Reserve)
            .where(col(Reserve.released_at).is_(None), col(Reserve.release_at) <= uow.clock.now())
            .order_by(col(Reserve.organizer_id), col(Reserve.id))
            .limit(BATCH)
            .with_for_update(skip_locked=True)
        )
        for reserve in (await uow.session.execute(due)).scalars().all():
            await _release(uow, reserve)


async def hold_back(uow: UnitOfWork, payout: Payout, *, days: int) -> None:
    """Keep the reserve of a new payout for so many days."""
    if not payout.reserved_minor:
        return
    reserve = Reserve(
        payout_id=payout.id,
        organizer_id=payout.organizer_id,
        currency=payout.currency,
        amount_minor=payout.reserved_minor,
        held_at=payout.created_at,
        release_at=payout.created_at + timedelta(days=days),
    )
    uow.add(reserve)
    held = ledger.reserve_held(_deal(uow, reserve), minor=reserve.amount_minor)
    await ledger.post(uow, [held])


async def release_of(uow: UnitOfWork, payout: Payout) -> None:
    """Owe again the reserve of a payout whose money came back: the next one holds its own."""
    kept = select(Reserve).where(
        col(Reserve.payout_id) == payout.id, col(Reserve.released_at).is_(None)
    )
    for reserve in (await uow.session.execute(kept.with_for_update())).scalars().all():
        await _release(uow, reserve)


async def _release(uow: UnitOfWork, reserve: Reserve) -> None:
    """Give back a reserve; what disputes have taken of it is gone."""
    deal = _deal(uow, reserve)
    await ledger.lock_owner(uow, deal)
    left = await queries.reserve_left(uow.session, reserve.organizer_id, reserve.currency)
    minor = max(min(reserve.amount_minor, left), 0)
    await ledger.post(uow, [ledger.reserve_released(deal, minor=minor)])
    reserve.released_at = deal.at


def _deal(uow: UnitOfWork, reserve: Reserve) -> Deal:
    return Deal(reserve.id, reserve.organizer_id, reserve.currency, uow.clock.now())
