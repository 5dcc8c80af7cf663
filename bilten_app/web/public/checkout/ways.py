"""The ways to pay, as cards of which one is chosen; nothing to choose when there is one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import reflex as rx

from bilten_app.domains.payments.public import CardView, Method, WhyNot
from bilten_app.kit.text import msgid, say
from bilten_app.ports.payments import MethodKind
from bilten_app.web.parts.fields import checkbox
from bilten_app.web.parts.icons import icon
from bilten_app.web.parts.ways import title_of
from bilten_app.web.public.saved_cards import PREFIX, note_of_card, title_of_card
from bilten_app.web.words import t

NOTES = {
    MethodKind.card: msgid("You type it on the page of the payment service."),
    MethodKind.paypal: msgid("With your PayPal account."),
    MethodKind.test: msgid("No real money moves."),
}
CARD_CHOSEN = f"group-has-[input[value^='{PREFIX}']:checked]"
AWAY = msgid("Does not answer at the moment.")


@dataclass(frozen=True, slots=True)
class WayRow:
    """One way to pay; `kind` names its icon."""

    name: str
    title: str
    note: str
    kind: str
    is_away: bool
    is_first: bool


def ways_of(methods: Sequence[Method], locale: str) -> list[WayRow]:
    """Return the ways that take the amount, those that answer first to be chosen."""
    taking = [method for method in methods if method.why_not in {None, WhyNot.down}]
    first = next((method.name for method in taking if method.is_available), "")
    return [
        WayRow(
            name=method.name,
            title=title_of(method.kinds, locale),
            note=say(NOTES[method.kinds[0]] if method.is_available else AWAY, locale),
            kind=method.kinds[0],
            is_away=not method.is_available,
            is_first=method.name == first,
        )
        for method in taking
    ]


def card_ways(
    cards: Sequence[CardView], methods: Sequence[Method], now: datetime, locale: str
) -> list[WayRow]:
    """Return somebody's saved cards as ways to pay, where their gateway takes the amount."""
    taking = {one.name: one for one in methods if one.why_not in {None, WhyNot.down}}
    usable = [card for card in cards if card.gateway in taking]
    good = [
        card.id for card in usable if taking[card.gateway].is_available and not card.is_over(now)
    ]
    return [
        WayRow(
            name=f"{PREFIX}{card.id}",
            title=title_of_card(card, locale),
            note=note_of_card(card, now, locale)
            if taking[card.gateway].is_available or card.is_over(now)
            else say(AWAY, locale),
            kind=MethodKind.card,
            is_away=card.id not in good,
            is_first=card.id == next(iter(good), None),
        )
        for card in usable
    ]


def all_ways(cards: list[WayRow], others: list[WayRow]) -> list[WayRow]:
    """Return saved cards before the other ways; one of all is chosen."""
    if any(row.is_first for row in cards):
        others = [replace(row, is_first=False) for row in others]
    return [*cards, *others]


def keep_card() -> rx.Component:
    """The consent to keep a card, while no saved one is chosen."""
    return rx.el.div(
        checkbox(
            rx.el.span(
                rx.el.span(t("Save this card for next time"), class_name="block font-medium"),
                rx.el.span(
                    t("The payment service keeps it, not we. Remove it in your account any time."),
                    class_name="block text-sm text-muted",
                ),
            ),
            name="keep",
        ),
        class_name=f"{CARD_CHOSEN}:hidden",
    )


def choice(ways: Any) -> rx.Component:
    """A group of radio buttons, each as large as its card."""
    return rx.cond(
        ways.length() > 1,
        rx.el.fieldset(
            rx.el.legend(t("How do you pay?"), class_name="mb-3 text-heading"),
            rx.foreach(ways, _way),
            class_name="flex flex-col gap-2.5",
        ),
    )


def _way(way: WayRow) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="radio",
            name="method",
            value=way.name,
            default_checked=way.is_first,
            disabled=way.is_away,
            class_name="size-5 shrink-0 accent-brand",
        ),
        rx.el.span(
            rx.el.span(way.title, class_name="block font-medium"),
            rx.el.span(way.note, class_name="block text-sm text-muted"),
            class_name="min-w-0 flex-1",
        ),
        rx.match(
            way.kind,
            (MethodKind.paypal.value, icon("wallet", class_name="text-muted")),
            (MethodKind.test.value, icon("spark", class_name="text-muted")),
            icon("card", class_name="text-muted"),
        ),
        class_name=(
            "flex min-h-16 cursor-pointer items-center gap-3.5 rounded-control border border-edge "
            "bg-surface px-4 py-3 has-checked:border-brand has-checked:bg-brand-soft "
            "has-disabled:cursor-not-allowed has-disabled:opacity-60 "
            "has-focus-visible:outline-2 has-focus-visible:outline-brand"
        ),
    )
