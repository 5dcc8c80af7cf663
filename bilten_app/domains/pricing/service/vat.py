"""VAT ids of buyers: asked about before the sale, and once more after it.

unchecked → valid      tax was charged while the register was down: flagged, to be given back
valid → invalid        sold without tax, the id has failed since: flagged, the price stays
"""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from sqlalchemy import or_, text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select

from bilten_app.domains.pricing.models import VatCheck
from bilten_app.domains.pricing.public import (
    NO_BUSINESS,
    TaxBuyer,
    VatIdFailed,
    VatIdProven,
    VatStanding,
)
from bilten_app.domains.pricing.rules.vat import split_vat_id
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.errors import Unavailable
from bilten_app.ports.vat import VatAnswer

ONCE_MORE_AFTER = timedelta(days=1)
GIVES_UP_AFTER = timedelta(days=30)
AT_ONCE = 50
_CARRY = text(
    "INSERT INTO vat_checks (reference, vat_id, country, standing, company, evidence, asked_at,"
    " answered_at, attempts, flagged) SELECT :to, vat_id, country, standing, company, evidence,"
    " asked_at, answered_at, attempts, flagged FROM vat_checks WHERE reference = ANY (:references)"
    " ORDER BY asked_at DESC LIMIT 1 ON CONFLICT DO NOTHING"
)


async def check_vat(rt: Runtime, *, reference: UUID, vat_id: str) -> TaxBuyer:
    """Ask about a buyer's VAT id for a hold or an order, and keep the answer as evidence.

    A register that is down does not block the sale: the id stays unchecked, tax is charged, and
    `recheck_vat` asks again. An empty id forgets the one before.
    """
    parts = split_vat_id(vat_id)
    if parts is None:
        standing = VatStanding.invalid if vat_id.strip() else VatStanding.none
        buyer = TaxBuyer("", vat_id.strip()[:30], standing) if vat_id.strip() else NO_BUSINESS
        await _keep(rt, reference, buyer, None)
        return buyer
    country, number = parts
    answer = await _ask(rt, country, number)
    company = answer.company if answer else ""
    buyer = TaxBuyer(country, f"{country}{number}", _standing(answer), company)
    await _keep(rt, reference, buyer, answer)
    return buyer


async def carry_check(uow: UnitOfWork, *, references: Collection[UUID], to: UUID) -> None:
    """Let another order stand under the check of these, if there is one: what the register says
    later is about it as well. Harmless twice.
    """
    await uow.session.execute(_CARRY, {"references": list(references), "to": to})


async def recheck_vat(rt: Runtime) -> None:
    """Job of the clock: ask again about ids nobody answered for, and once about valid ones.

    Harmless beside another worker: an answer that changes nothing writes nothing new.
    """
    now = rt.clock.now()
    async with rt.read() as session:
        chosen = (
            select(VatCheck)
            .where(col(VatCheck.asked_at) > now - GIVES_UP_AFTER)
            .where(
                or_(
                    col(VatCheck.standing) == VatStanding.unchecked,
                    (col(VatCheck.standing) == VatStanding.valid)
                    & (col(VatCheck.attempts) == 1)
                    & (col(VatCheck.answered_at) <= now - ONCE_MORE_AFTER),
                )
            )
            .order_by(col(VatCheck.asked_at))
        )
        due = (await session.execute(chosen.limit(AT_ONCE))).scalars().all()
    for check in due:
        if answer := await _ask(rt, check.country, check.vat_id[2:]):
            async with rt.unit_of_work() as uow:
                await _take_in(uow, check.reference, answer)


async def _ask(rt: Runtime, country: str, number: str) -> VatAnswer | None:
    try:
        return await rt.gateways.vat.check(country, number)
    except Unavailable:
        return None


def _standing(answer: VatAnswer | None) -> VatStanding:
    if answer is None:
        return VatStanding.unchecked
    return VatStanding.valid if answer.is_valid else VatStanding.invalid


async def _keep(rt: Runtime, reference: UUID, buyer: TaxBuyer, answer: VatAnswer | None) -> None:
    async with rt.unit_of_work() as uow:
        now = uow.clock.now()
        values = {
            "vat_id": buyer.vat_id,
            "country": buyer.country,
            "standing": buyer.standing.value,
            "company": buyer.company,
            "evidence": answer.evidence if answer else "",
            "asked_at": now,
            "answered_at": now if answer else None,
            "attempts": 1,
            "flagged": False,
        }
        put = insert(VatCheck).values(reference=reference, **values)
        await uow.session.execute(
            put.on_conflict_do_update(index_elements=["reference"], set_=values)
        )


async def _take_in(uow: UnitOfWork, reference: UUID, answer: VatAnswer) -> None:
    """Keep a later answer; flag what it changes."""
    check = await uow.get(VatCheck, reference, lock=True)
    before, after = VatStanding(check.standing), _standing(answer)
    check.attempts += 1
    check.answered_at, check.evidence = uow.clock.now(), answer.evidence
    check.standing = after.value
    if before is VatStanding.unchecked and after is VatStanding.valid:
        check.flagged = True
        uow.record(VatIdProven(reference, check.vat_id))
    if before is VatStanding.valid and after is VatStanding.invalid:
        check.flagged = True
        uow.record(VatIdFailed(reference, check.vat_id))
