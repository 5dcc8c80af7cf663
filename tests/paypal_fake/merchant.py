"""What the fake PayPal remembers and does; what a buyer does on its page is a method here."""

import copy
import json
import secrets
import zlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from bilten_app.kit.clock import Clock
from tests.paypal_fake.shapes import Problem, check_order, written

WEBHOOK_ID = "WH-1"
FORGOTTEN_AFTER = timedelta(hours=6)
type Thing = dict[str, Any]


@dataclass(slots=True)
class Merchant:
    """The orders, refunds and disputes of one merchant, and the events told of them."""

    clock: Clock
    origin: str
    orders: dict[str, Thing] = field(default_factory=dict[str, Thing])
    refunds: dict[str, Thing] = field(default_factory=dict[str, Thing])
    disputes: dict[str, Thing] = field(default_factory=dict[str, Thing])
    lines: list[Thing] = field(default_factory=list[Thing])
    _events: list[Thing] = field(default_factory=list[Thing])
    _signatures: dict[str, int] = field(default_factory=dict[str, int])

    def approve(self, ref: str, *, funds: bool = True) -> None:
        """The buyer agrees on PayPal's page; without funds the capture will be declined."""
        order = self.orders[ref]
        order.update(status="APPROVED", funds=funds, payer=_payer())
        self._tell("CHECKOUT.ORDER.APPROVED", order)

    def refund_at_desk(self, ref: str, value: str) -> Thing:
        """Somebody gives money back on PayPal's own site."""
        return self.refund(self._capture_of(ref), {"value": value}, None)

    def dispute(self, ref: str) -> str:
        """The buyer opens a dispute."""
        capture = self._capture_of(ref)
        dispute = {
            "dispute_id": f"PP-D-{secrets.randbelow(10**6)}",
            "create_time": self._now(),
            "reason": "UNAUTHORISED",
            "status": "WAITING_FOR_SELLER_RESPONSE",
            "dispute_life_cycle_stage": "CHARGEBACK",
            "dispute_amount": capture["amount"],
            "disputed_transactions": [{"seller_transaction_id": capture["id"]}],
            "seller_response_due_date": _iso(self.clock.now() + timedelta(days=10)),
        }
        self.disputes[dispute["dispute_id"]] = dispute
        self._tell("CUSTOMER.DISPUTE.CREATED", dispute)
        return dispute["dispute_id"]

    def decide(self, dispute_id: str, *, won: bool) -> None:
        """PayPal has decided."""
        outcome = "RESOLVED_SELLER_FAVOUR" if won else "RESOLVED_BUYER_FAVOUR"
        dispute = self.disputes[dispute_id]
        dispute.update(status="RESOLVED", dispute_outcome={"outcome_code": outcome})
        self._tell("CUSTOMER.DISPUTE.RESOLVED", dispute)
        if not won:
            self._tell("PAYMENT.CAPTURE.REVERSED", self._taken_back(dispute))

    def reverse(self, ref: str) -> Thing:
        """PayPal takes the money back by itself."""
        capture = self._capture_of(ref)
        taken = self._refund(capture, capture["amount"])
        self._tell("PAYMENT.CAPTURE.REVERSED", taken)
        return taken

    def disputes_of(self, capture: str) -> Thing:
        found = [
            {"dispute_id": ref}
            for ref, one in self.disputes.items()
            if one["disputed_transactions"][0]["seller_transaction_id"] == capture
        ]
        return {"items": found, "links": []}

    def _taken_back(self, dispute: Thing) -> Thing:
        capture = dispute["disputed_transactions"][0]["seller_transaction_id"]
        return self._refund(self.capture_by_id(capture), dispute["dispute_amount"])

    def webhooks(self) -> list[tuple[bytes, dict[str, str]]]:
        """Return the events told since the last time, signed now, oldest first."""
        news, self._events = self._events, []
        return [self._signed(json.dumps(event).encode()) for event in news]

    def create(self, asked: Thing) -> Thing:
        check_order(asked)
        ref = secrets.token_hex(8).upper()
        order = {
            "id": ref,
            "intent": asked["intent"],
            "status": "PAYER_ACTION_REQUIRED",
            "create_time": self._now(),
            "purchase_units": asked["purchase_units"],
            "links": [
                {"rel": "self", "href": f"{self.origin}/v2/checkout/orders/{ref}"},
                {"rel": "payer-action", "href": f"{self.origin}/checkoutnow?token={ref}"},
            ],
        }
        self.orders[ref] = order
        return order

    def order(self, ref: str) -> Thing:
        order = known(self.orders, ref)
        age = self.clock.now() - datetime.fromisoformat(order["create_time"])
        if order["status"] == "PAYER_ACTION_REQUIRED" and age > FORGOTTEN_AFTER:
            raise Problem("RESOURCE_NOT_FOUND", status=404)
        return order

    def capture(self, order: Thing) -> Thing:
        if order["status"] == "COMPLETED":
            raise Problem("ORDER_ALREADY_CAPTURED")
        if order["status"] != "APPROVED":
            raise Problem("ORDER_NOT_APPROVED")
        if not order["funds"]:
            order["status"] = "PAYER_ACTION_REQUIRED"
            raise Problem("INSTRUMENT_DECLINED")
        unit = order["purchase_units"][0]
        amount = unit["amount"]
        fee = written(Decimal(amount["value"]) * Decimal("0.034"), amount["currency_code"])
        capture = {
            "id": secrets.token_hex(8).upper(),
            "status": "COMPLETED",
            "amount": amount,
            "custom_id": unit["custom_id"],
            "final_capture": True,
            "create_time": self._now(),
            "seller_receivable_breakdown": {"gross_amount": amount, "paypal_fee": fee},
            "supplementary_data": {"related_ids": {"order_id": order["id"]}},
        }
        unit["payments"] = {"captures": [capture]}
        order["status"] = "COMPLETED"
        self._line("T0006", capture, Decimal(amount["value"]), fee)
        self._tell("PAYMENT.CAPTURE.COMPLETED", capture)
        return order

    def _capture_of(self, ref: str) -> Thing:
        return self.orders[ref]["purchase_units"][0]["payments"]["captures"][0]

    def capture_by_id(self, ref: str) -> Thing:
        for order in self.orders.values():
            for capture in order["purchase_units"][0].get("payments", {}).get("captures", []):
                if capture["id"] == ref:
                    return capture
        raise Problem("RESOURCE_NOT_FOUND", status=404)

    def refund(self, capture: Thing, amount: Thing, custom_id: str | None) -> Thing:
        given = [r for r in self.refunds.values() if r["links"][0]["href"].endswith(capture["id"])]
        left = Decimal(capture["amount"]["value"])
        left -= sum((Decimal(r["amount"]["value"]) for r in given), Decimal())
        if left == 0:
            raise Problem("CAPTURE_FULLY_REFUNDED")
        if Decimal(amount["value"]) > left:
            raise Problem("REFUND_AMOUNT_EXCEEDED")
        currency = capture["amount"]["currency_code"]
        refund = self._refund(capture, written(Decimal(amount["value"]), currency))
        refund |= {"custom_id": custom_id} if custom_id else {}
        capture["status"] = "PARTIALLY_REFUNDED"
        self._line("T1107", refund, -Decimal(amount["value"]), written(Decimal(), currency))
        self._tell("PAYMENT.CAPTURE.REFUNDED", refund)
        return refund

    def _refund(self, capture: Thing, amount: Thing) -> Thing:
        refund = {
            "id": secrets.token_hex(8).upper(),
            "status": "COMPLETED",
            "amount": amount,
            "create_time": self._now(),
            "links": [{"rel": "up", "href": f"{self.origin}/v2/payments/captures/{capture['id']}"}],
        }
        self.refunds[refund["id"]] = refund
        return refund

    def take_evidence(self, ref: str, kind: str, body: bytes) -> Thing:
        if "multipart/form-data" not in kind or b"evidences" not in body:
            raise Problem("MISSING_REQUIRED_PARAMETER", status=400)
        known(self.disputes, ref)["status"] = "UNDER_REVIEW"
        return {"links": []}

    def report(self, asked: dict[str, str]) -> Thing:
        start, end = (datetime.fromisoformat(asked[n]) for n in ("start_date", "end_date"))
        if end - start > timedelta(days=31):
            raise Problem("INVALID_REQUEST", status=400)
        size, page = int(asked["page_size"]), int(asked["page"])
        lines = [
            line
            for line in self.lines
            if start
            <= datetime.fromisoformat(line["transaction_info"]["transaction_initiation_date"])
            <= end
        ]
        return {
            "transaction_details": lines[(page - 1) * size : page * size],
            "total_pages": -(-len(lines) // size),
        }

    def _line(self, code: str, thing: Thing, value: Decimal, fee: Thing) -> None:
        told = {
            "transaction_id": thing["id"],
            "transaction_event_code": code,
            "transaction_initiation_date": self._now(),
            "transaction_amount": written(value, thing["amount"]["currency_code"]),
            "fee_amount": {**fee, "value": f"-{fee['value']}"},
            "transaction_status": "S",
        }
        if "custom_id" in thing:
            told["custom_field"] = thing["custom_id"]
        self.lines.append({"transaction_info": told})

    def verify(self, body: bytes) -> Thing:
        told = json.loads(body)
        event = body[body.index(b'"webhook_event": ') + 17 : -1]
        known = self._signatures.get(f"{told['transmission_id']} {told['transmission_sig']}")
        right = known == zlib.crc32(event) and told["webhook_id"] == WEBHOOK_ID
        return {"verification_status": "SUCCESS" if right else "FAILURE"}

    def _signed(self, body: bytes) -> tuple[bytes, dict[str, str]]:
        transmission, signature = secrets.token_hex(8), secrets.token_hex(16)
        self._signatures[f"{transmission} {signature}"] = zlib.crc32(body)
        return body, {
            "PAYPAL-AUTH-ALGO": "SHA256withRSA",
            "PAYPAL-CERT-URL": "https://api.paypal.com/v1/notifications/certs/CERT-360caa42",
            "PAYPAL-TRANSMISSION-ID": transmission,
            "PAYPAL-TRANSMISSION-SIG": signature,
            "PAYPAL-TRANSMISSION-TIME": self._now(),
        }

    def _tell(self, kind: str, resource: Thing) -> None:
        self._events.append(
            {
                "id": f"WH-{secrets.token_hex(8)}",
                "event_version": "1.0",
                "create_time": self._now(),
                "event_type": kind,
                "resource": copy.deepcopy(resource),
            }
        )

    def _now(self) -> str:
        return _iso(self.clock.now())


def known(things: dict[str, Thing], ref: str) -> Thing:
    if ref not in things:
        raise Problem("RESOURCE_NOT_FOUND", status=404)
    return things[ref]


def _iso(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


def _payer() -> Thing:
    """Return the buyer as PayPal tells of them once they have agreed."""
    return {
        "payer_id": "QYR5Z8XDVJNXQ",
        "name": {"given_name": "Noor", "surname": "Aziz"},
        "address": {"country_code": "DE"},
    }
