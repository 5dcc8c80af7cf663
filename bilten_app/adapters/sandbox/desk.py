"""The sandbox gateway's own desk: refund there, dispute, decide, and be down.

Whoever opens it plays the gateway's staff and the buyer's bank. It exists in development only.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from babel.numbers import get_currency_precision
from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bilten_app.adapters.sandbox.aftersale import Sandbox
from bilten_app.adapters.sandbox.hosted import page, shown
from bilten_app.kit.money import Money

DESK = "/sandbox/desk"
NEWEST = """
SELECT c.id, c.email, c.description, c.collected_minor, c.currency,
       coalesce((SELECT sum(r.amount_minor) FROM sandbox.refunds r WHERE r.checkout_id = c.id
                    AND r.returned_at IS NULL), 0)
           AS given_minor,
       d.id AS dispute, d.state AS dispute_state
FROM sandbox.checkouts c LEFT JOIN sandbox.disputes d ON d.checkout_id = c.id
WHERE c.state = 'captured' AND c.email LIKE :email ORDER BY c.created_at DESC, c.id LIMIT 20
"""


@dataclass(frozen=True, slots=True)
class DeskRow:
    """One checkout that was paid."""

    id: str
    email: str
    description: str
    collected: str
    given: str
    left: str
    step: str
    dispute: str
    dispute_state: str


def desk_pages(gateway: Sandbox, engine: AsyncEngine) -> APIRouter:
    """Return the routes of the desk. They know the gateway and nothing of Bilten."""
    router = APIRouter(include_in_schema=False)

    @router.get(DESK)
    async def show(email: str = "") -> Response:
        rows = await _newest(engine, email)
        return page("desk.html", rows=rows, email=email, is_down=gateway.down)

    @router.post(DESK + "/{checkout_id}/refund")
    async def refund(checkout_id: str, minor: Annotated[int, Form(gt=0)]) -> Response:
        await gateway.refund_at_desk(checkout_id, minor)
        return RedirectResponse(DESK, 303)

    @router.post(DESK + "/{checkout_id}/dispute")
    async def dispute(checkout_id: str) -> Response:
        await gateway.dispute(checkout_id)
        return RedirectResponse(DESK, 303)

    @router.post(DESK + "/{dispute_id}/{outcome}")
    async def decide(dispute_id: str, outcome: Literal["won", "lost"]) -> Response:
        await gateway.decide(dispute_id, won=outcome == "won")
        return RedirectResponse(DESK, 303)

    @router.post("/sandbox/outage")
    async def outage(state: Annotated[Literal["down", "up"], Form()]) -> Response:
        gateway.down = state == "down"
        return RedirectResponse(DESK, 303)

    return router


async def _newest(engine: AsyncEngine, email: str) -> Sequence[DeskRow]:
    async with engine.connect() as db:
        found = await db.execute(text(NEWEST), {"email": f"%{email}%"})
        rows = found.mappings().all()
    return [
        DeskRow(
            id=row["id"],
            email=row["email"],
            description=row["description"],
            collected=shown(Money(row["collected_minor"], row["currency"])),
            given=shown(Money(int(row["given_minor"]), row["currency"])),
            left=str(row["collected_minor"] - int(row["given_minor"])),
            step=f"1/{10 ** get_currency_precision(row['currency'])} {row['currency']}",
            dispute=row["dispute"] or "",
            dispute_state=(row["dispute_state"] or "").replace("_", " "),
        )
        for row in rows
    ]
