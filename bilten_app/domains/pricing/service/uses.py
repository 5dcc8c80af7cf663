"""Uses of promotions and limited tiers: held with a hold, used with its payment, released once.

held → used → released        (paid; the order is cancelled)
  └──→ released → used        (the time ran out; the money came late)
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select, update

from bilten_app.domains.pricing.models import AllowanceUse
from bilten_app.domains.pricing.public import AlreadyUsed
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.mailbox import mailbox_key


async def lock_offers(
    uow: UnitOfWork, *, event_ids: Collection[UUID], codes: Collection[str]
) -> None:
    """Lock what holds of these events may use, in one order, before more than one is priced."""
    await uow.session.execute(
        text(
            "SELECT 1 FROM allowances a WHERE a.id IN ("
            " SELECT t.id FROM price_tiers t JOIN ticket_types k ON k.id = t.ticket_type_id"
            " WHERE k.event_id = ANY (:events)"
            " UNION ALL SELECT p.id FROM promos p WHERE p.event_id = ANY (:events)"
            " AND (p.code = '' OR p.code = ANY (CAST(:codes AS text[])))"
            ") ORDER BY a.id FOR NO KEY UPDATE"
        ),
        {"events": list(event_ids), "codes": list(codes)},
    )


async def take(
    uow: UnitOfWork, *, hold_id: UUID, wanted: Mapping[UUID, int], until: datetime
) -> dict[UUID, int]:
    """Hold uses, as many of each allowance as are left; return what the hold has now."""
    if not wanted:
        return {}
    rows = await uow.session.execute(
        text("SELECT * FROM take_uses(:hold, :until, :ids, :quantities)"),
        {
            "hold": hold_id,
            "until": until,
            "ids": list(wanted),
            "quantities": list(wanted.values()),
        },
    )
    return {use.allowance_id: use.kept for use in rows}


async def drop(uow: UnitOfWork, *, hold_id: UUID, keep: Collection[UUID]) -> None:
    """Forget what a hold uses besides `keep`: its buyer has taken back a code."""
    await uow.session.execute(
        text("SELECT drop_uses(:hold, :keep)"), {"hold": hold_id, "keep": list(keep)}
    )


async def claim(uow: UnitOfWork, *, hold_id: UUID, email: str) -> None:
    """Say who uses the promotions of a hold. Raises AlreadyUsed where each person has a limit.

    Harmless twice; another address gives back what was counted for the first.
    """
    refused = await uow.session.execute(
        text("SELECT * FROM claim_uses(:hold, :who)"),
        {"hold": hold_id, "who": mailbox_key(email)},
    )
    if refused.first() is not None:
        raise AlreadyUsed


async def extend(uow: UnitOfWork, *, hold_id: UUID, until: datetime) -> None:
    """Keep the uses of a hold for longer."""
    await uow.session.execute(
        update(AllowanceUse)
        .where(col(AllowanceUse.hold_id) == hold_id, col(AllowanceUse.state) == "held")
        .values(expires_at=until)
    )


async def use_up(uow: UnitOfWork, *, hold_ids: Collection[UUID]) -> set[UUID]:
    """Count what paid holds have used; return the holds that came too late for a promotion.

    What was released meanwhile is used again where there is room. A tier that is full by now still
    gives its price, which was fixed with the hold; a promotion does not.
    """
    rows = await uow.session.execute(
        text(
            "SELECT u.hold_id FROM use_up(:holds) u"
            " WHERE EXISTS (SELECT 1 FROM promos p WHERE p.id = u.allowance_id)"
        ),
        {"holds": list(hold_ids)},
    )
    return set(rows.scalars())


async def release(uow: UnitOfWork, *, hold_id: UUID) -> None:
    """Give back what a hold keeps; no error when nothing is left to give."""
    await _release(uow, [hold_id], "held")


async def give_back(uow: UnitOfWork, *, hold_id: UUID) -> None:
    """Give back what a paid order has used, because it was cancelled. Harmless twice."""
    await _release(uow, [hold_id], "used")


async def release_expired(rt: Runtime) -> None:
    """Job of the clock: give back uses whose time is over."""
    async with rt.unit_of_work() as uow:
        now = uow.clock.now()
        due = await uow.session.execute(
            select(col(AllowanceUse.hold_id))
            .where(col(AllowanceUse.state) == "held", col(AllowanceUse.expires_at) <= now)
            .order_by(col(AllowanceUse.expires_at))
            .limit(1000)
        )
        if hold_ids := list(set(due.scalars())):
            await _release(uow, hold_ids, "held", now)


async def _release(
    uow: UnitOfWork, hold_ids: list[UUID], state: str, expired_at: datetime | None = None
) -> None:
    await uow.session.execute(
        text("SELECT release_uses(:holds, :state, :at)"),
        {"holds": hold_ids, "state": state, "at": expired_at},
    )
