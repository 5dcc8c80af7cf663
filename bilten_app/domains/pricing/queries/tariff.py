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
)
from bilten_app.domains.pricing.rules import platform_plan
from bilten_app.domains.pricing.rules.codes import domain_key, identity_key, promo_code
from bilten_app.kit.errors import NotFound
from bilten_app.kit.ids import normal_code, token_hash


@dataclass(frozen=True, slots=True)
class Book:
    """A tariff, with what a buyer brings to it.

    `cards` maps a typed code to its gift card; `has_uses` tells that the hold keeps something.
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
    hashes = {code: token_hash(normal_code(code)) for code in ask.codes}
    found = await session.execute(
        _BOOKS,
        {
            "events": [event_id],
            "at": at,
            "hold": hold_id,
            "codes": [promo_code(code) for code in ask.codes],
            "cards": list(hashes.values()),
            "identity": identity_key(ask.email),
            "domain": domain_key(ask.email),
            "credit": ask.use_credit,
        },
    )
    row = found.one_or_none()
    if row is None:
        raise NotFound
    return _book(row.book, {hashed.hex(): code for code, hashed in hashes.items()})


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
    return {row.id: _book(row.book, {}) for row in found}


def _book(read: Mapping[str, Any], by_hash: Mapping[str, str]) -> Book:
    return Book(
        tariff=_tariff(read),
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


def _tariff(read: Mapping[str, Any]) -> Tariff:
    plan = platform_plan(read["currency"], passed_on=read["passed_on"])
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


# The place of supply of an event with a venue is the venue's country, wherever the buyer lives;
# of one without, the organizer's. The rate is that of the day on which the event starts.
_BOOKS = text(
    """
    SELECT e.id, jsonb_build_object(
        'currency', e.currency,
        'passed_on', e.fees_passed_on,
        'has_uses', EXISTS (
            SELECT 1 FROM allowance_uses u WHERE u.hold_id = :hold AND u.state = 'held'
        ),
        'fee', (
            SELECT jsonb_build_array(f.basis_points, f.fixed_minor) FROM fee_plans f
            WHERE f.organizer_id = e.organizer_id AND f.currency = e.currency
        ),
        'hidden', (
            SELECT jsonb_agg(k.id) FROM ticket_types k WHERE k.event_id = e.id AND k.hidden
        ),
        'tiers', (
            SELECT jsonb_agg(jsonb_build_object(
                'id', t.id, 'ticket_type_id', t.ticket_type_id, 'name', t.name,
                'price_minor', t.price_minor, 'starts_at', t.starts_at, 'ends_at', t.ends_at,
                'left', coalesce(u.quantity, a.most - a.held - a.used)
            ) ORDER BY t.position, t.id)
            FROM ticket_types k JOIN price_tiers t ON t.ticket_type_id = k.id
            LEFT JOIN allowances a ON a.id = t.id
            LEFT JOIN allowance_uses u ON u.hold_id = :hold AND u.allowance_id = t.id
                AND u.state <> 'released'
            WHERE k.event_id = e.id
        ),
        'groups', (
            SELECT jsonb_agg(jsonb_build_object(
                'ticket_type_id', g.ticket_type_id, 'from_quantity', g.from_quantity,
                'price_minor', g.price_minor
            ))
            FROM ticket_types k JOIN group_prices g ON g.ticket_type_id = k.id
            WHERE k.event_id = e.id
        ),
        'live', (
            SELECT jsonb_object_agg(l.ticket_type_id, l.current_minor)
            FROM ticket_types k JOIN live_prices l ON l.ticket_type_id = k.id AND l.active
            WHERE k.event_id = e.id
        ),
        'promos', (
            SELECT jsonb_agg(jsonb_build_object(
                'id', p.id, 'kind', p.kind, 'value', p.value, 'code', p.code, 'name', p.name,
                'buy', p.buy, 'get', p.give, 'ticket_types', p.ticket_types,
                'audience', p.audience, 'starts_at', p.starts_at, 'ends_at', p.ends_at,
                'min_minor', p.min_minor, 'most_tickets', p.most_tickets,
                'stackable', p.stackable,
                'left', a.most - a.held - a.used + coalesce(u.quantity, 0)
            ))
            FROM promos p
            LEFT JOIN allowances a ON a.id = p.id
            LEFT JOIN allowance_uses u ON u.hold_id = :hold AND u.allowance_id = p.id
                AND u.state <> 'released'
            WHERE p.event_id = e.id AND NOT p.paused
              AND (p.code = '' OR p.code = ANY (CAST(:codes AS text[])))
        ),
        'audiences', (
            SELECT jsonb_agg(DISTINCT m.audience) FROM audience_members m
            WHERE m.organizer_id = e.organizer_id AND m.identity IN (:identity, :domain)
        ),
        'purses', (
            SELECT jsonb_agg(jsonb_build_object(
                'hash', encode(p.code_hash, 'hex'),
                'purse', jsonb_build_object(
                    'id', p.id, 'balance_minor', p.balance_minor,
                    'is_card', p.kind = 'gift_card', 'expires_at', p.expires_at
                )
            ))
            FROM purses p
            WHERE p.organizer_id = e.organizer_id AND p.currency = e.currency AND NOT p.paused
              AND coalesce(p.expires_at > :at, true)
              AND (p.code_hash = ANY (CAST(:cards AS bytea[]))
                   OR (CAST(:credit AS boolean) AND p.identity = :identity))
        ),
        'tax', (
            SELECT jsonb_build_object(
                'place', s.place, 'kind', s.kind, 'included', s.included,
                'rounding', s.rounding, 'reverse_charge', s.reverse_charge,
                'rates', (
                    SELECT jsonb_object_agg(r.kind, r.ppm) FROM (
                        SELECT DISTINCT ON (r.kind) r.kind, r.ppm FROM tax_rules r
                        WHERE r.country = s.place AND r.valid_from <= CAST(e.starts_local AS date)
                          AND coalesce(r.organizer_id = e.organizer_id, true)
                        ORDER BY r.kind, r.organizer_id NULLS LAST, r.valid_from DESC
                    ) r
                ),
                'kinds', (
                    SELECT jsonb_object_agg(x.ticket_type_id, x.kind)
                    FROM ticket_types k JOIN tax_kinds x ON x.ticket_type_id = k.id
                    WHERE k.event_id = e.id
                )
            )
            FROM (
                SELECT t.*, coalesce(nullif(e.country, ''), t.country) AS place
                FROM tax_settings t WHERE t.organizer_id = e.organizer_id AND t.registered
            ) s
        )
    ) AS book
    FROM events e WHERE e.id = ANY (CAST(:events AS uuid[]))
    """
).columns(column("id", Uuid), column("book", JSONB))
