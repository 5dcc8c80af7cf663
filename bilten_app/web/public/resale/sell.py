"""Selling one's ticket: a price within bounds, what comes of it, and the way back."""

from typing import Any, ClassVar

import reflex as rx
from pydantic import BaseModel, Field

from bilten_app.domains.market import service as market
from bilten_app.domains.market.public import InvalidPrice
from bilten_app.domains.orders import service as orders
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import NotFound
from bilten_app.kit.money import Money
from bilten_app.kit.text import msgid, say
from bilten_app.web.amounts import read_amount
from bilten_app.web.document import Asked, Document, Head
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler, notify
from bilten_app.web.parts.data import card
from bilten_app.web.parts.feedback import banner, dialog, empty, loading, opens, skeleton
from bilten_app.web.parts.fields import button, form, link_button, money_field
from bilten_app.web.public.missing import not_found
from bilten_app.web.public.resale.view import Parts, SellPage, find, load, preview
from bilten_app.web.public.secret_link import link_of
from bilten_app.web.words import t

SELLS_AN_HOUR = 60
WITHDRAWING = "withdrawing"
NO_AMOUNT = msgid("Write an amount, like 25.00.")
LISTED = msgid("Your ticket is for sale.")
REPRICED = msgid("The new price counts from now on.")
TAKEN_BACK = msgid("Your ticket opens the door again.")


class PriceForm(BaseModel):
    """The price somebody asks, as typed."""

    price: str = Field("", max_length=20)


