"""The tariff of an event, and what a buyer's codes and address mean for it: one statement."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import Uuid, column, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from bilten_app.domains.pricing.public import (
    Ask,
    FeePlan,
    GroupPrice,
    Promo,
    Purse,
    Rounding,
    Tariff,
    TaxPolicy,
    TaxRate,
    Tier,
    card_key,
    promo_code,
)
from bilten_app.domains.pricing.rules import platform_plan
from bilten_app.domains.pricing.rules.codes import domain_key
from bilten_app.kit.errors import NotFound
from bilten_app.kit.mailbox import mailbox_key
from bilten_app.kit.twins import is_test


@dataclass(frozen=True, slots=True)
class Book:
    """A tariff, with what a buyer brings to it.

    `cards` maps a typed code, or the key of one, to its gift card; `has_uses` tells that the hold
    keeps something.
    """

    tariff: Tariff
    hidden: frozenset[UUID]
    audiences: frozenset[str]
    purses: tuple[Purse, ...]
    cards: Mapping[str, UUID]
    has_uses: bool


async def book(
    session: AsyncSession, *, event_id: UUID, at: datetime, ask: Ask, hold_id: UUID | None = None
) -> Book:
    """Return what decides the prices of an event at an instant, or raise NotFound.

    What `hold_id` uses of a limited offer counts as left for it.
    """
    cards = {card_key(code): code for code in ask.codes} | {key: key for key in ask.cards}
    found = await session.execute(
        _BOOKS,
        {
            "events": [event_id],
            "at": at,
            "hold": hold_id,
            "codes": [promo_code(code) for code in ask.codes],
            "cards": [bytes.fromhex(key) for key in cards],
            "identity": mailbox_key(ask.email),
            "domain": domain_key(ask.email),
            "credit": ask.use_credit,
        },
    )
    row = found.one_or_none()
    if row is None:
        raise NotFound
    return _book(row.book, cards, row.organizer_id)


async def plain_books(
    session: AsyncSession, event_ids: Collection[UUID], *, at: datetime
) -> Mapping[UUID, Book]:
    """Return event id → what decides its prices for somebody who brings nothing; one query."""
    found = await session.execute(
        _BOOKS,
        {
            "events": list(event_ids), "at": at, "hold": None, "codes": [], "cards": [],
            "identity": "", "domain": "", "credit": False,
        },
    )  # fmt: skip
    return {row.id: _book(row.book, {}, row.organizer_id) for row in found}


def _book(read: Mapping[str, Any], by_hash: Mapping[str, str], organizer_id: UUID) -> Book:
    return Book(
        tariff=_tariff(read, is_test=is_test(organizer_id)),
        hidden=frozenset(map(UUID, read["hidden"] or ())),
        audiences=frozenset(read["audiences"] or ()),
        purses=_PURSES.validate_python([one["purse"] for one in read["purses"] or ()]),
        cards={
            by_hash[one["hash"]]: UUID(one["purse"]["id"])
            for one in read["purses"] or ()
            if one["hash"] in by_hash
        },
        has_uses=read["has_uses"],
    )


_TIERS = TypeAdapter(tuple[Tier, ...])
_GROUPS = TypeAdapter(tuple[GroupPrice, ...])
_PROMOS = TypeAdapter(tuple[Promo, ...])
_PURSES = TypeAdapter(tuple[Purse, ...])
_LIVE = TypeAdapter(dict[UUID, int])


def _tariff(read: Mapping[str, Any], *, is_test: bool) -> Tariff:
    plan = platform_plan(read["currency"], passed_on=read["passed_on"], is_test=is_test)
    if read["fee"]:
        plan = FeePlan(*read["fee"], passed_on=read["passed_on"])
    return Tariff(
        currency=read["currency"],
        fee=plan,
        tiers=_TIERS.validate_python(read["tiers"] or ()),
        groups=_GROUPS.validate_python(read["groups"] or ()),
        live=_LIVE.validate_python(read["live"] or {}),
        promos=_PROMOS.validate_python(read["promos"] or ()),
        tax=_policy(read["tax"]) if read["tax"] else None,
    )


def _policy(tax: Mapping[str, Any]) -> TaxPolicy:
    """Return how to tax; a kind without a rate at that place is taxed with nothing."""
    rates: Mapping[str, int] = tax["rates"] or {}

    def rate(kind: str) -> TaxRate:
        return TaxRate(tax["place"], kind, rates.get(kind, 0))

    kinds: Mapping[str, str] = tax["kinds"] or {}
    return TaxPolicy(
        rate=rate(tax["kind"]),
        rates={UUID(type_id): rate(kind) for type_id, kind in kinds.items()},
        included=tax["included"],
        rounding=Rounding(tax["rounding"]),
        reverse_charge=tax["reverse_charge"],
    )


_BOOKS = text(
    "SELECT b.id, b.book, e.organizer_id FROM price_books("
    " :events, :at, :hold, :codes, :cards, :identity, :domain, :credit) b"
    " JOIN events e ON e.id = b.id"
).columns(column("id", Uuid), column("book", JSONB), column("organizer_id", Uuid))
