"""Counts hold when many come at once, and say nothing of who they are about."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from bilten_app.domains.risk import queries
from bilten_app.domains.risk import service as risk
from bilten_app.domains.risk.public import Attempt, Outcome, Signal, Thresholds, Verdict
from bilten_app.domains.risk.rules.score import STANDARD
from bilten_app.domains.risk.service.assess import start_all
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.errors import Invalid, NotFound
from bilten_app.kit.ids import new_id
from bilten_app.kit.money import Money
from tests.factories import given_event
from tests.suspects import STAFF

LIMIT = STANDARD.limits[Signal.visitor_orders]
AT_ONCE = 50


def attempt(**changes: object) -> Attempt:
    """Return an attempt of somebody whom nobody has seen."""
    told = Attempt(
        order_id=new_id(), event_id=new_id(), organizer_id=new_id(), name="Noor Aziz",
        email=f"{new_id().hex}@guests.example.com", quantity=1, total=Money(2500, "EUR"),
    )  # fmt: skip
    return replace(told, **changes)  # pyright: ignore[reportArgumentType]


def seen_too_often(verdicts: list[Verdict], signal: Signal) -> int:
    return sum(any(one.signal is signal for one in verdict.reasons) for verdict in verdicts)


async def test_of_fifty_at_once_just_the_usual_number_is_not_noticed(rt: Runtime) -> None:
    together = [attempt(visitor="the same browser") for _ in range(AT_ONCE)]

    verdicts = await asyncio.gather(*(risk.before_paying(rt, one) for one in together))

    assert seen_too_often(list(verdicts), Signal.visitor_orders) == AT_ONCE - LIMIT


async def test_counts_hold_between_processes(rt: Runtime) -> None:
    """Each in a transaction of its own, as many processes would be."""
    alone = [attempt(visitor="the same browser") for _ in range(AT_ONCE)]

    verdicts = await asyncio.gather(*(start_all(rt, [one]) for one in alone))

    told = [verdict for (verdict,) in verdicts]
    assert seen_too_often(told, Signal.visitor_orders) == AT_ONCE - LIMIT


async def test_an_order_that_is_tried_again_is_one_order(rt: Runtime) -> None:
    one = attempt(visitor="the same browser")

    verdicts = [await risk.before_paying(rt, one) for _ in range(LIMIT + 3)]

    assert seen_too_often(verdicts, Signal.visitor_orders) == 0


async def test_what_is_long_past_does_not_count(rt: Runtime, clock: FrozenClock) -> None:
    for _ in range(LIMIT):
        await risk.before_paying(rt, attempt(visitor="the same browser"))
    clock.move(timedelta(hours=1))

    verdict = await risk.before_paying(rt, attempt(visitor="the same browser"))

    assert verdict.score == 0


async def test_nothing_personal_is_kept(rt: Runtime) -> None:
    one = attempt(email="noor@guests.example.com", network="203.0.113.7", visitor="browser")
    await risk.before_paying(rt, one)

    async with rt.read() as session:
        kept = await session.execute(text("SELECT row(j.*)::text FROM risk_judgements j"))
        traces = await session.execute(
            text("SELECT encode(key || what, 'escape') FROM risk_traces")
        )
        written = " ".join([*kept.scalars(), *traces.scalars()])

    assert not any(told in written for told in ("noor", "203.0", "browser"))


async def test_every_judgement_is_kept_with_what_it_was_made_of(rt: Runtime) -> None:
    one = attempt(email="x@mailinator.com", quantity=20)
    await risk.before_paying(rt, one)

    async with rt.read() as session:
        (judgement,) = await queries.judgements_of(session, one.order_id)

    assert judgement.verdict.score == 45
    assert judgement.verdict.outcome is Outcome.step_up
    assert judgement.seen["quantity"] == 20
    assert judgement.ruleset == 0


async def test_rules_are_versions_and_the_newest_counts(rt: Runtime) -> None:
    strict = replace(STANDARD, thresholds=Thresholds(20, 25, 30))
    async with rt.unit_of_work(STAFF) as uow:
        number = await risk.change_rules(uow, STAFF, ruleset=strict)

    verdict = await risk.before_paying(rt, attempt(email="x@mailinator.com"))
    async with rt.read() as session:
        history = await queries.rule_history(session)

    assert verdict.outcome is Outcome.refused
    assert [(one.number, one.ruleset) for one in history] == [(number, strict)]


async def test_an_organizer_is_stricter_for_their_own_orders(rt: Runtime) -> None:
    stage = await given_event(rt)
    async with rt.unit_of_work(stage.owner) as uow:
        await risk.change_thresholds(
            uow, stage.owner, organizer_id=stage.organizer_id, thresholds=Thresholds(10, 20, 101)
        )

    theirs, others = attempt(organizer_id=stage.organizer_id), attempt()
    odd = {"email": "x@mailinator.com"}

    assert (await risk.before_paying(rt, replace(theirs, **odd))).outcome is Outcome.review
    assert (await risk.before_paying(rt, replace(others, **odd))).outcome is Outcome.passed


async def test_who_may_not_changes_no_rules(rt: Runtime) -> None:
    stage = await given_event(rt)
    other = await given_event(rt)

    with pytest.raises(NotFound):
        async with rt.unit_of_work(stage.owner) as uow:
            await risk.change_rules(uow, stage.owner, ruleset=STANDARD)
    with pytest.raises(NotFound):
        async with rt.unit_of_work(stage.owner) as uow:
            await risk.change_thresholds(
                uow, stage.owner, organizer_id=other.organizer_id, thresholds=Thresholds()
            )
    with pytest.raises(Invalid):
        async with rt.unit_of_work(STAFF) as uow:
            await risk.change_rules(uow, STAFF, ruleset=replace(STANDARD, review_hours=0))


async def test_old_traces_are_forgotten(rt: Runtime, clock: FrozenClock) -> None:
    await risk.before_paying(rt, attempt(visitor="browser"))

    clock.move(timedelta(days=2, seconds=1))
    await risk.forget_traces(rt)

    async with rt.read() as session:
        left = await session.execute(text("SELECT count(*) FROM risk_traces"))
    assert left.scalar_one() == 0
