"""Buyers who simply pay on the hosted page: all of one moment by two statements."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bilten_app.adapters.sandbox.scenarios import paid_with
from bilten_app.kit.clock import Clock

# Locked in one order for all; what another buyer or time has changed meanwhile is not plain.
_PAY = text(
    "WITH plain AS (SELECT c.id, p.card FROM sandbox.checkouts c JOIN unnest("
    " CAST(:ids AS text[]), CAST(:cards AS text[])) AS p (id, card) ON p.id = c.id"
    " WHERE c.state = 'pending' AND c.challenge IS NULL AND NOT c.challenges"
    " AND c.customer_id IS NULL AND c.expires_at > :now ORDER BY c.id FOR UPDATE OF c)"
    " UPDATE sandbox.checkouts c SET state = 'captured', collected_minor = c.amount_minor,"
    " reason = '', card = plain.card FROM plain WHERE c.id = plain.id"
    " RETURNING c.id, c.amount_minor, c.currency, c.email, c.card"
)
_TELL = text(
    "INSERT INTO sandbox.webhooks (id, checkout_id, body, due_at)"
    " SELECT id, checkout, body, :now FROM unnest(CAST(:ids AS text[]),"
    " CAST(:checkouts AS text[]), CAST(:bodies AS text[])) AS w (id, checkout, body)"
)


async def pay_all(
    engine: AsyncEngine, clock: Clock, wanted: Sequence[tuple[str, str]]
) -> Sequence[bool]:
    """Collect what open checkouts ask for, each with a card; return which were so plain."""
    cards = dict(wanted)
    async with engine.begin() as db:
        now = clock.now()
        values = {"ids": list(cards), "cards": list(cards.values()), "now": now}
        paid = (await db.execute(_PAY, values)).all()
        bodies = [
            told_of(row.id, row.amount_minor, row.currency, row.card, row.email) for row in paid
        ]
        if paid:
            await db.execute(
                _TELL,
                {
                    "ids": [f"wh_{secrets.token_hex(12)}" for _ in paid],
                    "checkouts": [row.id for row in paid],
                    "bodies": bodies,
                    "now": now,
                },
            )
    done = {row.id for row in paid}
    return [checkout_id in done for checkout_id, _ in wanted]


def told_of(
    checkout_id: str, minor: int, currency: str, card: str, email: str, event_id: str = ""
) -> str:
    """Return the body of the webhook that tells of money."""
    return json.dumps(
        {
            "id": event_id or f"evt_{secrets.token_hex(12)}",
            "type": "charge.captured",
            "charge": {
                "checkout": checkout_id,
                "state": "captured",
                "amount_minor": minor,
                "currency": currency,
                "reason": "",
                "card": asdict(paid_with(card, email)),
            },
        }
    )
