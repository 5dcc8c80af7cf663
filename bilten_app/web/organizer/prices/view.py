"""What the page shows of an event's prices."""

from dataclasses import dataclass
from uuid import UUID

from bilten_app.domains.events import queries as events
from bilten_app.domains.inventory import queries as inventory
from bilten_app.domains.pricing import queries as pricing
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.roles import Permission
from bilten_app.web.organizer.prices.rows import PromoRow, TypePrices
from bilten_app.web.organizer.prices.wording import Words


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything the page shows of an event."""

    id: UUID
    slug: str
    title: str
    currency: str
    zone: str
    types: list[TypePrices]
    promos: list[PromoRow]
    tiers: dict[str, dict[int, UUID]]
    several: dict[str, frozenset[UUID]]


async def load(rt: Runtime, actor: Actor, slug: str, locale: str) -> Shown:
    """Return the event's prices, or raise NotFound or Forbidden."""
    async with rt.read() as session:
        event = await events.organizer_event(session, actor, slug)
        actor.require(Permission.promotions_write, event.organizer_id, event_id=event.id)
        types = await inventory.ticket_types(session, event.id, at=rt.clock.now(), with_hidden=True)
        offers = await pricing.type_offers(session, [one.id for one in types])
        promos = await pricing.promos(session, event.id)
    words = Words(event.currency, event.time_zone, locale)
    return Shown(
        id=event.id,
        slug=event.slug,
        title=event.title,
        currency=event.currency,
        zone=event.time_zone,
        types=[words.type_prices(one, offers[one.id]) for one in types],
        promos=[words.promo(one) for one in promos],
        tiers={
            str(key): {row: tier.id for row, (tier, _) in enumerate(one.tiers) if tier.id}
            for key, one in offers.items()
        },
        several={str(one.id): one.draft.ticket_types for one in promos},
    )
