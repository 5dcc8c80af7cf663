"""How Stripe counts money, and which amounts it takes. Pure.

Stripe's smallest units are mostly ours, but not always: see its page on supported currencies.
"""

from babel.numbers import get_currency_precision

from bilten_app.kit.money import Money
from bilten_app.ports.payments import AmountRule

MOST_UNITS = 99_999_999
_WITHOUT_DECIMALS = "BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF"
# Three decimals, of which the last one must be 0.
_WITH_THREE = "BHD JOD KWD OMR TND"
_WITH_TWO = """
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BWP BYN BZD CAD CDF
    CHF CNY COP CRC CVE CZK DKK DOP DZD EGP ETB EUR FJD FKP GBP GEL GIP GMD GTQ GYD HKD HNL HTG HUF
    IDR ILS INR ISK JMD KES KGS KHR KYD KZT LAK LBP LKR LRD LSL MAD MDL MKD MMK MNT MOP MUR MVR MWK
    MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD SAR SBD SCR SEK SGD SHP
    SLE SOS SRD SZL THB TJS TOP TRY TTD TWD TZS UAH UGX USD UYU UZS WST XCD YER ZAR ZMW
"""
_DECIMALS = {
    **dict.fromkeys(_WITHOUT_DECIMALS.split(), 0),
    **dict.fromkeys(_WITH_TWO.split(), 2),
    **dict.fromkeys(_WITH_THREE.split(), 3),
}
# Below these, in Stripe's units, a charge costs more than it brings.
_LEAST_UNITS = {
    "AED": 200, "AUD": 50, "BRL": 50, "CAD": 50, "CHF": 50, "CZK": 1500, "DKK": 250, "EUR": 50,
    "GBP": 30, "HKD": 400, "HUF": 17500, "INR": 50, "JPY": 50, "MXN": 1000, "MYR": 200, "NOK": 300,
    "NZD": 50, "PLN": 200, "RON": 200, "SEK": 300, "SGD": 50, "THB": 1000, "USD": 50,
}  # fmt: skip
# Charged with decimals, but paid out in whole units only.
_PAID_OUT_WHOLE = frozenset({"HUF", "TWD", "ISK", "UGX"})


def rule(currency: str) -> AmountRule | None:
    """Return which amounts Stripe takes, in our minor units; None for a currency it has not."""
    if currency not in _DECIMALS:
        return None
    factor = _factor(currency)
    return AmountRule(
        least=max(1, -(-_LEAST_UNITS.get(currency, 1) // factor)),
        most=MOST_UNITS // factor,
        step=10 if currency in _WITH_THREE else 1,
    )


def to_units(amount: Money) -> int:
    """Return an amount in Stripe's units."""
    return amount.minor * _factor(amount.currency)


def of_units(units: int, currency: str) -> Money:
    """Return Stripe's amount as ours; less than our smallest unit is rounded away from zero."""
    currency = currency.upper()
    whole = -(-abs(units) // _factor(currency))
    return Money(whole if units >= 0 else -whole, currency)


def can_be_paid_out(amount: Money) -> bool:
    """Whether Stripe sends exactly this amount to a bank."""
    return amount.currency not in _PAID_OUT_WHOLE or to_units(amount) % 100 == 0


def _factor(currency: str) -> int:
    """Return how many of Stripe's units make one of ours: 100 for ISK, UGX and their like."""
    return 10 ** (_DECIMALS.get(currency, 2) - get_currency_precision(currency))
