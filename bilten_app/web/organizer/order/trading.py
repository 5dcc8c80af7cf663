"""Changing tickets for others, and moving them to another buyer."""

from typing import Any, ClassVar
from uuid import UUID

import reflex as rx
from pydantic import BaseModel, Field

from bilten_app.domains.inventory import queries as inventory
from bilten_app.domains.orders import queries
from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import OrderRef, OrderState
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import Invalid, NotFound
from bilten_app.kit.ids import new_id
from bilten_app.kit.money import Money
from bilten_app.kit.text import msgid, price, say, say_many
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler, held_id, notify
from bilten_app.web.organizer.order.changes import HolderForm
from bilten_app.web.organizer.order.state import SoldOrderState
from bilten_app.web.parts.listing import Choice

DONE = msgid("Done. The old codes let nobody in, and the new tickets are on their way.")
OFFERED = msgid("The buyer gets a mail with the difference. Until it is paid nothing changes.")
CHOOSE_TYPE = msgid("Choose what the tickets become.")


class SwapForm(BaseModel):
    """What the chosen tickets become."""

    type_id: str = Field("", max_length=64)


class TradeState(rx.State):
    """Tickets of the shown order that become others, or somebody else's. Each is done once."""

    _access: ClassVar[str] = "organizer"

    doing: str = ""
    chosen: list[str] = []
    has_none: bool = False
    types: list[Choice] = []
    errors: dict[str, str] = {}
    busy: bool = False
    _key: str = ""

    @handler
    async def begin_swap(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """Ask which tickets become which."""
        await self._begin("swap")
        page = await self.get_state(SoldOrderState)
        async with rt.read() as session:
            order = await queries.organizer_order(session, actor, page.order.code)
            types = await inventory.ticket_types(
                session, order.event_id, at=rt.clock.now(), with_hidden=True
            )
        self.types = [
            Choice(
                str(one.id),
                " · ".join(
                    (
                        one.name,
                        price(Money(one.price_minor, order.total.currency), visit.locale)
                        if one.price_minor
                        else say(msgid("Free"), visit.locale),
                        say_many(msgid("{n} left"), msgid("{n} left"), one.left, visit.locale),
                    )
                ),
            )
            for one in types
            if one.open_price is None
        ]

    @handler
    async def begin_split(self) -> None:
        """Ask which tickets move, and to whom."""
        await self._begin("split")

    @handler
    async def choose(self, ticket_id: str) -> None:
        """Take a ticket in, or out."""
        page = await self.get_state(SoldOrderState)
        offered = {row.id for row in page.order.tickets if row.is_valid}
        self.chosen = sorted({*self.chosen} ^ ({ticket_id} & offered))

    @handler
    async def keep(self) -> None:
        """Leave it as it is."""
        self.doing = ""

    @handler
    async def swap(self, rt: Runtime, actor: Actor, visit: Visit, form: SwapForm) -> Any:
        """Change the chosen tickets."""
        self.errors, self.busy = {}, True
        yield
        self.busy = False
        if form.type_id not in {one.value for one in self.types}:
            raise Invalid({"type_id": CHOOSE_TYPE})
        page = await self.get_state(SoldOrderState)
        ref = await orders.change_tickets(
            rt, actor, order_id=held_id(page.order.id),
            ticket_ids=[UUID(one) for one in self.chosen], type_id=UUID(form.type_id),
            hold_id=held_id(self._key),
        )  # fmt: skip
        yield await self._finish(rt, visit, ref)

    @handler
    async def split(self, rt: Runtime, actor: Actor, visit: Visit, form: HolderForm) -> Any:
        """Move the chosen tickets."""
        self.errors, self.busy = {}, True
        yield
        self.busy = False
        page = await self.get_state(SoldOrderState)
        ref = await orders.split(
            rt, actor, order_id=held_id(page.order.id),
            ticket_ids=[UUID(one) for one in self.chosen], name=form.name, email=form.email,
            new_order_id=held_id(self._key),
        )  # fmt: skip
        yield await self._finish(rt, visit, ref)

    async def _begin(self, doing: str) -> None:
        page = await self.get_state(SoldOrderState)
        if not page.order.id:
            raise NotFound
        valid = [row.id for row in page.order.tickets if row.is_valid]
        self.chosen, self.has_none = valid if len(valid) == 1 else [], not valid
        self.errors, self.doing, self._key = {}, doing, str(new_id())

    async def _finish(self, rt: Runtime, visit: Visit, ref: OrderRef) -> Any:
        async with rt.read() as session:
            made = await queries.order(session, ref.id)
        self.doing = ""
        words = DONE if made.state is OrderState.paid else OFFERED
        await notify(self, "good", say(words, visit.locale))
        return SoldOrderState.look
