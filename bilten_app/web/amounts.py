"""Amounts as people type and read them."""

from decimal import Decimal, InvalidOperation, Overflow

from bilten_app.kit.text import minor_digits

MAX_AMOUNT = Decimal(10**10)


def read_amount(typed: str, currency: str) -> int | None:
    """Return a typed amount in minor units, or None when it is none or has too many digits."""
    plain = typed.strip().replace(",", ".") or "0"
    try:
        minor = Decimal(plain).scaleb(minor_digits(currency))
    except (InvalidOperation, Overflow):
        return None
    if not minor.is_finite() or not 0 <= minor <= MAX_AMOUNT or minor != minor.to_integral_value():
        return None
    return int(minor)


def write_amount(minor: int, currency: str) -> str:
    """Return minor units as a person would type them, for example `25.00`."""
    return f"{Decimal(minor).scaleb(-minor_digits(currency)):f}"
