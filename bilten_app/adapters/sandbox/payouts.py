"""The sandbox bank: money arrives a while after it was sent, or does not.

An account whose number ends in 0001 is refused at once, one that ends in 0002 turns out to be
closed when the money arrives.
"""

import secrets
from datetime import timedelta
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bilten_app.kit.clock import Clock
from bilten_app.kit.errors import NotFound
from bilten_app.ports.payees import Payout, PayoutState
from bilten_app.ports.payouts import SendRequest

REFUSED, CLOSED = "0001", "0002"
UNDER_WAY = timedelta(seconds=30)


class SandboxPayouts:
    """The bank's side of the port."""

    name = "sandbox"

    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    async def send(self, request: SendRequest) -> Payout:
        """Send money, once for each `payout_id`."""
        number, now = request.destination.number, self._clock.now()
        refused = number.endswith(REFUSED)
        async with self._engine.begin() as db:
            await db.execute(
                text(
                    "INSERT INTO sandbox.payouts (id, payout_id, amount_minor, currency, account,"
                    " state, reason, created_at, arrives_at) VALUES (:id, :payout, :minor,"
                    " :currency, :account, :state, :reason, :now, :arrives)"
                    " ON CONFLICT (payout_id) DO NOTHING"
                ),
                {
                    "id": f"po_{secrets.token_hex(12)}",
                    "payout": request.payout_id,
                    "minor": request.amount.minor,
                    "currency": request.amount.currency,
                    "account": number[-4:],
                    "state": PayoutState.failed if refused else PayoutState.pending,
                    "reason": "account_refused" if refused else "",
                    "now": now,
                    "arrives": now + UNDER_WAY,
                },
            )
            return await self._current(db, payout=request.payout_id)

    async def look_up(self, gateway_ref: str) -> Payout:
        """Return where a payout is, or raise NotFound."""
        async with self._engine.begin() as db:
            return await self._current(db, ref=gateway_ref)

    async def _current(
        self, db: AsyncConnection, *, ref: str = "", payout: UUID | None = None
    ) -> Payout:
        """Return a payout, by its name here or at Bilten, after what time has done to it."""
        named = {"ref": ref, "payout": payout}
        await db.execute(text(_ARRIVE), {**named, "closed": CLOSED, "now": self._clock.now()})
        row = (await db.execute(text(_FIND), named)).mappings().one_or_none()
        if row is None:
            raise NotFound
        return Payout(row["id"], PayoutState(row["state"]), row["reason"])


_ARRIVE = """
    UPDATE sandbox.payouts SET
        state = CASE WHEN account = :closed THEN 'failed' ELSE 'paid' END,
        reason = CASE WHEN account = :closed THEN 'account_closed' ELSE '' END
    WHERE (id = :ref OR payout_id = CAST(:payout AS uuid))
      AND state = 'pending' AND arrives_at <= :now
"""
_FIND = """
    SELECT id, state, reason FROM sandbox.payouts
    WHERE id = :ref OR payout_id = CAST(:payout AS uuid)
"""
