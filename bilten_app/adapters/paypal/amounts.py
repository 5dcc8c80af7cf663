"""How PayPal writes money: decimal strings, and whole units for some currencies. Pure."""

from decimal import ROUND_UP, Decimal

from babel.numbers import get_currency_precision

from bilten_app.adapters.paypal.door import Json
from bilten_app.kit.money import Money
from bilten_app.ports.payments import AmountRule

_WHOLE = frozenset({"HUF", "JPY", "TWD"})
_TAKEN = frozenset(
    {
        "AUD", "BRL", "CAD", "CHF", "CNY", "CZK", "DKK", "EUR", "GBP", "HKD", "ILS", "MXN", "MYR",
        "NOK", "NZD", "PHP", "PLN", "SEK", "SGD", "THB", "USD",
    }
) | _WHOLE  # fmt: skip


def rule(currency: str) -> AmountRule | None:
    """Return which amounts PayPal takes; None for a currency it has not."""
    if currency not in _TAKEN:
        return None
    step = 10 ** get_currency_precision(currency) if currency in _WHOLE else 1
    return AmountRule(least=step, most=999_999_999, step=step)


def to_amount(money: Money) -> dict[str, str]:
    """Return an amount as PayPal writes it, like {"currency_code": "EUR", "value": "10.50"}."""
    value = Decimal(money.minor).scaleb(-get_currency_precision(money.currency))
    if money.currency in _WHOLE:
        value = value.quantize(Decimal(1), ROUND_UP)
    return {"currency_code": money.currency, "value": str(value)}


def of_amount(amount: Json) -> Money:
    """Return PayPal's amount as ours."""
    currency = str(amount["currency_code"])
    minor = Decimal(amount["value"]).scaleb(get_currency_precision(currency))
    return Money(int(minor.to_integral_value()), currency)
