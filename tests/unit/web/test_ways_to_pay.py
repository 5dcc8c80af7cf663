"""The ways to pay in words."""

from bilten_app.domains.payments.public import Method, WhyNot
from bilten_app.ports.payments import MethodKind
from bilten_app.web.public.checkout.ways import ways_of

SANDBOX = Method("sandbox", (MethodKind.test,))
CARDS = (MethodKind.card, MethodKind.wallet)


def test_the_first_way_that_answers_is_chosen() -> None:
    stripe = Method("stripe", CARDS, WhyNot.down)

    rows = ways_of([stripe, SANDBOX], "en")

    assert [(row.name, row.is_away, row.is_first) for row in rows] == [
        ("stripe", True, False),
        ("sandbox", False, True),
    ]
    assert rows[0].note == "Does not answer at the moment."


def test_a_way_that_cannot_take_the_amount_is_not_shown() -> None:
    paypal = Method("paypal", (MethodKind.paypal,), WhyNot.currency)
    stripe = Method("stripe", CARDS, WhyNot.amount)

    assert [row.name for row in ways_of([paypal, stripe, SANDBOX], "en")] == ["sandbox"]


def test_one_gateway_may_take_many_things() -> None:
    (row,) = ways_of([Method("stripe", CARDS)], "en")

    assert row.title == "Card · Apple Pay, Google Pay"
    assert row.kind == "card"
