"""Prices that follow demand, and never too far or too fast."""

from hypothesis import given
from hypothesis import strategies as st

from bilten_app.domains.pricing.public import WHOLE_PPM
from bilten_app.domains.pricing.rules.live import Bounds, Demand, next_price, share_ppm

BOUNDS = Bounds(floor=2000, base=3000, ceiling=5000, hourly=500)
SHARES = st.integers(0, WHOLE_PPM)
DEMANDS = st.builds(Demand, SHARES, SHARES)
STEPS = st.lists(st.tuples(st.integers(1, 90), DEMANDS), min_size=1, max_size=40)


@st.composite
def bounds(draw: st.DrawFn) -> Bounds:
    floor, base, ceiling = sorted(draw(st.lists(st.integers(0, 10**9), min_size=3, max_size=3)))
    return Bounds(floor, base, ceiling, draw(st.integers(1, 10**6)))


def test_at_the_usual_pace_a_ticket_costs_its_base() -> None:
    assert next_price(BOUNDS, Demand(500_000, 500_000), []) == 3000


def test_a_sale_that_runs_ahead_makes_the_price_rise_by_what_an_hour_allows() -> None:
    rush = Demand(sold_ppm=900_000, gone_ppm=100_000)

    assert next_price(BOUNDS, rush, [3000]) == 3500
    assert next_price(BOUNDS, rush, [3500, 3000]) == 3500
    assert next_price(BOUNDS, rush, [3500]) == 4000


def test_a_sale_that_lags_makes_the_price_fall_to_the_floor_at_most() -> None:
    assert next_price(BOUNDS, Demand(0, WHOLE_PPM), [2100]) == 2000


def test_a_share_of_nothing_is_nothing() -> None:
    assert (share_ppm(3, 0), share_ppm(5, 3), share_ppm(-1, 3)) == (0, WHOLE_PPM, 0)


@given(bounds(), DEMANDS, st.lists(st.integers(0, 10**9), max_size=5))
def test_a_price_never_leaves_floor_and_ceiling(
    within: Bounds, demand: Demand, last_hour: list[int]
) -> None:
    assert within.floor <= next_price(within, demand, last_hour) <= within.ceiling


@given(bounds(), STEPS)
def test_within_any_hour_a_price_moves_by_no_more_than_allowed(
    within: Bounds, steps: list[tuple[int, Demand]]
) -> None:
    history = [(0, within.base)]
    for minutes, demand in steps:
        now = history[-1][0] + minutes
        before = [price for at, price in history if at <= now - 60][-1:]
        recent = [price for at, price in history if at > now - 60]
        history.append((now, next_price(within, demand, before + recent)))

    for place, (at, price) in enumerate(history):
        for later, other in history[place:]:
            if later - at < 60:
                assert abs(other - price) <= within.hourly
