"""Judging those who want to pay, and those who have."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from sqlalchemy import text

from bilten_app.domains.events.public import EventTimes
from bilten_app.domains.risk.models import Review
from bilten_app.domains.risk.public import Attempt, Outcome, Stage, Verb, Verdict
from bilten_app.domains.risk.rules.score import release_at
from bilten_app.domains.risk.rules.stored import write_reasons
from bilten_app.domains.risk.rules.traces import readable
from bilten_app.domains.risk.service.look import Judged, judge_all
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.infra.vault import Vault
from bilten_app.kit.actor import SYSTEM

KEPT = timedelta(days=2)


async def before_paying(rt: Runtime, attempt: Attempt) -> Verdict:
    """Judge somebody who wants to pay. Who comes at the same moment shares the question."""
    known = replace(attempt, network=readable(attempt.network))
    return await rt.together(start_all, known)


async def start_all(rt: Runtime, attempts: Sequence[Attempt]) -> Sequence[Verdict]:
    """Judge those who want to pay, in one transaction that does not wait for the disk.

    A crash may forget an attempt; nobody has paid by then.
    """
    async with rt.unit_of_work() as uow:
        await uow.session.execute(text("SET LOCAL synchronous_commit = off"))
        judged = await judge_all(uow, rt.vault, Stage.start, attempts)
        for attempt, one in zip(attempts, judged, strict=True):
            if one.verdict.outcome is Outcome.refused:
                with uow.on_behalf_of(SYSTEM, attempt.correlation_id):
                    uow.audit(Verb.stopped, attempt.order_id, score=one.verdict.score)
    return [one.verdict for one in judged]


async def judge_paid(
    uow: UnitOfWork, vault: Vault, attempts: Sequence[Attempt]
) -> Sequence[Judged]:
    """Judge orders whose money came; return those whose tickets must wait for a person.

    Nobody is refused any more: the money is here, so a person looks.
    """
    judged = await judge_all(uow, vault, Stage.paid, attempts)
    return [one for one in judged if one.verdict.outcome in {Outcome.review, Outcome.refused}]


def open_reviews(uow: UnitOfWork, held: Sequence[Judged], times: Mapping[UUID, EventTimes]) -> None:
    """Let orders wait for a person, and at most until shortly before their doors."""
    for one in held:
        attempt = one.attempt
        now, when = uow.clock.now(), times[attempt.event_id]
        review = Review(
            order_id=attempt.order_id,
            event_id=attempt.event_id,
            organizer_id=attempt.organizer_id,
            score=one.verdict.score,
            reasons=write_reasons(one.verdict.reasons),
            opened_at=now,
            release_at=release_at(now, when.doors_at or when.starts_at, one.rules),
        )
        uow.add(review)
        with uow.on_behalf_of(SYSTEM, attempt.correlation_id):
            uow.audit(Verb.review_opened, attempt.order_id, score=review.score)


async def forget_traces(rt: Runtime) -> None:
    """Job of the clock: forget what no window reaches any more. Harmless twice."""
    async with rt.unit_of_work() as uow:
        await uow.session.execute(
            text("DELETE FROM risk_traces WHERE at < :then"), {"then": uow.clock.now() - KEPT}
        )
