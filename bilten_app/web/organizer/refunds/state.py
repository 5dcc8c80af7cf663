"""What the page of refund requests remembers, and how they are answered."""

from typing import Any, ClassVar
from uuid import UUID

import reflex as rx
from pydantic import BaseModel, Field

from bilten_app.domains.orders import queries
from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import NotRefundable, RefundWish, RequestState
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.roles import Permission
from bilten_app.kit.text import msgid, say
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler, held_id, notify
from bilten_app.web.organizer.desk import REFUNDS, elsewhere, reach_of
from bilten_app.web.organizer.order.due import NOTHING, Due, due_of
from bilten_app.web.organizer.refunds.view import REQUEST_STATES, Row, read_rows
from bilten_app.web.parts.listing import Asked, Choice, Filter, Listing

NO_ROW = Row()


class RefusalForm(BaseModel):
    """Why nothing goes back; the buyer reads it."""

    note: str = Field("", max_length=1500)


class RequestsState(rx.State):
    """What buyers ask one organization for."""

    _access: ClassVar[str] = "organizer"

    rows: list[Row] = []
    listing: Listing = Listing()
    may_refund: bool = False
    row: Row = NO_ROW
    approving: bool = False
    refusing: bool = False
    with_fees: bool = True
    due: Due = NOTHING
    errors: dict[str, str] = {}
    busy: bool = False
    loaded: bool = False
    failed: bool = False

    @handler
    async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> Any:
        """Load the page that the address names."""
        if away := await elsewhere(rt, actor, Permission.orders_read):
            return away
        self.approving = self.refusing = self.busy = False
        await self._read(rt, actor, visit)
        self.loaded = True
        return None

    @handler
    async def ask_approve(self, rt: Runtime, actor: Actor, visit: Visit, request_id: str) -> None:
        """Say what would go back."""
        self.row = next((row for row in self.rows if row.id == request_id), NO_ROW)
        self.approving, self.with_fees = True, True
        await self._weigh(rt, actor, visit)

    @handler
    async def keep_fees(self, rt: Runtime, actor: Actor, visit: Visit, with_fees: bool) -> None:  # noqa: FBT001 - what a checkbox sends
        """Give the fees back too, or keep them."""
        self.with_fees = with_fees
        await self._weigh(rt, actor, visit)

    @handler
    async def approve(self, rt: Runtime, actor: Actor, visit: Visit) -> Any:
        """Give back what was asked for."""
        self.busy = True
        yield
        self.busy = self.approving = False
        async with rt.unit_of_work(actor) as uow:
            await orders.approve_refund(
                uow, actor, request_id=held_id(self.row.id), with_fees=self.with_fees
            )
        await self._read(rt, actor, visit)
        await notify(self, "good", say(msgid("Approved. The money is on its way."), visit.locale))

    @handler
    async def ask_refuse(self, request_id: str) -> None:
        """Ask why."""
        self.row = next((row for row in self.rows if row.id == request_id), NO_ROW)
        self.refusing, self.errors = True, {}

    @handler
    async def refuse(self, rt: Runtime, actor: Actor, visit: Visit, form: RefusalForm) -> None:
        """Say no, and why."""
        self.errors = {}
        async with rt.unit_of_work(actor) as uow:
            await orders.refuse_refund(uow, actor, request_id=held_id(self.row.id), note=form.note)
        self.refusing = False
        await self._read(rt, actor, visit)
        await notify(self, "info", say(msgid("Refused. The buyer gets a mail."), visit.locale))

    @handler
    async def keep(self) -> None:
        """Decide later."""
        self.approving = self.refusing = False

    async def _read(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        asked = Asked.of(self, REFUNDS)
        reach = await reach_of(rt, actor, Permission.orders_read)
        self.may_refund = actor.may_somewhere(Permission.orders_refund, reach[0])
        state = asked.chosen("state", among=list(RequestState))
        self.rows, following = await read_rows(
            rt, reach, RequestState(state) if state else None,
            cursor=asked.cursor, locale=visit.locale,
        )  # fmt: skip
        choices = [
            Choice("", say(msgid("All"), visit.locale)),
            *(Choice(one, say(words, visit.locale)) for one, (words, _) in REQUEST_STATES.items()),
        ]
        states = Filter("state", say(msgid("State"), visit.locale), choices, state, look="links")
        self.listing = asked.listing(filters=[states], following=following)

    async def _weigh(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        self.due = NOTHING
        ids = frozenset(UUID(one) for one in self.row.ticket_ids)
        wish = RefundWish(ids, with_fees=self.with_fees)
        try:
            async with rt.read() as session:
                order_id = held_id(self.row.order_id)
                due = await queries.due(session, actor, order_id=order_id, wish=wish)
        except NotRefundable:
            return
        self.due = due_of(due, visit.locale)
