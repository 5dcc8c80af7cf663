"""What a gateway's word means, in any order."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilten_app.domains.payments.public import PaymentState
from bilten_app.domains.payments.rules import FIRST_LOOK, next_look, next_state
from bilten_app.kit.money import Money
from bilten_app.ports.payments import Charge, ChargeState

ASKED = Money(5000, "EUR")


def charge(state: ChargeState, amount: Money = ASKED) -> Charge:
    return Charge("cs_1", state, amount)


@pytest.mark.parametrize(
    ("now", "said", "amount", "state"),
    [
        ("started", "captured", ASKED, "captured"),
        ("started", "failed", ASKED, "failed"),
        ("started", "expired", ASKED, "expired"),
        ("started", "pending", ASKED, None),
        ("failed", "captured", ASKED, "captured"),
        ("expired", "captured", ASKED, "captured"),
        ("captured", "failed", ASKED, None),
        ("captured", "captured", ASKED, None),
        ("started", "captured", Money(4999, "EUR"), "quarantined"),
        ("started", "captured", Money(5000, "USD"), "quarantined"),
        ("expired", "captured", Money(5001, "EUR"), "quarantined"),
        ("quarantined", "captured", ASKED, None),
    ],
)
def test_a_word_of_the_gateway(now: str, said: str, amount: Money, state: str | None) -> None:
    told = next_state(PaymentState(now), ASKED, charge(ChargeState(said), amount))

    assert told == (PaymentState(state) if state else None)


@given(st.lists(st.sampled_from(list(ChargeState)), max_size=8), st.randoms())
def test_a_capture_anywhere_among_the_words_ends_captured(
    words: list[ChargeState], order: object
) -> None:
    words = [*words, ChargeState.captured]
    order.shuffle(words)  # pyright: ignore[reportAttributeAccessIssue]

    now = PaymentState.started
    for word in words:
        now = next_state(now, ASKED, charge(word)) or now

    assert now is PaymentState.captured


@given(st.timedeltas(timedelta(), timedelta(days=3)))
def test_we_ask_ever_more_patiently(age: timedelta) -> None:
    assert FIRST_LOOK <= next_look(age) <= timedelta(minutes=10)
