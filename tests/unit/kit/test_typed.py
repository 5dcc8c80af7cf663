"""What is typed arrives without control characters and stray spaces."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilten_app.kit.typed import is_storable, many_lines, one_line, whole_day, whole_number


@given(st.text())
def test_one_line_has_no_stray_spaces_and_stays_as_it_is(typed: str) -> None:
    line = one_line(typed)

    assert line == line.strip()
    assert one_line(line) == line


@given(st.text())
def test_many_lines_keep_their_breaks_and_nothing_unprintable(typed: str) -> None:
    text = many_lines(typed)

    assert all(character.isprintable() or character in "\n\u200c\u200d" for character in text)
    assert many_lines(text) == text


def test_what_people_meant_is_kept() -> None:
    assert one_line("  Ada\t\x00 Berg\n") == "Ada Berg"
    assert many_lines(" One.\r\n\r\nTwo.\x00 ") == "One.\n\nTwo."
    assert one_line("\u0645\u200c\u062e") == "\u0645\u200c\u062e"
    assert one_line("Ada\u202egreB") == "Ada greB"


@pytest.mark.parametrize("text", ["a\0b", "\ud800", "x\udfffy"])
def test_what_no_column_holds_is_not_storable(text: str) -> None:
    assert not is_storable(text)


@pytest.mark.parametrize("text", ["", "Zoë", "👩‍🎤", "a\nb\tc"])
def test_what_people_type_is_storable(text: str) -> None:
    assert is_storable(text)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("", 0), ("  ", 0), (" 7 ", 7), ("-7", -1), ("7.5", -1), ("x", -1), ("٣", 3)],
)
def test_a_whole_number_is_read_or_is_none(typed: str, meant: int) -> None:
    assert whole_number(typed) == meant


@pytest.mark.parametrize("typed", ["", "2026-02-30", "tomorrow", "9999-12-31", "10000-01-01"])
def test_a_day_that_is_none_or_has_no_next_is_none(typed: str) -> None:
    assert whole_day(typed) is None
    assert whole_day("9999-12-30") == date(9999, 12, 30)
