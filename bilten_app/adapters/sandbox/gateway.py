"""The sandbox payment gateway: checkouts, charges, refunds and signed webhooks.

It behaves like a real one. What the buyer chooses on its hosted page decides what happens: see
`scenarios.py`. Webhooks go out over HTTP, may be late, doubled or never come.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import RowMapping, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bilten_app.adapters.sandbox.checkouts import open_all
from bilten_app.adapters.sandbox.customers import card_of, remember
from bilten_app.adapters.sandbox.paying import pay_all, told_of
from bilten_app.adapters.sandbox.scenarios import Scenario, paid_with
from bilten_app.adapters.sandbox.signature import WebhookSignature
from bilten_app.infra.batch import Batch
from bilten_app.kit.clock import Clock
from bilten_app.kit.errors import NotFound
from bilten_app.kit.money import Money
from bilten_app.ports.cards import MethodGone, PaidWith
from bilten_app.ports.payments import (
    Charge,
    ChargeState,
    Checkout,
    CheckoutRequest,
    News,
    Refund,
    RefundRequest,
    RefundState,
    SignedEvent,
)


@dataclass(frozen=True, slots=True)
class HostedCheckout:
    """What the hosted page shows."""

    id: str
    amount: Money
    description: str
    email: str
    return_url: str
    state: ChargeState
    reason: str
    challenge: dict[str, Any] | None
    expires_at: datetime


class SandboxGateway:
    """The gateway's side of the port, and what its hosted page does."""

    def __init__(
        self, engine: AsyncEngine, clock: Clock, origin: str, secret: bytes, name: str = "sandbox"
    ) -> None:
        self.name = name
        self.engine = engine
        self._clock = clock
        self._origin = origin
        self._signature = WebhookSignature(secret, clock)
        self._starts = Batch[CheckoutRequest, str](partial(open_all, engine, clock, name))
        self._payments = Batch[tuple[str, str], bool](partial(pay_all, engine, clock))

    async def start(self, request: CheckoutRequest) -> Checkout:
        """Open a hosted checkout, or return the one this payment has; a saved card is charged."""
        card = ""
        if request.method_ref:
            card = await card_of(self.engine, request.method_ref, request.customer_ref)
        ref = await self._starts.ask(request)
        page = f"{self._origin}/sandbox/pay/{ref}"
        if card:
            await self.choose(ref, Scenario.of(card))
            is_over = (await self.hosted(ref)).challenge is None
            return Checkout(ref, request.return_url if is_over else page)
        return Checkout(ref, page)

    async def look_up(self, gateway_ref: str) -> Charge:
        """Return what the gateway knows of a checkout."""
        async with self.engine.begin() as db:
            return _charge(await self._current(db, gateway_ref))

    async def refund(self, request: RefundRequest) -> Refund:
        """Give money back, once for each `refund_id`; never more than was collected."""
        async with self.engine.begin() as db:
            row = await self._row(db, request.gateway_ref)
            values = {"refund": request.refund_id, "id": row["id"]}
            known = await db.execute(
                text("SELECT id, returned_at FROM sandbox.refunds WHERE refund_id = :refund"),
                values,
            )
            if made := known.one_or_none():
                came_back = made.returned_at is not None
                return Refund(made.id, RefundState.failed if came_back else RefundState.done)
            given = await db.execute(
                text(
                    "SELECT coalesce(sum(amount_minor), 0) FROM sandbox.refunds"
                    " WHERE checkout_id = :id AND returned_at IS NULL"
                ),
                values,
            )
            if int(given.scalar_one()) + request.amount.minor > row["collected_minor"]:
                return Refund("", RefundState.failed)
            ref = f"re_{secrets.token_hex(12)}"
            await db.execute(
                text("INSERT INTO sandbox.refunds VALUES (:ref, :refund, :id, :minor, :now)"),
                {**values, "ref": ref, "minor": request.amount.minor, "now": self._clock.now()},
            )
        return Refund(ref, RefundState.done)

    async def verify(self, body: bytes, headers: Mapping[str, str]) -> SignedEvent:
        """Return a webhook signed within the last five minutes, or raise BadSignature."""
        self._signature.check(body, headers)
        event = json.loads(body)
        return SignedEvent(event["id"], event)

    async def read(self, raw: Mapping[str, Any]) -> News | None:
        """Return what a webhook says."""
        if "method" in raw:
            return MethodGone(raw["method"])
        charge = raw["charge"]
        return Charge(
            charge["checkout"],
            ChargeState(charge["state"]),
            Money(charge["amount_minor"], charge["currency"]),
            charge["reason"],
            paid_with=PaidWith(**card) if (card := charge.get("card")) else None,
        )

    def signed_headers(self, body: bytes) -> dict[str, str]:
        """Return the headers of a webhook that goes out now."""
        return self._signature.headers(body)

    async def hosted(self, checkout_id: str) -> HostedCheckout:
        """Return what the hosted page shows, or raise NotFound."""
        async with self.engine.begin() as db:
            row = await self._current(db, checkout_id)
        return HostedCheckout(
            id=row["id"],
            amount=Money(row["amount_minor"], row["currency"]),
            description=row["description"],
            email=row["email"],
            return_url=row["return_url"],
            state=ChargeState(row["state"]),
            reason=row["reason"],
            challenge=row["challenge"],
            expires_at=row["expires_at"],
        )

    async def choose(self, checkout_id: str, scenario: Scenario) -> None:
        """The buyer paid with a card that acts like `scenario`; nothing happens twice."""
        if scenario.is_plain and await self._payments.ask((checkout_id, scenario.card)):
            return
        async with self.engine.begin() as db:
            row = await self._current(db, checkout_id)
            if row["state"] != ChargeState.pending:
                return
            if scenario.refusal:
                await self._set(db, row, reason=scenario.refusal, challenge=None)
            elif scenario.challenge or row["challenges"]:
                await self._set(db, row, reason="", challenge={"card": scenario.card})
            elif scenario.settles_after:
                settles = self._clock.now() + scenario.settles_after
                await self._set(
                    db, row, reason="",
                    challenge={"settles_at": settles.isoformat(), "card": scenario.card},
                )  # fmt: skip
                await self._announce(db, row, row["amount_minor"], scenario.card, settles)
            else:
                await self._capture(db, row, scenario)

    async def answer_challenge(self, checkout_id: str, *, approved: bool) -> None:
        """The buyer's bank said yes or no to a 3-D Secure challenge."""
        async with self.engine.begin() as db:
            row = await self._current(db, checkout_id)
            if row["state"] != ChargeState.pending or not row["challenge"]:
                return
            if approved:
                await self._capture(db, row, Scenario.of(row["challenge"]["card"]))
            else:
                await self._set(db, row, reason="authentication_failed", challenge=None)

    async def _capture(self, db: AsyncConnection, row: RowMapping, scenario: Scenario) -> None:
        collected = row["amount_minor"] + scenario.wrong_by
        await db.execute(
            text(
                "UPDATE sandbox.checkouts SET state = 'captured', collected_minor = :minor,"
                " reason = '', challenge = NULL, card = :card WHERE id = :id"
            ),
            {"id": row["id"], "minor": collected, "card": scenario.card},
        )
        await remember(db, row, scenario.card, self._clock)
        event_id = f"evt_{secrets.token_hex(12)}"
        for delay in scenario.webhook_delays:
            due = self._clock.now() + delay
            await self._announce(db, row, collected, scenario.card, due, event_id)

    async def _announce(
        self, db: AsyncConnection, row: RowMapping, minor: int, card: str, due: datetime,
        event_id: str = "",
    ) -> None:  # fmt: skip
        body = told_of(row["id"], minor, row["currency"], card, row["email"], event_id)
        await db.execute(
            text(
                "INSERT INTO sandbox.webhooks (id, checkout_id, body, due_at)"
                " VALUES (:id, :checkout, :body, :due)"
            ),
            {
                "id": f"wh_{secrets.token_hex(12)}",
                "checkout": row["id"],
                "body": body,
                "due": due,
            },
        )

    async def _current(self, db: AsyncConnection, checkout_id: str) -> RowMapping:
        """Return the row after what time alone has done to it: settled, or expired."""
        row = await self._row(db, checkout_id)
        if row["state"] != ChargeState.pending:
            return row
        challenge: dict[str, str] = row["challenge"] or {}
        settles = challenge.get("settles_at")
        if settles and datetime.fromisoformat(settles) <= self._clock.now():
            await db.execute(
                text(
                    "UPDATE sandbox.checkouts SET state = 'captured', challenge = NULL,"
                    " card = challenge ->> 'card', collected_minor = amount_minor WHERE id = :id"
                ),
                {"id": checkout_id},
            )
        elif not challenge and row["expires_at"] <= self._clock.now():
            await db.execute(
                text("UPDATE sandbox.checkouts SET state = 'expired' WHERE id = :id"),
                {"id": checkout_id},
            )
        else:
            return row
        return await self._row(db, checkout_id)

    async def _row(self, db: AsyncConnection, checkout_id: str) -> RowMapping:
        found = await db.execute(
            text("SELECT * FROM sandbox.checkouts WHERE id = :id FOR UPDATE"), {"id": checkout_id}
        )
        row = found.mappings().one_or_none()
        if row is None:
            raise NotFound
        return row

    async def _set(
        self, db: AsyncConnection, row: RowMapping, *, reason: str, challenge: object
    ) -> None:
        """Note a refusal or a question; a saved card that is refused has no page to try another."""
        await db.execute(
            text(
                "UPDATE sandbox.checkouts SET reason = :reason, state = CASE WHEN :reason <> ''"
                " AND method_id IS NOT NULL THEN 'failed' ELSE state END,"
                " challenge = cast(:challenge AS jsonb) WHERE id = :id"
            ),
            {
                "id": row["id"],
                "reason": reason,
                "challenge": json.dumps(challenge) if challenge else None,
            },
        )


def _charge(row: RowMapping) -> Charge:
    state = ChargeState(row["state"])
    minor = row["collected_minor"] if state is ChargeState.captured else row["amount_minor"]
    card = paid_with(row["card"], row["email"]) if row["card"] else None
    return Charge(row["id"], state, Money(minor, row["currency"]), row["reason"], paid_with=card)
