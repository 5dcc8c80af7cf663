"""What a gateway's word means, in any order."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilten_app.adapters.sandbox.aftersale import Sandbox
from bilten_app.domains.payments.public import PaymentState, WhyNot
from bilten_app.domains.payments.rules import FIRST_LOOK, next_look, next_state, why_not
from bilten_app.kit.money import Money
from bilten_app.ports.payments import AmountRule, Charge, ChargeState

CREATED = datetime(2026, 6, 1, 12, tzinfo=UTC)
EXPIRES_AFTER = timedelta(minutes=15)
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
    now = CREATED + age

    look = next_look(CREATED, CREATED, now)

    assert FIRST_LOOK <= look - now <= timedelta(minutes=10)


@given(st.timedeltas(timedelta(), EXPIRES_AFTER - timedelta(microseconds=1)))
def test_the_end_of_the_time_to_pay_is_not_missed(age: timedelta) -> None:
    expires = CREATED + EXPIRES_AFTER

    assert CREATED + age < next_look(CREATED, expires, CREATED + age) <= expires


class Gateway(Sandbox):
    """Takes dinars in steps of ten."""

    def __init__(self) -> None:
        self.name = "sandbox"

    def rule(self, currency: str) -> AmountRule | None:
        return AmountRule(least=100, step=10) if currency == "KWD" else None


@pytest.mark.parametrize(
    ("amount", "down", "why"),
    [
        (Money(1230, "KWD"), set(), None),
        (Money(1230, "KWD"), {"stripe"}, None),
        (Money(1230, "KWD"), {"sandbox"}, WhyNot.down),
        (Money(1234, "KWD"), {"sandbox"}, WhyNot.amount),
        (Money(90, "KWD"), set(), WhyNot.amount),
        (Money(1230, "EUR"), {"sandbox"}, WhyNot.currency),
    ],
    ids=str,
)
def test_a_way_to_pay_is_offered_with_a_reason_why_not(
    amount: Money, down: set[str], why: WhyNot | None
) -> None:
    assert why_not(Gateway(), amount, down) is why
