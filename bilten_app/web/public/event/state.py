"""What the event page remembers between clicks."""

from dataclasses import fields
from typing import Any, ClassVar
from uuid import UUID

import reflex as rx

from bilten_app.domains.orders import service as orders
from bilten_app.domains.pricing.public import Ask
from bilten_app.domains.seating.public import SeatTaken
from bilten_app.domains.waiting.public import MustWait, PassUsed
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import NotFound
from bilten_app.kit.money import Money
from bilten_app.web import live
from bilten_app.web.abroad import rate_note
from bilten_app.web.door import Visit
from bilten_app.web.handler import depart, handler, held_id
from bilten_app.web.parts.event import Picture
from bilten_app.web.public.event import cart
from bilten_app.web.public.event.choice import (
    ChosenSeat,
    SeatOffer,
    free_by_event,
    seat_types_of,
    wanted_of,
)
from bilten_app.web.public.event.rows import TicketRow, most_of
from bilten_app.web.public.event.tags import ask_of
from bilten_app.web.public.event.view import left_by_event, load

CHECKOUT = "/checkout/{code}/{secret}"
ROOM = "/waiting/{slug}"
# Many people of one venue, campus or office stand behind one address.
BUYS_A_MINUTE, BUYS_A_MINUTE_OF_AN_ADDRESS = 30, 3_000


