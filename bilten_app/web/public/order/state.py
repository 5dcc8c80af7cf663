"""What the order's page knows, and how it finds out what became of the money."""

from typing import Any, ClassVar
from uuid import UUID

import reflex as rx
import structlog
from pydantic import BaseModel, Field

from bilten_app.domains.orders import queries
from bilten_app.domains.orders import service as orders
from bilten_app.domains.payments import service as payments
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import BiltenError, NotFound, TooMany
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler
from bilten_app.web.public.order.view import Found, OrderPage, find, may_change, page_of
from bilten_app.web.public.order.view import payment_to_ask as to_ask
from bilten_app.web.public.secret_link import link_of

SOON_S, LATER_S = 1.0, 4.0
PATIENT_LOOKS = 8
ASKS_A_MINUTE = 15

log = structlog.get_logger(__name__)


class AskForm(BaseModel):
    """Why a buyer wants the money back."""

    reason: str = Field("", max_length=1000)


class OrderPageState(rx.State):
    """An order, from the gateway's return to its last refund."""

    _access: ClassVar[str] = "public"

    address: str = ""
    view: OrderPage = OrderPage()
    looks: int = 0
    beat_s: float = 0.0
    asking: bool = False
    chosen: list[str] = []
    busy: bool = False
    missing: bool = False
    loaded: bool = False

    @handler
    async def open(self, rt: Runtime, visit: Visit) -> Any:
        """Load the order of the address."""
        if self.address != self.router.url.path:
            self.address, self.loaded = self.router.url.path, False
            yield
        self.looks, self.missing, self.asking, self.busy = 0, False, False, False
        await self._look(rt, visit.locale)
        self.loaded = True

    @handler
    async def look(self, rt: Runtime, visit: Visit) -> None:
        """See whether something has changed; asks the gateway when nobody has told us."""
        self.looks += 1
        await self._look(rt, visit.locale)

    @handler
    async def begin_asking(self) -> None:
        """Choose what to give back: all of it, until somebody says otherwise."""
        self.asking = True
        self.chosen = [row.id for row in self.view.tickets if not row.is_void]

    @handler
    async def keep(self) -> None:
        """Ask for nothing."""
        self.asking = False

    @handler
    async def choose(self, ticket_id: str) -> None:
        """Take a ticket into the request, or out of it."""
        offered = {row.id for row in self.view.tickets}
        self.chosen = sorted({*self.chosen} ^ ({ticket_id} & offered))

    @handler
    async def ask_refund(self, rt: Runtime, actor: Actor, visit: Visit, form: AskForm) -> Any:
        """Ask the organizer for the money of the chosen tickets."""
        self.busy = True
        yield
        self.busy = False
        order_id = await self._order_id(rt)
        async with rt.unit_of_work(actor) as uow:
            await orders.ask_refund(
                uow, order_id=order_id, ticket_ids=[UUID(one) for one in self.chosen],
                reason=form.reason,
            )  # fmt: skip
        self.asking = False
        await self._look(rt, visit.locale)

    @handler
    async def withdraw(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """Keep the tickets after all."""
        order_id = await self._order_id(rt)
        async with rt.unit_of_work(actor) as uow:
            await orders.withdraw_refund(uow, order_id=order_id)
        await self._look(rt, visit.locale)

    async def _order_id(self, rt: Runtime) -> UUID:
        """Return the order of the link that this page was opened with, or raise NotFound."""
        code, secret = link_of(self.address)
        async with rt.read() as session:
            return await queries.id_by_link(session, rt.vault, code=code, secret=secret)

    async def _look(self, rt: Runtime, locale: str) -> None:
        try:
            code, secret = link_of(self.address)
            found = await find(rt, code, secret)
            if await _asked_gateway(rt, found):
                found = await find(rt, code, secret)
        except NotFound:
            self.missing, self.beat_s = True, 0.0
            return
        view = page_of(rt, found, locale, secret=secret)
        if view != self.view:
            self.view = view
        pace = SOON_S if self.looks < PATIENT_LOOKS else LATER_S
        self.beat_s = pace if may_change(found, rt.clock.now()) else 0.0


async def _asked_gateway(rt: Runtime, found: Found) -> bool:
    """Ask the gateway about an open payment, not too often; whether there is news."""
    payment_id = to_ask(found, rt.clock.now())
    if payment_id is None or found.payment is None:
        return False
    try:
        await rt.gateways.limits.hit("payments.ask", str(payment_id), limit=ASKS_A_MINUTE, per_s=60)
        now = await payments.refresh(rt, payment_id=payment_id)
    except TooMany:
        return False
    except BiltenError as error:
        log.info("the gateway did not answer", error=error.code)
        return False
    return now.state is not found.payment.state
