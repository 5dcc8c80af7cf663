"""What the page for developers says of keys and their use."""

from datetime import date, timedelta

from bilten_app.domains.programs.public import SCOPES, DayOfUse, KeyState
from bilten_app.web.organizer.developers.rows import SCOPE_WORDS, STATES, day_bars, span_words

DAYS = [
    DayOfUse(date(2026, 5, 3) + timedelta(days=number), requests=number * 10, errors=number)
    for number in range(3)
]


def test_every_scope_and_every_state_has_words() -> None:
    assert set(SCOPE_WORDS) == set(SCOPES)
    assert set(STATES) == set(KeyState)


def test_a_chart_grows_to_its_busiest_day_and_says_when_it_was() -> None:
    assert [(bar.value, bar.share) for bar in day_bars(DAYS, "en")] == [
        ("0", 0), ("10", 50), ("20", 100),
    ]  # fmt: skip
    assert span_words(DAYS, "en").endswith("30 requests · 3 refused")


def test_days_without_requests_are_a_flat_chart() -> None:
    assert [bar.share for bar in day_bars([DayOfUse(date(2026, 5, 3))], "en")] == [0]
