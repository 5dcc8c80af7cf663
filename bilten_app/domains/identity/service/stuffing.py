"""Somebody tries many accounts from one place: stolen lists are tried out like this."""

from datetime import timedelta

from sqlalchemy import delete, func, select
from sqlmodel import col

from bilten_app.domains.identity.models import FailedSignIn
from bilten_app.domains.identity.public import StuffingSuspected, Verb
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork

WITHIN = timedelta(hours=1)
ACCOUNTS = 10


async def count_failure(uow: UnitOfWork, *, place: str, account: str) -> None:
    """Keep a failure, and alert staff when a network has now tried ten accounts within an hour.

    Then again at twenty, and so on: two who fail at the same moment may both step over a ten.
    """
    if not place:
        return
    now = uow.clock.now()
    counted = (
        select(func.count(col(FailedSignIn.account).distinct()))
        .where(col(FailedSignIn.place) == place, col(FailedSignIn.at) > now - WITHIN)
    )  # fmt: skip
    tried = (await uow.session.execute(counted)).scalar_one()
    uow.add(FailedSignIn(place=place, account=account, at=now))
    await uow.session.flush()
    by_now = (await uow.session.execute(counted)).scalar_one()
    if tried // ACCOUNTS < by_now // ACCOUNTS:
        uow.record(StuffingSuspected(place, now.isoformat(timespec="hours"), by_now))
        uow.audit(Verb.stuffing_suspected, place, accounts=by_now)


async def forget_failures(rt: Runtime) -> None:
    """Delete what is no longer counted. Scheduled; harmless when repeated."""
    async with rt.unit_of_work() as uow:
        over = col(FailedSignIn.at) <= uow.clock.now() - WITHIN
        await uow.session.execute(delete(FailedSignIn).where(over))
