"""Cursors come back as they were written, and others are refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilten_app.kit.page import BadCursor, Page, read_cursor, write_cursor


@given(st.lists(st.text(max_size=30), min_size=1, max_size=4))
def test_a_cursor_comes_back(key: list[str]) -> None:
    assert read_cursor(write_cursor(key), len(key)) == key


@given(st.text(max_size=60))
def test_a_made_up_cursor_is_refused_politely(text: str) -> None:
    with pytest.raises(BadCursor):
        read_cursor(text, 7)


def test_the_last_page_has_no_next() -> None:
    assert Page.cut([1, 2], 2, key=lambda n: [str(n)]).next_cursor is None


def test_a_longer_list_is_cut_and_goes_on_after_the_last_row() -> None:
    page = Page.cut([1, 2, 3], 2, key=lambda n: [str(n)])

    assert list(page.rows) == [1, 2]
    assert page.next_cursor == write_cursor(["2"])
