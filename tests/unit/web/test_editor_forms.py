"""Amounts and lists as people type them."""

import pytest

from bilten_app.web.amounts import read_amount, write_amount
from bilten_app.web.organizer.event_editor.forms import TicketForm, read_list


@pytest.mark.parametrize(
    ("typed", "currency", "minor"),
    [
        ("25", "EUR", 2500),
        ("25.5", "EUR", 2550),
        (" 12,50 ", "EUR", 1250),
        ("", "EUR", 0),
        ("0", "EUR", 0),
        ("500", "JPY", 500),
        ("1.234", "KWD", 1234),
        ("12.345", "EUR", None),
        ("0.5", "JPY", None),
        ("-1", "EUR", None),
        ("1e3", "EUR", 100_000),
        ("NaN", "EUR", None),
        ("Infinity", "EUR", None),
        ("99999999999999", "EUR", None),
        ("twelve", "EUR", None),
        ("1.000,50", "EUR", None),
        ("1e999999", "EUR", None),
    ],
)
def test_an_amount_is_exact_or_refused(typed: str, currency: str, minor: int | None) -> None:
    assert read_amount(typed, currency) == minor


@pytest.mark.parametrize(
    ("minor", "currency"), [(2550, "EUR"), (0, "EUR"), (500, "JPY"), (1234, "KWD")]
)
def test_a_written_amount_reads_back(minor: int, currency: str) -> None:
    assert read_amount(write_amount(minor, currency), currency) == minor


def test_empty_items_of_a_list_are_left_out() -> None:
    assert read_list(" jazz, ,open air,", ",") == ["jazz", "open air"]


def test_an_empty_capacity_is_none_and_an_empty_choice_is_not_chosen() -> None:
    form = TicketForm.model_validate({"name": "Standing", "capacity": "", "part_x": ""})

    assert (form.capacity, form.most_each, form.chosen("part_")) == (None, 1, {})
