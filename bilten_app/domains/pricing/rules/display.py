"""What an amount is worth in the currency somebody thinks in. For reading only. Pure."""

from decimal import ROUND_HALF_UP, Context, Decimal

from bilten_app.kit.money import Money
from bilten_app.kit.text import amount, minor_digits
from bilten_app.ports.rates import RateTable

EXACT = Context(prec=60, rounding=ROUND_HALF_UP)


def shown_in(money: Money, currency: str, table: RateTable) -> Money | None:
    """Return `money` in another currency, rounded to its smallest unit; None without a rate."""
    own, other = _rate(money.currency, table), _rate(currency, table)
    if own is None or other is None:
        return None
    value = EXACT.divide(EXACT.multiply(amount(money), other), own)
    minor = EXACT.scaleb(value, minor_digits(currency)).to_integral_value(ROUND_HALF_UP)
    return Money(int(minor), currency)


def _rate(currency: str, table: RateTable) -> Decimal | None:
    return Decimal(1) if currency == table.base else table.rates.get(currency)
