"""Who bought, on papers that cannot be changed: locked with a key that can be destroyed.

Papers are kept by law, and say who bought. Once the law of the seller's country lets go of them the
key goes, and with it who bought: the paper, its number and its sums stay as they are.
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import asdict
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bilten_app.domains.invoices.models import Invoice, PaperKey
from bilten_app.domains.invoices.queries import content_of
from bilten_app.domains.invoices.rules import Content, Party
from bilten_app.infra.forgetting import in_batches
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.infra.vault import Vault

NOBODY = Party(())
AT_ONCE = 200
_PARTY = TypeAdapter(Party)


async def lock_buyer(uow: UnitOfWork, vault: Vault, order_id: UUID, buyer: Party) -> str:
    """Return who bought, locked with the key of the order, which is made on the first call."""
    purpose = _purpose(order_id)
    row = {"order_id": order_id, "sealed": vault.new_key(purpose)}
    await uow.session.execute(insert(PaperKey).values(row).on_conflict_do_nothing())
    key = await uow.get(PaperKey, order_id)
    if key.sealed is None:
        return ""
    locked = vault.lock(purpose, key.sealed, json.dumps(asdict(buyer)).encode())
    return base64.b64encode(locked).decode()


async def buyer_of(session: AsyncSession, vault: Vault, order_id: UUID, content: Content) -> Party:
    """Return who bought, or nobody once the key is destroyed."""
    if not content.locked:
        return content.buyer
    key = await session.get(PaperKey, order_id)
    if key is None or key.sealed is None:
        return NOBODY
    opened = vault.unlock(_purpose(order_id), key.sealed, base64.b64decode(content.locked))
    return _PARTY.validate_json(opened)


async def forget_buyers(rt: Runtime) -> None:
    """Destroy the keys of papers that the law lets go of. Scheduled; harmless when repeated.

    Papers from before they were locked are locked first.
    """
    while await _lock_older(rt):
        pass
    now, years = rt.clock.now(), years_by_country(rt.settings.invoice_years)
    await in_batches(
        rt, _LET_GO, now=now, this_year=now.year, else_years=years[""],
        countries=list(years), years=list(years.values()),
    )  # fmt: skip


def years_by_country(said: str) -> Mapping[str, int]:
    """Read `10,DE=8`: how many years papers are kept, by the seller's country; "" is any other."""
    pairs = [part.strip().rpartition("=") for part in said.split(",")]
    return {country.strip().upper(): int(years) for country, _, years in pairs}


async def _lock_older(rt: Runtime) -> int:
    async with rt.unit_of_work() as uow:
        chosen = (
            select(Invoice)
            .where(col(Invoice.content)["locked"].astext.is_(None))
            .order_by(col(Invoice.id))
            .limit(AT_ONCE)
            .with_for_update(skip_locked=True)
        )
        rows = (await uow.session.execute(chosen)).scalars().all()
        for row in rows:
            buyer = content_of(row).buyer
            locked = await lock_buyer(uow, rt.vault, row.order_id, buyer)
            content = {**row.content, "buyer": asdict(NOBODY), "locked": locked}
            await uow.session.execute(
                update(Invoice).where(col(Invoice.id) == row.id).values(content=content)
            )
    return len(rows)


def _purpose(order_id: UUID) -> str:
    return f"papers/{order_id}"


# The law counts whole years after the one in which the last paper was written.
_LET_GO = """
    UPDATE paper_keys SET sealed = NULL, destroyed_at = :now WHERE order_id IN (
        SELECT i.order_id FROM invoices i
        JOIN paper_keys k ON k.order_id = i.order_id AND k.sealed IS NOT NULL
        LEFT JOIN tax_settings t ON t.organizer_id = i.organizer_id
        LEFT JOIN unnest(CAST(:countries AS text[]), CAST(:years AS int[])) AS y (country, years)
            ON y.country = t.country
        GROUP BY i.order_id
        HAVING max(i.year + coalesce(y.years, :else_years)) < :this_year LIMIT :most)
"""
