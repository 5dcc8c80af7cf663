"""What the box office remembers between two buyers."""

from typing import Any, ClassVar, Literal
from uuid import UUID

import reflex as rx
from pydantic import BaseModel, Field

from bilten_app.domains.events.public import EventCard
from bilten_app.domains.orders import queries
from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import CounterSale, FundKind
from bilten_app.infra.once import Request
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import Invalid, NotFound
from bilten_app.kit.ids import new_code
from bilten_app.kit.money import Money
from bilten_app.kit.roles import Permission
from bilten_app.kit.text import price
from bilten_app.web.amounts import read_amount
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler, held_id
from bilten_app.web.organizer.box_office.view import (
    NO_BOARD,
    NO_SALE,
    Board,
    SoldRow,
    TypeRow,
    on_counter,
    prices_of,
    shown_sale,
    shown_shift,
    total_of,
    type_rows,
)
from bilten_app.web.organizer.desk import elsewhere, event_choices, event_options, reach_of
from bilten_app.web.organizer.order.state import BAD_AMOUNT
from bilten_app.web.parts.listing import Choice


class OpenForm(BaseModel):
    """What lies in the drawer when a shift begins."""

    currency: str = Field("", max_length=8)
    opening: str = Field("", max_length=20)


class CloseForm(BaseModel):
    """What was counted when a shift ends."""

    counted: str = Field("", max_length=20)
    note: str = Field("", max_length=500)


class SaleForm(BaseModel):
    """Who buys, if they say so, and how they pay."""

    name: str = Field("", max_length=200)
    email: str = Field("", max_length=320)
    tendered: str = Field("", max_length=20)
    reference: str = Field("", max_length=80)


