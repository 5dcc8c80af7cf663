"""What PayPal's objects say, in our words. Pure: JSON in, values of the port out."""

from datetime import datetime
from typing import Any
from uuid import UUID

from bilten_app.adapters.paypal.amounts import of_amount
from bilten_app.adapters.paypal.door import Json
from bilten_app.kit.money import Money
from bilten_app.ports.cards import PaidWith
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

_COLLECTED = {"COMPLETED", "PARTIALLY_REFUNDED", "REFUNDED"}
_ORDER_STATES = {
    "APPROVED": ChargeState.approved,
    "VOIDED": ChargeState.expired,
}
_CAPTURE_STATES = {
    **dict.fromkeys(_COLLECTED, ChargeState.captured),
    "DECLINED": ChargeState.failed,
    "FAILED": ChargeState.failed,
}
_REFUND_STATES = {
    "COMPLETED": RefundState.done,
    "FAILED": RefundState.failed,
    "CANCELLED": RefundState.failed,
}
_FOR_US = {"RESOLVED_SELLER_FAVOUR", "CANCELED_BY_BUYER", "DENIED"}
_OPEN_TO_US = {"OPEN", "WAITING_FOR_SELLER_RESPONSE"}
# The first three characters of PayPal's transaction event codes.
_REPORT_KINDS = {
    "T00": ReportKind.charge,
    "T01": ReportKind.fee,
    "T04": ReportKind.payout,
    "T11": ReportKind.refund,
    "T12": ReportKind.dispute,
}


def charge_of(order: Json) -> Charge:
    """Return the charge of an order, which we ask for one amount and capture once."""
    capture = capture_of(order)
    if capture is None:
        state = _ORDER_STATES.get(order["status"], ChargeState.pending)
        return Charge(order["id"], state, of_amount(order["purchase_units"][0]["amount"]))
    state = _CAPTURE_STATES.get(capture["status"], ChargeState.pending)
    reason = "" if state is ChargeState.captured else _why(capture)
    paid_with = _paid_with(order) if state is ChargeState.captured else None
    return Charge(
        order["id"], state, of_amount(capture["amount"]), reason, _fee_of(capture), paid_with
    )


def capture_of(order: Json) -> Json | None:
    """Return the newest capture of an order; None before there is one."""
    captures = order["purchase_units"][0].get("payments", {}).get("captures") or [None]
    return captures[-1]


def order_of(capture: Json) -> str:
    """Return the order that a capture belongs to."""
    return str(capture["supplementary_data"]["related_ids"]["order_id"])


def capture_ref_of(refund: Json) -> str:
    """Return the capture that a refund took from."""
    up = next(link["href"] for link in refund["links"] if link["rel"] == "up")
    return str(up).rsplit("/", 1)[1]


def refund_of(refund: Json) -> Refund:
    """Return the state of a refund."""
    return Refund(refund["id"], _REFUND_STATES.get(refund["status"], RefundState.pending))


def refund_news_of(refund: Json, checkout_ref: str) -> RefundNews:
    """Return a refund with what it is about; only ours carry an id of ours."""
    amount = of_amount(refund["amount"])
    return RefundNews(checkout_ref, refund_of(refund), amount, _own_id(refund.get("custom_id")))


def dispute_of(dispute: Json, checkout_ref: str) -> Dispute:
    """Return a dispute; PayPal holds the money until it is won."""
    amount, state = of_amount(dispute["dispute_amount"]), _dispute_state(dispute)
    due = dispute.get("seller_response_due_date")
    return Dispute(
        gateway_ref=dispute["dispute_id"],
        checkout_ref=checkout_ref,
        state=state,
        amount=amount,
        reason=str(dispute["reason"]).lower(),
        respond_by=moment_of(due) if due else None,
        held=Money(0, amount.currency) if state is DisputeState.won else amount,
    )


def row_of(line: Json) -> ReportRow:
    """Return one line of the transaction report; PayPal writes fees as negative amounts."""
    told = line["transaction_info"]
    amount = of_amount(told["transaction_amount"])
    fee = of_amount(told["fee_amount"]) if "fee_amount" in told else Money(0, amount.currency)
    return ReportRow(
        gateway_ref=told["transaction_id"],
        kind=_REPORT_KINDS.get(told["transaction_event_code"][:3], ReportKind.other),
        reference=_own_id(told.get("custom_field")),
        amount=amount,
        fee=Money(-fee.minor, fee.currency),
        at=moment_of(told["transaction_initiation_date"]),
    )


def moment_of(written: str) -> datetime:
    """Return the instant that PayPal wrote."""
    return datetime.fromisoformat(written)


def _dispute_state(dispute: Json) -> DisputeState:
    if dispute["status"] == "RESOLVED":
        outcome = dispute.get("dispute_outcome", {}).get("outcome_code")
        return DisputeState.won if outcome in _FOR_US else DisputeState.lost
    if dispute["status"] in _OPEN_TO_US:
        return DisputeState.needs_response
    return DisputeState.under_review


def _paid_with(order: Json) -> PaidWith:
    """Return what PayPal tells of the payer; the account stands for the card it hides."""
    payer: Json = order.get("payer", {})
    name: Json = payer.get("name", {})
    account = str(payer.get("payer_id", ""))
    return PaidWith(
        f"paypal-{account}" if account else "",
        str(payer.get("address", {}).get("country_code", "")),
        " ".join(str(name[part]) for part in ("given_name", "surname") if name.get(part)),
    )


def _fee_of(capture: Json) -> Money | None:
    fee = capture.get("seller_receivable_breakdown", {}).get("paypal_fee")
    return of_amount(fee) if fee else None


def _why(capture: Json) -> str:
    return str(capture.get("status_details", {}).get("reason", capture["status"])).lower()


def _own_id(given: Any) -> UUID | None:
    """Return an id of ours, or None for what somebody else wrote."""
    try:
        return UUID(str(given))
    except ValueError:
        return None
