"""What a ticket costs at this moment for somebody who looks, and when it costs something else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from bilten_app.domains.pricing.public import (
    NOTHING_ASKED,
    Ask,
    CodeRefusal,
    Quote,
    QuoteItem,
    Tier,
    promo_code,
)
from bilten_app.domains.pricing.queries.offers import price_history, type_offers
from bilten_app.domains.pricing.queries.tariff import Book, book
from bilten_app.domains.pricing.service.quoting import priced

HISTORY = timedelta(days=30)
MOST_MOMENTS = 40


@dataclass(frozen=True, slots=True)
class TierNow:
    """The tier that gives the price; it ends at an instant, after so many tickets, or never."""

    name: str
    ends_at: datetime | None
    left: int | None
    then_minor: int


@dataclass(frozen=True, slots=True)
class LiveNow:
    """A price that follows demand: its bounds, and what it was from when on, the newest first."""

    floor_minor: int
    ceiling_minor: int
    moments: tuple[tuple[datetime, int], ...]


@dataclass(frozen=True, slots=True)
class PriceTag:
    """What one ticket costs, all included; without the looker's codes it costs `was_minor`."""

    total_minor: int
    was_minor: int
    fee_minor: int
    tier: TierNow | None = None
    live: LiveNow | None = None


@dataclass(frozen=True, slots=True)
class PriceTags:
    """The tags of what somebody may buy; `refused` says of their codes what was wrong with them."""

    tags: Mapping[UUID, PriceTag]
    refused: Mapping[str, CodeRefusal]


async def price_tags(
    session: AsyncSession,
    *,
    event_id: UUID,
    items: Sequence[QuoteItem],
    at: datetime,
    ask: Ask = NOTHING_ASKED,
) -> PriceTags:
    """Return the tag of each item. A hidden one that no code unlocks has none: it is not there."""
    found = await book(session, event_id=event_id, at=at, ask=ask)
    tags: dict[UUID, PriceTag] = {}
    for item in items:
        shown = priced(found, [item], ask, at)
        if not shown.locked:
            live = await _live(session, found, item, at)
            tags[item.ticket_type_id] = _tag(found, item, shown, live, at)
    if not items:
        return PriceTags(tags, {})
    refused = priced(found, items, ask, at).refused
    why = {code: refused[key] for code in ask.codes if (key := promo_code(code)) in refused}
    return PriceTags(tags, why)


def _tag(
    found: Book, item: QuoteItem, shown: Quote, live: LiveNow | None, at: datetime
) -> PriceTag:
    tier = next((one for one in found.tariff.tiers if one.id in shown.tiers), None)
    return PriceTag(
        total_minor=shown.total_minor,
        was_minor=priced(found, [item], NOTHING_ASKED, at).total_minor,
        fee_minor=shown.fee_minor,
        tier=tier and _tier(found, item, tier, at),
        live=None if tier else live,
    )


def _tier(found: Book, item: QuoteItem, tier: Tier, at: datetime) -> TierNow:
    """Return the tier with the price that comes after it."""
    others = tuple(one for one in found.tariff.tiers if one.id != tier.id)
    later = replace(found, tariff=replace(found.tariff, tiers=others))
    then = priced(later, [item], NOTHING_ASKED, tier.ends_at or at)
    return TierNow(tier.name, tier.ends_at, tier.left, then.total_minor)


async def _live(
    session: AsyncSession, found: Book, item: QuoteItem, at: datetime
) -> LiveNow | None:
    """Return the bounds and the history of a price that follows demand, all included."""
    type_id = item.ticket_type_id
    if type_id not in found.tariff.live:
        return None
    bounds = (await type_offers(session, [type_id]))[type_id].live
    if bounds is None:
        return None
    past = await price_history(session, type_id, since=at - HISTORY, limit=MOST_MOMENTS)

    def whole(minor: int) -> int:
        tariff = replace(found.tariff, live={type_id: minor}, tiers=())
        return priced(replace(found, tariff=tariff), [item], NOTHING_ASKED, at).total_minor

    return LiveNow(
        floor_minor=whole(bounds.floor_minor),
        ceiling_minor=whole(bounds.ceiling_minor),
        moments=tuple((moment.at, whole(moment.price_minor)) for moment in past),
    )
