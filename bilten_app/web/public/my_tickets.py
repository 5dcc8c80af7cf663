"""My tickets: what is coming up, what is over. Guests learn where theirs are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

import reflex as rx

from bilten_app.domains.events import queries as events
from bilten_app.domains.events.public import EventCard, EventState
from bilten_app.domains.onchain import service as onchain
from bilten_app.domains.tickets import queries as tickets
from bilten_app.domains.tickets.public import TicketView
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.text import hour, long_day, msgid, say
from bilten_app.web.door import Visit
from bilten_app.web.guard import sign_in_address
from bilten_app.web.handler import handler
from bilten_app.web.markup import SCREEN
from bilten_app.web.parts.data import badge, pager
from bilten_app.web.parts.event import Picture, picture, picture_of
from bilten_app.web.parts.feedback import empty, loading, skeleton
from bilten_app.web.parts.fields import link_button
from bilten_app.web.public.order.sections import ticket_line
from bilten_app.web.public.order.view import TicketLine, ticket_line_of
from bilten_app.web.words import t

HERE = "/account/tickets"
PAGE = 50
THUMB_WIDTH, THUMB_SIZES = 320, "6rem"


@dataclass(frozen=True, slots=True)
class EventTickets:
    """A person's tickets of one event."""

    href: str
    title: str
    when: str
    place: str
    note: str
    picture: Picture
    tickets: list[TicketLine] = field(default_factory=list[TicketLine])


class MyTicketsState(rx.State):
    """A person's tickets, a page at a time."""

    _access: ClassVar[str] = "public"

    is_known: bool = False
    upcoming: list[EventTickets] = []
    past: list[EventTickets] = []
    before: str = ""
    after: str = ""
    loaded: bool = False

    @handler
    async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """Load the page of tickets that the address names."""
        self.is_known, self.upcoming, self.past = actor.user_id is not None, [], []
        if actor.user_id is not None:
            await onchain.adopt(rt, actor)
            number = _page_number(self.router.url.query_parameters.get("page", ""))
            async with rt.read() as session:
                found = await tickets.of_user(
                    session, actor.user_id, limit=PAGE + 1, offset=(number - 1) * PAGE
                )
                cards = await events.cards(session, {each.event_id for each in found[:PAGE]})
            self.upcoming, self.past = groups_of(rt, found[:PAGE], cards, visit.locale)
            self.before = f"{HERE}?page={number - 1}" if number > 1 else ""
            self.after = f"{HERE}?page={number + 1}" if len(found) > PAGE else ""
        self.loaded = True


def groups_of(
    rt: Runtime, found: Sequence[TicketView], cards: Mapping[UUID, EventCard], locale: str
) -> tuple[list[EventTickets], list[EventTickets]]:
    """Return what is coming up, the soonest first, and what is over, the latest first."""
    by_start = sorted(cards.values(), key=lambda card: card.starts_at)
    coming = [card for card in by_start if not _is_over(card, rt.clock.now())]
    over = [card for card in reversed(by_start) if _is_over(card, rt.clock.now())]

    def group(card: EventCard) -> EventTickets:
        day = long_day(card.starts_at, card.time_zone, locale)
        off = card.state is EventState.cancelled
        return EventTickets(
            href=f"/e/{card.slug}",
            title=card.title,
            when=f"{day} · {hour(card.starts_at, card.time_zone, locale)}",
            place=", ".join(part for part in (card.venue_name, card.city) if part),
            note=say(msgid("Called off"), locale) if off else "",
            picture=picture_of(card.cover, THUMB_WIDTH),
            tickets=[
                ticket_line_of(rt, each, locale)
                for each in reversed(found)
                if each.event_id == card.id
            ],
        )

    return [group(card) for card in coming], [group(card) for card in over]


def page() -> rx.Component:
    """The page, top to bottom."""
    return rx.el.div(
        rx.el.h1(t("My tickets"), class_name="text-title"),
        rx.cond(
            MyTicketsState.loaded,
            rx.cond(MyTicketsState.is_known, _lists(), _guest()),
            _waiting(),
        ),
        class_name="mx-auto w-full max-w-[48rem] px-5 pt-8 sm:px-8 sm:pt-12",
    )


def _lists() -> rx.Component:
    nothing = empty(
        t("No tickets yet"),
        t("What you buy while you are signed in is kept here, ready for the door."),
        link_button(t("Discover events"), href="/discover"),
    )
    return rx.el.div(
        rx.cond(
            MyTicketsState.upcoming,
            _list(t("Coming up"), MyTicketsState.upcoming),
            rx.cond(MyTicketsState.past, rx.fragment(), nothing),
        ),
        rx.cond(MyTicketsState.past, _list(t("Over"), MyTicketsState.past)),
        rx.cond(
            (MyTicketsState.before != "") | (MyTicketsState.after != ""),
            pager("", before=MyTicketsState.before, after=MyTicketsState.after),
        ),
    )


def _list(title: str, rows: Any) -> rx.Component:
    return rx.el.section(
        rx.el.h2(title, class_name="text-heading"),
        rx.el.ul(rx.foreach(rows, _event), class_name="mt-4 flex flex-col gap-8"),
        class_name="mt-10",
    )


def _event(row: EventTickets) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.div(
                picture(SCREEN, row.picture, sizes=THUMB_SIZES),
                class_name="size-20 shrink-0 overflow-hidden rounded-control bg-sunken",
            ),
            rx.el.div(
                rx.el.p(row.when, class_name="text-sm font-medium text-brand"),
                rx.el.h3(
                    rx.el.a(row.title, href=row.href, class_name="hover:underline"),
                    class_name="text-lg leading-snug font-semibold",
                ),
                rx.el.p(row.place, class_name="truncate text-sm text-muted"),
                rx.cond(row.note, badge(row.note, tone="bad")),
                class_name="min-w-0",
            ),
            class_name="flex gap-4",
        ),
        rx.el.ul(
            rx.foreach(row.tickets, lambda each: rx.el.li(ticket_line(SCREEN, each))),
            class_name="mt-4 flex flex-col gap-3",
        ),
    )


def _guest() -> rx.Component:
    return empty(
        t("Your tickets are in your mail"),
        t(
            "If you bought without an account, the mail with your receipt has a link to each "
            "ticket. With an account, they are kept here too."
        ),
        link_button(t("Sign in"), href=sign_in_address(HERE)),
        link_button(t("Mail me the links again"), href="/find-tickets", look="quiet"),
        name="mail",
    )


def _waiting() -> rx.Component:
    return loading(
        skeleton("mt-10 h-8 w-40"),
        skeleton("mt-4 h-20 w-full rounded-card"),
        skeleton("mt-3 h-20 w-full rounded-card"),
    )


def _page_number(given: str) -> int:
    return max(1, min(int(given), 1000)) if given.isascii() and given.isdigit() else 1


def _is_over(card: EventCard, now: datetime) -> bool:
    return card.ends_at <= now
