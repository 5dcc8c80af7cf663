"""Pricing a cart: without anything else, for somebody who looks, and for a hold."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from bilten_app.domains.pricing.public import (
    NO_BUSINESS,
    NOTHING_ASKED,
    Ask,
    Cart,
    FeePlan,
    HoldWish,
    Quote,
    QuoteItem,
    Tariff,
    promo_code,
)
from bilten_app.domains.pricing.queries.tariff import Book, book, plain_books
from bilten_app.domains.pricing.rules import platform_plan, quote
from bilten_app.domains.pricing.service import uses
from bilten_app.infra.uow import UnitOfWork

ANY_TIME = datetime.fromtimestamp(0, UTC)


def quote_cart(
    items: Sequence[QuoteItem], *, currency: str, fees_passed_on: bool, is_test: bool = False
) -> Quote:
    """Return what a cart costs with the platform's fee and no other rule. Pure."""
    plan = platform_plan(currency, passed_on=fees_passed_on, is_test=is_test)
    tariff = Tariff(currency, plan)
    return quote(Cart(tuple(items)), tariff, ANY_TIME)


def quote_as_paid(items: Sequence[QuoteItem], *, currency: str) -> Quote:
    """Return what somebody paid elsewhere: no fee, and tax is the affair of who sold it. Pure."""
    tariff = Tariff(currency, FeePlan(0, 0, passed_on=False))
    return quote(Cart(tuple(items)), tariff, ANY_TIME)


async def price_cart(
    session: AsyncSession,
    *,
    event_id: UUID,
    items: Sequence[QuoteItem],
    at: datetime,
    ask: Ask = NOTHING_ASKED,
    hold_id: UUID | None = None,
) -> Quote:
    """Return what a cart costs at an instant; one query. Nothing is kept for anybody.

    `hold_id` counts what that hold uses already as its own. A locked type is named, not refused.
    """
    found = await book(session, event_id=event_id, at=at, ask=ask, hold_id=hold_id)
    return priced(found, items, ask, at)


async def price_hold(uow: UnitOfWork, wish: HoldWish) -> Quote:
    """Price the cart of a hold and keep for it what the price depends on.

    Uses of promotions and limited tiers are counted in this transaction. Who came too late for one
    gets the price without it: the quote says so. To price a hold again, with other codes, say the
    `at` of the first time. A quote with `locked` types keeps nothing and must not be sold.
    """
    found = await book(
        uow.session, event_id=wish.event_id, at=wish.at, ask=wish.ask, hold_id=wish.hold_id
    )
    quoted = priced(found, wish.items, wish.ask, wish.at)
    if quoted.locked:
        return quoted
    wanted = _wanted(quoted, found.tariff)
    if found.has_uses:
        await uses.drop(uow, hold_id=wish.hold_id, keep=wanted)
    kept = await uses.take(uow, hold_id=wish.hold_id, wanted=wanted, until=wish.until)
    if kept != wanted:
        quoted = priced(_limited(found, kept), wish.items, wish.ask, wish.at)
        await uses.drop(uow, hold_id=wish.hold_id, keep=_wanted(quoted, found.tariff))
    return quoted


async def price_holds(uow: UnitOfWork, wishes: Sequence[HoldWish]) -> list[Quote]:
    """Price many new holds: one query for all whose price depends on nothing but the event.

    The others are priced one by one, as by `price_hold`.
    """
    books = await plain_books(
        uow.session, {wish.event_id for wish in wishes}, at=max(wish.at for wish in wishes)
    )
    alone = [wish for wish in wishes if _brings(wish.ask) or _counts(books[wish.event_id])]
    if len(alone) > 1:
        codes = {promo_code(code) for wish in alone for code in wish.ask.codes}
        await uses.lock_offers(uow, event_ids={wish.event_id for wish in alone}, codes=codes)
    counted = {wish.hold_id: await price_hold(uow, wish) for wish in alone}
    return [
        counted.get(wish.hold_id) or priced(books[wish.event_id], wish.items, wish.ask, wish.at)
        for wish in wishes
    ]


def _brings(ask: Ask) -> bool:
    """Whether a buyer brings more than an address, which only a promotion could heed."""
    return bool(ask.codes or ask.cards) or ask.use_credit or ask.buyer != NO_BUSINESS


def _counts(found: Book) -> bool:
    """Whether a price of the event may depend on how much of something is left."""
    return bool(found.tariff.promos) or any(t.left is not None for t in found.tariff.tiers)


def priced(found: Book, items: Sequence[QuoteItem], ask: Ask, at: datetime) -> Quote:
    """Return what items cost by a book that is read already. Pure."""
    cart = Cart(
        items=tuple(replace(one, hidden=one.ticket_type_id in found.hidden) for one in items),
        codes=frozenset(
            promo_code(code) for code in ask.codes | ask.cards if code not in found.cards
        ),
        audiences=found.audiences,
        buyer=ask.buyer,
        purses=found.purses,
    )
    return quote(cart, found.tariff, at)


def _wanted(quoted: Quote, tariff: Tariff) -> dict[UUID, int]:
    """Return allowance id → how much of it a quote uses. Tiers that only end by date have none."""
    limited = {tier.id for tier in tariff.tiers if tier.left is not None}
    tiers = {key: count for key, count in quoted.tiers.items() if key in limited}
    return tiers | dict.fromkeys(quoted.promos, 1)


def _limited(found: Book, kept: dict[UUID, int]) -> Book:
    """Return the book with just so much left of what is counted as the hold was given."""
    tiers = tuple(
        tier if tier.left is None else replace(tier, left=kept.get(tier.id, 0))
        for tier in found.tariff.tiers
    )
    promos = tuple(replace(one, left=kept.get(one.id, 0)) for one in found.tariff.promos)
    return replace(found, tariff=replace(found.tariff, tiers=tiers, promos=promos))
