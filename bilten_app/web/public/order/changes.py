"""What a buyer changes of a paid order: the names on tickets, and where they are sent."""

from typing import Any, ClassVar

import reflex as rx
from pydantic import BaseModel, Field

from bilten_app.domains.orders import queries
from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import OrderId
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.text import msgid, say
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler, held_id, notify
from bilten_app.web.markup import SCREEN, Pen
from bilten_app.web.parts.data import CARD
from bilten_app.web.parts.dialogs import form_dialog, sending_dialog
from bilten_app.web.parts.fields import button, select_field, text_field
from bilten_app.web.public.order.state import OrderPageState
from bilten_app.web.public.order.view import TicketLine
from bilten_app.web.public.secret_link import link_of
from bilten_app.web.words import t


class HolderForm(BaseModel):
    """Which ticket, and who holds it from now on."""

    ticket: str = Field("", max_length=64)
    name: str = Field("", max_length=200)
    email: str = Field("", max_length=320)


class SendForm(BaseModel):
    """Where the tickets go."""

    email: str = Field("", max_length=320)


class BuyerChangesState(rx.State):
    """A change of the order whose page is open."""

    _access: ClassVar[str] = "public"

    doing: str = ""
    errors: dict[str, str] = {}

    @handler
    async def begin_rename(self) -> None:
        """Ask which ticket, and in whose name."""
        self.doing, self.errors = "rename", {}

    @handler
    async def begin_send(self) -> None:
        """Ask where the tickets go."""
        self.doing, self.errors = "send", {}

    @handler
    async def keep(self) -> None:
        """Leave it as it is."""
        self.doing = ""

    @handler
    async def rename(self, rt: Runtime, actor: Actor, visit: Visit, form: HolderForm) -> Any:
        """Put a ticket in another name."""
        self.errors = {}
        page = await self.get_state(OrderPageState)
        order_id = await self._order_id(rt)
        chosen = next((row.id for row in page.view.tickets if row.id == form.ticket), "")
        async with rt.unit_of_work(actor) as uow:
            await orders.rename_own(
                uow, rt.vault, order_id=order_id, ticket_id=held_id(chosen),
                name=form.name, email=form.email,
            )  # fmt: skip
        self.doing = ""
        words = msgid("Done. The old code lets nobody in, and the new holder gets a mail.")
        await notify(self, "good", say(words, visit.locale))
        return OrderPageState.look

    @handler
    async def send(self, rt: Runtime, actor: Actor, visit: Visit, form: SendForm) -> Any:
        """Mail the tickets again."""
        self.errors = {}
        await orders.send_tickets(rt, actor, order_id=await self._order_id(rt), email=form.email)
        self.doing = ""
        await notify(self, "good", say(msgid("The tickets are on their way."), visit.locale))
        return OrderPageState.look

    async def _order_id(self, rt: Runtime) -> OrderId:
        page = await self.get_state(OrderPageState)
        code, secret = link_of(page.address)
        async with rt.read() as session:
            return await queries.id_by_link(session, rt.vault, code=code, secret=secret)


ERRORS: Any = BuyerChangesState.errors


def change_section(pen: Pen, view: Any) -> Any:
    """What may change, in words; the buttons come with the live page."""
    return pen.el(
        "section",
        pen.el("h2", pen.t("Changes"), class_name="text-heading"),
        pen.el("p", view.rename_words, class_name="mt-2 text-muted text-pretty"),
        _buttons(view) if pen is SCREEN else None,
        class_name=f"mt-10 max-w-xl p-5 {CARD}",
    )


def _buttons(view: Any) -> rx.Component:
    return rx.fragment(
        rx.el.div(
            rx.cond(
                view.may_rename,
                button(t("Change a name"), look="quiet", on_click=BuyerChangesState.begin_rename),
            ),
            button(
                t("Send the tickets again"), look="quiet", on_click=BuyerChangesState.begin_send
            ),
            class_name="mt-4 flex flex-wrap gap-3",
        ),
        _renaming(view),
        sending_dialog(BuyerChangesState, view.email),
    )


def _renaming(view: Any) -> rx.Component:
    return form_dialog(
        t("Put a ticket in another name"),
        select_field(t("Which ticket"), name="ticket", options=rx.foreach(view.tickets, _option)),
        text_field(t("New name"), name="name", error=ERRORS["name"], auto_complete="off"),
        text_field(
            t("E-mail"), name="email", type="email", error=ERRORS["email"], auto_complete="off",
            hint=t("The ticket goes there. Your own code for it ends at once."),
        ),
        id="rename-ticket",
        is_open=BuyerChangesState.doing == "rename",
        does=t("Change the name"),
        leaves=t("Keep it"),
        on_submit=BuyerChangesState.rename,
        on_close=BuyerChangesState.keep,
    )  # fmt: skip


def _option(row: TicketLine) -> rx.Component:
    words = f"{row.type_name} · {row.holder} · {row.code}"
    return rx.fragment(rx.cond(row.is_void, rx.fragment(), rx.el.option(words, value=row.id)))
