"""PayPal behind the port of payments: orders, captures, refunds, disputes, webhooks, report."""

import json
from collections.abc import AsyncIterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from bilten_app.adapters.paypal import reading
from bilten_app.adapters.paypal.amounts import rule, to_amount
from bilten_app.adapters.paypal.door import Door, Json, PayPalRefused
from bilten_app.kit.errors import NotFound
from bilten_app.kit.money import Money
from bilten_app.ports.payments import (
    AmountNotTaken,
    AmountRule,
    BadSignature,
    Charge,
    ChargeState,
    Checkout,
    CheckoutRequest,
    Dispute,
    Evidence,
    MethodKind,
    News,
    Refund,
    RefundNews,
    RefundRequest,
    RefundState,
    ReportRow,
    SignedEvent,
)

ORDERS, CAPTURES, REFUNDS = "/v2/checkout/orders", "/v2/payments/captures", "/v2/payments/refunds"
DISPUTES, REPORT = "/v1/customer/disputes", "/v1/reporting/transactions"
VERIFY = "/v1/notifications/verify-webhook-signature"
# PayPal forgets what nobody approved, and with it the amount.
UNKNOWN = Money(0, "XTS")
LONGEST_REPORT = timedelta(days=31)
LONGEST_DESCRIPTION = 127
_SIGNED = ("auth-algo", "cert-url", "transmission-id", "transmission-sig", "transmission-time")
_NOTHING_LEFT = {"CAPTURE_FULLY_REFUNDED", "REFUND_AMOUNT_EXCEEDED", "CAPTURE_DISPUTED"}
_TO_APPROVE = {"payer-action", "approve"}


