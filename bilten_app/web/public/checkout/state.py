"""What the checkout knows. The address names the order, so any device goes on where another was."""

from collections.abc import Sequence
from dataclasses import replace
from math import ceil
from typing import Any, ClassVar

import reflex as rx
from pydantic import BaseModel

from bilten_app.domains.events import queries as events
from bilten_app.domains.orders import queries as order_queries
from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import (
    OrderClosed,
    OrderExpired,
    OrderView,
)
from bilten_app.domains.organizers import queries as organizers
from bilten_app.domains.organizers.public import OrganizerStopped
from bilten_app.domains.payments import queries as payments
from bilten_app.domains.payments.public import Method, NotOffered
from bilten_app.domains.pricing.public import AlreadyUsed, BalanceChanged
from bilten_app.domains.risk.public import PaymentStopped
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import Invalid, NotFound, Refused, Unavailable
from bilten_app.kit.text import msgid, say
from bilten_app.ports.payees import MethodForgotten
from bilten_app.web.abroad import about, rate_note
from bilten_app.web.door import Visit
from bilten_app.web.handler import depart, handler
from bilten_app.web.public.checkout.agreed import write_down
from bilten_app.web.public.checkout.brought import Brought, brought_of
from bilten_app.web.public.checkout.phases import Phase, phase_of
from bilten_app.web.public.checkout.ways import WayRow, all_ways, card_ways, ways_of
from bilten_app.web.public.outage import LOOK_AGAIN_S, outage_words
from bilten_app.web.public.purchase import Purchase, purchase_of, ways_to_pay
from bilten_app.web.public.saved_cards import chosen_card
from bilten_app.web.public.secret_link import link_of

PAYS_A_MINUTE = 20
GATEWAY_AWAY = msgid(
    "The payment service does not answer at the moment. Nothing was charged and your places are "
    "still held. Please try again, or choose another way to pay."
)


class PriceMoved(Refused):
    """The order costs something else for this buyer than what was shown a moment ago."""

    code = "price_moved"
    text = msgid(
        "The price has changed, because a code is not for the address you typed. Please look at "
        "the total once more, then pay."
    )


# What is said above the button, with everything still as it was typed.
STOPPED = (
    Unavailable, PriceMoved, BalanceChanged, AlreadyUsed, PaymentStopped, MethodForgotten,
    NotOffered,
)  # fmt: skip


class BuyerForm(BaseModel):
    """Who buys, as typed, the chosen way to pay, whether its card is to be saved.

    And whether the organizer may send `news`.
    """

    name: str = ""
    email: str = ""
    method: str = ""
    keep: bool = False
    news: bool = False


