"""Cursors come back as they were written, and others are refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilten_app.kit.page import BadCursor, Page, cursor_moment, read_cursor, write_cursor


@given(st.lists(st.text(max_size=30), min_size=1, max_size=4))
def test_a_cursor_comes_back(key: list[str]) -> None:
    assert read_cursor(write_cursor(key), len(key)) == key


@given(st.text(max_size=60))
def test_a_made_up_cursor_is_refused_politely(text: str) -> None:
    with pytest.raises(BadCursor):
        read_cursor(text, 7)


@pytest.mark.parametrize(
    "at", ["", "noon", "2026-06-01T12:00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59-14:00"]
)
def test_a_moment_that_no_row_can_have_is_no_cursor(at: str) -> None:
    with pytest.raises(BadCursor):
        cursor_moment(at)


def test_the_last_page_has_no_next() -> None:
    assert Page.cut([1, 2], 2, key=lambda n: [str(n)]).next_cursor is None


def test_a_longer_list_is_cut_and_goes_on_after_the_last_row() -> None:
    page = Page.cut([1, 2, 3], 2, key=lambda n: [str(n)])

    assert list(page.rows) == [1, 2]
    assert page.next_cursor == write_cursor(["2"])
