"""What PayPal accepts in an order, and how it refuses; after its documentation of Orders v2."""

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

WHOLE = {"HUF", "JPY", "TWD"}
KNOWN = WHOLE | {"EUR", "USD", "GBP", "CHF", "PLN", "SEK"}


class Problem(Exception):
    """An error answer in PayPal's shape."""

    def __init__(self, issue: str, *, status: int = 422) -> None:
        super().__init__(issue)
        self.status = status
        name = "UNPROCESSABLE_ENTITY" if status == 422 else issue
        details = [{"issue": issue, "description": issue}]
        self.body: dict[str, Any] = {"name": name, "details": details, "debug_id": "0"}


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Amount(_Strict):
    currency_code: Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")]
    value: Annotated[str, StringConstraints(pattern=r"^[0-9]+(\.[0-9]{1,3})?$", max_length=32)]


class _Unit(_Strict):
    amount: _Amount
    custom_id: Annotated[str, StringConstraints(max_length=255)]
    invoice_id: Annotated[str, StringConstraints(max_length=127)]
    description: Annotated[str, StringConstraints(max_length=127)]


class _Experience(_Strict):
    user_action: Literal["CONTINUE", "PAY_NOW"]
    shipping_preference: Literal["NO_SHIPPING", "GET_FROM_FILE", "SET_PROVIDED_ADDRESS"]
    return_url: str
    cancel_url: str


class _PayPal(_Strict):
    email_address: str
    experience_context: _Experience


class _Source(_Strict):
    paypal: _PayPal


class _Order(_Strict):
    intent: Literal["CAPTURE", "AUTHORIZE"]
    purchase_units: list[_Unit]
    payment_source: _Source


def check_order(asked: dict[str, Any]) -> None:
    """Raise Problem unless PayPal would create this order."""
    try:
        order = _Order.model_validate(asked)
    except ValidationError as error:
        raise Problem("INVALID_PARAMETER_SYNTAX", status=400) from error
    amount = order.purchase_units[0].amount
    if amount.currency_code not in KNOWN:
        raise Problem("CURRENCY_NOT_SUPPORTED")
    if -_exponent(amount.value) > (0 if amount.currency_code in WHOLE else 2):
        raise Problem("DECIMAL_PRECISION")
    if Decimal(amount.value) <= 0:
        raise Problem("CANNOT_BE_ZERO_OR_NEGATIVE")


def written(value: Decimal, currency: str) -> dict[str, str]:
    """Return an amount as PayPal writes it."""
    places = Decimal(1) if currency in WHOLE else Decimal("0.01")
    return {"currency_code": currency, "value": str(value.quantize(places))}


def _exponent(value: str) -> int:
    return int(Decimal(value).as_tuple().exponent)
