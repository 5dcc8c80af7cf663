"""Comparing a gateway's report with our rows, to the cent."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilten_app.domains.reconciliation import rules
from bilten_app.domains.reconciliation.public import BadReport, Movement, Outcome
from bilten_app.kit.money import Money
from bilten_app.ports.payments import ReportKind, ReportRow
from tests.conftest import NOON

SINCE, UNTIL = NOON - timedelta(days=1), NOON + timedelta(days=1)
CURRENCIES = st.sampled_from(["JPY", "KWD", "USD"])


def moved(
    number: int = 1, minor: int = 25_00, kind: ReportKind = ReportKind.charge, currency: str = "EUR"
) -> Movement:
    return Movement(kind, f"ref_{number}", UUID(int=number), Money(minor, currency), NOON)


def outcomes(theirs: list[Movement], ours: list[Movement]) -> list[Outcome]:
    return [one.outcome for one in rules.compare(theirs, ours, since=SINCE, until=UNTIL)]


def test_what_both_tell_alike_is_matched() -> None:
    assert outcomes([moved()], [moved()]) == [Outcome.matched]


def test_our_id_suffices_when_the_names_differ() -> None:
    theirs = replace(moved(), gateway_ref="txn_9")

    assert outcomes([theirs], [moved()]) == [Outcome.matched]


@pytest.mark.parametrize(
    ("theirs", "ours", "expected"),
    [
        ([moved()], [], [Outcome.missing_here]),
        ([], [moved()], [Outcome.missing_there]),
        ([moved(minor=24_99)], [moved()], [Outcome.amount_differs]),
        ([moved(currency="USD")], [moved()], [Outcome.currency_differs]),
        ([moved(), moved()], [moved()], [Outcome.matched, Outcome.duplicate]),
        ([moved(kind=ReportKind.refund)], [moved()], [Outcome.missing_here, Outcome.missing_there]),
        (
            [moved(minor=-5, kind=ReportKind.payout), moved(minor=5, kind=ReportKind.payout)],
            [moved(minor=-5, kind=ReportKind.payout), moved(minor=5, kind=ReportKind.payout)],
            [Outcome.matched, Outcome.matched],
        ),
    ],
)
def test_every_difference_has_its_name(
    theirs: list[Movement], ours: list[Movement], expected: list[Outcome]
) -> None:
    assert outcomes(theirs, ours) == expected


def test_what_is_ours_of_another_day_is_not_missed_there() -> None:
    tomorrow = replace(moved(), at=UNTIL)

    assert outcomes([], [tomorrow]) == []
    assert outcomes([moved()], [tomorrow]) == [Outcome.matched]


@given(st.lists(st.integers(1, 30)), st.lists(st.integers(1, 30), unique=True))
def test_every_movement_is_told_once(there: list[int], here: list[int]) -> None:
    compared = rules.compare(
        [moved(one) for one in there], [moved(one) for one in here], since=SINCE, until=UNTIL
    )

    assert len([one for one in compared if one.theirs]) == len(there)
    found = {one.ours.reference for one in compared if one.ours}
    assert found == {UUID(int=number) for number in here}


@given(
    st.lists(
        st.builds(
            lambda number, minor, fee, currency: ReportRow(
                f"ref_{number}", ReportKind.charge, UUID(int=number),
                Money(minor, currency), Money(fee, currency), NOON,
            ),
            st.integers(0, 99), st.integers(-(10**12), 10**12), st.integers(0, 10**6), CURRENCIES,
        )
    )
)  # fmt: skip
def test_a_report_reads_back_as_it_was_written(rows: list[ReportRow]) -> None:
    assert list(rules.read_csv(rules.write_csv(rows))) == rows


def test_a_fee_is_a_movement_of_its_own() -> None:
    row = ReportRow("ch_1", ReportKind.charge, None, Money(100, "EUR"), Money(3, "EUR"), NOON)

    charge, fee = rules.movements([row])

    assert (charge.amount.minor, fee.amount.minor, fee.kind) == (100, -3, ReportKind.fee)


HEAD = "gateway_ref,kind,reference,amount,fee,currency,at\n"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("gateway_ref,kind\n", 1),
        (HEAD + "ch_1,charge,,12.505,0,EUR,2026-06-01T12:00:00+00:00\n", 2),
        (HEAD + "ch_1,charge,,12.5,0,JPY,2026-06-01T12:00:00+00:00\n", 2),
        (HEAD + "ch_1,charge,,12.50,0,EUR,2026-06-01T12:00:00\n", 2),
        (HEAD + "ch_1,charge,,NaN,0,EUR,2026-06-01T12:00:00+00:00\n", 2),
        (HEAD + "ch_1,charge,,1e999999,0,EUR,2026-06-01T12:00:00+00:00\n", 2),
        (HEAD + "ch_1,gift,,1,0,EUR,2026-06-01T12:00:00+00:00\n", 2),
        (HEAD + "ch_1,charge,x,1,0,EUR,2026-06-01T12:00:00+00:00\n", 2),
        (HEAD + "ch_1,charge\n", 2),
        (HEAD + "ch_1,charge,,1,0,XXQ,2026-06-01T12:00:00+00:00\n", 2),
    ],
)
def test_a_report_that_cannot_be_read_names_its_line(text: str, line: int) -> None:
    with pytest.raises(BadReport) as refused:
        rules.read_csv(text)

    assert refused.value.fields["line"] == line
