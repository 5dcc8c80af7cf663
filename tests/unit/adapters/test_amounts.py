"""How Stripe and PayPal count money."""

import pytest
from babel.numbers import list_currencies
from hypothesis import given
from hypothesis import strategies as st

from bilten_app.adapters.paypal import amounts as paypal
from bilten_app.adapters.stripe import amounts as stripe
from bilten_app.kit.money import Money

CURRENCIES = sorted(list_currencies())


@pytest.mark.parametrize(
    ("amount", "units"),
    [
        (Money(1050, "EUR"), 1050),
        (Money(500, "JPY"), 500),
        (Money(5120, "KWD"), 5120),
        (Money(5, "ISK"), 500),
        (Money(5, "UGX"), 500),
        (Money(12_345, "HUF"), 12_345),
    ],
    ids=str,
)
def test_stripe_counts_in_its_own_units(amount: Money, units: int) -> None:
    assert stripe.to_units(amount) == units
    assert stripe.of_units(units, amount.currency.lower()) == amount


@given(st.sampled_from(CURRENCIES), st.integers(1, 10**8))
def test_what_stripe_takes_comes_back_unchanged(currency: str, minor: int) -> None:
    rule = stripe.rule(currency)
    if rule is None or not rule.takes(minor):
        return
    amount = Money(minor, currency)

    assert stripe.of_units(stripe.to_units(amount), currency) == amount
    assert stripe.to_units(amount) <= stripe.MOST_UNITS


@pytest.mark.parametrize(
    ("amount", "taken"),
    [
        (Money(5124, "KWD"), False),
        (Money(5120, "KWD"), True),
        (Money(49, "EUR"), False),
        (Money(50, "EUR"), True),
        (Money(49, "JPY"), False),
        (Money(100_000_000, "USD"), False),
    ],
    ids=str,
)
def test_stripe_does_not_take_every_amount(amount: Money, *, taken: bool) -> None:
    rule = stripe.rule(amount.currency)

    assert rule is not None
    assert rule.takes(amount.minor) is taken


def test_some_currencies_leave_stripe_in_whole_units_only() -> None:
    assert not stripe.can_be_paid_out(Money(1045, "HUF"))
    assert stripe.can_be_paid_out(Money(1000, "HUF"))
    assert stripe.can_be_paid_out(Money(1045, "EUR"))
    assert stripe.can_be_paid_out(Money(7, "ISK"))


@pytest.mark.parametrize(
    ("amount", "value"),
    [
        (Money(1050, "EUR"), "10.50"),
        (Money(7, "USD"), "0.07"),
        (Money(500, "JPY"), "500"),
        (Money(12_300, "HUF"), "123"),
        (Money(12_300, "TWD"), "123"),
    ],
    ids=str,
)
def test_paypal_writes_decimals(amount: Money, value: str) -> None:
    written = paypal.to_amount(amount)

    assert written == {"currency_code": amount.currency, "value": value}
    assert paypal.of_amount(written) == amount


@given(st.sampled_from(CURRENCIES), st.integers(1, 10**8))
def test_what_paypal_takes_comes_back_unchanged(currency: str, minor: int) -> None:
    rule = paypal.rule(currency)
    if rule is None or not rule.takes(minor):
        return
    amount = Money(minor, currency)

    assert paypal.of_amount(paypal.to_amount(amount)) == amount


def test_paypal_has_no_dinars_and_no_pounds_of_egypt() -> None:
    assert paypal.rule("KWD") is None
    assert paypal.rule("EGP") is None
