"""The page of somebody who waits: where they stand, what is offered, and the way out."""

from dataclasses import replace
from typing import Any, ClassVar

import reflex as rx

from bilten_app.domains.orders import service as orders
from bilten_app.domains.waiting import service
from bilten_app.domains.waiting.public import EntryState
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import NotFound
from bilten_app.web.document import Asked, Document, Head
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler
from bilten_app.web.parts.clock import countdown, pulse
from bilten_app.web.parts.data import card
from bilten_app.web.parts.feedback import dialog, loading, opens, skeleton
from bilten_app.web.parts.fields import button, link_button
from bilten_app.web.parts.icons import icon
from bilten_app.web.public.missing import not_found
from bilten_app.web.public.secret_link import link_of
from bilten_app.web.public.waiting_list.view import EntryPage, SkipRow, find, page_of
from bilten_app.web.words import t

BEAT_S = 10.0
LEAVING = "leaving"
LIVE = {EntryState.waiting, EntryState.offered}


class ListEntryState(rx.State):
    """An entry of a waiting list."""

    _access: ClassVar[str] = "public"

    address: str = ""
    view: EntryPage = EntryPage()
    beat_s: float = 0.0
    busy: bool = False
    missing: bool = False
    loaded: bool = False

    @handler
    async def open(self, rt: Runtime, visit: Visit) -> None:
        """Load the entry of the address."""
        self.address, self.busy, self.missing = self.router.url.path, False, False
        await self._look(rt, visit)
        self.loaded = True

    @handler
    async def look(self, rt: Runtime, visit: Visit) -> None:
        """See whether something has changed."""
        await self._look(rt, visit)

    @handler
    async def accept(self, rt: Runtime, actor: Actor, visit: Visit) -> Any:
        """Take the offer, and go on to pay. A second click finds the same order."""
        self.busy = True
        yield
        self.busy = False
        entry = await find(rt, *link_of(self.address))
        # The order belongs to the link, not to the browser: a cart there stays what it is.
        buyer = replace(actor, visitor=None)
        hold_id = await service.accept(rt, buyer, entry_id=entry.id)
        order = await orders.place_held(
            rt,
            buyer,
            hold_id=hold_id,
            buyer_name=entry.name,
            buyer_email=entry.email,
            locale=visit.locale,
        )
        ref = orders.secret_of(rt, order.id, order.code)
        yield rx.redirect(f"/checkout/{ref.code}/{ref.secret}")

    @handler
    async def decline(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """Let the offer go to the next in line."""
        entry = await find(rt, *link_of(self.address))
        async with rt.unit_of_work(actor) as uow:
            await service.decline(uow, entry_id=entry.id)
        await self._look(rt, visit)

    @handler
    async def leave(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """Wait no longer."""
        entry = await find(rt, *link_of(self.address))
        async with rt.unit_of_work(actor) as uow:
            await service.leave(uow, entry_id=entry.id)
        await self._look(rt, visit)

    async def _look(self, rt: Runtime, visit: Visit) -> None:
        try:
            entry = await find(rt, *link_of(self.address))
        except NotFound:
            self.missing, self.beat_s = True, 0.0
            return
        view = await page_of(rt, entry, visit.locale)
        if view != self.view:
            self.view = view
        self.beat_s = BEAT_S if entry.state in LIVE else 0.0


async def document(asked: Asked) -> Document:
    """Return the head, for nobody but who waits; raises NotFound for a wrong link."""
    await find(asked.rt, asked.path["code"], asked.path["secret"])
    return Document(Head(f"{asked.pen.t('Waiting list')} · Bilten", is_secret=True))


def page() -> rx.Component:
    """The page, top to bottom."""
    shown = rx.fragment(
        _entry(ListEntryState.view),
        rx.cond(
            ListEntryState.beat_s > 0,
            pulse(seconds=ListEntryState.beat_s, on_beat=ListEntryState.look),
        ),
    )
    return rx.cond(
        ListEntryState.missing,
        not_found(),
        rx.cond(ListEntryState.loaded, shown, loading(skeleton("h-80 w-full rounded-card"))),
    )


def _entry(view: Any) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.h1(view.headline, class_name="text-title text-balance"),
            rx.el.p(view.text, class_name="mt-2 text-lg text-muted text-pretty break-words"),
            role="status",
        ),
        rx.cond(view.state == EntryState.offered.value, _offer(view)),
        rx.cond(
            view.state == EntryState.accepted.value,
            button(
                t("Go on to pay"), size="large", wide=True, on_click=ListEntryState.accept,
                busy=ListEntryState.busy,
            ),
        ),
        _facts(view),
        rx.cond(view.skips, _skips(view)),
        _ways_out(view),
        class_name="flex flex-col gap-6",
    )  # fmt: skip


def _offer(view: Any) -> rx.Component:
    return card(
        rx.el.p(
            icon("clock", "size-5"),
            countdown(seconds=view.left_s, on_over=ListEntryState.look),
            class_name="tabular flex items-center gap-2 text-2xl font-semibold",
        ),
        rx.el.p(t("Until {until}", until=view.until), class_name="mt-1 text-muted"),
        button(
            t("Take the places and pay"), size="large", wide=True, on_click=ListEntryState.accept,
            busy=ListEntryState.busy, class_name="mt-5",
        ),
        button(
            t("No, thank you"), look="quiet", wide=True, on_click=ListEntryState.decline,
            class_name="mt-3",
        ),
    )  # fmt: skip


def _facts(view: Any) -> rx.Component:
    occasion = view.occasion
    return card(
        rx.el.a(occasion.title, href=occasion.href, class_name="text-heading hover:underline"),
        rx.el.p(occasion.short, " · ", occasion.venue, class_name="mt-1 text-muted"),
        rx.el.p(view.wish, class_name="mt-4 font-medium"),
        rx.el.p(view.group, class_name="text-[0.9375rem] text-muted"),
        rx.cond(view.place, rx.el.p(view.place, class_name="tabular mt-4 font-medium text-brand")),
    )


def _skips(view: Any) -> rx.Component:
    def one(row: SkipRow) -> rx.Component:
        return rx.el.li(
            rx.el.p(row.why),
            rx.el.p(row.when, class_name="tabular text-sm text-muted"),
            class_name="py-3",
        )

    return card(
        rx.el.h2(t("When you were passed over"), class_name="text-heading"),
        rx.el.ul(rx.foreach(view.skips, one), class_name="mt-2 divide-y divide-line"),
    )


def _ways_out(view: Any) -> rx.Component:
    is_live = (view.state == EntryState.waiting.value) | (view.state == EntryState.offered.value)
    may_return = (view.state == EntryState.lapsed.value) | (view.state == EntryState.left.value)
    ask = dialog(
        t("Leave the waiting list?"),
        rx.el.p(t("Your place goes to those behind you, and cannot be had back.")),
        button(t("Leave the list"), look="danger", wide=True, on_click=ListEntryState.leave,
               custom_attrs={"data-closes": ""}, class_name="mt-5"),
        id=LEAVING,
    )  # fmt: skip
    leave = button(t("Leave the list"), look="quiet", custom_attrs=opens(LEAVING))
    return rx.fragment(
        rx.cond(is_live, rx.fragment(leave, ask)),
        rx.cond(may_return, link_button(t("Join again"), href=view.again, look="quiet")),
    )
