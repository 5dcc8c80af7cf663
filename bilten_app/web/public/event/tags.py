"""The price of each ticket type in words: what it is, what it was, and when it changes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bilten_app.domains.inventory.public import TicketTypeView
from bilten_app.domains.pricing.public import NOTHING_ASKED, Ask, QuoteItem
from bilten_app.domains.pricing.service import LiveNow, PriceTag, TierNow
from bilten_app.kit.actor import Actor
from bilten_app.kit.money import Money
from bilten_app.kit.text import moment, msgid, number, price, say

WIDTH, HEIGHT = 120, 32


@dataclass(frozen=True, slots=True)
class Moment:
    """What a ticket cost from an instant on."""

    at: str
    price: str


@dataclass(frozen=True, slots=True)
class PriceNote:
    """What belongs to a price: the one before, the tier it comes from, how it moved.

    `line` is the way it went, drawn into a box of 120 by 32.
    """

    was: str = ""
    tier: str = ""
    moved: str = ""
    bounds: str = ""
    line: str = ""
    moments: list[Moment] = field(default_factory=list[Moment])


@dataclass(frozen=True, slots=True)
class Teller:
    """Says prices of an event."""

    currency: str
    zone: str
    locale: str

    def money(self, minor: int) -> str:
        """Return an amount for people."""
        shown = price(Money(minor, self.currency), self.locale)
        return shown if minor else say(msgid("Free"), self.locale)

    def note(self, tag: PriceTag) -> PriceNote:
        """Return what belongs to a price."""
        live = tag.live
        return PriceNote(
            was=self.money(tag.was_minor) if tag.was_minor > tag.total_minor else "",
            tier=self._tier(tag.tier) if tag.tier else "",
            moved=self._moved(live) if live else "",
            bounds=say(
                msgid("It follows demand, never below {floor} and never above {ceiling}."),
                self.locale,
                floor=self.money(live.floor_minor),
                ceiling=self.money(live.ceiling_minor),
            )
            if live
            else "",
            line=line_of([minor for _, minor in reversed(live.moments)]) if live else "",
            moments=[Moment(self._at(at), self.money(minor)) for at, minor in live.moments]
            if live
            else [],
        )

    def _tier(self, tier: TierNow) -> str:
        ends = [self._until(tier.ends_at)] * (tier.ends_at is not None)
        if tier.left is not None:
            ends.append(say(msgid("{n} left"), self.locale, n=number(tier.left, self.locale)))
        if not ends:
            return tier.name
        return say(
            msgid("{name}: {ends}, then {price}"),
            self.locale,
            name=tier.name,
            ends=say(msgid(" or "), self.locale).join(ends),
            price=self.money(tier.then_minor),
        )

    def _until(self, at: datetime | None) -> str:
        return say(msgid("until {when}"), self.locale, when=self._at(at)) if at else ""

    def _moved(self, live: LiveNow) -> str:
        if len(live.moments) < 2:
            return ""
        (since, now), (_, before) = live.moments[:2]
        return say(
            msgid("Moved from {before} to {now} on {when}."),
            self.locale,
            before=self.money(before),
            now=self.money(now),
            when=self._at(since),
        )

    def _at(self, at: datetime) -> str:
        return moment(at, self.zone, self.locale)


def line_of(minors: Sequence[int]) -> str:
    """Return a path of steps through prices, the oldest first; nothing for fewer than two."""
    if len(minors) < 2:
        return ""
    low, span = min(minors), max(minors) - min(minors) or 1
    heights = [HEIGHT - 2 - (minor - low) * (HEIGHT - 4) // span for minor in minors]
    step = WIDTH // len(minors)
    parts = [f"H{step * (place + 1)}V{height}" for place, height in enumerate(heights[1:])]
    return f"M0 {heights[0]}{''.join(parts)}H{WIDTH}"


def items_of(types: Sequence[TicketTypeView]) -> list[QuoteItem]:
    """Return one ticket of each type."""
    return [
        QuoteItem(one.id, 1, one.price_minor, chosen=one.open_price is not None) for one in types
    ]


def ask_of(code: str, actor: Actor) -> Ask:
    """Return what somebody brings: a code, and the address they have proven."""
    email = actor.email if actor.verified else ""
    return Ask(frozenset({code}), email) if code else Ask(email=email) if email else NOTHING_ASKED
