"""The rest of the sandbox gateway: what happens once it has collected.

Refunds made at its own desk, disputes with their evidence, its fee, and its report.
"""

import json
import secrets
from collections.abc import AsyncIterator, Mapping
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

from babel.numbers import list_currencies
from sqlalchemy import RowMapping, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bilten_app.adapters.sandbox.gateway import SandboxGateway
from bilten_app.adapters.sandbox.scenarios import Scenario
from bilten_app.kit.errors import NotFound, Unavailable
from bilten_app.kit.money import Money
from bilten_app.ports.payments import (
    AmountNotTaken,
    AmountRule,
    Charge,
    ChargeState,
    Checkout,
    CheckoutRequest,
    Dispute,
    DisputeState,
    Evidence,
    MethodKind,
    News,
    Refund,
    RefundNews,
    RefundRequest,
    RefundState,
    ReportKind,
    ReportRow,
)

FEE_BPS = 150
TO_RESPOND = timedelta(days=7)
MOVES = """
SELECT * FROM (
SELECT id, 'charge' AS kind, payment_id AS reference, collected_minor AS minor, currency,
       created_at AS at, gateway FROM sandbox.checkouts WHERE state = 'captured'
UNION ALL
SELECT r.id, 'refund', r.refund_id, -r.amount_minor, c.currency, r.created_at, c.gateway
FROM sandbox.refunds r JOIN sandbox.checkouts c ON c.id = r.checkout_id
WHERE r.returned_at IS NULL
UNION ALL
SELECT d.id, 'dispute', c.payment_id, -d.amount_minor, c.currency, d.created_at, c.gateway
FROM sandbox.disputes d JOIN sandbox.checkouts c ON c.id = d.checkout_id
UNION ALL
SELECT d.id, 'dispute', c.payment_id, d.amount_minor, c.currency, d.decided_at, c.gateway
FROM sandbox.disputes d JOIN sandbox.checkouts c ON c.id = d.checkout_id WHERE d.state = 'won'
UNION ALL
SELECT id, 'payout', payout_id, -amount_minor, currency, created_at, 'sandbox'
FROM sandbox.payouts WHERE reason <> 'account_refused'
UNION ALL
SELECT id, 'payout', payout_id, amount_minor, currency, arrives_at, 'sandbox'
FROM sandbox.payouts WHERE reason = 'account_closed'
) AS moves WHERE gateway = :name AND at >= :start AND at < :end ORDER BY at, id
"""


