"""Saving tiers, group prices, prices that follow demand, promotions, and who belongs to a group.

For members with `events:write`.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select

from bilten_app.domains.events import queries as events
from bilten_app.domains.inventory import queries as inventory
from bilten_app.domains.pricing.models import (
    Allowance,
    AudienceMember,
    GroupRow,
    PromoRow,
    TierRow,
)
from bilten_app.domains.pricing.public import InvalidPrices, Verb, promo_code
from bilten_app.domains.pricing.public.drafts import GroupDraft, PromoDraft, TierDraft
from bilten_app.domains.pricing.rules import checks
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import Actor, OrganizerScope
from bilten_app.kit.errors import NotFound
from bilten_app.kit.ids import new_id
from bilten_app.kit.mailbox import mailbox_key
from bilten_app.kit.roles import Permission
from bilten_app.kit.text import msgid
from bilten_app.kit.typed import one_line

BELOW_USES = msgid("More than that are used or held already.")
CODE_TAKEN = msgid("This event has this code already.")


async def save_tiers(
    uow: UnitOfWork,
    actor: Actor,
    *,
    ticket_type_id: UUID,
    tiers: Sequence[TierDraft],
    groups: Sequence[GroupDraft] = (),
) -> None:
    """Put these tiers and group prices, in this order, in the place of a type's present ones.

    Raises InvalidPrices with `place.field`.
    """
    await require_type(uow, actor, ticket_type_id)
    tiers = [replace(tier, name=one_line(tier.name)) for tier in tiers]
    found = checks.tier_problems(tiers)
    found |= {f"group.{field}": text for field, text in checks.group_problems(groups).items()}
    if found:
        raise InvalidPrices(found)
    chosen = select(TierRow).where(col(TierRow.ticket_type_id) == ticket_type_id)
    known = {row.id: row for row in (await uow.session.execute(chosen)).scalars()}
    for place, tier in enumerate(tiers):
        row = known.pop(tier.id, None) if tier.id else None
        await _write_tier(uow, row or _new_tier(ticket_type_id), place, tier)
    for row in known.values():
        await uow.session.delete(row)
    await _write_groups(uow, ticket_type_id, groups)
    uow.audit(Verb.tiers_saved, ticket_type_id, tiers=len(tiers), groups=len(groups))


async def save_promo(
    uow: UnitOfWork,
    actor: Actor,
    *,
    event_id: UUID,
    draft: PromoDraft,
    promo_id: UUID | None = None,
) -> UUID:
    """Create a promotion, or change one. Raises InvalidPrices naming the field."""
    await _require(uow, actor, event_id, Permission.promotions_write)
    code = promo_code(draft.code)
    draft = replace(draft, code=code, name=one_line(draft.name) or code)
    found = checks.promo_problems(draft)
    if draft.code and await _is_taken(uow, event_id, draft.code, promo_id):
        found.setdefault("code", CODE_TAKEN)
    if found:
        raise InvalidPrices(found)
    row = await _promo(uow, event_id, promo_id)
    row.code, row.name, row.kind = draft.code, draft.name, draft.kind.value
    row.value, row.buy, row.give = draft.value, draft.buy, draft.get
    row.ticket_types = sorted(map(str, draft.ticket_types))
    row.audience = one_line(draft.audience).lower()
    row.starts_at, row.ends_at = draft.starts_at, draft.ends_at
    row.min_minor, row.stackable = draft.min_minor, draft.stackable
    row.most_tickets, row.per_identity = draft.most_tickets, draft.per_identity
    await _allow(uow, row.id, draft.max_uses, "max_uses")
    uow.add(row)
    await uow.session.flush()
    uow.audit(Verb.promo_saved, row.id, kind=row.kind, max_uses=draft.max_uses)
    return row.id


async def set_promo_paused(uow: UnitOfWork, actor: Actor, *, promo_id: UUID, paused: bool) -> None:
    """Stop a promotion for new orders, or let it go on; orders that have it keep it."""
    row = await uow.get(PromoRow, promo_id, lock=True)
    await _require(uow, actor, row.event_id, Permission.promotions_write)
    row.paused = paused
    uow.audit(Verb.promo_paused if paused else Verb.promo_resumed, promo_id)


async def save_audience(
    uow: UnitOfWork, actor: Actor, *, organizer_id: UUID, audience: str, members: Collection[str]
) -> None:
    """Say who belongs to a group: addresses, and whole domains like `@example.org`."""
    scope = actor.require(Permission.promotions_write, organizer_id)
    audience = one_line(audience).lower()
    keys = {_member_key(member) for member in members} - {""}
    await uow.session.execute(
        delete(AudienceMember).where(
            col(AudienceMember.organizer_id) == scope, col(AudienceMember.audience) == audience
        )
    )
    uow.session.add_all(
        [AudienceMember(organizer_id=scope, identity=key, audience=audience) for key in keys]
    )
    uow.audit(Verb.audience_saved, scope, audience=audience, members=len(keys))


def _member_key(member: str) -> str:
    typed = member.strip().lower()
    return typed if typed.startswith("@") else mailbox_key(typed)


async def require_type(uow: UnitOfWork, actor: Actor, ticket_type_id: UUID) -> UUID:
    """Return the event of a ticket type that the actor may change, or raise NotFound."""
    found = await inventory.prices(uow.session, [ticket_type_id])
    if ticket_type_id not in found:
        raise NotFound
    event_id = found[ticket_type_id].event_id
    await _require(uow, actor, event_id, Permission.events_write)
    return event_id


async def _require(
    uow: UnitOfWork, actor: Actor, event_id: UUID, permission: Permission
) -> OrganizerScope:
    event = await events.sale(uow.session, event_id)
    return actor.require(permission, event.organizer_id, event_id=event.id)


def _new_tier(ticket_type_id: UUID) -> TierRow:
    return TierRow(ticket_type_id=ticket_type_id, name="", price_minor=0)


async def _write_tier(uow: UnitOfWork, row: TierRow, place: int, tier: TierDraft) -> None:
    row.position, row.name, row.price_minor = place, tier.name, tier.price_minor
    row.starts_at, row.ends_at, row.places = tier.starts_at, tier.ends_at, tier.places
    await _allow(uow, row.id, tier.places, f"{place}.places")
    uow.add(row)


async def _write_groups(
    uow: UnitOfWork, ticket_type_id: UUID, groups: Sequence[GroupDraft]
) -> None:
    await uow.session.flush()
    await uow.session.execute(
        delete(GroupRow).where(col(GroupRow.ticket_type_id) == ticket_type_id)
    )
    if groups:
        rows = [
            {
                "ticket_type_id": ticket_type_id,
                "from_quantity": group.from_quantity,
                "price_minor": group.price_minor,
            }
            for group in groups
        ]
        await uow.session.execute(insert(GroupRow).values(rows))


async def _allow(uow: UnitOfWork, allowance_id: UUID, most: int | None, field: str) -> None:
    """Set how often something may be used; never below what is used already."""
    row = await uow.session.get(
        Allowance, allowance_id, with_for_update={"key_share": True}, populate_existing=True
    )
    if row is None:
        uow.add(Allowance(id=allowance_id, most=most))
    elif most is not None and row.held + row.used > most:
        raise InvalidPrices({field: BELOW_USES})
    else:
        row.most = most


async def _is_taken(uow: UnitOfWork, event_id: UUID, code: str, besides: UUID | None) -> bool:
    chosen = select(col(PromoRow.id)).where(
        col(PromoRow.event_id) == event_id, col(PromoRow.code) == code
    )
    found = (await uow.session.execute(chosen)).scalar_one_or_none()
    return found is not None and found != besides


async def _promo(uow: UnitOfWork, event_id: UUID, promo_id: UUID | None) -> PromoRow:
    if promo_id is None:
        return PromoRow(
            id=new_id(), event_id=event_id, name="", kind="", created_at=uow.clock.now()
        )
    row = await uow.get(PromoRow, promo_id, lock=True)
    if row.event_id != event_id:
        raise NotFound
    return row