class CheckoutState(rx.State):
    """An order that is not paid yet."""

    _access: ClassVar[str] = "public"

    address: str = ""
    phase: str = ""
    bought: Purchase = Purchase()
    organizer: str = ""
    brought: Brought = Brought()
    ways: list[WayRow] = []
    may_keep: bool = False
    outage: str = ""
    down: list[str] = []
    beat_s: float = 0.0
    left_s: int = 0
    buyer_name: str = ""
    buyer_email: str = ""
    errors: dict[str, str] = {}
    trouble: str = ""
    busy: bool = False
    missing: bool = False
    loaded: bool = False

    @handler
    async def open(self, rt: Runtime, visit: Visit) -> Any:
        """Load the order of the address; one that is paid shows its own page."""
        if self.address != self.router.url.path:
            self.address, self.loaded = self.router.url.path, False
            yield
        self.busy, self.missing, self.trouble, self.errors = False, False, "", {}
        try:
            order = await show(self, rt, visit)
        except NotFound:
            self.missing = self.loaded = True
            return
        if self.phase == Phase.done.value:
            yield rx.redirect(order_address(self.address), replace=True)
            return
        self.buyer_name = order.buyer_name or visit.actor.name
        self.buyer_email = order.buyer_email or visit.actor.email
        self.loaded = True

    @handler
    async def pay(self, rt: Runtime, visit: Visit, form: BuyerForm) -> Any:
        """Save who buys and go to the gateway. A second click finds the same payment."""
        self.busy, self.trouble, self.errors = True, "", {}
        yield
        is_leaving = False
        try:
            away = await self._begin(rt, visit, form)
            is_leaving = True  # the button stays busy until the browser has left
        except Invalid as refusal:
            self.errors = {name: say(why, visit.locale) for name, why in refusal.problems.items()}
            yield rx.set_focus(next(iter(self.errors), "name"))
        except STOPPED as refusal:
            await show(self, rt, visit)
            is_away = isinstance(refusal, Unavailable)
            if not (is_away and self.outage):
                self.trouble = say(GATEWAY_AWAY if is_away else refusal.text, visit.locale)
        except (OrderExpired, OrderClosed, OrganizerStopped):
            yield CheckoutState.open
        else:
            if away is None:
                yield rx.redirect(order_address(self.address), replace=True)
            else:
                await depart(self, away)
        finally:
            self.busy = is_leaving

    async def _begin(self, rt: Runtime, visit: Visit, form: BuyerForm) -> str | None:
        """Return the gateway's address, or None when the order cost nothing and is paid."""
        order = await order_of_address(rt, self.address)
        card_id = chosen_card(form.method)
        await rt.gateways.limits.hit("orders.pay", order.code, limit=PAYS_A_MINUTE, per_s=60)
        async with rt.unit_of_work(visit.actor) as uow:
            await orders.describe_buyer(uow, order_id=order.id, name=form.name, email=form.email)
            await write_down(uow, rt, visit, order, email=form.email, news=form.news)
        if (await order_of_address(rt, self.address)).to_pay != order.to_pay:
            raise PriceMoved
        return await orders.pay(
            rt,
            visit.actor,
            order_id=order.id,
            return_url=rt.settings.origin + order_address(self.address),
            method=self._method(form) if card_id is None else None,
            card_id=card_id,
            keep_card=form.keep,
            network=visit.address,
        )

    def _method(self, form: BuyerForm) -> str | None:
        """Return the chosen way to pay; there is nothing to choose where there is one."""
        return form.method or (self.ways[0].name if len(self.ways) == 1 else None)

    @handler
    async def look(self, rt: Runtime, visit: Visit) -> None:
        """See whether a payment service stopped to answer, or does again; what was typed stays."""
        is_well = bool(self.phase) and not self.outage
        if is_well and sorted(await payments.down(rt)) == self.down:
            return
        await show(self, rt, visit)
        if not self.outage:
            self.trouble = ""

    @handler
    async def give_up(self, rt: Runtime, actor: Actor) -> None:
        """Let the places go."""
        order = await order_of_address(rt, self.address)
        async with rt.unit_of_work(actor) as uow:
            await orders.cancel_placed(uow, order_id=order.id)
        self.phase = Phase.given_up.value


async def show(state: CheckoutState, rt: Runtime, visit: Visit) -> OrderView:
    """Show the order as it is now, and return it. Raises NotFound."""
    order = await order_of_address(rt, state.address)
    async with rt.read() as session:
        event = await events.by_id(session, order.event_id)
        quote = await order_queries.kept_quote(session, order.id)
        is_stopped = (await events.sale(session, order.event_id)).suspended
        seller = await organizers.by_id(session, order.organizer_id)
    state.organizer = seller.name
    state.phase = phase_of(order, rt.clock.now(), is_stopped=is_stopped).value
    state.bought = replace(
        purchase_of(order, event, visit.locale, quote),
        about=await about(rt, order.to_pay, visit.currency, visit.locale),
        rate_note=await rate_note(rt, order.to_pay, visit.currency, visit.locale),
    )
    state.brought = await brought_of(rt, visit.actor, order, visit.locale)
    state.down = sorted(await payments.down(rt))
    methods = await ways_to_pay(rt, order) if order.to_pay.minor else ()
    await _show_ways(state, rt, visit, methods)
    state.outage = outage_words(order, methods, event.time_zone, visit.locale)
    state.beat_s = LOOK_AGAIN_S if methods and state.phase == Phase.open.value else 0.0
    state.left_s = max(0, ceil((order.hold_until - rt.clock.now()).total_seconds()))
    return order


async def _show_ways(
    state: CheckoutState, rt: Runtime, visit: Visit, methods: Sequence[Method]
) -> None:
    """Show how the buyer can pay; who is signed in, with their saved cards first."""
    state.ways, state.may_keep = ways_of(methods, visit.locale), False
    if visit.actor.user_id is None:
        return
    async with rt.read() as session:
        cards = await payments.saved_cards(session, visit.actor.user_id)
    state.ways = all_ways(card_ways(cards, methods, rt.clock.now(), visit.locale), state.ways)
    state.may_keep = any(
        method.name in rt.gateways.saved_methods and method.is_available for method in methods
    )


async def order_of_address(rt: Runtime, address: str) -> OrderView:
    """Return the order of `/checkout/{code}/{secret}` or `/orders/…`, or raise NotFound."""
    code, secret = link_of(address)
    async with rt.read() as session:
        return await order_queries.by_link(session, rt.vault, code=code, secret=secret)


def order_address(address: str) -> str:
    """Return the address of the order's own page, given that of its checkout."""
    return address.replace("/checkout/", "/orders/", 1)
