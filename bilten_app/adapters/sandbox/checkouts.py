"""Opening the sandbox's checkouts, all that are asked for at the same moment with one statement."""

import secrets
from collections.abc import Sequence
from operator import attrgetter

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bilten_app.kit.clock import Clock
from bilten_app.ports.payments import CheckoutRequest

_OPEN = text(
    "INSERT INTO sandbox.checkouts AS known (id, gateway, payment_id, amount_minor, currency,"
    " description, email, return_url, state, created_at, expires_at, challenges, customer_id,"
    " method_id)"
    " SELECT id, :gateway, payment, minor, currency, description, email, return_url, 'pending',"
    " :now, ends, challenges, nullif(customer, ''), nullif(method, '')"
    " FROM unnest(CAST(:ids AS text[]), CAST(:payments AS uuid[]),"
    " CAST(:minors AS bigint[]), CAST(:currencies AS text[]), CAST(:descriptions AS text[]),"
    " CAST(:emails AS text[]), CAST(:return_urls AS text[]), CAST(:ends AS timestamptz[]),"
    " CAST(:challenges AS boolean[]), CAST(:customers AS text[]), CAST(:methods AS text[]))"
    " AS r (id, payment, minor, currency, description, email, return_url, ends, challenges,"
    " customer, method)"
    " ON CONFLICT (payment_id) DO UPDATE SET payment_id = known.payment_id"
    " RETURNING payment_id, id"
)


async def open_all(
    engine: AsyncEngine, clock: Clock, gateway: str, requests: Sequence[CheckoutRequest]
) -> Sequence[str]:
    """Open checkouts, or find those that their payments have; return their names."""
    ordered = sorted(requests, key=attrgetter("payment_id"))
    async with engine.begin() as db:
        opened = await db.execute(
            _OPEN,
            {
                "gateway": gateway,
                "ids": [f"cs_{secrets.token_hex(12)}" for _ in ordered],
                "payments": [one.payment_id for one in ordered],
                "minors": [one.amount.minor for one in ordered],
                "currencies": [one.amount.currency for one in ordered],
                "descriptions": [one.description for one in ordered],
                "emails": [one.email for one in ordered],
                "return_urls": [one.return_url for one in ordered],
                "now": clock.now(),
                "ends": [one.expires_at for one in ordered],
                "challenges": [one.challenge for one in ordered],
                "customers": [one.customer_ref for one in ordered],
                "methods": [one.method_ref for one in ordered],
            },
        )
        refs = {row.payment_id: row.id for row in opened}
    return [refs[one.payment_id] for one in requests]