class SellState(rx.State):
    """A ticket that its holder sells on."""

    _access: ClassVar[str] = "public"

    address: str = ""
    view: SellPage = SellPage()
    parts: Parts = Parts()
    errors: dict[str, str] = {}
    busy: bool = False
    missing: bool = False
    loaded: bool = False

    @handler
    async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """Load the ticket of the address."""
        self.address = self.router.url.path.removesuffix("/sell")
        self.errors, self.busy, self.missing = {}, False, False
        try:
            await self._show(rt, actor, visit)
        except NotFound:
            self.missing = True
        self.loaded = True

    @handler
    async def look(self, rt: Runtime, visit: Visit, typed: str) -> None:
        """Show what would come of a price."""
        ticket = await find(rt, *link_of(self.address))
        minor = read_amount(typed[:20], self.view.currency)
        if minor:
            self.errors = {}
            self.parts = await preview(rt, ticket, minor, visit.locale)

    @handler
    async def sell(self, rt: Runtime, actor: Actor, visit: Visit, form: PriceForm) -> Any:
        """List the ticket, or ask another price for it."""
        self.busy, self.errors = True, {}
        yield
        self.busy = False
        ticket = await find(rt, *link_of(self.address))
        await rt.gateways.limits.hit("resale", str(ticket.id), limit=SELLS_AN_HOUR, per_s=3600)
        minor = read_amount(form.price, self.view.currency)
        if minor is None:
            raise InvalidPrice({"price": NO_AMOUNT})
        was, fee = self.view.is_listed, rt.settings.resale_fee
        async with rt.unit_of_work(actor) as uow:
            if was:
                price = Money(minor, self.view.currency)
                await market.reprice(uow, ticket_id=ticket.id, price=price, fee_basis_points=fee)
            else:
                await orders.list_ticket(uow, ticket, price_minor=minor, fee_basis_points=fee)
        await self._show(rt, actor, visit)
        await notify(self, "good", say(REPRICED if was else LISTED, visit.locale))

    @handler
    async def take_back(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """Take the ticket back from sale."""
        ticket = await find(rt, *link_of(self.address))
        async with rt.unit_of_work(actor) as uow:
            await market.withdraw(uow, ticket_id=ticket.id)
        await self._show(rt, actor, visit)
        await notify(self, "good", say(TAKEN_BACK, visit.locale))

    async def _show(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        self.view = await load(rt, actor, *link_of(self.address), visit.locale)
        self.parts = self.view.parts


async def document(asked: Asked) -> Document:
    """Return the head, for nobody but the holder; raises NotFound for a wrong link."""
    await find(asked.rt, asked.path["code"], asked.path["secret"])
    return Document(Head(f"{asked.pen.t('Sell this ticket')} · Bilten", is_secret=True))


def page() -> rx.Component:
    """The page, top to bottom."""
    return rx.cond(
        SellState.missing,
        not_found(),
        rx.cond(SellState.loaded, _sell(SellState.view), loading(skeleton("h-96 rounded-card"))),
    )


def _sell(view: Any) -> rx.Component:
    back = link_button(t("Back to the ticket"), href=view.back, look="quiet")
    return rx.el.div(
        rx.el.div(
            rx.el.h1(
                rx.cond(view.is_listed, t("Your ticket is for sale"), t("Sell this ticket")),
                class_name="text-title text-balance",
            ),
            rx.el.p(view.occasion.title, class_name="mt-3 font-semibold"),
            rx.el.p(view.occasion.short, " · ", view.occasion.venue, class_name="text-muted"),
            rx.el.p(view.ticket, class_name="mt-1"),
        ),
        rx.cond(
            view.obstacle,
            empty(t("This ticket cannot be sold now"), view.obstacle, back),
            rx.fragment(
                rx.cond(view.is_held, banner(t("Somebody is paying for it right now."))),
                card(_price(view), _proceeds(SellState.parts), key=view.amount),
                _rules(view),
                rx.cond(view.is_listed, _way_back()),
                back,
            ),
        ),
        class_name="flex flex-col gap-6",
    )


def _price(view: Any) -> rx.Component:
    return form(
        money_field(
            t("Your price"), name="price", currency=view.currency, default_value=view.amount,
            error=SellState.errors["price"], on_blur=SellState.look, max_length=20,
            auto_complete="off", required=True,
        ),
        rx.cond(view.bounds, rx.el.p(view.bounds, class_name="text-sm text-muted")),
        button(
            rx.cond(view.is_listed, t("Change the price"), t("Put it up for sale")),
            type="submit", size="large", wide=True, busy=SellState.busy,
        ),
        on_submit=SellState.sell,
    )  # fmt: skip


def _proceeds(parts: Any) -> rx.Component:
    def line(words: Any, value: Any, look: str = "text-muted") -> rx.Component:
        return rx.el.div(
            rx.el.dt(words),
            rx.el.dd(value, class_name="tabular whitespace-nowrap"),
            class_name=f"flex justify-between gap-4 {look}",
        )

    return rx.el.dl(
        line(t("The buyer pays"), parts.price),
        line(parts.royalty_words, parts.royalty),
        line(parts.fee_words, parts.fee),
        line(
            t("You get"), parts.proceeds,
            "border-t border-line pt-3 text-lg font-semibold text-ink",
        ),
        aria_live="polite",
        class_name="mt-6 flex flex-col gap-2 text-[0.9375rem]",
    )  # fmt: skip


def _rules(view: Any) -> rx.Component:
    return rx.el.ul(
        rx.el.li(
            t(
                "You get the money as credit with {organizer}, two days after the event. "
                "It pays for your next tickets there.",
                organizer=view.organizer,
            )
        ),
        rx.el.li(t("While it is for sale, your ticket opens no door. You can take it back.")),
        rx.el.li(t("Once it is sold, your code and this page no longer count.")),
        rx.el.li(
            t("If the event is called off, the buyer gets their money back, and you get yours.")
        ),
        rx.cond(view.until, rx.el.li(view.until)),
        class_name="flex list-disc flex-col gap-1 ps-5 text-[0.9375rem] text-muted",
    )


def _way_back() -> rx.Component:
    ask = dialog(
        t("Take the ticket back?"),
        rx.el.p(t("It is no longer for sale, and opens the door again.")),
        button(
            t("Take it back"), wide=True, on_click=SellState.take_back,
            custom_attrs={"data-closes": ""}, class_name="mt-5",
        ),
        id=WITHDRAWING,
    )  # fmt: skip
    open_it = button(t("Take it back from sale"), look="quiet", custom_attrs=opens(WITHDRAWING))
    return rx.fragment(open_it, ask)
