"""My saved cards: which there are, and letting one go."""

from dataclasses import dataclass
from typing import ClassVar

import reflex as rx

from bilten_app.domains.payments import queries
from bilten_app.domains.payments import service as payments
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import NotFound
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler, held_id
from bilten_app.web.parts.data import badge, card
from bilten_app.web.parts.feedback import dialog, empty, skeleton
from bilten_app.web.parts.fields import button, link_button
from bilten_app.web.parts.icons import icon
from bilten_app.web.public.saved_cards import note_of_card, title_of_card
from bilten_app.web.words import t, when

PATH = "/account/cards"
REMOVE = "remove-card"


@dataclass(frozen=True, slots=True)
class CardRow:
    """A saved card."""

    id: str
    title: str
    note: str
    saved: str
    is_over: bool


class CardsState(rx.State):
    """My saved cards; `asked` is the one that may go."""

    _access: ClassVar[str] = "user"

    rows: list[CardRow] = []
    asked: str = ""
    asked_title: str = ""
    loaded: bool = False

    @handler
    async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """Show my cards."""
        self.asked = ""
        await self._show(rt, actor, visit.locale)
        self.loaded = True

    @handler
    async def ask(self, card_id: str) -> None:
        """Ask whether a card is to go."""
        row = next((row for row in self.rows if row.id == card_id), None)
        self.asked, self.asked_title = (row.id, row.title) if row else ("", "")

    @handler
    async def keep(self) -> None:
        """Keep it after all."""
        self.asked = ""

    @handler
    async def remove(self, rt: Runtime, actor: Actor, visit: Visit, card_id: str) -> None:
        """Let a card go; a second click finds it gone."""
        if card_id not in {row.id for row in self.rows}:
            raise NotFound
        async with rt.unit_of_work(actor) as uow:
            await payments.remove_card(uow, actor, card_id=held_id(card_id))
        self.asked = ""
        await self._show(rt, actor, visit.locale)

    async def _show(self, rt: Runtime, actor: Actor, locale: str) -> None:
        if actor.user_id is None:
            return
        async with rt.read() as session:
            found = await queries.saved_cards(session, actor.user_id)
        now = rt.clock.now()
        self.rows = [
            CardRow(
                id=str(one.id),
                title=title_of_card(one, locale),
                note=note_of_card(one, now, locale),
                saved=one.saved_at.isoformat(),
                is_over=one.is_over(now),
            )
            for one in found
        ]


def page() -> rx.Component:
    """The page, top to bottom."""
    return rx.el.div(
        rx.el.div(
            rx.el.h1(t("Saved cards"), class_name="text-title"),
            rx.el.p(
                t("The payment service keeps them. We know only what you see here."),
                class_name="mt-2 text-muted",
            ),
        ),
        rx.cond(
            CardsState.loaded,
            rx.cond(CardsState.rows, _list(), _none()),
            skeleton("h-40 w-full"),
        ),
        _question(),
        class_name="flex flex-col gap-6",
    )


def _list() -> rx.Component:
    return card(
        rx.el.ul(
            rx.foreach(CardsState.rows, _row),
            aria_label=t("Saved cards"),
            class_name="-my-2 divide-y divide-line",
        )
    )


def _row(row: CardRow) -> rx.Component:
    return rx.el.li(
        icon("card", class_name="shrink-0 text-muted"),
        rx.el.div(
            rx.el.p(row.title, class_name="font-medium"),
            rx.el.p(
                rx.cond(
                    row.is_over,
                    badge(row.note, tone="warn"),
                    rx.el.span(row.note),
                ),
                class_name="text-sm text-muted",
            ),
            rx.el.p(t("Saved"), " ", when(row.saved), class_name="text-sm text-muted"),
            class_name="min-w-0 flex-1",
        ),
        rx.el.button(
            icon("trash"),
            type="button",
            aria_label=t("Remove {card}", card=row.title),
            on_click=CardsState.ask(row.id),
            class_name=(
                "-me-2 inline-flex size-11 shrink-0 items-center justify-center rounded-control "
                "text-muted hover:bg-sunken hover:text-ink"
            ),
        ),
        class_name="flex items-center gap-4 py-4",
    )


def _none() -> rx.Component:
    return card(
        empty(
            t("No saved cards"),
            t("At the checkout, say that a card is to be saved. Next time you pay in one step."),
            link_button(t("Discover events"), href="/discover"),
            name="card",
        )
    )


def _question() -> rx.Component:
    return dialog(
        t("Remove this card?"),
        rx.el.p(CardsState.asked_title, class_name="mt-3 font-medium"),
        rx.el.p(
            t("Nothing can be paid with it here any more. Tickets you bought with it stay yours."),
            class_name="mt-1 text-muted",
        ),
        rx.el.div(
            button(t("Keep it"), look="quiet", on_click=CardsState.keep),
            button(t("Remove"), look="danger", on_click=CardsState.remove(CardsState.asked)),
            class_name="mt-6 flex flex-wrap justify-end gap-3",
        ),
        id=REMOVE,
        is_open=CardsState.asked != "",
        on_close=CardsState.keep,
    )
