"""A payment gateway behind a circuit breaker: while it is down, nobody waits for it."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

import structlog

from bilten_app.infra.breaker import Breaker, Outages
from bilten_app.kit.errors import BiltenError, Unavailable
from bilten_app.ports.payments import (
    AmountRule,
    Charge,
    Checkout,
    CheckoutRequest,
    Dispute,
    Evidence,
    MethodKind,
    News,
    PaymentGateway,
    Refund,
    RefundRequest,
    ReportRow,
    SignedEvent,
)

log = structlog.get_logger(__name__)


class GuardedGateway:
    """Passes every call on, and raises Unavailable at once while the gateway rests."""

    def __init__(self, behind: PaymentGateway, breaker: Breaker, outages: Outages) -> None:
        self.behind = behind
        self._breaker = breaker
        self._outages = outages

    @property
    def name(self) -> str:
        """The word in addresses and rows."""
        return self.behind.name

    @property
    def kinds(self) -> tuple[MethodKind, ...]:
        """What a buyer can pay with."""
        return self.behind.kinds

    def rule(self, currency: str) -> AmountRule | None:
        """Return which amounts of a currency are taken."""
        return self.behind.rule(currency)

    async def start(self, request: CheckoutRequest) -> Checkout:
        """Open a hosted checkout."""
        return await self._guarded(lambda: self.behind.start(request))

    async def look_up(self, gateway_ref: str) -> Charge:
        """Return what the gateway knows of a checkout."""
        return await self._guarded(lambda: self.behind.look_up(gateway_ref))

    async def capture(self, gateway_ref: str) -> Charge:
        """Collect what the buyer approved."""
        return await self._guarded(lambda: self.behind.capture(gateway_ref))

    async def close(self, gateway_ref: str) -> Charge:
        """Take no more money for a checkout."""
        return await self._guarded(lambda: self.behind.close(gateway_ref))

    async def refund(self, request: RefundRequest) -> Refund:
        """Give money back."""
        return await self._guarded(lambda: self.behind.refund(request))

    async def submit_evidence(self, dispute_ref: str, evidence: Evidence) -> Dispute:
        """Answer a dispute."""
        return await self._guarded(lambda: self.behind.submit_evidence(dispute_ref, evidence))

    async def verify(self, body: bytes, headers: Mapping[str, str]) -> SignedEvent:
        """Return a signed webhook, also while the gateway rests: it has just spoken to us."""
        return await self.behind.verify(body, headers)

    async def read(self, raw: Mapping[str, Any]) -> News | None:
        """Return what a signed webhook says."""
        return await self._guarded(lambda: self.behind.read(raw))

    def report(self, start: datetime, end: datetime) -> AsyncIterator[ReportRow]:
        """Yield every movement; a report may fail without holding back payments."""
        return self.behind.report(start, end)

    async def _guarded[T](self, call: Callable[[], Awaitable[T]]) -> T:
        if not self._breaker.admits():
            raise Unavailable
        try:
            answer = await call()
        except Unavailable:
            await self._note_failure()
            raise
        except BiltenError:
            await self._note_answer()
            raise
        await self._note_answer()
        return answer

    async def _note_failure(self) -> None:
        if until := self._breaker.failed():
            log.warning("a payment gateway is down and left alone", gateway=self.name)
            await self._outages.began(self.name, until)

    async def _note_answer(self) -> None:
        if self._breaker.succeeded():
            log.info("a payment gateway answers again", gateway=self.name)
            await self._outages.ended(self.name)
