"""The dashboard, top to bottom."""

from collections.abc import Collection, Mapping
from typing import Any, ClassVar
from uuid import UUID

import reflex as rx

from bilten_app.domains.reporting import queries as reporting
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor, OrganizerScope
from bilten_app.kit.roles import Permission
from bilten_app.web import live
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler
from bilten_app.web.organizer.dashboard.board import Board, NextRow, SaleRow, read_board
from bilten_app.web.organizer.desk import EVENTS, ORDERS, elsewhere, organization
from bilten_app.web.organizer.membership import everywhere
from bilten_app.web.organizer.parts import state_badge
from bilten_app.web.parts.data import bars, card, stat, stats
from bilten_app.web.parts.feedback import empty, loading, skeleton
from bilten_app.web.parts.fields import link_button
from bilten_app.web.parts.icons import icon
from bilten_app.web.session import still_may
from bilten_app.web.words import t, when


class DashboardState(rx.State):
    """What the desk shows first; `board` is pushed when a sale comes in."""

    _access: ClassVar[str] = "organizer"

    name: str = ""
    board: Board = Board()
    loaded: bool = False

    @handler
    async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> Any:
        """Load the board and watch it; who works elsewhere goes there."""
        if away := await elsewhere(rt, actor, Permission.orders_read, whole=True):
            return away
        mine = await organization(rt, actor)
        scope = actor.require(Permission.orders_read, mine.id)
        self.name = mine.name
        self.board = await read_board(rt, scope, visit.locale)
        self.loaded = True
        BOARD.watch(
            f"{scope} {visit.locale}",
            self.router.session.client_token,
            still_may(self, Permission.orders_read, scope),
        )
        return None


class _Seen:
    """What the last round read, and the pulse it was read at."""

    pulse: ClassVar[int] = -1
    boards: ClassVar[dict[str, Board]] = {}


async def _read(rt: Runtime, topics: Collection[str]) -> Mapping[str, Board]:
    """Read the watched boards when something happened; each topic holds a checked scope."""
    async with rt.read() as session:
        pulse = await reporting.pulse(session)
    if pulse != _Seen.pulse:
        _Seen.pulse, _Seen.boards = pulse, {}
    for topic in set(topics) - set(_Seen.boards):
        organizer_id, _, locale = topic.partition(" ")
        scope = OrganizerScope(UUID(organizer_id))
        _Seen.boards[topic] = await read_board(rt, scope, locale)
    return {topic: _Seen.boards[topic] for topic in topics}


BOARD = live.feed("organizer.board", state=DashboardState, var="board", read=_read)


def page() -> rx.Component:
    """The page, top to bottom."""
    return rx.el.div(
        rx.el.div(
            rx.el.div(
                rx.el.p(DashboardState.name, class_name="text-[0.9375rem] text-muted"),
                rx.el.h1(t("Overview"), class_name="text-title"),
                class_name="min-w-0",
            ),
            everywhere(
                Permission.events_write,
                link_button(icon("plus"), t("New event"), href=f"{EVENTS}/new"),
            ),
            class_name="flex flex-wrap items-end justify-between gap-4",
        ),
        rx.cond(DashboardState.loaded, _board(DashboardState.board), _waiting()),
        class_name="flex flex-col gap-8",
    )


def _board(board: Any) -> rx.Component:
    return rx.el.div(
        stats(
            stat(t("Sales today"), board.revenue_today, board.tickets_today),
            stat(t("Sales"), board.revenue, t("without fees")),
            stat(t("Tickets sold"), board.tickets),
            stat(t("Paid orders"), board.orders),
        ),
        bars(t("Tickets sold in the last 14 days"), board.days),
        rx.el.div(
            _coming(board.coming),
            _recent(board.recent),
            class_name="grid grid-cols-1 gap-6 lg:grid-cols-2 lg:items-start",
        ),
        class_name="flex flex-col gap-6",
    )


def _coming(rows: Any) -> rx.Component:
    return card(
        _heading(t("Coming up"), EVENTS),
        rx.cond(
            rows,
            rx.el.ul(rx.foreach(rows, _next), class_name="divide-y divide-line"),
            empty(
                t("Nothing is planned"),
                t("Make your first event. It stays a draft until you publish it."),
                everywhere(
                    Permission.events_write,
                    link_button(t("New event"), href=f"{EVENTS}/new", look="quiet"),
                ),
                name="calendar",
            ),
        ),
        class_name="min-w-0 p-2 sm:p-3",
    )


def _next(item: NextRow) -> rx.Component:
    return rx.el.li(
        rx.el.a(
            rx.el.div(
                rx.el.p(item.title, class_name="truncate font-medium"),
                state_badge(item.state, item.tone),
                class_name="flex items-center justify-between gap-3",
            ),
            rx.el.div(
                rx.el.p(item.when, class_name="truncate"),
                rx.el.p(item.sold, class_name="tabular shrink-0"),
                class_name="mt-1 flex justify-between gap-3 text-sm text-muted",
            ),
            rx.el.div(
                rx.el.div(class_name="h-full rounded-pill bg-brand", style={"width": item.percent}),
                aria_hidden="true",
                class_name="mt-2 h-1.5 overflow-hidden rounded-pill bg-sunken",
            ),
            href=item.href,
            class_name="block rounded-control px-3 py-3 hover:bg-sunken",
        )
    )


def _recent(rows: Any) -> rx.Component:
    return card(
        _heading(t("Latest orders"), ORDERS),
        rx.cond(
            rows,
            rx.el.ul(rx.foreach(rows, _sale), class_name="divide-y divide-line"),
            empty(
                t("No orders yet"),
                t("As soon as somebody buys, it shows here. No need to reload."),
                name="ticket",
            ),
        ),
        class_name="min-w-0 p-2 sm:p-3",
    )


def _sale(item: SaleRow) -> rx.Component:
    return rx.el.li(
        rx.el.a(
            rx.el.div(
                rx.el.p(item.who, class_name="truncate font-medium"),
                rx.el.p(item.total, class_name="tabular shrink-0 font-medium"),
                class_name="flex justify-between gap-3",
            ),
            rx.el.div(
                rx.el.p(when(item.when_iso), " · ", item.event, class_name="min-w-0 truncate"),
                state_badge(item.state, item.tone),
                class_name="mt-1 flex items-center justify-between gap-3 text-sm text-muted",
            ),
            href=item.href,
            class_name="block rounded-control px-3 py-3 hover:bg-sunken",
        )
    )


def _heading(words: str, href: str) -> rx.Component:
    return rx.el.div(
        rx.el.h2(words, class_name="text-heading"),
        rx.el.a(t("See all"), href=href, class_name="text-sm font-medium text-brand"),
        class_name="flex items-baseline justify-between px-3 py-2",
    )


def _waiting() -> rx.Component:
    return loading(
        skeleton("h-28 w-full"), skeleton("mt-4 h-64 w-full"), skeleton("mt-4 h-64 w-full")
    )
