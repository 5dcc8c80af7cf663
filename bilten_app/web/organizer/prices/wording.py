"""Prices of an event in the words of a language, and as a person would type them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from bilten_app.domains.inventory.public import TicketTypeView
from bilten_app.domains.pricing.public import PromoKind, Quote
from bilten_app.domains.pricing.public.drafts import PromoDraft
from bilten_app.domains.pricing.public.views import PromoView, TypeOffers
from bilten_app.kit.money import Money
from bilten_app.kit.text import msgid, number, price, say
from bilten_app.web.amounts import write_amount
from bilten_app.web.explained import REFUSAL_WORDS, steps_of
from bilten_app.web.organizer.prices.forms import ALL, SEVERAL, SHARES
from bilten_app.web.organizer.prices.rows import PromoRow, Tried, TriedLine, TypePrices

KIND_WORDS: Mapping[PromoKind, str] = {
    PromoKind.percent: msgid("Percent off"),
    PromoKind.amount: msgid("Amount off the order"),
    PromoKind.amount_each: msgid("Amount off each ticket"),
    PromoKind.price: msgid("Special price of a ticket"),
    PromoKind.buy_get: msgid("Buy some, get some"),
    PromoKind.unlock: msgid("Unlocks hidden tickets"),
}


@dataclass(frozen=True, slots=True)
class Words:
    """Says prices of an event in a language."""

    currency: str
    zone: str
    locale: str

    def money(self, minor: int) -> str:
        """Return an amount for people."""
        return price(Money(minor, self.currency), self.locale)

    def type_prices(self, one: TicketTypeView, offers: TypeOffers) -> TypePrices:
        """Return a ticket type with its offers."""
        return TypePrices(
            id=str(one.id),
            name=one.name,
            tag=self.money(one.price_minor),
            hidden=one.hidden,
            lines=self._chosen() if one.open_price else self._lines(offers),
            fields=self._fields(offers),
            is_live=offers.live is not None and offers.live.active,
        )

    def promo(self, one: PromoView) -> PromoRow:
        """Return a promotion."""
        most = one.draft.max_uses
        used = number(one.used, self.locale)
        if most is not None:
            used = f"{used} / {number(most, self.locale)}"
        if one.held:
            held = number(one.held, self.locale)
            used += " · " + say(msgid("{n} in open carts"), self.locale, n=held)
        return PromoRow(
            id=str(one.id),
            title=one.draft.code or one.draft.name,
            what=self._what(one.draft),
            uses=used,
            paused=one.paused,
            stackable=one.draft.stackable,
            fields=self._promo_fields(one.draft),
        )

    def tried(self, quote: Quote, names: Mapping[UUID, str]) -> Tried:
        """Return a quote with every cent explained."""
        return Tried(
            total=self.money(quote.total_minor),
            lines=[
                TriedLine(
                    f"{number(line.quantity, self.locale)} × {names[line.ticket_type_id]}",  # noqa: RUF001
                    self.money(line.total_minor),
                    steps_of(line.steps, self.currency, self.locale),
                )
                for line in quote.lines
            ],
            refused=[say(REFUSAL_WORDS[why], self.locale) for why in quote.refused.values()],
        )

    def _chosen(self) -> list[str]:
        words = msgid("Guests choose what they pay. Prices that are set here do not change that.")
        return [say(words, self.locale)]

    def _lines(self, offers: TypeOffers) -> list[str]:
        lines = [
            f"{tier.name}: {self.money(tier.price_minor)}"
            + (f" · {number(taken, self.locale)} / {number(tier.places, self.locale)}"
               if tier.places else "")
            for tier, taken in offers.tiers
        ]  # fmt: skip
        lines += [
            say(
                msgid("From {n} tickets: {price} each"),
                self.locale,
                n=group.from_quantity,
                price=self.money(group.price_minor),
            )
            for group in offers.groups
        ]
        if offers.live and offers.live.active:
            now = self.money(offers.live_minor)
            lines.append(say(msgid("Follows demand, now {price}"), self.locale, price=now))
        return lines

    def _fields(self, offers: TypeOffers) -> dict[str, str]:
        fields: dict[str, str] = {}
        for row, (tier, _) in enumerate(offers.tiers):
            fields |= {
                f"tier{row}_name": tier.name,
                f"tier{row}_price": write_amount(tier.price_minor, self.currency),
                f"tier{row}_starts": self._wall(tier.starts_at),
                f"tier{row}_ends": self._wall(tier.ends_at),
                f"tier{row}_places": str(tier.places or ""),
            }
        for row, group in enumerate(offers.groups):
            fields |= {
                f"group{row}_from": str(group.from_quantity),
                f"group{row}_price": write_amount(group.price_minor, self.currency),
            }
        if live := offers.live:
            bounds = {"base": live.base_minor, "floor": live.floor_minor,
                      "ceiling": live.ceiling_minor, "hourly": live.hourly_minor}  # fmt: skip
            fields |= {f"live_{k}": write_amount(v, self.currency) for k, v in bounds.items()}
        return fields

    def _what(self, draft: PromoDraft) -> str:
        words = say(KIND_WORDS[draft.kind], self.locale)
        if draft.kind is PromoKind.buy_get:
            return f"{words}: {draft.buy} + {draft.get}, {self._value(draft)}"
        return words if draft.kind is PromoKind.unlock else f"{words}: {self._value(draft)}"

    def _value(self, draft: PromoDraft) -> str:
        if draft.kind in SHARES:
            return number(Decimal(draft.value) / 10_000, self.locale) + " %"
        return self.money(draft.value)

    def _promo_fields(self, draft: PromoDraft) -> dict[str, str]:
        is_share = draft.kind in SHARES
        value = f"{Decimal(draft.value) / 10_000:f}" if is_share else ""
        return {
            "kind": draft.kind.value,
            "name": draft.name,
            "code": draft.code,
            "value": value or write_amount(draft.value, self.currency),
            "buy": str(draft.buy or ""),
            "get": str(draft.get or ""),
            "ticket_type": _type_choice(draft.ticket_types),
            "audience": draft.audience,
            "starts_at": self._wall(draft.starts_at),
            "ends_at": self._wall(draft.ends_at),
            "min": write_amount(draft.min_minor, self.currency) if draft.min_minor else "",
            "max_uses": str(draft.max_uses or ""),
            "per_identity": str(draft.per_identity or ""),
            "most_tickets": str(draft.most_tickets or ""),
        }

    def _wall(self, at: datetime | None) -> str:
        return f"{at.astimezone(ZoneInfo(self.zone)):%Y-%m-%dT%H:%M}" if at else ""


def _type_choice(types: frozenset[UUID]) -> str:
    if not types:
        return ALL
    return SEVERAL if len(types) > 1 else str(next(iter(types)))
