"""Checkout Sessions of the fake: made, paid on the hosted page, declined, challenged, expired."""

import zlib
from typing import Any

from bilten_app.adapters.stripe.amounts import MOST_UNITS
from tests.stripe_fake.memory import Memory, Thing
from tests.stripe_fake.refusals import Refusal

HALF_AN_HOUR, A_DAY = 1800, 86_400
THREE_DECIMALS = {"bhd", "jod", "kwd", "omr", "tnd"}
WHOLE_ONLY = {"isk", "ugx"}
LEAST = {"usd": 50, "eur": 50, "gbp": 30, "jpy": 50, "huf": 17_500}
DECLINES = {
    "4000000000000002": "generic_decline",
    "4000000000009995": "insufficient_funds",
}
CHALLENGED = "4000002500003155"
DISPUTED = "4000000000000259"
FROM_BRAZIL = "4000000760000002"
DELAYED = "AT321904300235473204"


def create(memory: Memory, params: dict[str, Any]) -> Thing:
    """Open a session for one payment."""
    total, currency = _total(params)
    expires = params.get("expires_at", memory.now() + A_DAY)
    if not HALF_AN_HOUR <= expires - memory.now() <= A_DAY:
        raise Refusal("expires_at must be 30 minutes to 24 hours away", param="expires_at")
    if "customer" in params and "customer_email" in params:
        raise Refusal("You may only specify one of customer, customer_email.", param="customer")
    if "customer" in params:
        memory.get("customer", params["customer"])
    session = memory.add(
        "checkout.session",
        "cs_test",
        mode="payment",
        status="open",
        payment_status="unpaid",
        payment_intent=None,
        amount_subtotal=total,
        amount_total=total,
        currency=currency,
        expires_at=expires,
        client_reference_id=params.get("client_reference_id"),
        customer=params.get("customer"),
        customer_email=params.get("customer_email"),
        success_url=params["success_url"],
        cancel_url=params.get("cancel_url"),
        metadata=params.get("metadata", {}),
    )
    session["url"] = f"{memory.origin}/c/pay/{session['id']}"
    session["intent_data"] = params.get("payment_intent_data", {})
    session["method_options"] = params.get("payment_method_options", {})
    return session


def current(memory: Memory, ref: str) -> Thing:
    """Return a session after what time alone has done to it."""
    session = memory.get("checkout.session", ref)
    if session["status"] == "open" and session["expires_at"] <= memory.now():
        _expire(memory, session)
    return session


def expire(memory: Memory, ref: str) -> Thing:
    """Close a session that nobody has completed."""
    session = current(memory, ref)
    if session["status"] != "open":
        raise Refusal(
            "Only Checkout Sessions with a status in ['open'] can be expired. This Checkout"
            f" Session has a status of {session['status']}."
        )
    _expire(memory, session)
    return session


def pay(memory: Memory, ref: str, card: str) -> str:
    """The buyer typed a card on the hosted page; return `paid`, `declined`, `challenge`, `over`."""
    session = current(memory, ref)
    if session["status"] != "open":
        return "over"
    if reason := DECLINES.get(card):
        _decline(memory, session, reason)
        return "declined"
    asked = session["method_options"].get("card", {}).get("request_three_d_secure")
    session["card"] = card
    if card == CHALLENGED or asked == "any":
        return "challenge"
    if card == DELAYED:
        _intent(memory, session)["status"] = "processing"
        session.update(status="complete", url=None)
        memory.tell("checkout.session.completed", session)
        return "paid"
    _succeed(memory, session)
    if card == DISPUTED:
        open_dispute(memory, ref)
    return "paid"


def answer_challenge(memory: Memory, ref: str, *, approved: bool) -> str:
    """The buyer's bank has said yes or no to 3-D Secure."""
    session = current(memory, ref)
    if session["status"] != "open":
        return "over"
    if not approved:
        _decline(memory, session, "authentication_failure")
        return "declined"
    _succeed(memory, session)
    return "paid"


def settle(memory: Memory, ref: str, *, arrived: bool) -> None:
    """The money of a slow method has arrived, or has bounced."""
    session = memory.get("checkout.session", ref)
    if arrived:
        _succeed(memory, session, "checkout.session.async_payment_succeeded")
        return
    _intent(memory, session).update(
        status="requires_payment_method", last_payment_error={"code": "payment_intent_failed"}
    )
    memory.tell("checkout.session.async_payment_failed", session)


def open_dispute(memory: Memory, ref: str) -> Thing:
    """The buyer asks their bank for the money back; Stripe takes it, and a fee, at once."""
    dispute = _dispute(memory, ref)
    memory.tell("charge.dispute.created", dispute)
    take_disputed(memory, dispute)
    return dispute


def inquire(memory: Memory, ref: str) -> Thing:
    """The bank asks what the buyer bought, before it takes anything."""
    dispute = _dispute(memory, ref)
    dispute.update(status="warning_needs_response", is_charge_refundable=True)
    memory.tell("charge.dispute.created", dispute)
    return dispute


def take_disputed(memory: Memory, dispute: Thing) -> None:
    """The bank wants the money; of an inquiry it becomes a dispute."""
    dispute.update(status="needs_response", is_charge_refundable=False)
    _move(memory, dispute, -dispute["amount"], fee=1500)
    memory.get("charge", dispute["charge"])["disputed"] = True
    memory.tell("charge.dispute.updated", dispute)
    memory.tell("charge.dispute.funds_withdrawn", dispute)


