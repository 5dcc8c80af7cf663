"""What the sandbox gateway remembers of a time before Bilten asked it for anything."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bilten_app.kit.ids import new_id
from bilten_app.ports.payments import Collected


class SandboxHistory:
    """Writes charges into the sandbox's past, as if somebody had paid on its page."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def add(self, charges: Sequence[Collected]) -> None:
        """Remember these charges; one that is known already stays as it is."""
        rows = [
            {
                "ref": charge.gateway_ref,
                "payment": new_id(),
                "minor": charge.amount.minor,
                "currency": charge.amount.currency,
                "description": charge.description,
                "email": charge.email,
                "at": charge.at,
            }
            for charge in charges
        ]
        if not rows:
            return
        async with self._engine.begin() as db:
            await db.execute(
                text(
                    "INSERT INTO sandbox.checkouts (id, payment_id, amount_minor, collected_minor,"
                    " currency, description, email, return_url, state, created_at, expires_at)"
                    " VALUES (:ref, :payment, :minor, :minor, :currency, :description, :email, '',"
                    " 'captured', :at, :at) ON CONFLICT DO NOTHING"
                ),
                rows,
            )

    async def pay(self, checkout: str, card: str) -> None:
        """Let somebody have paid with a card; no webhook tells of it. Nothing happens twice."""
        async with self._engine.begin() as db:
            await db.execute(
                text(
                    "UPDATE sandbox.checkouts SET state = 'captured', card = :card,"
                    " collected_minor = amount_minor WHERE id = :id AND state = 'pending'"
                ),
                {"id": checkout, "card": card},
            )

    async def dispute(self, checkout: str, *, at: datetime, due: datetime) -> str:
        """Let a bank have asked for the money of a checkout, once; return the dispute."""
        ref = f"du_{hashlib.sha256(checkout.encode()).hexdigest()[:24]}"
        async with self._engine.begin() as db:
            await db.execute(
                text(
                    "INSERT INTO sandbox.disputes (id, checkout_id, state, amount_minor,"
                    " created_at, respond_by)"
                    " SELECT :ref, c.id, 'needs_response', c.collected_minor, :at, :due"
                    " FROM sandbox.checkouts c WHERE c.id = :id ON CONFLICT DO NOTHING"
                ),
                {"ref": ref, "id": checkout, "at": at, "due": due},
            )
        return ref

    async def decide(self, dispute: str, *, at: datetime, won: bool) -> None:
        """Let the bank have decided."""
        async with self._engine.begin() as db:
            await db.execute(
                text("UPDATE sandbox.disputes SET state = :state, decided_at = :at WHERE id = :id"),
                {"id": dispute, "state": "won" if won else "lost", "at": at},
            )
