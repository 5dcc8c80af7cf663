"""How much longer an order waits while a payment service is down."""

from datetime import UTC, datetime, timedelta

import pytest

from bilten_app.domains.orders.rules import extended_until

UNTIL = datetime(2026, 6, 1, 12, 15, tzinfo=UTC)
MORE = timedelta(minutes=10)


@pytest.mark.parametrize(
    ("ends", "minutes"),
    [
        ([60], 10),
        ([60, 10], 10),
        ([60, 4], 4),
        ([4, 60], 4),
        ([60, 0], 0),
        ([60, -5], 0),  # it was placed just before the sale closed, and keeps its time
    ],
)
def test_more_time_never_passes_an_end_and_never_shortens(ends: list[int], minutes: int) -> None:
    closing = [UNTIL + timedelta(minutes=end) for end in ends]

    assert extended_until(UNTIL, MORE, closing) == UNTIL + timedelta(minutes=minutes)
