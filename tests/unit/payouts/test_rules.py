"""When a payout is due, how much leaves, and which accounts can receive it."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilten_app.domains.payouts import rules
from bilten_app.domains.payouts.public import Holdings, Period, Schedule, Terms

WEDNESDAY = datetime(2026, 6, 3, 15, 30, tzinfo=UTC)
MINORS = st.integers(-(10**9), 10**9)
COUNTS = st.integers(0, 10**9)
HOLDINGS = st.builds(Holdings, MINORS, MINORS, COUNTS, COUNTS, COUNTS)
EVENT = UUID(int=1)


def day(number: int, month: int = 6) -> datetime:
    return datetime(2026, month, number, tzinfo=UTC)


@pytest.mark.parametrize(
    ("schedule", "days", "name", "cut"),
    [
        (Schedule.daily, 0, "2026-06-03", day(3)),
        (Schedule.daily, 2, "2026-06-03", day(1)),
        (Schedule.weekly, 0, "2026-W23", day(1)),
        (Schedule.monthly, 1, "2026-06", day(31, 5)),
        (Schedule.after_event, 5, "2026-06-03", WEDNESDAY),
    ],
)
def test_a_period_has_one_name_and_one_cut(
    schedule: Schedule, days: int, name: str, cut: datetime
) -> None:
    assert rules.period(Terms(schedule, days), WEDNESDAY) == Period(name, cut)


def test_nothing_is_paid_by_the_clock_when_only_by_hand() -> None:
    assert rules.period(Terms(Schedule.manual), WEDNESDAY) is None
    assert rules.next_at(Terms(Schedule.manual), WEDNESDAY) is None


@given(st.sampled_from([Schedule.daily, Schedule.weekly, Schedule.monthly]), st.integers(0, 800))
def test_the_next_period_begins_when_the_name_changes(schedule: Schedule, days: int) -> None:
    now, terms = WEDNESDAY + timedelta(days=days), Terms(schedule)
    begins = rules.next_at(terms, now)
    assert begins is not None

    before, after = rules.period(terms, begins - timedelta(seconds=1)), rules.period(terms, begins)

    assert before == rules.period(terms, now)
    assert before is not None
    assert after is not None
    assert before.name != after.name


@given(HOLDINGS, HOLDINGS, st.integers(0, 10_000), st.integers(0, 30))
def test_no_payout_leaves_less_than_nothing(
    ripe: Holdings, now: Holdings, basis_points: int, days: int
) -> None:
    terms = Terms(reserve_basis_points=basis_points, reserve_days=days)

    plan = rules.plan(terms, ripe, now, "KWD")

    if plan is None:
        return
    assert 0 < plan.amount_minor <= plan.amount_minor + plan.reserved_minor <= now.net_minor
    assert plan.reserved_minor >= 0
    assert plan.amount_minor + plan.reserved_minor == rules.free(ripe, now)


def test_what_banks_dispute_waits_whichever_event_it_is_about() -> None:
    ripe = Holdings(payable_minor=100)
    now = Holdings(payable_minor=300, disputed_minor=30)

    assert rules.free(ripe, now) == 70


def test_cash_taken_at_the_door_is_with_the_organizer_already() -> None:
    held = Holdings(payable_minor=95_00, cash_minor=60_00, tax_minor=5_00)

    plan = rules.plan(Terms(), held, held, "EUR")

    assert plan is not None
    assert (plan.amount_minor, plan.payable_minor, plan.tax_minor) == (40_00, 95_00, 5_00)


def test_less_than_the_minimum_waits() -> None:
    held = Holdings(payable_minor=49_99)

    assert rules.plan(Terms(minimum_minor=50_00), held, held, "EUR") is None
    assert rules.plan(Terms(minimum_minor=49_99), held, held, "EUR") is not None


def test_only_what_is_ripe_counts_and_what_belongs_to_no_event() -> None:
    other = UUID(int=2)
    by_subject = {
        EVENT: Holdings(100),
        other: Holdings(50),
        None: Holdings(-30),
    }

    assert rules.ripe(by_subject, {EVENT}).payable_minor == 70


@pytest.mark.parametrize(
    ("number", "bank_code", "wrong"),
    [
        ("DE89370400440532013000", "", set[str]()),
        ("EG380019000500000000263180002", "", set[str]()),
        ("DE89370400440532013001", "", {"number"}),
        ("000123456789", "110000000", set[str]()),
        ("000123456789", "", {"bank_code"}),
        ("12", "1", {"number"}),
        ("DE89 3704", "1", {"number"}),
    ],
)
def test_a_bank_account_is_checked(number: str, bank_code: str, wrong: set[str]) -> None:
    assert set(rules.account_problems("Blue Note Nights", number, bank_code)) == wrong


def test_an_account_number_is_shown_by_its_end() -> None:
    assert rules.masked("DE89370400440532013000") == "DE •••• 3000"
    assert rules.masked("000123456789") == "•••• 6789"
    assert rules.bare_number("de89 3704-0044") == "DE8937040044"
