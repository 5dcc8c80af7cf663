"""Sends the sandbox gateway's webhooks over HTTP, again and again until they are taken."""

import asyncio
from collections.abc import Sequence

import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bilten_app.adapters.sandbox.gateway import SandboxGateway
from bilten_app.adapters.sandbox.line import Lines
from bilten_app.kit.clock import Clock

MOST_ATTEMPTS = 12
IDLE_S = 0.25
log = structlog.get_logger(__name__)


class WebhookSender:
    """Delivers due webhooks to our web process; a refused one comes again, ever more slowly."""

    def __init__(
        self, engine: AsyncEngine, clock: Clock, gateway: SandboxGateway, lines: Lines
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._gateway = gateway
        self._lines = lines

    async def run(self, stop: asyncio.Event) -> None:
        """Deliver until `stop` is set."""
        while not stop.is_set():
            try:
                sent = await self.deliver_due()
            except OSError as error:
                log.warning("sandbox webhooks wait for the database", error=str(error))
                sent = 0
            if not sent:
                try:
                    await asyncio.wait_for(stop.wait(), IDLE_S)
                except TimeoutError:
                    continue

    async def deliver_due(self, limit: int = 20) -> int:
        """Send the webhooks whose time has come; return how many were tried."""
        async with self._engine.begin() as db:
            due = await db.execute(
                text(
                    "UPDATE sandbox.webhooks SET attempts = attempts + 1,"
                    " due_at = :now + (interval '1 second' * power(2, attempts))"
                    " WHERE id IN (SELECT id FROM sandbox.webhooks WHERE delivered_at IS NULL"
                    " AND due_at <= :now AND attempts < :most ORDER BY due_at LIMIT :limit"
                    " FOR UPDATE SKIP LOCKED) RETURNING id, body, coalesce((SELECT c.gateway"
                    " FROM sandbox.checkouts c WHERE c.id = checkout_id), 'sandbox') AS gateway"
                ),
                {"now": self._clock.now(), "most": MOST_ATTEMPTS, "limit": limit},
            )
            rows = due.all()
        answered = await asyncio.gather(
            *(self._send(row.gateway, row.body.encode()) for row in rows)
        )
        if rows:
            await self._remember([row.id for row in rows], answered)
        return len(rows)

    async def _send(self, gateway: str, body: bytes) -> int:
        """Return the status of the answer, 0 for none."""
        signed = {"Content-Type": "application/json", **self._gateway.signed_headers(body)}
        status = await self._lines.post(f"/api/v1/webhooks/{gateway}", body, signed)
        if not status:
            log.warning("a sandbox webhook found nobody")
        return status

    async def _remember(self, ids: Sequence[str], answered: Sequence[int]) -> None:
        async with self._engine.begin() as db:
            await db.execute(
                text(
                    "UPDATE sandbox.webhooks w SET answered = a.status, delivered_at ="
                    " CASE WHEN a.status BETWEEN 200 AND 299 THEN :now ELSE delivered_at END"
                    " FROM unnest(cast(:ids AS text[]), cast(:statuses AS int[])) AS a (id, status)"
                    " WHERE w.id = a.id"
                ),
                {"ids": ids, "statuses": answered, "now": self._clock.now()},
            )
