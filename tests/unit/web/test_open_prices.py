"""Prices that guests choose: what may be typed, and what an organizer says of them."""

import pytest

from bilten_app.domains.inventory.public import Kind, OpenPrice
from bilten_app.kit.errors import Invalid
from bilten_app.web.organizer.event_editor.forms import TicketForm
from bilten_app.web.organizer.event_editor.types import draft_of
from bilten_app.web.public.event.amounts import Chosen, amounts_of, problem_of, read_choice

FIVE_TO_FIFTY = Chosen(is_open=True, first="10.00", least_minor=500, most_minor=5000)
TYPED = [
    ("5", 500, ""),
    ("12,34", 1234, ""),
    ("50.00", 5000, ""),
    ("4.99", None, "Choose at least €5.00."),
    ("50.01", None, "Choose at most €50.00."),
    ("", None, "Write an amount like 25 or 25.50."),
    ("ten", None, "Write an amount like 25 or 25.50."),
    ("12.345", None, "Write an amount like 25 or 25.50."),
]


@pytest.mark.parametrize(("typed", "minor", "words"), TYPED)
def test_what_is_typed_is_a_price_that_may_be_chosen_or_says_why_not(
    typed: str, minor: int | None, words: str
) -> None:
    assert read_choice(typed, FIVE_TO_FIFTY, "EUR") == minor
    assert problem_of(typed, FIVE_TO_FIFTY, "EUR", "en") == words


def test_a_field_begins_with_the_first_suggestion_and_keeps_what_was_typed() -> None:
    choices = {"open": FIVE_TO_FIFTY, "other": FIVE_TO_FIFTY, "fixed": Chosen()}

    assert amounts_of(choices, {"other": "7"}) == {"open": "10.00", "other": "7"}


def form_of(**typed: str) -> TicketForm:
    told = {"name": "Solidarity", "price": "5", "capacity": "10", "open_price": "true", **typed}
    return TicketForm.model_validate(told)


@pytest.mark.parametrize(
    ("typed", "opened"),
    [
        ({}, OpenPrice()),
        ({"most": "50"}, OpenPrice(most_minor=5000)),
        ({"suggested": "10 20; 12,50"}, OpenPrice(suggested=(1000, 2000, 1250))),
        ({"suggested": "10, 20, 30"}, OpenPrice(suggested=(1000, 2000, 3000))),
        ({"open_price": "false", "most": "50"}, None),
    ],
)
def test_a_form_says_between_what_guests_choose(
    typed: dict[str, str], opened: OpenPrice | None
) -> None:
    draft = draft_of(form_of(**typed), Kind.admission, "EUR")

    assert (draft.price_minor, draft.open_price) == (500, opened)


@pytest.mark.parametrize(
    ("field", "typed"), [("most", "much"), ("suggested", "10 or 20"), ("suggested", "1.234")]
)
def test_what_is_no_amount_is_named(field: str, typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        draft_of(form_of(**{field: typed}), Kind.admission, "EUR")

    assert list(refused.value.problems) == [field]
