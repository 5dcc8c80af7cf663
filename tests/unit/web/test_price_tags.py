"""How a price went, as a line, and what a visitor brings."""

import pytest

from bilten_app.domains.pricing.public import NOTHING_ASKED, Ask
from bilten_app.kit.actor import GUEST, Actor, ActorKind
from bilten_app.web.public.event.tags import ask_of, line_of


@pytest.mark.parametrize("minors", [[], [2500]])
def test_one_price_makes_no_line(minors: list[int]) -> None:
    assert line_of(minors) == ""


def test_a_line_goes_up_with_the_price_and_stays_in_its_box() -> None:
    assert line_of([2500, 3000, 2500]) == "M0 30H40V2H80V30H120"


def test_a_price_that_never_moved_is_a_flat_line() -> None:
    assert line_of([2500, 2500]) == "M0 30H60V30H120"


def test_only_a_proven_address_is_brought() -> None:
    person = Actor(ActorKind.user, email="noor@example.org", verified=True)

    assert ask_of("", GUEST) == NOTHING_ASKED
    assert ask_of("HALF", GUEST) == Ask(frozenset({"HALF"}))
    assert ask_of("", person) == Ask(email="noor@example.org")
    assert ask_of("HALF", person) == Ask(frozenset({"HALF"}), "noor@example.org")
    unproven = Actor(ActorKind.user, email="noor@example.org")
    assert ask_of("HALF", unproven) == Ask(frozenset({"HALF"}))