class Sandbox(SandboxGateway):
    """The whole sandbox gateway: all of the port, and the deeds of its desk."""

    kinds = (MethodKind.test,)
    # Acts as in an outage while it is set; of this process alone.
    down = False

    def rule(self, currency: str) -> AmountRule | None:
        """Return which amounts of a currency are taken: all, of every currency there is."""
        return AmountRule(most=10**15) if currency in list_currencies() else None

    async def start(self, request: CheckoutRequest) -> Checkout:
        """Open a hosted checkout, or return the one this payment has."""
        self._answer()
        rule = self.rule(request.amount.currency)
        if rule is None or not rule.takes(request.amount.minor):
            raise AmountNotTaken
        return await super().start(request)

    async def look_up(self, gateway_ref: str) -> Charge:
        """Return what the gateway knows of a checkout, with its fee once it has collected."""
        self._answer()
        return _with_fee(await super().look_up(gateway_ref))

    async def refund(self, request: RefundRequest) -> Refund:
        """Give money back, once for each `refund_id`; never more than was collected."""
        self._answer()
        return await super().refund(request)

    async def capture(self, gateway_ref: str) -> Charge:
        """Return what the gateway knows; it collects by itself."""
        return await self.look_up(gateway_ref)

    async def close(self, gateway_ref: str) -> Charge:
        """Take no more money, unless the bank is busy with it already."""
        async with self.engine.begin() as db:
            await self._current(db, gateway_ref)
            await db.execute(
                text(
                    "UPDATE sandbox.checkouts SET state = 'expired' WHERE id = :id"
                    " AND state = 'pending' AND challenge IS NULL"
                ),
                {"id": gateway_ref},
            )
        return await self.look_up(gateway_ref)

    async def read(self, raw: Mapping[str, Any]) -> News | None:
        """Return what an event is about; refunds and disputes as they are now."""
        if "charge" in raw or "method" in raw:
            charge = await super().read(raw)
            return _with_fee(charge) if isinstance(charge, Charge) else charge
        async with self.engine.begin() as db:
            if "refund" in raw:
                return await _refund(db, raw["refund"])
            if "dispute" in raw:
                return await _dispute(db, raw["dispute"])
        return None

    async def submit_evidence(self, dispute_ref: str, evidence: Evidence) -> Dispute:
        """Answer a dispute; the bank decides at the desk."""
        told = {name: value for name, value in asdict(evidence).items() if name != "pack"}
        async with self.engine.begin() as db:
            await db.execute(
                text(
                    "UPDATE sandbox.disputes SET state = 'under_review',"
                    " evidence = cast(:told AS jsonb) WHERE id = :id AND state = 'needs_response'"
                ),
                {"id": dispute_ref, "told": json.dumps(told)},
            )
            return await _dispute(db, dispute_ref)

    async def report(self, start: datetime, end: datetime) -> AsyncIterator[ReportRow]:
        """Yield every movement from `start` until just before `end`, oldest first."""
        async with self.engine.connect() as db:
            rows = await db.stream(text(MOVES), {"name": self.name, "start": start, "end": end})
            async for row in rows.mappings():
                yield _report_row(row)

    async def refund_at_desk(self, checkout_id: str, minor: int) -> str:
        """Somebody gives money back at the gateway itself; return the refund, "" when too much."""
        async with self.engine.begin() as db:
            await self._row(db, checkout_id)
            made = await db.execute(
                text(
                    "INSERT INTO sandbox.refunds (id, checkout_id, amount_minor, created_at)"
                    " SELECT :ref, id, cast(:minor AS bigint), :now FROM sandbox.checkouts c"
                    " WHERE id = :id AND cast(:minor AS bigint) <= collected_minor -"
                    " (SELECT coalesce(sum(amount_minor), 0) FROM sandbox.refunds"
                    " WHERE checkout_id = c.id AND returned_at IS NULL) RETURNING id"
                ),
                {
                    "ref": f"re_{secrets.token_hex(12)}",
                    "id": checkout_id,
                    "minor": minor,
                    "now": self._clock.now(),
                },
            )
            ref = made.scalar_one_or_none()
            if ref:
                await self._tell(db, checkout_id, "refund.created", refund=ref)
        return ref or ""

    async def return_refund(self, refund: str) -> None:
        """The buyer's bank sends a refund back, days after it was done; nothing happens twice."""
        async with self.engine.begin() as db:
            returned = await db.execute(
                text(
                    "UPDATE sandbox.refunds SET returned_at = :now"
                    " WHERE id = :id AND returned_at IS NULL RETURNING checkout_id"
                ),
                {"id": refund, "now": self._clock.now()},
            )
            if checkout_id := returned.scalar_one_or_none():
                await self._tell(db, checkout_id, "refund.failed", refund=refund)

    async def dispute(self, checkout_id: str) -> str:
        """The buyer's bank asks for the money back, once; return the dispute."""
        async with self.engine.begin() as db:
            row = await self._row(db, checkout_id)
            return await self._open_dispute(db, row, row["collected_minor"])

    async def decide(self, dispute_id: str, *, won: bool) -> None:
        """The bank has decided, or decides otherwise; nothing happens twice."""
        async with self.engine.begin() as db:
            decided = await db.execute(
                text(
                    "UPDATE sandbox.disputes SET state = :state, decided_at = :now"
                    " WHERE id = :id AND state <> :state RETURNING checkout_id"
                ),
                {"id": dispute_id, "state": "won" if won else "lost", "now": self._clock.now()},
            )
            if checkout_id := decided.scalar_one_or_none():
                await self._tell(db, checkout_id, "dispute.decided", dispute=dispute_id)

    def _answer(self) -> None:
        if self.down:
            raise Unavailable

    async def _capture(self, db: AsyncConnection, row: RowMapping, scenario: Scenario) -> None:
        await super()._capture(db, row, scenario)
        if scenario.disputed:
            await self._open_dispute(db, row, row["amount_minor"] + scenario.wrong_by)

    async def _open_dispute(self, db: AsyncConnection, row: RowMapping, minor: int) -> str:
        now = self._clock.now()
        opened = await db.execute(
            text(
                "INSERT INTO sandbox.disputes (id, checkout_id, state, amount_minor, created_at,"
                " respond_by) VALUES (:ref, :id, 'needs_response', :minor, :now, :due)"
                " ON CONFLICT (checkout_id) DO UPDATE SET checkout_id = EXCLUDED.checkout_id"
                " RETURNING id"
            ),
            {
                "ref": f"du_{secrets.token_hex(12)}",
                "id": row["id"],
                "minor": minor,
                "now": now,
                "due": now + TO_RESPOND,
            },
        )
        ref = str(opened.scalar_one())
        await self._tell(db, row["id"], "dispute.opened", dispute=ref)
        return ref

    async def _tell(self, db: AsyncConnection, checkout_id: str, kind: str, **about: str) -> None:
        body = {"id": f"evt_{secrets.token_hex(12)}", "type": kind, **about}
        await db.execute(
            text(
                "INSERT INTO sandbox.webhooks (id, checkout_id, body, due_at)"
                " VALUES (:id, :checkout, :body, :due)"
            ),
            {
                "id": f"wh_{secrets.token_hex(12)}",
                "checkout": checkout_id,
                "body": json.dumps(body),
                "due": self._clock.now(),
            },
        )


