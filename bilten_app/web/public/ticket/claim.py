"""The part of a ticket's page by which it goes to its holder's wallet."""

from typing import Any, ClassVar
from uuid import UUID

import reflex as rx
from pydantic import BaseModel
from reflex.state import BaseState

from bilten_app.domains.onchain import service as onchain
from bilten_app.domains.tickets import queries as tickets
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import NotFound
from bilten_app.web import live
from bilten_app.web.auth.ways import SECURITY
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler
from bilten_app.web.parts.data import card
from bilten_app.web.parts.feedback import spinner
from bilten_app.web.parts.fields import button, form, link_button, select_field
from bilten_app.web.parts.icons import icon
from bilten_app.web.public.account.collection import PATH as COLLECTION
from bilten_app.web.public.account.wallet import sending_form
from bilten_app.web.public.secret_link import link_of
from bilten_app.web.public.ticket.claim_view import NO_CLAIM, ClaimPart, load_claim, read_claims
from bilten_app.web.session import visit_of_cookies
from bilten_app.web.words import t


class ClaimForm(BaseModel):
    """To which wallet."""

    wallet_id: UUID


class TicketWalletState(rx.State):
    """A ticket on its way to a wallet."""

    _access: ClassVar[str] = "public"

    part: ClaimPart = NO_CLAIM
    errors: dict[str, str] = {}

    @handler
    async def look(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """Load what the ticket of the address may do; its holder sees it change."""
        self.part, self.errors = NO_CLAIM, {}
        try:
            await self._load(rt, actor, visit)
        except NotFound:
            return

    @handler
    async def claim(self, rt: Runtime, actor: Actor, visit: Visit, form: ClaimForm) -> None:
        """Let it go to one of the holder's wallets."""
        self.errors = {}
        ticket, _ = await load_claim(rt, actor, *link_of(self.router.url.path), visit.locale)
        try:
            await onchain.claim(rt, actor, ticket_id=ticket.id, wallet_id=form.wallet_id)
        finally:
            await self._load(rt, actor, visit)

    async def _load(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        code, secret = link_of(self.router.url.path)
        ticket, self.part = await load_claim(rt, actor, code, secret, visit.locale)
        if self.part.state:
            may_see = _still_holds(self, rt, ticket.id)
            CLAIMS.watch(f"{ticket.id} {visit.locale}", self.router.session.client_token, may_see)


def _still_holds(state: BaseState, rt: Runtime, ticket_id: UUID) -> live.MaySee:
    cookies = state.router.headers.cookie

    async def look() -> bool:
        actor = (await visit_of_cookies(cookies, accepted="", address="")).actor
        async with rt.read() as session:
            return bool(actor.user_id and await tickets.is_of(session, ticket_id, actor.user_id))

    return look


CLAIMS = live.feed("ticket.claim", state=TicketWalletState, var="part", read=read_claims)


def claim_part() -> rx.Component:
    """The whole part; nothing where a ticket has no second form, or is somebody else's."""
    part = TicketWalletState.part
    return rx.cond(
        part.is_shown,
        rx.el.section(
            card(
                rx.el.h2(
                    icon("wallet"),
                    t("Your wallet"),
                    class_name="flex items-center gap-2 font-semibold",
                ),
                rx.cond(part.state, _on_its_way(part), _claimable(part)),
                class_name="flex flex-col gap-4 p-5",
            ),
            aria_live="polite",
            class_name="mx-auto w-full max-w-[27rem] px-4 pt-5",
        ),
    )  # fmt: skip


def _claimable(part: Any) -> rx.Component:
    options = rx.foreach(part.wallets, lambda one: rx.el.option(one.words, value=one.id))
    choose = form(
        select_field(
            t("To which wallet?"), name="wallet_id", options=options,
            error=TicketWalletState.errors["wallet_id"],
        ),
        button(t("Claim to my wallet"), type="submit", wide=True),
        on_submit=TicketWalletState.claim,
    )  # fmt: skip
    return rx.fragment(
        rx.cond(part.note, rx.el.p(part.note, class_name="text-[0.9375rem] text-warn")),
        rx.el.p(
            t(
                "This ticket can have a second form: a token in your own wallet. It costs you "
                "nothing. As long as it is there, the ticket moves only as the token does."
            ),
            class_name="text-[0.9375rem] text-muted text-pretty",
        ),
        rx.cond(
            part.wallets,
            choose,
            link_button(t("Link a wallet first"), href=f"{SECURITY}#wallets", look="quiet"),
        ),
    )


def _on_its_way(part: Any) -> rx.Component:
    def known(title: str, value: Any) -> rx.Component:
        return rx.cond(
            value,
            rx.el.div(
                rx.el.dt(title, class_name="text-xs font-medium text-muted"),
                rx.el.dd(value, class_name="tabular mt-0.5 font-mono text-sm break-all"),
            ),
        )

    return rx.fragment(
        rx.el.div(
            rx.cond(
                part.state == "claimed", icon("check", "mt-0.5 size-5 text-good"),
                spinner("mt-0.5 size-5 text-brand"),
            ),
            rx.el.div(
                rx.el.p(part.title, class_name="font-medium"),
                rx.el.p(part.text, class_name="mt-1 text-[0.9375rem] text-muted text-pretty"),
                class_name="min-w-0",
            ),
            class_name="flex gap-3",
        ),
        rx.el.dl(
            known(t("Wallet"), part.wallet),
            known(t("Chain"), part.chain),
            known(t("Contract"), part.contract),
            known(t("Token number"), part.number),
            known(t("Transaction"), part.tx),
            class_name="flex flex-col gap-3",
        ),
        link_button(t("My collection"), href=COLLECTION, look="quiet"),
        rx.cond(part.surrender, _way_back(part)),
    )  # fmt: skip


def _way_back(part: Any) -> rx.Component:
    return rx.el.details(
        rx.el.summary(
            t("Bring it back to my account"),
            class_name="min-h-11 cursor-pointer py-2.5 text-[0.9375rem] font-medium text-brand",
        ),
        rx.el.p(
            t(
                "The token is burnt, and the ticket stays yours. Your wallet sends this, and pays "
                "the fee of the chain. It has to happen before tickets stop moving."
            ),
            class_name="mb-3 text-sm text-muted text-pretty",
        ),
        sending_form(
            t("Bring it back"), account=part.owner, chain=part.chain_id, to=part.contract,
            call=part.surrender,
        ),
    )  # fmt: skip
