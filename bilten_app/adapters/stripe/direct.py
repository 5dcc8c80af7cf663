"""Charging a card that Stripe remembers: a payment intent of its own, without a hosted page.

The bank may still ask the buyer (3-D Secure); then they go to its page and come back from there.
"""

from typing import Any, cast

import stripe
from stripe.params import PaymentIntentCreateParams

from bilten_app.adapters.stripe import reading
from bilten_app.adapters.stripe.amounts import to_units
from bilten_app.adapters.stripe.door import translated
from bilten_app.kit.errors import NotFound
from bilten_app.ports.payees import MethodForgotten
from bilten_app.ports.payments import AmountNotTaken, Charge, Checkout, CheckoutRequest

_WHOLE_CHARGE = ["latest_charge.balance_transaction"]


def is_direct(ref: str) -> bool:
    """Whether `ref` names a charge of a saved card; others are names of Checkout Sessions."""
    return ref.startswith("pi_")


class DirectCharges:
    """Payment intents that were confirmed when they were made."""

    def __init__(self, client: stripe.StripeClient) -> None:
        self._api = client.v1

    async def start(self, request: CheckoutRequest) -> Checkout:
        """Charge the card once; a decline is an answer too, told by `look_up`."""
        try:
            with translated():
                intent = await self._api.payment_intents.create_async(
                    _params(request), {"idempotency_key": f"payment-{request.payment_id}"}
                )
        except stripe.CardError as error:
            declined = cast("Any", error.error).payment_intent
            return Checkout(declined["id"], request.return_url)
        except NotFound as error:
            raise MethodForgotten from error
        except stripe.InvalidRequestError as error:
            if error.param == "payment_method":
                raise MethodForgotten from error
            if error.code in {"amount_too_small", "amount_too_large"}:
                raise AmountNotTaken from error
            raise
        told = reading.redirect_of(intent.to_dict())
        return Checkout(intent.id, told or request.return_url)

    async def look_up(self, ref: str) -> Charge:
        """Return what Stripe knows of the charge."""
        with translated():
            intent = await self._api.payment_intents.retrieve_async(ref, {"expand": _WHOLE_CHARGE})
        return reading.charge_of_intent(intent.to_dict())

    async def close(self, ref: str) -> Charge:
        """Take no more money; what has succeeded or is on its way stays what it is."""
        try:
            with translated():
                await self._api.payment_intents.cancel_async(ref)
        except stripe.InvalidRequestError:
            return await self.look_up(ref)
        return await self.look_up(ref)


def _params(request: CheckoutRequest) -> PaymentIntentCreateParams:
    params: PaymentIntentCreateParams = {
        "amount": to_units(request.amount),
        "currency": request.amount.currency.lower(),
        "customer": request.customer_ref,
        "payment_method": request.method_ref,
        "allowed_payment_method_types": ["card"],
        "confirm": True,
        "return_url": request.return_url,
        "description": request.description,
        "metadata": {"payment_id": str(request.payment_id), reading.DIRECT: "yes"},
    }
    if request.challenge:
        params["payment_method_options"] = {"card": {"request_three_d_secure": "any"}}
    return params
