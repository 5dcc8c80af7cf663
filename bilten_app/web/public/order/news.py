"""Whether the organizer may write to the buyer about other events: seen and changed without an
account, by who has the order's secret link."""

from typing import ClassVar

import reflex as rx

from bilten_app.domains.consents import queries as consent_queries
from bilten_app.domains.consents import service as consents
from bilten_app.domains.consents.public import TEXTS, ConsentKind, Source, Whose
from bilten_app.domains.orders import queries
from bilten_app.domains.orders.public import OrderView
from bilten_app.domains.organizers import queries as organizers
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.errors import NotFound
from bilten_app.kit.text import msgid, say
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler, notify
from bilten_app.web.parts.data import CARD
from bilten_app.web.parts.fields import button
from bilten_app.web.public.secret_link import link_of
from bilten_app.web.words import said, t


class NewsState(rx.State):
    """Who may write to the buyer of the order whose page is open."""

    _access: ClassVar[str] = "public"

    address: str = ""
    organizer: str = ""
    given: bool = False

    @handler
    async def look(self, rt: Runtime) -> None:
        """See what the buyer said."""
        self.address = self.router.url.path
        try:
            await self._look(rt)
        except NotFound:
            self.organizer = ""

    @handler
    async def turn(self, rt: Runtime, visit: Visit) -> None:
        """Let the organizer write where they may not, and no more where they may."""
        order = await self._order(rt)
        async with rt.unit_of_work(visit.actor) as uow:
            await self._answer(rt, uow, visit, order)
        told = msgid("Taken back.") if self.given else msgid("Saved.")
        await self._look(rt)
        await notify(self, "good", say(told, visit.locale))

    async def _answer(self, rt: Runtime, uow: UnitOfWork, visit: Visit, order: OrderView) -> None:
        await consents.answer(
            uow, rt.vault, Whose(order.buyer_email), ConsentKind.organizer_news,
            given=not self.given, source=Source.order, organizer_id=order.organizer_id,
            address=visit.address,
        )  # fmt: skip

    async def _look(self, rt: Runtime) -> None:
        order = await self._order(rt)
        async with rt.read() as session:
            seller = await organizers.by_id(session, order.organizer_id)
            line = await consent_queries.news_line(
                session, organizer_id=order.organizer_id, email=order.buyer_email
            )
        self.given = line is not None
        self.organizer = seller.name if order.paid_at and order.buyer_email else ""

    async def _order(self, rt: Runtime) -> OrderView:
        code, secret = link_of(self.address)
        async with rt.read() as session:
            return await queries.by_link(session, rt.vault, code=code, secret=secret)


def news_section() -> rx.Component:
    """Say who may write, and let it be changed; nothing before the order is paid."""
    asked = said(TEXTS[ConsentKind.organizer_news].asked, {"organizer": NewsState.organizer})
    refused = t("{organizer} writes to you only about this order.", organizer=NewsState.organizer)
    return rx.cond(
        NewsState.organizer,
        rx.el.section(
            rx.el.h2(t("Who may write to you"), class_name="text-heading"),
            rx.el.p(rx.cond(NewsState.given, asked, refused), class_name="mt-2 text-muted"),
            button(
                rx.cond(NewsState.given, t("Stop these mails"), t("Allow news")),
                look="quiet", size="small", on_click=NewsState.turn, class_name="mt-4",
            ),
            class_name=f"mt-8 max-w-xl p-5 {CARD}",
        ),
    )  # fmt: skip
