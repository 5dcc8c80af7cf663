"""What is left on a gift card, for whoever has its code."""

from typing import Any, ClassVar

import reflex as rx
from pydantic import BaseModel, Field

from bilten_app.domains.orders import service as orders
from bilten_app.domains.organizers import queries as organizers
from bilten_app.domains.pricing import queries as pricing
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.errors import TooMany
from bilten_app.kit.text import long_day, msgid, price, say
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler
from bilten_app.web.parts.data import CARD
from bilten_app.web.parts.fields import button, form, link_button, text_field
from bilten_app.web.words import t

PATH = "/gift-card"
NO_CODE = msgid("Type the code first.")
UNKNOWN = msgid("There is no gift card with this code. Look at it once more, letter by letter.")


class CardForm(BaseModel):
    """A code as typed."""

    code: str = Field("", max_length=60)


class GiftCardState(rx.State):
    """A card that was looked up."""

    _access: ClassVar[str] = "public"

    balance: str = ""
    organizer: str = ""
    until: str = ""
    errors: dict[str, str] = {}
    busy: bool = False
    loaded: bool = False

    @handler
    async def open(self) -> None:
        """Begin anew."""
        self.balance, self.organizer, self.until = "", "", ""
        self.errors, self.busy, self.loaded = {}, False, True

    @handler
    async def look(self, rt: Runtime, visit: Visit, form: CardForm) -> Any:
        """Say what is left; codes are not found by trying."""
        self.busy, self.errors, self.balance = True, {}, ""
        yield
        self.busy = False
        try:
            await self._look(rt, visit, form.code.strip())
        except TooMany as refusal:
            self.errors = {"code": say(refusal.text, visit.locale, **refusal.fields)}
        if self.errors:
            yield rx.set_focus("code")

    async def _look(self, rt: Runtime, visit: Visit, code: str) -> None:
        if not code:
            self.errors = {"code": say(NO_CODE, visit.locale)}
            return
        await orders.count_try(rt, visit.actor, visit.address)
        async with rt.read() as session:
            card = await pricing.card_by_code(session, code)
            host = await organizers.by_id(session, card.organizer_id) if card else None
        if card is None or host is None:
            self.errors = {"code": say(UNKNOWN, visit.locale)}
            return
        self.balance, self.organizer = price(card.balance, visit.locale), host.name
        self.until = _standing(card.paused, card.expires_at, rt, visit.locale)


def _standing(paused: bool, expires_at: Any, rt: Runtime, locale: str) -> str:  # noqa: FBT001
    """Return until when a card pays, or that it does not."""
    if paused:
        return say(msgid("It was stopped. Ask the organizer why."), locale)
    if expires_at is None:
        return say(msgid("It does not run out."), locale)
    day = long_day(expires_at, "UTC", locale)
    is_over = expires_at <= rt.clock.now()
    words = msgid("It ran out on {day}.") if is_over else msgid("It is good until {day}.")
    return say(words, locale, day=day)


def page() -> rx.Component:
    """The page, top to bottom."""
    return rx.el.div(
        rx.el.div(
            rx.el.h1(t("What is on a gift card?"), class_name="text-title"),
            rx.el.p(
                t("Type its code. At the checkout the same code pays with it."),
                class_name="mt-2 text-muted",
            ),
        ),
        form(
            text_field(
                t("Code of the gift card"), name="code", error=GiftCardState.errors["code"],
                auto_complete="off", auto_capitalize="characters", spell_check=False,
                max_length=60, required=True,
            ),
            button(
                t("Look it up"), size="large", wide=True, type="submit", busy=GiftCardState.busy
            ),
            on_submit=GiftCardState.look,
        ),
        rx.el.div(rx.cond(GiftCardState.balance, _answer()), role="status"),
        class_name="flex flex-col gap-6",
    )  # fmt: skip


def _answer() -> rx.Component:
    return rx.el.div(
        rx.el.p(t("Left on the card"), class_name="text-sm text-muted"),
        rx.el.p(GiftCardState.balance, class_name="tabular mt-1 text-title"),
        rx.el.p(
            t("For everything that {organizer} sells.", organizer=GiftCardState.organizer),
            class_name="mt-2 text-pretty",
        ),
        rx.el.p(GiftCardState.until, class_name="mt-1 text-muted"),
        link_button(t("Discover events"), href="/discover", look="quiet", class_name="mt-5"),
        class_name=f"{CARD} p-6",
    )
