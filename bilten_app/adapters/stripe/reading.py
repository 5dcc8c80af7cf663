"""What Stripe's objects say, in our words. Pure: JSON in, values of the port out."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from bilten_app.adapters.stripe.amounts import of_units
from bilten_app.kit.money import Money
from bilten_app.ports.cards import PaidWith
from bilten_app.ports.payees import SavedMethod
from bilten_app.ports.payments import (
    Charge,
    ChargeState,
    Dispute,
    DisputeState,
    Refund,
    RefundNews,
    RefundState,
    ReportKind,
    ReportRow,
)

type Json = Mapping[str, Any]

DIRECT = "saved_card"
INQUIRY = "warning_"
_INTENT_STATES = {
    "succeeded": ChargeState.captured,
    "requires_payment_method": ChargeState.failed,
    "canceled": ChargeState.expired,
}

_REFUND_STATES = {
    "succeeded": RefundState.done,
    "failed": RefundState.failed,
    "canceled": RefundState.failed,
}
_DISPUTE_STATES = {
    "warning_needs_response": DisputeState.needs_response,
    "needs_response": DisputeState.needs_response,
    "warning_under_review": DisputeState.under_review,
    "under_review": DisputeState.under_review,
    "warning_closed": DisputeState.won,
    "prevented": DisputeState.won,
    "won": DisputeState.won,
    "lost": DisputeState.lost,
}
_REPORT_KINDS = {
    "charge": ReportKind.charge,
    "payment": ReportKind.charge,
    "refund": ReportKind.refund,
    "payment_refund": ReportKind.refund,
    "refund_failure": ReportKind.refund,
    "adjustment": ReportKind.dispute,
    "transfer": ReportKind.transfer,
    "transfer_refund": ReportKind.transfer,
    "payout": ReportKind.payout,
    "payout_failure": ReportKind.payout,
    "stripe_fee": ReportKind.fee,
    "tax_fee": ReportKind.fee,
}


def charge_of(session: Json) -> Charge:
    """Return the charge of a Checkout Session; its payment intent may be expanded or an id."""
    intent = _expanded(session["payment_intent"])
    state = _charge_state(session, intent)
    return Charge(
        session["id"],
        state,
        of_units(session["amount_total"], session["currency"]),
        reason="" if state is ChargeState.captured else refusal_of(intent),
        fee=_fee_of(intent),
        paid_with=_paid_with(intent) if state is ChargeState.captured else None,
    )


def charge_of_intent(intent: Json) -> Charge:
    """Return the charge of a saved card; declined, it has no page on which to try another."""
    state = _INTENT_STATES.get(intent["status"], ChargeState.pending)
    is_captured = state is ChargeState.captured
    return Charge(
        intent["id"],
        state,
        of_units(intent["amount"], intent["currency"]),
        reason="" if is_captured else refusal_of(intent),
        fee=_fee_of(intent),
        paid_with=_paid_with(intent) if is_captured else None,
    )


def redirect_of(intent: Json) -> str:
    """Return where the buyer's bank asks them, or nothing when it does not."""
    action = _expanded(intent.get("next_action"))
    return str(_expanded(action.get("redirect_to_url")).get("url") or "")


def is_direct_intent(intent: Json) -> bool:
    """Whether an intent is ours and charges a saved card."""
    return DIRECT in _expanded(intent.get("metadata"))


def refusal_of(intent: Json) -> str:
    """Return why the last attempt to pay failed, as a word; empty when none did."""
    error = _expanded(intent.get("last_payment_error"))
    return str(error.get("decline_code") or error.get("code") or "")


def refund_of(refund: Json) -> Refund:
    """Return the state of a refund."""
    return Refund(refund["id"], _REFUND_STATES.get(refund["status"], RefundState.pending))


def refund_news_of(refund: Json, checkout_ref: str) -> RefundNews:
    """Return a refund with what it is about; only ours carry an id of ours."""
    return RefundNews(
        checkout_ref,
        refund_of(refund),
        of_units(refund["amount"], refund["currency"]),
        own_id(refund, "refund_id"),
    )


def dispute_of(dispute: Json, checkout_ref: str) -> Dispute:
    """Return a dispute; what it holds is what its balance transactions took and not gave back."""
    due = dispute["evidence_details"]["due_by"]
    moves = dispute["balance_transactions"]
    fees = sum(move["fee"] for move in moves)
    settled_in = moves[0]["currency"] if moves else dispute["currency"]
    return Dispute(
        gateway_ref=dispute["id"],
        checkout_ref=checkout_ref,
        state=_DISPUTE_STATES[dispute["status"]],
        amount=of_units(dispute["amount"], dispute["currency"]),
        reason=dispute["reason"],
        respond_by=datetime.fromtimestamp(due, UTC) if due else None,
        held=of_units(-sum(move["amount"] for move in moves), settled_in),
        fee=of_units(fees, settled_in) if fees else None,
        is_inquiry=dispute["status"].startswith(INQUIRY),
    )


def method_of(method: Json) -> SavedMethod:
    """Return a card that Stripe remembers."""
    card = method["card"]
    expires = f"{card['exp_month']:02}/{card['exp_year']}"
    return SavedMethod(method["id"], card["brand"], card["last4"] or "", expires)


def row_of(move: Json) -> ReportRow:
    """Return one line of Stripe's balance; its source is expanded."""
    source = _expanded(move["source"])
    currency = move["currency"]
    kind = _REPORT_KINDS.get(move["type"], ReportKind.other)
    return ReportRow(
        gateway_ref=source.get("id") or move["id"],
        kind=kind,
        reference=next((own for own in _own_ids(source) if own), None),
        amount=of_units(move["amount"], currency),
        fee=of_units(move["fee"], currency),
        at=datetime.fromtimestamp(move["created"], UTC),
    )


def own_id(thing: Json, name: str) -> UUID | None:
    """Return the id of ours that a thing carries under `name`; None when it carries none."""
    given = _expanded(thing.get("metadata")).get(name)
    return UUID(given) if given else None


def _own_ids(source: Json) -> list[UUID | None]:
    return [own_id(source, name) for name in ("refund_id", "transfer_id", "payment_id")]


def _charge_state(session: Json, intent: Json) -> ChargeState:
    if session["payment_status"] == "paid":
        return ChargeState.captured
    if session["status"] == "expired":
        return ChargeState.expired
    if session["status"] == "complete" and intent.get("status") == "requires_payment_method":
        return ChargeState.failed
    return ChargeState.pending


def _paid_with(intent: Json) -> PaidWith | None:
    """Return what the charge tells of its card; nothing while the charge is not expanded."""
    charge = _expanded(intent.get("latest_charge"))
    if not charge:
        return None
    card = _expanded(_expanded(charge.get("payment_method_details")).get("card"))
    holder = _expanded(charge.get("billing_details")).get("name")
    return PaidWith(
        str(card.get("fingerprint") or ""), str(card.get("country") or ""), str(holder or "")
    )


def _fee_of(intent: Json) -> Money | None:
    settled = _expanded(_expanded(intent.get("latest_charge")).get("balance_transaction"))
    return of_units(settled["fee"], settled["currency"]) if settled else None


def _expanded(thing: Json | str | None) -> Json:
    """Return an expanded object, or an empty one for an id that was not."""
    return thing if isinstance(thing, Mapping) else {}
