"""Tiers, promotions, cards and prices of the moment as organizers see them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bilten_app.domains.pricing.models import (
    Allowance,
    GroupRow,
    LivePrice,
    PriceChange,
    PromoRow,
    Purse,
    TierRow,
)
from bilten_app.domains.pricing.public import PromoKind
from bilten_app.domains.pricing.public.drafts import (
    GroupDraft,
    LiveDraft,
    PromoDraft,
    TierDraft,
)
from bilten_app.domains.pricing.public.views import CardView, PriceMoment, PromoView, TypeOffers
from bilten_app.kit.actor import OrganizerScope
from bilten_app.kit.money import Money


async def type_offers(session: AsyncSession, type_ids: Sequence[UUID]) -> Mapping[UUID, TypeOffers]:
    """Return ticket type id → its tiers in order, group prices, and price that follows demand."""
    tiers = await session.execute(
        select(TierRow, col(Allowance.held) + col(Allowance.used))
        .join(Allowance, col(Allowance.id) == col(TierRow.id))
        .where(col(TierRow.ticket_type_id).in_(type_ids))
        .order_by(col(TierRow.position), col(TierRow.id))
    )
    groups = await session.execute(
        select(GroupRow)
        .where(col(GroupRow.ticket_type_id).in_(type_ids))
        .order_by(col(GroupRow.from_quantity))
    )
    live = await session.execute(
        select(LivePrice).where(col(LivePrice.ticket_type_id).in_(type_ids))
    )
    found = {type_id: TypeOffers() for type_id in type_ids}
    for tier, taken in tiers:
        found[tier.ticket_type_id].tiers.append((_tier(tier), taken))
    for group in groups.scalars():
        found[group.ticket_type_id].groups.append(
            GroupDraft(group.from_quantity, group.price_minor)
        )
    for row in live.scalars():
        found[row.ticket_type_id].live = LiveDraft(
            row.base_minor, row.floor_minor, row.ceiling_minor, row.hourly_minor, row.active
        )
        found[row.ticket_type_id].live_minor = row.current_minor
    return found


async def promos(session: AsyncSession, event_id: UUID) -> Sequence[PromoView]:
    """Return the promotions of an event, the newest first."""
    rows = await session.execute(
        select(PromoRow, Allowance)
        .join(Allowance, col(Allowance.id) == col(PromoRow.id))
        .where(col(PromoRow.event_id) == event_id)
        .order_by(col(PromoRow.created_at).desc(), col(PromoRow.id).desc())
    )
    return [
        PromoView(row.id, _promo(row, uses.most), uses.held, uses.used, row.paused)
        for row, uses in rows
    ]


async def cards(
    session: AsyncSession, scope: OrganizerScope, *, limit: int = 50, offset: int = 0
) -> Sequence[CardView]:
    """Return an organizer's gift cards and credits, the newest first."""
    chosen = (
        select(Purse)
        .where(col(Purse.organizer_id) == scope)
        .order_by(col(Purse.created_at).desc(), col(Purse.id).desc())
    )
    rows = (await session.execute(chosen.limit(limit).offset(offset))).scalars()
    return [
        CardView(
            id=row.id,
            is_card=row.kind == "gift_card",
            tail=row.code_tail,
            owner=row.identity or "",
            note=row.note,
            issued=Money(row.issued_minor, row.currency),
            balance=Money(row.balance_minor, row.currency),
            expires_at=row.expires_at,
            paused=row.paused,
        )
        for row in rows
    ]


async def price_history(
    session: AsyncSession, ticket_type_id: UUID, *, since: datetime, limit: int = 500
) -> Sequence[PriceMoment]:
    """Return what a ticket type has cost since when, the newest first. Anybody may know it."""
    chosen = (
        select(PriceChange)
        .where(col(PriceChange.ticket_type_id) == ticket_type_id, col(PriceChange.at) >= since)
        .order_by(col(PriceChange.id).desc())
    )
    rows = (await session.execute(chosen.limit(limit))).scalars()
    return [PriceMoment(row.at, row.price_minor, row.reason) for row in rows]


def _tier(row: TierRow) -> TierDraft:
    return TierDraft(row.name, row.price_minor, row.starts_at, row.ends_at, row.places, row.id)


def _promo(row: PromoRow, most: int | None) -> PromoDraft:
    return PromoDraft(
        kind=PromoKind(row.kind),
        name=row.name,
        code=row.code,
        value=row.value,
        buy=row.buy,
        get=row.give,
        ticket_types=frozenset(map(UUID, row.ticket_types)),
        audience=row.audience,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        min_minor=row.min_minor,
        max_uses=most,
        per_identity=row.per_identity,
        most_tickets=row.most_tickets,
        stackable=row.stackable,
    )
