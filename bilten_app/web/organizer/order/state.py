"""What the order page remembers, and what can be done there."""

from typing import Any, ClassVar, Literal
from uuid import UUID

import reflex as rx
from pydantic import BaseModel, Field

from bilten_app.domains.orders import queries
from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import NotRefundable, RefundWish
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import Invalid, NotFound
from bilten_app.kit.roles import Permission
from bilten_app.kit.text import msgid, say
from bilten_app.web.amounts import read_amount
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler, held_id, notify
from bilten_app.web.organizer.desk import elsewhere
from bilten_app.web.organizer.order.due import NOTHING, Due, due_of
from bilten_app.web.organizer.order.view import Shown, load_order

BAD_AMOUNT = msgid("Write an amount like 25 or 25.50.")
NOTHING_CHOSEN = msgid("Choose tickets or write an amount first.")


class RefundForm(BaseModel):
    """Why money goes back; the buyer does not read this."""

    reason: str = Field("", max_length=1000)


class SoldOrderState(rx.State):
    """One order of the organization."""

    _access: ClassVar[str] = "organizer"

    order: Shown = Shown()
    asking: bool = False
    refunding: bool = False
    by: str = "tickets"
    chosen: list[str] = []
    with_fees: bool = True
    amount: str = ""
    due: Due = NOTHING
    errors: dict[str, str] = {}
    busy: bool = False
    missing: bool = False
    loaded: bool = False

    @handler
    async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> Any:
        """Load the order that the address names."""
        if away := await elsewhere(rt, actor, Permission.orders_read):
            return away
        self.asking = self.refunding = self.busy = self.missing = False
        code = self.router.url.path.rpartition("/")[2]
        try:
            self.order = await load_order(rt, actor, code, visit.locale)
        except NotFound:
            self.missing = True
        self.loaded = True
        return None

    @handler
    async def look(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """See how far the money is."""
        await self._reload(rt, actor, visit)

    @handler
    async def ask(self) -> None:
        """Ask whether to cancel it."""
        self.asking = True

    @handler
    async def ask_refund(self) -> None:
        """Begin to give a part of it back."""
        self.refunding, self.by, self.with_fees = True, "tickets", True
        self.chosen, self.amount, self.due, self.errors = [], "", NOTHING, {}

    @handler
    async def keep(self) -> None:
        """Leave it as it is."""
        self.asking = self.refunding = False

    @handler
    async def refund_by(
        self, rt: Runtime, actor: Actor, visit: Visit, by: Literal["tickets", "amount"]
    ) -> None:
        """Give tickets back, or an amount."""
        self.by = by
        await self._weigh(rt, actor, visit)

    @handler
    async def choose(self, rt: Runtime, actor: Actor, visit: Visit, ticket_id: str) -> None:
        """Take a ticket into the refund, or out of it."""
        offered = {row.id for row in self.order.tickets}
        self.chosen = sorted({*self.chosen} ^ ({ticket_id} & offered))
        await self._weigh(rt, actor, visit)

    @handler
    async def keep_fees(self, rt: Runtime, actor: Actor, visit: Visit, with_fees: bool) -> None:  # noqa: FBT001 - what a checkbox sends
        """Give the fees back too, or keep them."""
        self.with_fees = with_fees
        await self._weigh(rt, actor, visit)

    @handler
    async def type_amount(self, rt: Runtime, actor: Actor, visit: Visit, amount: str) -> None:
        """Give an amount back."""
        self.amount = amount
        await self._weigh(rt, actor, visit)

    @handler
    async def refund(self, rt: Runtime, actor: Actor, visit: Visit, form: RefundForm) -> Any:
        """Give back what was chosen."""
        self.busy = True
        yield
        self.busy = False
        wish = self._wish(form.reason)
        if wish is None:
            raise Invalid({"amount": NOTHING_CHOSEN})
        async with rt.unit_of_work(actor) as uow:
            await orders.refund(uow, actor, order_id=held_id(self.order.id), wish=wish)
        self.refunding = False
        await self._reload(rt, actor, visit)
        await notify(self, "good", say(msgid("Done. The money is on its way."), visit.locale))

    @handler
    async def send_again(self, rt: Runtime, actor: Actor, visit: Visit, refund_id: UUID) -> None:
        """Try once more what the gateway could not give back."""
        async with rt.unit_of_work(actor) as uow:
            await orders.send_again(
                uow, actor, order_id=held_id(self.order.id), refund_id=refund_id
            )
        await self._reload(rt, actor, visit)

    @handler
    async def cancel(self, rt: Runtime, actor: Actor, visit: Visit) -> Any:
        """Cancel the order: its tickets end, its money goes back, its places are free."""
        self.busy = True
        yield
        self.busy = self.asking = False
        async with rt.unit_of_work(actor) as uow:
            await orders.cancel(uow, actor, order_id=held_id(self.order.id))
        await self._reload(rt, actor, visit)
        await notify(self, "good", say(msgid("Cancelled. The money is on its way."), visit.locale))

    async def _reload(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        code = self.order.code.replace("-", "")
        self.order = await load_order(rt, actor, code, visit.locale)

    async def _weigh(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """Say what would go back now."""
        self.errors, self.due = {}, NOTHING
        wish = self._wish("")
        if wish is None:
            if self.by == "amount" and self.amount:
                self.errors = {"amount": say(BAD_AMOUNT, visit.locale)}
            return
        try:
            async with rt.read() as session:
                order_id = held_id(self.order.id)
                due = await queries.due(session, actor, order_id=order_id, wish=wish)
        except NotRefundable as refusal:
            self.errors = {"amount": say(refusal.text, visit.locale)}
        else:
            self.due = due_of(due, visit.locale)

    def _wish(self, reason: str) -> RefundWish | None:
        """Return what is chosen, or None while it is nothing."""
        if self.by == "tickets":
            ids = frozenset(UUID(one) for one in self.chosen)
            return RefundWish(ids, with_fees=self.with_fees, reason=reason) if ids else None
        minor = read_amount(self.amount, self.order.currency)
        return RefundWish(amount_minor=minor, reason=reason) if minor else None
