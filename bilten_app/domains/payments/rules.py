"""What a gateway's word means for a payment, and how patiently we ask. Pure."""

from collections.abc import Sequence, Set
from datetime import datetime, timedelta

from bilten_app.domains.payments.public import PAYMENT_FLOW, PaymentState, WhyNot
from bilten_app.kit.money import Money
from bilten_app.ports import TEST_GATEWAY, Gateways
from bilten_app.ports.payments import Charge, ChargeState, PaymentGateway

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


def next_look(created: datetime, expires: datetime, now: datetime) -> datetime:
    """Return when the gateway is asked again: ever more rarely, and when the time to pay is over.

    At the end nobody may pay any more, so that moment is not missed.
    """
    later = now + min(max((now - created) / 2, FIRST_LOOK), timedelta(minutes=10))
    return min(later, expires) if now < expires else later


def offered(gateways: Gateways, *, is_test: bool) -> Sequence[str]:
    """Return the names of those that a buyer may choose from; tests have one of their own."""
    return (TEST_GATEWAY,) if is_test else gateways.offered


def why_not(gateway: PaymentGateway, amount: Money, down: Set[str]) -> WhyNot | None:
    """Return why a gateway cannot take an amount now, or None when it can."""
    rule = gateway.rule(amount.currency)
    if rule is None:
        return WhyNot.currency
    if not rule.takes(amount.minor):
        return WhyNot.amount
    return WhyNot.down if gateway.name in down else None
