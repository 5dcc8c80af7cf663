"""What can be changed of a paid order without its money, and what is noted about it."""

from typing import Any, ClassVar

import reflex as rx
from pydantic import BaseModel, Field

from bilten_app.domains.orders import queries
from bilten_app.domains.orders import service as orders
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.text import msgid, say
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler, held_id, notify
from bilten_app.web.organizer.order.state import SoldOrderState
from bilten_app.web.organizer.order.view import TicketRow

NO_TICKET = TicketRow("", "", "", "", "", "", is_valid=False)


class HolderForm(BaseModel):
    """Who holds the ticket from now on."""

    name: str = Field("", max_length=200)
    email: str = Field("", max_length=320)


class SendForm(BaseModel):
    """Where the tickets go."""

    email: str = Field("", max_length=320)


class NoteForm(BaseModel):
    """What is to be remembered."""

    words: str = Field("", max_length=2000)


class OrderChangesState(rx.State):
    """A change of the order that the page shows."""

    _access: ClassVar[str] = "organizer"

    doing: str = ""
    ticket: TicketRow = NO_TICKET
    note_count: int = 0
    errors: dict[str, str] = {}
    busy: bool = False

    @handler
    async def keep(self) -> None:
        """Leave it as it is."""
        self.doing = ""

    @handler
    async def begin_rename(self, ticket_id: str) -> None:
        """Ask who holds a ticket from now on."""
        page = await self.get_state(SoldOrderState)
        found = (row for row in page.order.tickets if row.id == ticket_id)
        self.ticket, self.errors = next(found, NO_TICKET), {}
        self.doing = "rename" if self.ticket.id else ""

    @handler
    async def rename(self, rt: Runtime, actor: Actor, visit: Visit, form: HolderForm) -> Any:
        """Put the ticket in another name."""
        self.errors = {}
        page = await self.get_state(SoldOrderState)
        async with rt.unit_of_work(actor) as uow:
            await orders.rename_holder(
                uow, rt.vault, actor, order_id=held_id(page.order.id),
                ticket_id=held_id(self.ticket.id), name=form.name, email=form.email,
            )  # fmt: skip
        self.doing = ""
        words = msgid("Done. The old code lets nobody in, and the new holder gets a mail.")
        await notify(self, "good", say(words, visit.locale))
        return SoldOrderState.look

    @handler
    async def begin_send(self) -> None:
        """Ask where the tickets go."""
        self.doing, self.errors = "send", {}

    @handler
    async def send(self, rt: Runtime, actor: Actor, visit: Visit, form: SendForm) -> Any:
        """Mail the tickets again."""
        self.errors = {}
        page = await self.get_state(SoldOrderState)
        async with rt.read() as session:
            order = await queries.organizer_order(session, actor, page.order.code)
        await orders.send_tickets(rt, actor, order_id=order.id, email=form.email)
        self.doing = ""
        await notify(self, "good", say(msgid("The tickets are on their way."), visit.locale))
        return SoldOrderState.look

    @handler
    async def write_note(self, rt: Runtime, actor: Actor, form: NoteForm) -> Any:
        """Note something."""
        self.errors = {}
        page = await self.get_state(SoldOrderState)
        async with rt.unit_of_work(actor) as uow:
            await orders.write_note(uow, actor, order_id=held_id(page.order.id), words=form.words)
        self.note_count += 1
        return SoldOrderState.look
