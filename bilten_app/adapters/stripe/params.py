"""What we ask of Stripe, in its words. Pure."""

from datetime import timedelta

from stripe.params import DisputeUpdateParamsEvidence
from stripe.params.checkout import (
    SessionCreateParams,
    SessionCreateParamsPaymentIntentData,
    SessionCreateParamsPaymentMethodOptions,
)

from bilten_app.adapters.stripe.amounts import to_units
from bilten_app.ports.payments import CheckoutRequest, Evidence

# A Checkout Session lives for half an hour at least, longer than places are held: we close it
# ourselves. The time follows from the request alone, since a repeated call must be the same.
OUTLIVES_HOLD = timedelta(minutes=31)


def session_params(request: CheckoutRequest) -> SessionCreateParams:
    """Return the hosted page of a payment."""
    own = {"payment_id": str(request.payment_id)}
    intent: SessionCreateParamsPaymentIntentData
    intent = {"description": request.description, "metadata": own}
    params: SessionCreateParams = {
        "mode": "payment",
        "client_reference_id": str(request.payment_id),
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": request.amount.currency.lower(),
                    "unit_amount": to_units(request.amount),
                    "product_data": {"name": request.description},
                },
            }
        ],
        "payment_intent_data": intent,
        "metadata": own,
        "success_url": request.return_url,
        "cancel_url": request.return_url,
        "expires_at": int((request.expires_at + OUTLIVES_HOLD).timestamp()),
        # The buyer is charged in the event's currency, as the order says.
        "adaptive_pricing": {"enabled": False},
    }
    if request.customer_ref:
        # The buyer said on our page that they want it: Stripe need not ask again.
        params["customer"] = request.customer_ref
        params["payment_intent_data"] = {**intent, "setup_future_usage": "on_session"}
    else:
        params["customer_email"] = request.email
    if request.challenge:
        options: SessionCreateParamsPaymentMethodOptions = {
            "card": {"request_three_d_secure": "any"}
        }
        params["payment_method_options"] = options
    return params


def evidence_params(evidence: Evidence) -> DisputeUpdateParamsEvidence:
    """Return what speaks for us in a dispute, under the names that Stripe has for it."""
    return {
        "customer_name": evidence.customer_name,
        "customer_email_address": evidence.customer_email,
        "product_description": evidence.product,
        "service_date": evidence.service_date,
        "refund_policy_disclosure": evidence.refund_policy,
        "access_activity_log": evidence.access_log,
        "uncategorized_text": evidence.statement,
    }
