"""Prices that follow demand: set up by organizers, moved by the clock, their history public."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Row as ResultRow
from sqlalchemy import text
from sqlmodel import col, select

from bilten_app.domains.pricing.models import LivePrice, PriceChange
from bilten_app.domains.pricing.public import InvalidPrices, Verb
from bilten_app.domains.pricing.public.drafts import LiveDraft
from bilten_app.domains.pricing.rules.checks import live_problems
from bilten_app.domains.pricing.rules.live import Bounds, Demand, next_price, share_ppm
from bilten_app.domains.pricing.service.offers import require_type
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import Actor

HOUR = timedelta(hours=1)

# A sale runs from when it was opened, or the price began to follow demand, to its end.
_DUE = text(
    """
    SELECT l.ticket_type_id, p.sold, p.wanted AS places,
           coalesce(t.sale_opens_at, l.starts_at) AS opens_at,
           coalesce(t.sale_closes_at, e.starts_at) AS closes_at
    FROM live_prices l
    JOIN ticket_types t ON t.id = l.ticket_type_id
    JOIN pools p ON p.id = t.pool_id
    JOIN events e ON e.id = t.event_id
    WHERE l.active AND e.state = 'published' AND :now < coalesce(t.sale_closes_at, e.starts_at)
      AND :now >= coalesce(t.sale_opens_at, l.starts_at)
    ORDER BY l.ticket_type_id
    """
)


async def save_live_price(
    uow: UnitOfWork, actor: Actor, *, ticket_type_id: UUID, draft: LiveDraft
) -> None:
    """Let the price of a ticket type follow demand within bounds. Raises InvalidPrices.

    For members with `events:write`. It starts at the base; a change of bounds pulls it inside.
    """
    await require_type(uow, actor, ticket_type_id)
    if found := live_problems(draft):
        raise InvalidPrices(found)
    row = await uow.session.get(LivePrice, ticket_type_id, with_for_update=True)
    before = row.current_minor if row else None
    row = row or LivePrice(
        ticket_type_id=ticket_type_id, base_minor=0, floor_minor=0, ceiling_minor=0,
        hourly_minor=0, current_minor=draft.base_minor, starts_at=uow.clock.now(),
    )  # fmt: skip
    row.base_minor, row.hourly_minor = draft.base_minor, draft.hourly_minor
    row.floor_minor, row.ceiling_minor = draft.floor_minor, draft.ceiling_minor
    row.active = draft.active
    row.current_minor = min(max(row.current_minor, draft.floor_minor), draft.ceiling_minor)
    uow.add(row)
    if row.current_minor != before:
        _write_down(uow, row, {"rule": "set"})
    uow.audit(
        Verb.live_price_saved,
        ticket_type_id,
        floor=draft.floor_minor,
        base=draft.base_minor,
        ceiling=draft.ceiling_minor,
        active=draft.active,
    )


async def follow_demand(rt: Runtime) -> None:
    """Job of the clock: move each price that follows demand. Harmless beside another worker."""
    async with rt.read() as session:
        due = (await session.execute(_DUE, {"now": rt.clock.now()})).all()
    for sale in due:
        async with rt.unit_of_work() as uow:
            await _reprice(uow, sale)


async def _reprice(uow: UnitOfWork, sale: ResultRow[tuple[object, ...]]) -> None:
    row = await uow.get(LivePrice, sale.ticket_type_id, lock=True)
    now = uow.clock.now()
    demand = Demand(
        sold_ppm=share_ppm(sale.sold, sale.places),
        gone_ppm=share_ppm(_seconds(now - sale.opens_at), _seconds(sale.closes_at - sale.opens_at)),
    )
    bounds = Bounds(row.floor_minor, row.base_minor, row.ceiling_minor, row.hourly_minor)
    price = next_price(bounds, demand, await _last_hour(uow, row.ticket_type_id, now))
    if row.active and price != row.current_minor:
        row.current_minor = price
        reason = {"rule": "demand", "sold_ppm": demand.sold_ppm, "gone_ppm": demand.gone_ppm}
        _write_down(uow, row, reason)


async def _last_hour(uow: UnitOfWork, ticket_type_id: UUID, now: datetime) -> list[int]:
    """Return the prices of the last hour: the changes in it, and the one it began with."""
    since = now - HOUR
    chosen = (
        select(col(PriceChange.price_minor), col(PriceChange.at))
        .where(col(PriceChange.ticket_type_id) == ticket_type_id)
        .order_by(col(PriceChange.id).desc())
    )
    prices: list[int] = []
    for price, at in (await uow.session.execute(chosen.limit(500))).all():
        prices.append(price)
        if at <= since:
            break
    return prices


def _write_down(uow: UnitOfWork, row: LivePrice, reason: dict[str, int | str]) -> None:
    uow.add(
        PriceChange(
            ticket_type_id=row.ticket_type_id,
            at=uow.clock.now(),
            price_minor=row.current_minor,
            reason=dict(reason),
        )
    )


def _seconds(length: timedelta) -> int:
    return int(length.total_seconds())