class EventState(rx.State):
    """The event, the basket, and what is left right now."""

    _access: ClassVar[str] = "public"

    id: str = ""
    slug: str = ""
    title: str = "Bilten"
    summary: str = ""
    paragraphs: list[str] = []
    category: str = ""
    day: str = ""
    time: str = ""
    doors: str = ""
    starts_iso: str = ""
    zone: str = ""
    venue: str = ""
    address: str = ""
    map_url: str = ""
    accessibility: str = ""
    line_up: list[str] = []
    age_policy: str = ""
    refund_policy: str = ""
    organizer: str = ""
    organizer_about: str = ""
    cover: Picture = Picture()
    gallery: list[Picture] = []
    tickets: list[TicketRow] = []
    from_price: str = ""
    currency: str = ""
    obstacle: str = ""
    obstacle_note: str = ""
    is_test: bool = False
    resale: str = ""

    seats_source: str = ""
    free: str = ""
    seats: list[ChosenSeat] = []
    chosen_places: list[int] = []
    seat_types: list[TicketRow] = []
    seat_prices: dict[str, str] = {}
    best_pool: str = ""
    accessible: bool = False
    offers: list[SeatOffer] = []
    seats_note: str = ""

    left: dict[str, int] = {}
    basket: dict[str, int] = {}
    most: dict[str, int] = {}
    amounts: dict[str, str] = {}
    amount_errors: dict[str, str] = {}
    count: int = 0
    total: str = ""
    about: str = ""
    rate_note: str = ""
    display: str = ""
    code: str = ""
    busy: bool = False
    loaded: bool = False
    missing: bool = False

    @handler
    async def open(self, rt: Runtime, visit: Visit) -> None:
        """Load the event named in the address and watch what is left of it."""
        slug = self.router.url.path.rpartition("/")[2]
        self.busy = False
        try:
            event, view = await load(
                rt, slug, visit.locale, ask=self._ask(slug, visit.actor), currency=visit.currency
            )
        except NotFound:
            self.missing = self.loaded = True
            return
        if self.id != view.id:
            self.basket, self.code, self.amounts, self.amount_errors = {}, "", {}, {}
            self.seats, self.chosen_places, self.offers, self.seats_note = [], [], [], ""
        for each in fields(view):
            setattr(self, each.name, getattr(view, each.name))
        self.display = visit.currency
        self.rate_note = await rate_note(rt, Money(0, self.currency), self.display, visit.locale)
        self.seat_types, self.seat_prices = seat_types_of(self.tickets)
        await cart.show_total(self, rt, visit)
        self.most = most_of(wanted_of(self.basket, self.seats), self.tickets)
        self.missing, self.loaded = False, True
        LEFT.watch(str(event.id), self.router.session.client_token)
        if view.seats_source:
            FREE.watch(str(event.id), self.router.session.client_token)

    @handler
    async def pick(self, rt: Runtime, visit: Visit, ticket_id: str, step: int) -> None:
        """Put one more ticket in the basket, or one less."""
        row = next((each for each in self.tickets if each.id == ticket_id), None)
        if row is None or row.closed:
            return
        wanted = self.basket.get(ticket_id, 0) + max(-1, min(step, 1))
        self.basket = {**self.basket, ticket_id: max(0, wanted)}
        cart.fit(self)
        await cart.show_total(self, rt, visit)

    @handler
    async def choose_amount(self, rt: Runtime, visit: Visit, ticket_id: str, typed: str) -> None:
        """Let a ticket cost what its buyer chooses."""
        await cart.choose_amount(self, rt, visit, ticket_id, typed, done=True)

    @handler
    async def type_amount(self, rt: Runtime, visit: Visit, ticket_id: str, typed: str) -> None:
        """Show what the cart costs while its buyer types; they may not be done yet."""
        await cart.choose_amount(self, rt, visit, ticket_id, typed, done=False)

    @handler
    async def pick_seat(self, rt: Runtime, visit: Visit, version: int, place: int) -> None:
        """Take a seat into the cart, or out of it."""
        await cart.toggle(self, rt, visit, version, place)

    @handler
    async def retype_seat(self, rt: Runtime, visit: Visit, seat_id: str, type_id: str) -> None:
        """Buy another ticket for a seat."""
        await cart.retype(self, rt, visit, seat_id, type_id)

    @handler
    async def set_pool(self, pool: str) -> None:
        """Look for the best seats in one category, or in all of them."""
        self.best_pool = pool

    @handler
    async def set_accessible(self, accessible: bool) -> None:  # noqa: FBT001 - what a checkbox sends
        """Look for seats with a wheelchair place among them."""
        self.accessible = accessible

    @handler
    async def take_best(self, rt: Runtime, visit: Visit, quantity: int) -> None:
        """Choose the best seats together instead of those chosen before."""
        await cart.take_best(self, rt, visit, quantity)

    @handler
    async def take_offer(self, rt: Runtime, visit: Visit, seats: list[UUID]) -> None:
        """Choose the offered seats instead of those chosen before."""
        await cart.take_named(self, rt, visit, seats)

    @handler
    async def buy(self, rt: Runtime, actor: Actor, visit: Visit) -> Any:
        """Hold what was chosen and go on to the checkout; a second click finds the same order."""
        self.amount_errors = cart.wrong_amounts(self, visit)
        if self.amount_errors:
            yield rx.set_focus(f"amount-{next(iter(self.amount_errors))}")
            return
        self.busy = True
        yield
        self.busy = False
        await rt.gateways.limits.hit("holds", actor.visitor or "", limit=BUYS_A_MINUTE, per_s=60)
        await rt.gateways.limits.hit(
            "holds-address", visit.address, limit=BUYS_A_MINUTE_OF_AN_ADDRESS, per_s=60
        )
        wanted = wanted_of(self.basket, self.seats)
        lines = {UUID(ticket): count for ticket, count in wanted.items() if count}
        try:
            order = await orders.place(
                rt,
                actor,
                event_id=held_id(self.id),
                lines=lines,
                locale=visit.locale,
                ask=ask_of(self.code, actor),
                seats=[UUID(each.id) for each in self.seats],
                prices={UUID(key): minor for key, minor in cart.prices_of(self).items()},
            )
        except SeatTaken as refusal:
            await cart.tell_taken(self, rt, visit, refusal)
            yield rx.set_focus("seats")
            return
        except MustWait as refusal:
            await depart(self, str(refusal.fields["room"]))
            return
        except PassUsed:
            await depart(self, ROOM.format(slug=self.slug))
            return
        yield rx.redirect(CHECKOUT.format(code=order.code, secret=order.secret))

    def _ask(self, slug: str, actor: Actor) -> Ask:
        """Return what the visitor brings; a code belongs to the event it was typed at."""
        return ask_of(self.code if slug == self.slug else "", actor)


LEFT = live.feed("event.left", state=EventState, var="left", read=left_by_event)
FREE = live.feed("event.free", state=EventState, var="free", read=free_by_event)
