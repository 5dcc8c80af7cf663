"""Telephone numbers: as people type them, where they lead, and which are never texted."""

import pytest

from bilten_app.domains.identity.rules.numbers import masked, normal_number, prefix_of


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("+49 151 2345-6789", "+4915123456789"),
        ("0049 (151) 23456789", "+4915123456789"),
        ("+1 212 555 0100", "+12125550100"),
        ("0151 23456789", None),  # without its country
        ("+49", None),
        ("+49151234567890123", None),  # longer than any number is
        ("+0151234567", None),
        ("+881 621 234 567", None),  # a satellite
        ("+1 900 555 0100", None),  # earns by being called
        ("+979 123 456 789", None),
        ("+49 151 letters", None),
    ],
)
def test_a_number_is_read_as_people_type_it(typed: str, number: str | None) -> None:
    assert normal_number(typed) == number


@pytest.mark.parametrize(
    ("number", "prefix"),
    [
        ("+4915123456789", "+49"),
        ("+3531234567", "+353"),
        ("+201012345678", "+20"),
        ("+79123456789", "+7"),
        ("+12125550100", "+1212"),
        ("+18765550100", "+1876"),  # an island
    ],
)
def test_a_number_is_counted_where_it_leads(number: str, prefix: str) -> None:
    assert prefix_of(number) == prefix


def test_of_a_number_its_ends_are_shown() -> None:
    assert masked("+4915123456789") == "+49 ••• 89"
