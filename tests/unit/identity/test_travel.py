"""Who can have travelled, and who cannot: over the date line, over a border, without a map."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilten_app.domains.identity.rules.travel import (
    EARTH_KM,
    Sighting,
    cannot_be_travelled,
    distance_km,
)
from bilten_app.ports.geography import Spot

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
BERLIN, POTSDAM = Spot("DE", 52.52, 13.40), Spot("DE", 52.40, 13.06)
PARIS, SAO_PAULO = Spot("FR", 48.86, 2.35), Spot("BR", -23.55, -46.63)
SUVA, APIA = Spot("FJ", -18.14, 178.44), Spot("WS", -13.83, -171.76)
GERMANY, POLAND, NOWHERE = Spot("DE"), Spot("PL"), Spot()


@pytest.mark.parametrize(
    ("before", "after", "minutes", "flagged"),
    [
        (BERLIN, POTSDAM, 1, False),  # next door
        (BERLIN, SAO_PAULO, 60, True),  # ten thousand kilometres in an hour
        (BERLIN, SAO_PAULO, 13 * 60, False),  # a flight
        (BERLIN, PARIS, 30, True),  # nine hundred kilometres in half an hour
        (BERLIN, PARIS, 90, False),  # a flight
        (BERLIN, SAO_PAULO, 0, True),  # at the same moment
        (BERLIN, SAO_PAULO, -5, True),  # clocks that do not agree
        (SUVA, APIA, 90, False),  # over the date line it is not far
        (SUVA, APIA, 30, True),  # but not next door
        (GERMANY, POLAND, 20, True),  # countries only, and soon
        (GERMANY, POLAND, 61, False),  # a border is quickly crossed
        (GERMANY, GERMANY, 1, False),
        (GERMANY, SAO_PAULO, 30, True),  # a point on one side only: countries have to do
        (GERMANY, NOWHERE, 1, False),
        (NOWHERE, NOWHERE, 1, False),
        (None, BERLIN, 1, False),  # nobody knows
        (BERLIN, None, 1, False),
    ],
)
def test_what_cannot_be_travelled_is_told(
    before: Spot | None, after: Spot | None, minutes: int, *, flagged: bool
) -> None:
    later = NOON + timedelta(minutes=minutes)

    assert cannot_be_travelled(Sighting(before, NOON), Sighting(after, later)) is flagged


POINTS = st.builds(Spot, st.just("XX"), st.floats(-90, 90), st.floats(-180, 180))


@given(POINTS, POINTS)
def test_a_distance_is_the_same_both_ways_and_at_most_half_around(one: Spot, other: Spot) -> None:
    there, back = distance_km(one, other), distance_km(other, one)

    assert there is not None
    assert back is not None
    assert abs(there - back) < 1e-6
    assert 0 <= there <= EARTH_KM * 3.1416