def close_inquiry(memory: Memory, dispute: Thing) -> None:
    """The bank is content with what it heard."""
    dispute["status"] = "warning_closed"
    memory.tell("charge.dispute.closed", dispute)


def _dispute(memory: Memory, ref: str) -> Thing:
    session = memory.get("checkout.session", ref)
    intent = memory.get("payment_intent", session["payment_intent"])
    return memory.add(
        "dispute",
        "du",
        amount=intent["amount"],
        currency=intent["currency"],
        charge=intent["latest_charge"],
        payment_intent=intent["id"],
        reason="fraudulent",
        status="needs_response",
        is_charge_refundable=False,
        evidence={},
        evidence_details={"due_by": memory.now() + 7 * A_DAY, "has_evidence": False},
        balance_transactions=[],
    )


def decide_dispute(memory: Memory, ref: str, *, won: bool, fee_back: int = 0) -> None:
    """The bank has decided; Stripe may give back what it had charged for the dispute."""
    dispute = memory.get("dispute", ref)
    dispute["status"] = "won" if won else "lost"
    memory.tell("charge.dispute.closed", dispute)
    if won:
        _move(memory, dispute, dispute["amount"], fee=-fee_back)
        memory.tell("charge.dispute.funds_reinstated", dispute)


def _move(memory: Memory, dispute: Thing, amount: int, fee: int) -> None:
    move = memory.move("adjustment", amount, dispute["currency"], dispute, fee)
    dispute["balance_transactions"].append(move)


def _total(params: dict[str, Any]) -> tuple[int, str]:
    prices = [(line["price_data"], line.get("quantity", 1)) for line in params["line_items"]]
    currencies = {price["currency"] for price, _ in prices}
    if len(currencies) != 1:
        raise Refusal("All prices must have one currency.", param="line_items")
    total, currency = sum(price["unit_amount"] * n for price, n in prices), currencies.pop()
    check_amount(total, currency)
    return total, currency


def check_amount(total: int, currency: str) -> None:
    """Refuse what Stripe does not charge."""
    if total < LEAST.get(currency, 1):
        raise Refusal("The amount is too small.", code="amount_too_small", param="line_items")
    if total > MOST_UNITS:
        raise Refusal("The amount is too large.", code="amount_too_large", param="line_items")
    if total % _step(currency):
        raise Refusal(f"{total} is no amount of {currency}.", param="line_items")


def _step(currency: str) -> int:
    if currency in THREE_DECIMALS:
        return 10
    return 100 if currency in WHOLE_ONLY else 1


def _expire(memory: Memory, session: Thing) -> None:
    session.update(status="expired", url=None)
    memory.tell("checkout.session.expired", session)


def _intent(memory: Memory, session: Thing) -> Thing:
    if session["payment_intent"] is None:
        data = session["intent_data"]
        intent = memory.add(
            "payment_intent",
            "pi",
            amount=session["amount_total"],
            currency=session["currency"],
            status="requires_payment_method",
            latest_charge=None,
            last_payment_error=None,
            metadata=data.get("metadata", {}),
            description=data.get("description"),
            transfer_group=data.get("transfer_group"),
        )
        session["payment_intent"] = intent["id"]
    return memory.get("payment_intent", session["payment_intent"])


def _decline(memory: Memory, session: Thing, reason: str) -> None:
    intent = _intent(memory, session)
    intent["last_payment_error"] = {"code": "card_declined", "decline_code": reason}
    memory.tell("payment_intent.payment_failed", intent)


def _card_of(number: str) -> Thing:
    """Return what Stripe tells of a card: a fingerprint that is always the same, a country."""
    country = "BR" if number == FROM_BRAZIL else "US"
    return {"fingerprint": f"fp_{zlib.crc32(number.encode()):08x}", "country": country}


def collect(memory: Memory, intent: Thing, number: str) -> None:
    """Charge an intent with a card; it has succeeded."""
    amount, currency = intent["amount"], intent["currency"]
    charge = memory.add(
        "charge",
        "ch",
        amount=amount,
        amount_refunded=0,
        currency=currency,
        payment_intent=intent["id"],
        status="succeeded",
        paid=True,
        disputed=False,
        metadata=intent["metadata"],
        billing_details={"name": "Noor Aziz"},
        payment_method_details={"type": "card", "card": _card_of(number)},
    )
    fee = amount * 29 // 1000 + 30
    charge["balance_transaction"] = memory.move("charge", amount, currency, charge, fee)["id"]
    intent.update(status="succeeded", latest_charge=charge["id"], last_payment_error=None)
    memory.tell("payment_intent.succeeded", intent)
    memory.tell("charge.succeeded", charge)


def keep(memory: Memory, customer: str, number: str) -> Thing:
    """Attach a card to a customer, as `setup_future_usage` does when it was paid with."""
    return memory.add(
        "payment_method",
        "pm",
        type="card",
        customer=customer,
        number=number,
        card={"brand": "visa", "last4": number[-4:], "exp_month": 3, "exp_year": 2030},
    )


def _succeed(memory: Memory, session: Thing, told: str = "checkout.session.completed") -> None:
    number = session.get("card", "")
    session.update(status="complete", payment_status="paid", url=None)
    collect(memory, _intent(memory, session), number)
    if session["intent_data"].get("setup_future_usage"):
        keep(memory, session["customer"], number)
    memory.tell(told, session)