def _with_fee(charge: Charge) -> Charge:
    captured = charge.state is ChargeState.captured
    return replace(charge, fee=charge.amount.share(FEE_BPS)) if captured else charge


async def _refund(db: AsyncConnection, ref: str) -> RefundNews:
    row = await _one(
        db,
        "SELECT r.*, c.currency FROM sandbox.refunds r"
        " JOIN sandbox.checkouts c ON c.id = r.checkout_id WHERE r.id = :ref",
        ref,
    )
    return RefundNews(
        row["checkout_id"],
        Refund(ref, RefundState.failed if row["returned_at"] else RefundState.done),
        Money(row["amount_minor"], row["currency"]),
        row["refund_id"],
    )


async def _dispute(db: AsyncConnection, ref: str) -> Dispute:
    row = await _one(
        db,
        "SELECT d.*, c.currency FROM sandbox.disputes d"
        " JOIN sandbox.checkouts c ON c.id = d.checkout_id WHERE d.id = :ref",
        ref,
    )
    amount, state = Money(row["amount_minor"], row["currency"]), DisputeState(row["state"])
    return Dispute(
        gateway_ref=ref,
        checkout_ref=row["checkout_id"],
        state=state,
        amount=amount,
        reason="fraudulent",
        respond_by=row["respond_by"],
        held=Money(0, amount.currency) if state is DisputeState.won else amount,
    )


async def _one(db: AsyncConnection, statement: str, ref: str) -> RowMapping:
    row = (await db.execute(text(statement), {"ref": ref})).mappings().one_or_none()
    if row is None:
        raise NotFound
    return row


def _report_row(row: RowMapping) -> ReportRow:
    amount = Money(row["minor"], row["currency"])
    kind = ReportKind(row["kind"])
    fee = amount.share(FEE_BPS) if kind is ReportKind.charge else Money(0, amount.currency)
    return ReportRow(row["id"], kind, row["reference"], amount, fee, row["at"])
