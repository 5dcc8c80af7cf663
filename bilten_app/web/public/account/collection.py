"""What is in somebody's wallets, or on its way there: their tickets as tokens."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

import reflex as rx

from bilten_app.domains.events import queries as events
from bilten_app.domains.events.public import EventCard
from bilten_app.domains.onchain import queries, service
from bilten_app.domains.onchain.public import ClaimState, ClaimView
from bilten_app.domains.tickets import queries as tickets
from bilten_app.domains.tickets import service as ticket_service
from bilten_app.domains.tickets.public import TicketId, TicketView, ticket_words
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.text import long_day, msgid, say
from bilten_app.web.auth.ways import SECURITY
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler
from bilten_app.web.markup import SCREEN
from bilten_app.web.page import Page
from bilten_app.web.parts.data import CARD, badge
from bilten_app.web.parts.event import Picture, picture, picture_of
from bilten_app.web.parts.feedback import empty, loading, skeleton
from bilten_app.web.parts.fields import link_button
from bilten_app.web.public.account.security.wallets import shortened
from bilten_app.web.words import t

PATH = "/account/collection"
WIDTH, SIZES = 640, "(min-width: 640px) 22rem, 100vw"
STATES = {
    ClaimState.voucher_out: msgid("On its way"),
    ClaimState.seen: msgid("Arriving"),
    ClaimState.claimed: msgid("In your wallet"),
}


@dataclass(frozen=True, slots=True)
class Token:
    """A ticket as a token."""

    href: str
    title: str
    when: str
    type_name: str
    number: str
    wallet: str
    chain: str
    state: str
    is_there: bool
    picture: Picture


class CollectionState(rx.State):
    """My collection."""

    _access: ClassVar[str] = "user"

    tokens: list[Token] = []
    loaded: bool = False
    failed: bool = False

    @handler
    async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """Load it; what a wallet held before it was linked is found now."""
        await service.adopt(rt, actor)
        async with rt.read() as session:
            claims = await queries.of_holder(session, actor.require_user())
            held = {
                one.id: one for one in await tickets.by_ids(session, [c.ticket_id for c in claims])
            }
            cards = await events.cards(session, {one.event_id for one in claims})
        self.tokens = [
            _token(rt, one, held[TicketId(one.ticket_id)], cards, visit.locale) for one in claims
        ]
        self.loaded = True


def _token(
    rt: Runtime, claim: ClaimView, ticket: TicketView, cards: Mapping[UUID, EventCard], locale: str
) -> Token:
    event = cards[claim.event_id]
    return Token(
        href=f"/tickets/{ticket.code}/{ticket_service.secret_of(rt.vault, ticket)}",
        title=event.title,
        when=long_day(event.starts_at, event.time_zone, locale),
        type_name=ticket_words(ticket, locale),
        number=str(claim.token_id),
        wallet=shortened(claim.owner or claim.wallet),
        chain=rt.settings.chain_names.get(claim.chain_id, str(claim.chain_id)),
        state=say(STATES[claim.state], locale),
        is_there=claim.state is ClaimState.claimed,
        picture=picture_of(event.cover, WIDTH),
    )


def page() -> rx.Component:
    """The page, top to bottom."""
    nothing = empty(
        t("Nothing in your wallets yet"),
        t("Some tickets can have a second form, a token. Their own page says so, and sends it."),
        link_button(t("My tickets"), href="/account/tickets"),
        link_button(t("Link a wallet"), href=f"{SECURITY}#wallets", look="quiet"),
        name="wallet",
    )
    tokens = rx.el.ul(
        rx.foreach(CollectionState.tokens, _drawn),
        class_name="mt-8 grid gap-6 sm:grid-cols-2",
    )
    waiting = loading(
        rx.el.div(
            skeleton("h-64 w-full rounded-card"),
            skeleton("h-64 w-full rounded-card"),
            class_name="mt-8 grid gap-6 sm:grid-cols-2",
        )
    )
    return rx.el.div(
        rx.el.h1(t("My collection"), class_name="text-title"),
        rx.el.p(
            t("Tickets that are in your wallets, for as long as you hold them there."),
            class_name="mt-1 text-muted",
        ),
        rx.cond(CollectionState.loaded, rx.cond(CollectionState.tokens, tokens, nothing), waiting),
        class_name="mx-auto w-full max-w-[48rem] px-5 pt-8 sm:px-8 sm:pt-12",
    )


def _drawn(token: Any) -> rx.Component:
    def known(title: str, *values: Any) -> rx.Component:
        return rx.el.div(
            rx.el.dt(title, class_name="text-xs font-medium text-muted"),
            rx.el.dd(*values, class_name="tabular mt-0.5 text-sm break-all"),
        )

    mark = rx.cond(token.is_there, badge(token.state, tone="good"), badge(token.state))
    return rx.el.li(
        rx.el.div(
            picture(SCREEN, token.picture, sizes=SIZES),
            class_name="aspect-video overflow-hidden bg-sunken",
        ),
        rx.el.div(
            rx.el.div(
                rx.el.p(token.when, class_name="text-sm font-medium text-brand"),
                mark,
                class_name="flex flex-wrap items-center justify-between gap-2",
            ),
            rx.el.h2(
                rx.el.a(token.title, href=token.href, class_name="hover:underline"),
                class_name="mt-1 text-lg leading-snug font-semibold",
            ),
            rx.el.p(token.type_name, class_name="text-[0.9375rem] text-muted"),
            rx.el.dl(
                known(t("Wallet"), token.wallet, " · ", token.chain),
                known(t("Token number"), token.number),
                class_name="mt-4 grid grid-cols-2 gap-4",
            ),
            class_name="p-5",
        ),
        class_name=f"{CARD} overflow-hidden",
    )


PAGE = Page(
    PATH,
    page,
    msgid("My collection"),
    on_load=(CollectionState.open,),
    ready=CollectionState.loaded,
)
