"""Offers of an event, and holds that are priced, for tests."""

from datetime import timedelta
from uuid import UUID

from sqlmodel import col, select

from bilten_app.domains.pricing import service as pricing
from bilten_app.domains.pricing.models import Allowance
from bilten_app.domains.pricing.public import Ask, HoldWish, PromoKind, Quote, QuoteItem
from bilten_app.domains.pricing.public.drafts import PromoDraft, TierDraft
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.ids import new_id
from tests.factories import Stage

LATER = timedelta(minutes=15)
UNIT = 2500


def half(**changes: object) -> PromoDraft:
    """Return a code for half the price."""
    values = {"kind": PromoKind.percent, "value": 500_000, "code": "half", **changes}
    return PromoDraft(**values)  # pyright: ignore[reportArgumentType]


async def given_promo(rt: Runtime, stage: Stage, draft: PromoDraft | None = None) -> UUID:
    async with rt.unit_of_work(stage.owner) as uow:
        return await pricing.save_promo(
            uow, stage.owner, event_id=stage.event_id, draft=draft or half()
        )


async def given_tiers(rt: Runtime, stage: Stage, *tiers: TierDraft) -> None:
    async with rt.unit_of_work(stage.owner) as uow:
        await pricing.save_tiers(uow, stage.owner, ticket_type_id=stage.types[0], tiers=tiers)


def wish(rt: Runtime, stage: Stage, *codes: str, quantity: int = 1, **changes: object) -> HoldWish:
    """Return the wish of a new hold for tickets of the first type."""
    now = rt.clock.now()
    values = {
        "hold_id": new_id(),
        "event_id": stage.event_id,
        "items": (QuoteItem(stage.types[0], quantity, UNIT),),
        "at": now,
        "until": now + LATER,
        "ask": Ask(frozenset(codes)),
        **changes,
    }
    return HoldWish(**values)  # pyright: ignore[reportArgumentType]


async def priced(rt: Runtime, wanted: HoldWish) -> Quote:
    """Price a hold in a transaction of its own."""
    async with rt.unit_of_work() as uow:
        return await pricing.price_hold(uow, wanted)


async def counts(uow: UnitOfWork) -> list[tuple[int, int]]:
    """Return (held, used) of every allowance."""
    chosen = select(col(Allowance.held), col(Allowance.used)).order_by(col(Allowance.id))
    return [(held, used) for held, used in await uow.session.execute(chosen)]


async def counted(rt: Runtime) -> list[tuple[int, int]]:
    """Return (held, used) of every allowance, in a transaction of its own."""
    async with rt.unit_of_work() as uow:
        return await counts(uow)