class BoxOfficeState(rx.State):
    """A shift, and the cart on the counter. A cart has a key of its own: it is sold once."""

    _access: ClassVar[str] = "organizer"

    shift: Board = NO_BOARD
    past: list[Board] = []
    currencies: list[str] = []
    events: list[Choice] = []
    slug: str = ""
    types: list[TypeRow] = []
    counts: dict[str, int] = {}
    amounts: dict[str, str] = {}
    in_cart: int = 0
    total: str = ""
    total_minor: int = 0
    tender: str = "cash"
    change: str = ""
    sold: SoldRow = NO_SALE
    closing: bool = False
    errors: dict[str, str] = {}
    busy: bool = False
    loaded: bool = False
    _key: str = ""

    @handler
    async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> Any:
        """Load the shift, and what is sold."""
        if away := await elsewhere(rt, actor, Permission.box_office):
            return away
        self.sold, self.closing, self.busy = NO_SALE, False, False
        self.errors, self.amounts = {}, {}
        await self._read(rt, actor, visit)
        self.loaded = True
        return None

    @handler
    async def open_shift(self, rt: Runtime, actor: Actor, visit: Visit, form: OpenForm) -> None:
        """Begin a shift."""
        self.errors = {}
        if form.currency not in self.currencies:
            raise NotFound
        minor = read_amount(form.opening, form.currency)
        if minor is None:
            raise Invalid({"opening": BAD_AMOUNT})
        scope, _ = await reach_of(rt, actor, Permission.box_office)
        async with rt.unit_of_work(actor) as uow:
            opening = Money(minor, form.currency)
            await orders.open_shift(uow, actor, organizer_id=scope, opening=opening)
        await self._read(rt, actor, visit)

    @handler
    async def ask_close(self) -> None:
        """Ask what lies in the drawer."""
        self.closing, self.errors = True, {}

    @handler
    async def keep(self) -> None:
        """Go on selling."""
        self.closing = False

    @handler
    async def close_shift(self, rt: Runtime, actor: Actor, visit: Visit, form: CloseForm) -> None:
        """End the shift with what was counted."""
        self.errors = {}
        minor = read_amount(form.counted, self.shift.currency) if form.counted.strip() else None
        if minor is None:
            raise Invalid({"counted": BAD_AMOUNT})
        async with rt.unit_of_work(actor) as uow:
            await orders.close_shift(
                uow, actor, shift_id=held_id(self.shift.id), counted_minor=minor, note=form.note
            )
        self.closing, self.sold = False, NO_SALE
        await self._read(rt, actor, visit)

    @handler
    async def choose_event(self, rt: Runtime, actor: Actor, visit: Visit, slug: str) -> None:
        """Sell for another event."""
        self.slug, self.counts, self.amounts, self.sold = slug, {}, {}, NO_SALE
        await self._read(rt, actor, visit)

    @handler
    async def more(self, rt: Runtime, actor: Actor, visit: Visit, type_id: str) -> None:
        """Put one more on the counter."""
        await self._count(rt, actor, visit, type_id, 1)

    @handler
    async def less(self, rt: Runtime, actor: Actor, visit: Visit, type_id: str) -> None:
        """Take one from the counter."""
        await self._count(rt, actor, visit, type_id, -1)

    @handler
    async def name_amount(
        self, rt: Runtime, actor: Actor, visit: Visit, type_id: str, typed: str
    ) -> None:
        """Take what the buyer says that they pay for each."""
        if any(row.is_open and row.id == type_id for row in self.types):
            self.amounts, self.errors = {**self.amounts, type_id: typed[:20]}, {}
            await self._read(rt, actor, visit)

    @handler
    async def pay_by(self, tender: Literal["cash", "terminal"]) -> None:
        """Take cash, or use the card terminal."""
        self.tender, self.errors, self.change = tender, {}, ""

    @handler
    async def type_tendered(self, visit: Visit, tendered: str) -> None:
        """Say what goes back over the counter."""
        minor = read_amount(tendered, self.shift.currency or "EUR") if tendered.strip() else None
        due = minor - self.total_minor if minor is not None else -1
        self.change = price(Money(due, self.shift.currency), visit.locale) if due >= 0 else ""

    @handler
    async def sell(self, rt: Runtime, actor: Actor, visit: Visit, form: SaleForm) -> Any:
        """Sell what is on the counter, once however often it is tapped."""
        self.errors, self.busy = {}, True
        yield
        self.busy = False
        card = await self._event(rt, actor)
        is_cash = self.tender == "cash"
        tendered = read_amount(form.tendered, card.currency) if form.tendered.strip() else 0
        if tendered is None:
            raise Invalid({"tendered": BAD_AMOUNT})
        lines = {UUID(key): count for key, count in self.counts.items() if count}
        sale = CounterSale(
            card.id, lines, FundKind(self.tender), tendered, form.reference, form.name,
            form.email, visit.locale, prices_of(self.types, card.currency),
        )  # fmt: skip
        request = Request.of(key=self._key, actor=actor.label, request=["counter", self._key])
        async with rt.unit_of_work(actor) as uow:
            order = await orders.sell_at_counter(uow, rt.vault, actor, sale=sale, request=request)
        change = Money(tendered, card.currency) - order.total if is_cash else None
        ref = orders.secret_of(rt, order.id, order.code)
        self.sold = shown_sale(order, ref, change, visit.locale)
        self.counts, self.amounts, self.change = {}, {}, ""
        await self._read(rt, actor, visit)

    @handler
    async def next_buyer(self) -> None:
        """Begin again."""
        self.sold = NO_SALE

    async def _count(self, rt: Runtime, actor: Actor, visit: Visit, type_id: str, by: int) -> None:
        row = next((one for one in self.types if one.id == type_id), None)
        if row is None or not 0 <= row.count + by <= 500:
            return
        self.counts = {**self.counts, type_id: row.count + by}
        await self._read(rt, actor, visit)

    async def _event(self, rt: Runtime, actor: Actor) -> EventCard:
        """Return the event on the counter, of the desk's own organization, or raise NotFound."""
        reach = await reach_of(rt, actor, Permission.box_office)
        found = on_counter(await event_choices(rt, reach), self.shift.currency)
        for card in found:
            if card.slug == self.slug:
                return card
        raise NotFound

    async def _read(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        reach = await reach_of(rt, actor, Permission.box_office)
        scope, within = reach
        cards = await event_choices(rt, reach)
        self.currencies = sorted({one.currency for one in cards}) or ["EUR"]
        async with rt.read() as session:
            mine = await queries.open_shift_of(session, scope, actor.label)
            shifts = (await queries.shifts(session, scope, size=10)).rows if within is None else ()
        self.shift = shown_shift(mine, cards, visit.locale) if mine else NO_BOARD
        self.past = [shown_shift(one, cards, visit.locale) for one in shifts if one.closed_at]
        selling = on_counter(cards, self.shift.currency)
        self.events = event_options(selling, visit.locale)
        card = next((one for one in selling if one.slug == self.slug), None)
        card = card or next(iter(selling), None)
        if card is None:
            self.slug, self.types, self.in_cart = "", [], 0
            return
        self.slug, self.in_cart = card.slug, sum(self.counts.values())
        if not any(self.counts.values()):
            self._key = new_code(16)
        self.types = await type_rows(rt, card, self.counts, self.amounts, visit.locale)
        prices = prices_of(self.types, card.currency)
        total = await total_of(rt, card, self.counts, prices)
        self.total, self.total_minor = price(total, visit.locale), total.minor
