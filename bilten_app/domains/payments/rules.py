"""What a gateway's word means for a payment, and how patiently we ask. Pure."""

from datetime import timedelta

from bilten_app.domains.payments.public import PAYMENT_FLOW, PaymentState
from bilten_app.kit.money import Money
from bilten_app.ports.payments import Charge, ChargeState

_SAID = {
    ChargeState.captured: PaymentState.captured,
    ChargeState.failed: PaymentState.failed,
    ChargeState.expired: PaymentState.expired,
}
FIRST_LOOK = timedelta(seconds=20)
LAST_LOOK_AFTER_EXPIRY = timedelta(hours=1)


def next_state(now: PaymentState, asked: Money, charge: Charge) -> PaymentState | None:
    """Return the state that `charge` leads to, or None when it says nothing new.

    Order does not matter: a late or repeated word never leads back. Money of another amount or
    currency than we asked for is set aside for a person.
    """
    said = _SAID.get(charge.state)
    if said is PaymentState.captured and charge.amount != asked:
        said = PaymentState.quarantined
    return said if said in PAYMENT_FLOW.following(now) else None


def next_look(age: timedelta) -> timedelta:
    """Return how long to wait before the gateway is asked again about a payment of this age."""
    return min(max(age / 2, FIRST_LOOK), timedelta(minutes=10))
