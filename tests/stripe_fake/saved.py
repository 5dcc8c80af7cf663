"""Customers of the fake, their saved cards, and charges of those without a hosted page."""

from typing import Any

from tests.stripe_fake import checkout
from tests.stripe_fake.memory import Memory, Thing
from tests.stripe_fake.refusals import Refusal

OPEN = {"requires_action", "requires_payment_method", "requires_confirmation"}


def detach(memory: Memory, ref: str) -> Thing:
    """Forget a card."""
    method = memory.get("payment_method", ref)
    if method["customer"] is None:
        raise Refusal(
            "The payment method you provided is not attached to a customer so detachment is"
            " impossible."
        )
    method["customer"] = None
    memory.tell("payment_method.detached", method)
    return method


def renew(memory: Memory, ref: str, *, number: str, month: int, year: int) -> Thing:
    """The bank issues a card anew, and the networks tell Stripe."""
    method = memory.get("payment_method", ref)
    method["number"] = number
    method["card"] |= {"last4": number[-4:], "exp_month": month, "exp_year": year}
    memory.tell("payment_method.automatically_updated", method)
    return method


def edit(memory: Memory, ref: str, *, month: int, year: int) -> Thing:
    """Somebody writes down another date in the dashboard."""
    method = memory.get("payment_method", ref)
    method["card"] |= {"exp_month": month, "exp_year": year}
    memory.tell("payment_method.updated", method)
    return method


def charge(memory: Memory, params: dict[str, Any]) -> Thing:
    """Make an intent that is confirmed at once with a saved card."""
    method = memory.get("payment_method", params["payment_method"])
    if not params.get("confirm") or not params.get("return_url"):
        raise Refusal("The fake knows intents only that are confirmed when they are made.")
    if method["customer"] is None or method["customer"] != params.get("customer"):
        raise Refusal(
            "The provided PaymentMethod was detached from a Customer. It may not be used again.",
            param="payment_method",
        )
    checkout.check_amount(params["amount"], params["currency"])
    intent = memory.add(
        "payment_intent",
        "pi",
        amount=params["amount"],
        currency=params["currency"],
        customer=params["customer"],
        payment_method=method["id"],
        status="requires_confirmation",
        latest_charge=None,
        last_payment_error=None,
        next_action=None,
        metadata=params.get("metadata", {}),
        description=params.get("description"),
        return_url=params["return_url"],
    )
    number = method["number"]
    if reason := checkout.DECLINES.get(number):
        _decline(memory, intent, reason)
        refusal = Refusal(
            "Your card was declined.", status=402, kind="card_error", code="card_declined"
        )
        refusal.body["error"]["payment_intent"] = intent
        raise refusal
    asked = params.get("payment_method_options", {}).get("card", {}).get("request_three_d_secure")
    if number == checkout.CHALLENGED or asked == "any":
        page = {"url": f"{memory.origin}/c/bank/{intent['id']}", "return_url": intent["return_url"]}
        intent.update(
            status="requires_action",
            next_action={"type": "redirect_to_url", "redirect_to_url": page},
        )
        return intent
    checkout.collect(memory, intent, number)
    return intent


def answer_bank(memory: Memory, ref: str, *, approved: bool) -> str:
    """The buyer's bank has said yes or no; return where the buyer goes on."""
    intent = memory.get("payment_intent", ref)
    if intent["status"] == "requires_action":
        intent["next_action"] = None
        if approved:
            number = memory.get("payment_method", intent["payment_method"])["number"]
            checkout.collect(memory, intent, number)
        else:
            _decline(memory, intent, "authentication_failure")
    return str(intent["return_url"])


def cancel(memory: Memory, ref: str) -> Thing:
    """Take no more money for an intent that has not succeeded."""
    intent = memory.get("payment_intent", ref)
    if intent["status"] not in OPEN:
        raise Refusal(f"You cannot cancel this PaymentIntent: its status is {intent['status']}.")
    intent.update(status="canceled", next_action=None)
    memory.tell("payment_intent.canceled", intent)
    return intent


def _decline(memory: Memory, intent: Thing, reason: str) -> None:
    intent.update(
        status="requires_payment_method",
        last_payment_error={"code": "card_declined", "decline_code": reason},
    )
    memory.tell("payment_intent.payment_failed", intent)
