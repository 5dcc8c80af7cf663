"""What the sandbox gateway remembers of a time before Bilten asked it for anything."""

from collections.abc import Sequence

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
