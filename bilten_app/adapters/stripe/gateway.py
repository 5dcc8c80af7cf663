"""Stripe behind the port of payments: hosted Checkout, refunds, disputes, webhooks, balance."""

import json
from collections.abc import AsyncIterator, Mapping
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

import stripe

from bilten_app.adapters.stripe import reading
from bilten_app.adapters.stripe.amounts import rule, to_units
from bilten_app.adapters.stripe.direct import DirectCharges, is_direct
from bilten_app.adapters.stripe.door import translated
from bilten_app.adapters.stripe.params import evidence_params, session_params
from bilten_app.kit.clock import Clock
from bilten_app.kit.errors import NotFound
from bilten_app.ports.cards import MethodGone
from bilten_app.ports.payees import SavedMethod
from bilten_app.ports.payments import (
    AmountNotTaken,
    AmountRule,
    BadSignature,
    Charge,
    Checkout,
    CheckoutOver,
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

TOLERANCE = timedelta(minutes=5)
_WHOLE_CHARGE = ["payment_intent.latest_charge.balance_transaction"]
_NOTHING_LEFT = {"charge_already_refunded", "charge_disputed"}
_SESSION_EVENTS = "checkout.session."
_INTENT_EVENTS = "payment_intent."
_REFUND_EVENTS = {"refund.created", "refund.updated", "refund.failed"}
_DISPUTE_EVENTS = "charge.dispute."
_DETACHED = "payment_method.detached"
_METHOD_EVENTS = {_DETACHED, "payment_method.updated", "payment_method.automatically_updated"}


class StripeGateway:
    """Takes cards and wallets; `webhook_secret` is the signing secret of our endpoint."""

    name = "stripe"
    kinds = (MethodKind.card, MethodKind.wallet)

    def __init__(self, client: stripe.StripeClient, webhook_secret: str, clock: Clock) -> None:
        self._api = client.v1
        self._direct = DirectCharges(client)
        self._webhook_secret = webhook_secret
        self._clock = clock

    def rule(self, currency: str) -> AmountRule | None:
        """Return which amounts of a currency are taken; three decimals must end in 0."""
        return rule(currency)

    async def start(self, request: CheckoutRequest) -> Checkout:
        """Open a Checkout Session, or return the one this payment has; a saved card is charged."""
        taken = rule(request.amount.currency)
        if taken is None or not taken.takes(request.amount.minor):
            raise AmountNotTaken
        if request.method_ref:
            return await self._direct.start(request)
        try:
            with translated():
                session = await self._api.checkout.sessions.create_async(
                    session_params(request), {"idempotency_key": f"payment-{request.payment_id}"}
                )
        except stripe.InvalidRequestError as error:
            if error.param == "expires_at":
                raise CheckoutOver from error
            if error.code in {"amount_too_small", "amount_too_large"}:
                raise AmountNotTaken from error
            raise
        return Checkout(session.id, session.url or request.return_url)

    async def look_up(self, gateway_ref: str) -> Charge:
        """Return what Stripe knows of a session, with its fee once the charge has settled."""
        if is_direct(gateway_ref):
            return await self._direct.look_up(gateway_ref)
        return reading.charge_of(await self._session(gateway_ref))

    async def capture(self, gateway_ref: str) -> Charge:
        """Return what Stripe knows; it collects by itself."""
        return await self.look_up(gateway_ref)

    async def close(self, gateway_ref: str) -> Charge:
        """Expire a session; one that is complete stays what it is."""
        if is_direct(gateway_ref):
            return await self._direct.close(gateway_ref)
        try:
            with translated():
                await self._api.checkout.sessions.expire_async(gateway_ref)
        except stripe.InvalidRequestError:
            return await self.look_up(gateway_ref)
        return await self.look_up(gateway_ref)

    async def refund(self, request: RefundRequest) -> Refund:
        """Give money back, once: also after Stripe has forgotten the key, which it does in days."""
        intent = request.gateway_ref
        if not is_direct(intent):
            intent = _id_of((await self._session(intent))["payment_intent"])
        if known := await self._known_refund(intent, request.refund_id):
            return known
        try:
            with translated():
                refund = await self._api.refunds.create_async(
                    {
                        "payment_intent": intent,
                        "amount": to_units(request.amount),
                        "reason": "requested_by_customer",
                        "metadata": {"refund_id": str(request.refund_id)},
                    },
                    {"idempotency_key": f"refund-{request.refund_id}"},
                )
        except stripe.InvalidRequestError as error:
            if error.param == "amount" or error.code in _NOTHING_LEFT:
                return Refund("", RefundState.failed)
            raise
        return reading.refund_of(refund.to_dict())

    async def submit_evidence(self, dispute_ref: str, evidence: Evidence) -> Dispute:
        """Hand in what speaks for us; Stripe sends it to the bank at once."""
        told = evidence_params(evidence)
        with translated():
            if evidence.pack:
                uploaded = await self._api.files.create_async(
                    {"purpose": "dispute_evidence", "file": evidence.pack}
                )
                told["uncategorized_file"] = uploaded.id
            dispute = await self._api.disputes.update_async(
                dispute_ref,
                {"evidence": told, "submit": True},
            )
        return await self._told(dispute.to_dict())

    async def verify(self, body: bytes, headers: Mapping[str, str]) -> SignedEvent:
        """Return a webhook that Stripe signed within the last five minutes, or raise."""
        signature = headers.get("stripe-signature") or headers.get("Stripe-Signature") or ""
        try:
            cast("Any", stripe.WebhookSignature).verify_header(
                body, signature, self._webhook_secret
            )
        except (stripe.SignatureVerificationError, UnicodeDecodeError) as error:
            raise BadSignature from error
        stamp = next(part[2:] for part in signature.split(",") if part.startswith("t="))
        if abs(self._clock.now().timestamp() - int(stamp)) > TOLERANCE.total_seconds():
            raise BadSignature
        event = json.loads(body)
        return SignedEvent(event["id"], event)

    async def read(self, raw: Mapping[str, Any]) -> News | None:
        """Return what an event is about, as it is now: events come in any order."""
        kind, thing = raw["type"], raw["data"]["object"]
        try:
            if kind.startswith(_SESSION_EVENTS):
                return await self.look_up(thing["id"])
            if kind.startswith(_INTENT_EVENTS) and reading.is_direct_intent(thing):
                return await self.look_up(thing["id"])
            if kind == "payment_intent.payment_failed":
                return await self.look_up(await self._name_of(thing["id"]))
            if kind in _METHOD_EVENTS:
                return await self._method(kind, thing["id"])
            if kind in _REFUND_EVENTS:
                return await self._refund_news(thing["id"])
            if kind.startswith(_DISPUTE_EVENTS):
                return await self._dispute(thing["id"])
        except NotFound:
            return None
        return None

    async def report(self, start: datetime, end: datetime) -> AsyncIterator[ReportRow]:
        """Yield the lines of our balance at Stripe."""
        with translated():
            moves = await self._api.balance_transactions.list_async(
                {
                    "created": {"gte": int(start.timestamp()), "lt": int(end.timestamp())},
                    "limit": 100,
                    "expand": ["data.source"],
                }
            )
            async for move in moves.auto_paging_iter():
                yield reading.row_of(move.to_dict())

    async def _session(self, ref: str) -> reading.Json:
        with translated():
            session = await self._api.checkout.sessions.retrieve_async(
                ref, {"expand": _WHOLE_CHARGE}
            )
        return session.to_dict()

    async def _name_of(self, intent: str) -> str:
        """Return under what name we know a payment intent; NotFound when it is not ours."""
        with translated():
            found = await self._api.checkout.sessions.list_async(
                {"payment_intent": intent, "limit": 1}
            )
            if found.data:
                return found.data[0].id
            made = await self._api.payment_intents.retrieve_async(intent)
        if not reading.is_direct_intent(made.to_dict()):
            raise NotFound
        return intent

    async def _known_refund(self, intent: str, refund_id: UUID) -> Refund | None:
        with translated():
            refunds = await self._api.refunds.list_async({"payment_intent": intent, "limit": 100})
            async for refund in refunds.auto_paging_iter():
                told = refund.to_dict()
                if reading.own_id(told, "refund_id") == refund_id:
                    return reading.refund_of(told)
        return None

    async def _refund_news(self, ref: str) -> RefundNews:
        with translated():
            refund = (await self._api.refunds.retrieve_async(ref)).to_dict()
        name = await self._name_of(_id_of(refund["payment_intent"]))
        return reading.refund_news_of(refund, name)

    async def _method(self, kind: str, ref: str) -> SavedMethod | MethodGone | None:
        """Return a card as it is now: banks issue new ones with another date or number."""
        if kind == _DETACHED:
            return MethodGone(ref)
        with translated():
            method = (await self._api.payment_methods.retrieve_async(ref)).to_dict()
        if not method.get("customer"):
            return MethodGone(ref)
        return reading.method_of(method) if method.get("card") else None

    async def _dispute(self, ref: str) -> Dispute:
        """Return a dispute as it is now: what an event carries may be older than what we know."""
        with translated():
            dispute = await self._api.disputes.retrieve_async(ref)
        return await self._told(dispute.to_dict())

    async def _told(self, dispute: reading.Json) -> Dispute:
        ref = await self._name_of(_id_of(dispute["payment_intent"]))
        return reading.dispute_of(dispute, ref)


def _id_of(thing: Any) -> str:
    """Return the id of a thing that Stripe may have expanded."""
    return str(cast("Mapping[str, Any]", thing)["id"] if isinstance(thing, Mapping) else thing)
