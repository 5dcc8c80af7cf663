"""Buyers whom the sandbox gateway remembers with their test cards."""

import json
import secrets
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import RowMapping, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bilten_app.kit.clock import Clock
from bilten_app.ports.payees import MethodForgotten, SavedMethod

GOOD_FOR_YEARS = 4


class SandboxCustomers:
    """The gateway's side of saved cards."""

    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    async def customer(self, *, user_id: UUID, email: str) -> str:
        """Return the reference of a buyer, made on the first call."""
        async with self._engine.begin() as db:
            made = await db.execute(
                text(
                    "INSERT INTO sandbox.customers AS known (id, user_id, email)"
                    " VALUES (:ref, :user, :email) ON CONFLICT (user_id)"
                    " DO UPDATE SET email = known.email RETURNING id"
                ),
                {"ref": f"cus_{secrets.token_hex(12)}", "user": user_id, "email": email},
            )
            return str(made.scalar_one())

    async def saved(self, customer_ref: str) -> Sequence[SavedMethod]:
        """Return the cards that are remembered, oldest first."""
        async with self._engine.connect() as db:
            rows = await db.execute(
                text(
                    "SELECT id, card, expires FROM sandbox.methods"
                    " WHERE customer_id = :ref AND detached_at IS NULL ORDER BY saved_at, id"
                ),
                {"ref": customer_ref},
            )
            return [SavedMethod(row.id, "visa", row.card[-4:], row.expires) for row in rows]

    async def forget(self, method_ref: str) -> None:
        """Forget a card, and tell of it; nothing happens twice."""
        async with self._engine.begin() as db:
            gone = await db.execute(
                text(
                    "UPDATE sandbox.methods SET detached_at = :now"
                    " WHERE id = :ref AND detached_at IS NULL RETURNING id"
                ),
                {"ref": method_ref, "now": self._clock.now()},
            )
            if gone.scalar_one_or_none():
                body = {"id": f"evt_{secrets.token_hex(12)}", "type": "method.detached"}
                await db.execute(
                    text(
                        "INSERT INTO sandbox.webhooks (id, body, due_at) VALUES (:id, :body, :now)"
                    ),
                    {
                        "id": f"wh_{secrets.token_hex(12)}",
                        "body": json.dumps({**body, "method": method_ref}),
                        "now": self._clock.now(),
                    },
                )


async def card_of(engine: AsyncEngine, method_ref: str, customer_ref: str) -> str:
    """Return the number of a test card that is remembered, or raise MethodForgotten."""
    async with engine.connect() as db:
        found = await db.execute(
            text(
                "SELECT card FROM sandbox.methods WHERE id = :ref AND customer_id = :customer"
                " AND detached_at IS NULL"
            ),
            {"ref": method_ref, "customer": customer_ref},
        )
        card = found.scalar_one_or_none()
    if card is None:
        raise MethodForgotten
    return str(card)


async def remember(db: AsyncConnection, row: RowMapping, card: str, clock: Clock) -> None:
    """Remember what a checkout was paid with, if its buyer wanted that."""
    if row["customer_id"] is None or row["method_id"] is not None:
        return
    now = clock.now()
    await db.execute(
        text(
            "INSERT INTO sandbox.methods (id, customer_id, card, expires, saved_at)"
            " VALUES (:ref, :customer, :card, :expires, :now)"
        ),
        {
            "ref": f"pm_{secrets.token_hex(12)}",
            "customer": row["customer_id"],
            "card": card,
            "expires": f"{now.month:02}/{now.year + GOOD_FOR_YEARS}",
            "now": now,
        },
    )
