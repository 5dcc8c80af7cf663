"""Who always passes, who is looked at closely, and who never passes."""

from datetime import timedelta
from ipaddress import ip_network
from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, select

from bilten_app.domains.risk.models import Judgement, ListEntry
from bilten_app.domains.risk.public import ListDraft, ListKind, Stage, Trait, Verb
from bilten_app.domains.risk.rules.listing import checked_draft
from bilten_app.domains.risk.service.look import hash_of
from bilten_app.infra.uow import UnitOfWork
from bilten_app.infra.vault import Vault
from bilten_app.kit.actor import SYSTEM, Actor
from bilten_app.kit.ids import new_id
from bilten_app.kit.roles import StaffPermission
from bilten_app.kit.text import msgid

LOST = msgid("A bank took the money of an order back.")
USED = msgid("A bank was asked for the money of tickets that had been used.")
FLAGGED_FOR = timedelta(days=730)


async def put(uow: UnitOfWork, vault: Vault, actor: Actor, *, draft: ListDraft) -> UUID:
    """Put somebody on a list; who is on it already stays there under the newer reason.

    For the platform's staff. Raises Invalid naming the field.
    """
    actor.require_staff(StaffPermission.review)
    draft = checked_draft(draft)
    hashed = hash_of(vault)(draft.trait, draft.value)
    expires = uow.clock.now() + timedelta(days=draft.days) if draft.days else None
    network = str(ip_network(draft.value)) if draft.trait is Trait.network else None
    row = ListEntry(
        id=new_id(), kind=draft.kind, trait=draft.trait, key=hashed, network=network,
        shown=draft.value, reason=draft.reason, made_by=actor.label, made_at=uow.clock.now(),
        expires_at=expires,
    )  # fmt: skip
    await _replace(uow, actor, row)
    return row.id


async def take_off(uow: UnitOfWork, actor: Actor, *, entry_id: UUID) -> None:
    """Take somebody off a list; the line stays in its history. Harmless twice. For staff."""
    actor.require_staff(StaffPermission.review)
    row = await uow.get(ListEntry, entry_id, lock=True)
    if row.removed_at is None:
        _remove(uow, actor, row)


async def list_buyer(
    uow: UnitOfWork, actor: Actor, *, order_id: UUID, kind: ListKind, shown: str, reason: str
) -> int:
    """Put the address and the card of an order's buyer on a list; return how many are new.

    For the platform's staff, and for what Bilten finds by itself.
    """
    actor.require_staff(StaffPermission.review)
    count = 0
    for trait, key in (await _traits_of(uow, order_id)).items():
        if trait not in {Trait.address, Trait.card, Trait.user}:
            continue
        known = select(col(ListEntry.id)).where(
            col(ListEntry.key) == bytes.fromhex(key), col(ListEntry.kind) == kind,
            col(ListEntry.removed_at).is_(None),
        )  # fmt: skip
        if (await uow.session.execute(known)).first():
            continue
        row = ListEntry(
            id=new_id(), kind=kind, trait=trait, key=bytes.fromhex(key),
            shown=shown, reason=reason, made_by=actor.label, made_at=uow.clock.now(),
            expires_at=uow.clock.now() + FLAGGED_FOR,
        )  # fmt: skip
        await _replace(uow, actor, row)
        count += 1
    return count


async def flag_buyer(
    uow: UnitOfWork, *, order_id: UUID, shown: str, was_inside: bool = False
) -> int:
    """Look at whoever lost us a dispute more closely from now on. Harmless twice.

    Who was inside already, and asks for the money all the same, is looked at from then on.
    """
    reason = USED if was_inside else LOST
    return await list_buyer(
        uow, SYSTEM, order_id=order_id, kind=ListKind.watch, shown=shown, reason=reason
    )


async def _replace(uow: UnitOfWork, actor: Actor, row: ListEntry) -> None:
    """Write an entry; what the same list said of the same somebody is over."""
    await uow.session.execute(
        select(func.pg_advisory_xact_lock(func.hashtextextended(row.key.hex(), 8)))
    )
    chosen = select(ListEntry).where(
        col(ListEntry.key) == row.key, col(ListEntry.kind) == row.kind,
        col(ListEntry.removed_at).is_(None),
    )  # fmt: skip
    for older in (await uow.session.execute(chosen.with_for_update())).scalars():
        _remove(uow, actor, older)
    uow.add(row)
    uow.audit(Verb.listed, row.id, kind=row.kind, trait=row.trait)


def _remove(uow: UnitOfWork, actor: Actor, row: ListEntry) -> None:
    row.removed_at, row.removed_by = uow.clock.now(), actor.label
    uow.audit(Verb.unlisted, row.id, kind=row.kind, trait=row.trait)


async def _traits_of(uow: UnitOfWork, order_id: UUID) -> dict[str, str]:
    """Return by what an order's buyer was known when they were judged last."""
    chosen = (
        select(col(Judgement.traits))
        .where(col(Judgement.order_id) == order_id)
        .order_by((col(Judgement.stage) == Stage.paid).desc(), col(Judgement.id).desc())
        .limit(1)
    )
    return (await uow.session.execute(chosen)).scalar_one_or_none() or {}
