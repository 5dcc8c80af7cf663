"""What speaks against an order, and what follows."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilten_app.domains.risk.public import Outcome, Ruleset, Signal, Thresholds
from bilten_app.domains.risk.rules.changing import ruleset_problems
from bilten_app.domains.risk.rules.score import (
    STANDARD,
    Findings,
    judge,
    release_at,
    stricter,
)

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
seen = st.dictionaries(st.sampled_from(Signal), st.integers(0, 200_000))
rules = st.builds(
    lambda weights, limits: replace(
        STANDARD, weights={**STANDARD.weights, **weights}, limits={**STANDARD.limits, **limits}
    ),
    st.dictionaries(st.sampled_from(Signal), st.integers(0, 100)),
    st.dictionaries(st.sampled_from(Signal), st.integers(1, 50)),
)


@pytest.mark.parametrize(
    ("found", "score", "outcome"),
    [
        ({}, 0, Outcome.passed),
        ({Signal.quantity: 12}, 0, Outcome.passed),  # as many as is usual
        ({Signal.quantity: 13}, 15, Outcome.passed),
        ({Signal.total: 100_001}, 20, Outcome.passed),
        ({Signal.throwaway: 1}, 30, Outcome.passed),
        ({Signal.throwaway: 1, Signal.quantity: 20}, 45, Outcome.step_up),
        ({Signal.card_addresses: 4}, 45, Outcome.step_up),
        ({Signal.card_addresses: 4, Signal.country: 1}, 70, Outcome.review),
        ({Signal.watched: 1}, 75, Outcome.review),
        ({Signal.watched: 1, Signal.address_orders: 11}, 95, Outcome.refused),
        ({Signal.denied: 1}, 100, Outcome.refused),
    ],
)
def test_what_is_found_adds_up(found: dict[Signal, int], score: int, outcome: Outcome) -> None:
    verdict = judge(Findings(found, "EUR"), STANDARD)

    assert (verdict.score, verdict.outcome) == (score, outcome)


def test_each_point_of_a_score_has_its_reason() -> None:
    verdict = judge(Findings({Signal.throwaway: 1, Signal.quantity: 20}, "EUR"), STANDARD)

    assert sum(reason.weight for reason in verdict.reasons) == verdict.score
    assert {(one.signal, one.seen, one.limit) for one in verdict.reasons} == {
        (Signal.throwaway, 1, 0),
        (Signal.quantity, 20, 12),
    }


def test_who_is_allowed_passes_whatever_they_do() -> None:
    verdict = judge(Findings({Signal.watched: 1}, "EUR", is_allowed=True), STANDARD)

    assert (verdict.outcome, verdict.score) == (Outcome.passed, 75)


def test_deny_wins_over_allow() -> None:
    verdict = judge(Findings({Signal.denied: 1}, "EUR", is_allowed=True), STANDARD)

    assert verdict.outcome is Outcome.refused


def test_nobody_can_make_the_deny_list_weigh_nothing() -> None:
    lax = replace(STANDARD, weights={**STANDARD.weights, Signal.denied: 0})

    assert judge(Findings({Signal.denied: 1}, "EUR"), lax).outcome is Outcome.refused


def test_a_total_in_a_currency_without_a_limit_is_never_unusual() -> None:
    assert judge(Findings({Signal.total: 10**9}, "XAU"), STANDARD).score == 0


@given(found=seen, more=seen, by=rules)
def test_more_of_anything_never_lowers_a_score_or_softens_what_follows(
    found: dict[Signal, int], more: dict[Signal, int], by: Ruleset
) -> None:
    both = {signal: found.get(signal, 0) + more.get(signal, 0) for signal in Signal}
    order = list(Outcome)

    less, greater = judge(Findings(found, "EUR"), by), judge(Findings(both, "EUR"), by)

    assert less.score <= greater.score
    assert order.index(less.outcome) <= order.index(greater.outcome)


@given(found=seen, by=rules, shuffled=st.randoms(use_true_random=False))
def test_the_order_in_which_things_are_found_does_not_matter(
    found: dict[Signal, int], by: Ruleset, shuffled: object
) -> None:
    pairs = list(found.items())
    shuffled.shuffle(pairs)  # pyright: ignore[reportAttributeAccessIssue]

    assert judge(Findings(found, "EUR"), by) == judge(Findings(dict(pairs), "EUR"), by)


@given(found=seen, own=st.tuples(*[st.integers(1, 101)] * 3))
def test_an_organizer_can_only_be_stricter(
    found: dict[Signal, int], own: tuple[int, int, int]
) -> None:
    order = list(Outcome)
    lower = stricter(STANDARD, Thresholds(*sorted(own)))

    platform, theirs = judge(Findings(found, "EUR"), STANDARD), judge(Findings(found, "EUR"), lower)

    assert order.index(theirs.outcome) >= order.index(platform.outcome)


@pytest.mark.parametrize(
    ("doors_in", "released_in"),
    [(240, 24), (27, 24), (20, 17), (3, 0), (1, 0), (-5, 0)],
)
def test_a_review_ends_in_time_for_the_doors(doors_in: int, released_in: int) -> None:
    at = release_at(NOW, NOW + timedelta(hours=doors_in), STANDARD)

    assert at == NOW + timedelta(hours=released_in)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"thresholds": Thresholds(50, 40, 90)}, "review"),
        ({"thresholds": Thresholds(0, 40, 90)}, "step_up"),
        ({"thresholds": Thresholds(40, 70, 102)}, "refuse"),
        ({"weights": {Signal.quantity: 101}}, "weight-quantity"),
        ({"limits": {Signal.quantity: 0}}, "limit-quantity"),
        ({"limits": {Signal.quantity: 51}}, "limit-quantity"),
        ({"values": {"EUR": 0}}, "value-EUR"),
        ({"review_hours": 0}, "review_hours"),
        ({"doors_hours": 73}, "doors_hours"),
    ],
)
def test_rules_that_cannot_be_are_named_by_field(change: dict[str, object], field: str) -> None:
    assert set(ruleset_problems(replace(STANDARD, **change))) == {field}  # pyright: ignore[reportArgumentType]


def test_the_standard_rules_are_fine() -> None:
    assert ruleset_problems(STANDARD) == {}
