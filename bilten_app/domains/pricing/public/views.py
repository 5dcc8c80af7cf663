"""Offers and cards as organizers see them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from bilten_app.domains.pricing.public.drafts import (
    GroupDraft,
    LiveDraft,
    PromoDraft,
    TierDraft,
)
from bilten_app.kit.money import Money


@dataclass(slots=True)
class TypeOffers:
    """Everything that changes the price of a ticket type; of each tier, how many it has given."""

    tiers: list[tuple[TierDraft, int]] = field(default_factory=list[tuple[TierDraft, int]])
    groups: list[GroupDraft] = field(default_factory=list[GroupDraft])
    live: LiveDraft | None = None
    live_minor: int = 0


@dataclass(frozen=True, slots=True)
class PromoView:
    """A promotion and how often it is used."""

    id: UUID
    draft: PromoDraft
    held: int
    used: int
    paused: bool


@dataclass(frozen=True, slots=True)
class CardView:
    """A gift card, or somebody's credit; of a card's code only the last characters are known."""

    id: UUID
    is_card: bool
    tail: str
    owner: str
    note: str
    issued: Money
    balance: Money
    expires_at: datetime | None
    paused: bool


@dataclass(frozen=True, slots=True)
class CardBalance:
    """What is left on a gift card, for whoever has its code."""

    organizer_id: UUID
    tail: str
    balance: Money
    expires_at: datetime | None
    paused: bool


@dataclass(frozen=True, slots=True)
class PriceMoment:
    """What a ticket type has cost from `at` on, and why."""

    at: datetime
    price_minor: int
    reason: Mapping[str, Any]
