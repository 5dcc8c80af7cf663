"""A report against real rows: payments, payouts and the ledger."""

from datetime import timedelta
from uuid import UUID

import pytest

from bilten_app.domains.ledger import service as ledger
from bilten_app.domains.ledger.public import Deal, Tender, TenderKind
from bilten_app.domains.payments import service as payments
from bilten_app.domains.reconciliation import queries
from bilten_app.domains.reconciliation import service as reconciliation
from bilten_app.domains.reconciliation.public import Outcome, RunResult, Totals
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import SYSTEM, Actor, ActorKind
from bilten_app.kit.errors import NotFound
from bilten_app.kit.ids import new_id
from bilten_app.kit.money import Money
from bilten_app.ports.payments import Collected, ReportKind, ReportRow
from tests.conftest import NOON

SINCE, UNTIL = NOON - timedelta(days=1), NOON + timedelta(days=1)


async def given_payment(rt: Runtime, ref: str, minor: int = 25_00) -> UUID:
    """A captured payment with its sale in the ledger."""
    reference = new_id()
    collected = Collected(ref, Money(minor, "KWD"), "noor@guests.example.com", "Jazz", NOON)
    sale = ledger.sale(
        Deal(reference, new_id(), "KWD", NOON),
        tenders=[Tender(TenderKind.gateway, minor, "sandbox")],
    )
    async with rt.unit_of_work() as uow:
        found = await payments.take_in(uow, "sandbox", {reference: collected})
        await ledger.post(uow, [sale])
    return found[reference]


def row(ref: str, minor: int = 25_00, reference: UUID | None = None) -> ReportRow:
    return ReportRow(ref, ReportKind.charge, reference, Money(minor, "KWD"), Money(0, "KWD"), NOON)


async def compare(rt: Runtime, *rows: ReportRow) -> RunResult:
    async with rt.unit_of_work() as uow:
        return await reconciliation.compare_report(
            uow, SYSTEM, gateway="sandbox", report=reconciliation.write_csv(rows),
            since=SINCE, until=UNTIL, file_name="june.csv",
        )  # fmt: skip


async def test_a_report_that_is_right_matches_to_the_last_digit(rt: Runtime) -> None:
    await given_payment(rt, "cs_1", 12_345)
    second = await given_payment(rt, "cs_2", 1)

    result = await compare(rt, row("cs_1", 12_345), row("unknown", 1, second))

    async with rt.read() as session:
        run = await queries.run(session, result.id)
        differing = await queries.lines(session, result.id)
    assert (run.matched, run.differing) == (2, 0)
    assert run.totals == {"KWD": Totals(12_346, 12_346, 12_346)}
    assert list(differing.rows) == []


async def test_differences_are_listed_and_kept(rt: Runtime) -> None:
    await given_payment(rt, "cs_1")
    await given_payment(rt, "cs_2")
    await given_payment(rt, "cs_3")

    result = await compare(rt, row("cs_1"), row("cs_1"), row("cs_2", 24_99), row("cs_9"))

    async with rt.read() as session:
        counts = await queries.counts(session, result.id)
        first = await queries.lines(session, result.id, size=2)
        rest = await queries.lines(session, result.id, size=2, cursor=first.next_cursor)
        missing = await queries.lines(session, result.id, outcome=Outcome.missing_there)
    assert counts == {
        Outcome.matched: 1,
        Outcome.duplicate: 1,
        Outcome.amount_differs: 1,
        Outcome.missing_here: 1,
        Outcome.missing_there: 1,
    }
    assert len([*first.rows, *rest.rows]) == 4
    assert [line.gateway_ref for line in missing.rows] == ["cs_3"]


async def test_a_run_may_be_repeated(rt: Runtime) -> None:
    await given_payment(rt, "cs_1")

    first, second = await compare(rt, row("cs_1")), await compare(rt, row("cs_1"))

    assert first.id != second.id
    assert [one.outcome for one in first.compared] == [one.outcome for one in second.compared]
    async with rt.read() as session:
        assert len((await queries.runs(session)).rows) == 2


async def test_only_staff_compare_reports(rt: Runtime) -> None:
    somebody = Actor(ActorKind.user, user_id=new_id())

    with pytest.raises(NotFound):
        async with rt.unit_of_work(somebody) as uow:
            await reconciliation.compare_report(
                uow, somebody, gateway="sandbox", report="", since=SINCE, until=UNTIL
            )
