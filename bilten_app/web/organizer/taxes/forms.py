"""What the forms send, and how typed days and rates are read."""

from datetime import date
from decimal import Decimal

from pydantic import BaseModel, Field

from bilten_app.domains.pricing.public import Rounding


class TaxForm(BaseModel):
    """How the organization taxes."""

    registered: bool = False
    included: bool = False
    rounding: Rounding = Rounding.line
    kind: str = Field("standard", max_length=30)
    reverse_charge: bool = False
    legal_name: str = Field("", max_length=200)
    address: str = Field("", max_length=600)
    country: str = Field("", max_length=2)
    vat_id: str = Field("", max_length=40)
    invoice_prefix: str = Field("", max_length=20)


class RateForm(BaseModel):
    """A rate of the organization's own."""

    rate_country: str = Field("", max_length=2)
    rate_kind: str = Field("", max_length=40)
    rate: str = Field("", max_length=12)
    rate_from: str = Field("", max_length=10)


class CardForm(BaseModel):
    """A new gift card."""

    card_value: str = Field("", max_length=20)
    card_currency: str = Field("", max_length=5)
    card_email: str = Field("", max_length=254)
    card_note: str = Field("", max_length=120)
    card_expires: str = Field("", max_length=10)


def read_day(typed: str) -> date | None:
    """Return a typed day, or None when it is none."""
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def read_rate(typed: str) -> int | None:
    """Return a typed percentage in ppm, or None when it is none or too fine."""
    plain = typed.strip().replace(",", ".")
    if not plain.replace(".", "", 1).isdecimal():
        return None
    ppm = Decimal(plain) * 10_000
    return int(ppm) if ppm == ppm.to_integral_value() else None