class PayPalGateway:
    """Takes PayPal accounts; `webhook_id` names the webhook that PayPal sends to us."""

    name = "paypal"
    kinds = (MethodKind.paypal,)

    def __init__(self, door: Door, webhook_id: str) -> None:
        self._door = door
        self._webhook_id = webhook_id

    def rule(self, currency: str) -> AmountRule | None:
        """Return which amounts of a currency are taken; some only in whole units."""
        return rule(currency)

    async def start(self, request: CheckoutRequest) -> Checkout:
        """Create an order to approve, or return the one this payment has."""
        taken = rule(request.amount.currency)
        if taken is None or not taken.takes(request.amount.minor):
            raise AmountNotTaken
        order = await self._door.post(ORDERS, _order(request), key=f"payment-{request.payment_id}")
        links = [link["href"] for link in order["links"] if link["rel"] in _TO_APPROVE]
        return Checkout(order["id"], links[0] if links else request.return_url)

    async def look_up(self, gateway_ref: str) -> Charge:
        """Return what PayPal knows of an order; one that it has forgotten was never approved."""
        try:
            return reading.charge_of(await self._door.get(f"{ORDERS}/{gateway_ref}"))
        except NotFound:
            return Charge(gateway_ref, ChargeState.expired, UNKNOWN)

    async def capture(self, gateway_ref: str) -> Charge:
        """Collect an approved order. It is collected once, whatever we send."""
        try:
            await self._door.post(f"{ORDERS}/{gateway_ref}/capture", {})
        except PayPalRefused as refused:
            charge = await self.look_up(gateway_ref)
            if charge.state is ChargeState.captured or refused.issue == "ORDER_NOT_APPROVED":
                return charge
            return Charge(gateway_ref, ChargeState.pending, charge.amount, refused.issue.lower())
        return await self.look_up(gateway_ref)

    async def close(self, gateway_ref: str) -> Charge:
        """Return what PayPal knows: what we do not capture is never collected."""
        charge = await self.look_up(gateway_ref)
        if charge.state in {ChargeState.pending, ChargeState.approved} and not charge.reason:
            return Charge(gateway_ref, ChargeState.expired, charge.amount)
        return charge

    async def refund(self, request: RefundRequest) -> Refund:
        """Give money back, once: PayPal keeps the key for 45 days."""
        capture = reading.capture_of(await self._door.get(f"{ORDERS}/{request.gateway_ref}"))
        if capture is None:
            return Refund("", RefundState.failed)
        body = {"amount": to_amount(request.amount), "custom_id": str(request.refund_id)}
        try:
            made = await self._door.post(
                f"{CAPTURES}/{capture['id']}/refund", body, key=f"refund-{request.refund_id}"
            )
        except PayPalRefused as refused:
            if refused.issue in _NOTHING_LEFT:
                return Refund("", RefundState.failed)
            raise
        return reading.refund_of(made)

    async def submit_evidence(self, dispute_ref: str, evidence: Evidence) -> Dispute:
        """Hand in what speaks for us."""
        told = {"evidences": [{"evidence_type": "OTHER", "notes": _notes(evidence)}]}
        parts = {"input": ("input.json", json.dumps(told).encode(), "application/json")}
        if evidence.pack:
            parts["file1"] = ("evidence.pdf", evidence.pack, "application/pdf")
        await self._door.upload(f"{DISPUTES}/{dispute_ref}/provide-evidence", parts)
        return await self._dispute(dispute_ref)

    async def verify(self, body: bytes, headers: Mapping[str, str]) -> SignedEvent:
        """Return a webhook that PayPal says it signed, or raise BadSignature.

        The body goes back byte for byte: the signature covers its checksum.
        """
        given = {name.lower(): value for name, value in headers.items()}
        try:
            event = json.loads(body)
            told = {name.replace("-", "_"): given[f"paypal-{name}"] for name in _SIGNED}
        except (KeyError, ValueError) as error:
            raise BadSignature from error
        signed = json.dumps({**told, "webhook_id": self._webhook_id}).encode()
        asked = signed[:-1] + b', "webhook_event": ' + body + b"}"
        try:
            answer = await self._door.post(VERIFY, asked)
        except PayPalRefused as refused:
            raise BadSignature from refused
        if answer["verification_status"] != "SUCCESS":
            raise BadSignature
        return SignedEvent(event["id"], event)

    async def read(self, raw: Mapping[str, Any]) -> News | None:
        """Return what an event is about, as it is now: events come in any order."""
        kind, thing = raw["event_type"], raw["resource"]
        try:
            if kind.startswith("CHECKOUT.ORDER."):
                return await self.look_up(thing["id"])
            if kind == "PAYMENT.CAPTURE.REFUNDED":
                return await self._refund_news(thing["id"])
            if kind == "PAYMENT.CAPTURE.REVERSED":
                return await self._reversal(thing["id"])
            if kind.startswith("PAYMENT.CAPTURE."):
                return await self.look_up(reading.order_of(thing))
            if kind.startswith("CUSTOMER.DISPUTE."):
                return await self._dispute(thing["dispute_id"])
        except NotFound:
            return None
        return None

    async def report(self, start: datetime, end: datetime) -> AsyncIterator[ReportRow]:
        """Yield our transactions; PayPal shows a month at a time, hours after they happen."""
        while start < end:
            until = min(start + LONGEST_REPORT, end)
            async for row in self._month(start, until):
                if start <= row.at < until:
                    yield row
            start = until

    async def _month(self, start: datetime, until: datetime) -> AsyncIterator[ReportRow]:
        page, pages = 1, 1
        while page <= pages:
            told = await self._door.get(
                REPORT,
                start_date=start.isoformat(),
                end_date=until.isoformat(),
                fields="transaction_info",
                page_size=500,
                page=page,
            )
            for line in told["transaction_details"]:
                yield reading.row_of(line)
            page, pages = page + 1, int(told["total_pages"])

    async def _refund_news(self, ref: str) -> RefundNews:
        refund = await self._door.get(f"{REFUNDS}/{ref}")
        return reading.refund_news_of(refund, await self._order_of(reading.capture_ref_of(refund)))

    async def _reversal(self, ref: str) -> News:
        """Return what PayPal took back by itself: a dispute that was lost is told of as well."""
        refund = await self._door.get(f"{REFUNDS}/{ref}")
        capture = reading.capture_ref_of(refund)
        disputes = (await self._door.get(DISPUTES, disputed_transaction_id=capture))["items"]
        if disputes:
            return await self._dispute(disputes[0]["dispute_id"])
        return reading.refund_news_of(refund, await self._order_of(capture))

    async def _dispute(self, ref: str) -> Dispute:
        dispute = await self._door.get(f"{DISPUTES}/{ref}")
        capture = dispute["disputed_transactions"][0]["seller_transaction_id"]
        return reading.dispute_of(dispute, await self._order_of(capture))

    async def _order_of(self, capture: str) -> str:
        return reading.order_of(await self._door.get(f"{CAPTURES}/{capture}"))


def _order(request: CheckoutRequest) -> Json:
    return {
        "intent": "CAPTURE",
        "purchase_units": [
            {
                "custom_id": str(request.payment_id),
                "invoice_id": str(request.payment_id),
                "description": request.description[:LONGEST_DESCRIPTION],
                "amount": to_amount(request.amount),
            }
        ],
        "payment_source": {
            "paypal": {
                "email_address": request.email,
                "experience_context": {
                    "user_action": "PAY_NOW",
                    "shipping_preference": "NO_SHIPPING",
                    "return_url": request.return_url,
                    "cancel_url": request.return_url,
                },
            }
        },
    }


def _notes(evidence: Evidence) -> str:
    told = {
        "Customer": f"{evidence.customer_name} <{evidence.customer_email}>",
        "Sold": evidence.product,
        "Date of the event": evidence.service_date,
        "Refund policy shown before the sale": evidence.refund_policy,
        "Use of the tickets": evidence.access_log,
        "Statement": evidence.statement,
    }
    return "\n".join(f"{title}: {text}" for title, text in told.items() if text)
