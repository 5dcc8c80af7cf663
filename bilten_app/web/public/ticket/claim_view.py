"""Where a ticket is on its way to a wallet, in words."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from bilten_app.domains.identity import queries as identity
from bilten_app.domains.identity.public import WalletView
from bilten_app.domains.onchain import queries as onchain
from bilten_app.domains.onchain.public import ClaimState, ClaimView
from bilten_app.domains.tickets import queries as tickets
from bilten_app.domains.tickets.public import TicketState, TicketView
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.text import msgid, say
from bilten_app.web.public.account.security.wallets import shortened

STEPS: Mapping[ClaimState, tuple[str, str]] = {
    ClaimState.voucher_out: (
        msgid("On its way to your wallet"),
        msgid("We send it and pay for it. This takes a minute or two; you may leave this page."),
    ),
    ClaimState.seen: (
        msgid("It has arrived"),
        msgid("The chain still has to confirm it. Nothing is left for you to do."),
    ),
    ClaimState.claimed: (
        msgid("In your wallet"),
        msgid("The code above still opens the door, for as long as the token is yours."),
    ),
}
LAPSED = msgid("It could not be sent in time, so the ticket stays here. Please try again.")


@dataclass(frozen=True, slots=True)
class WalletChoice:
    """A wallet to claim to."""

    id: str
    words: str


@dataclass(frozen=True, slots=True)
class ClaimPart:
    """The part of a ticket's page about wallets; nothing of it is shown to whose it is not."""

    is_shown: bool = False
    state: str = ""
    title: str = ""
    text: str = ""
    wallet: str = ""
    contract: str = ""
    number: str = ""
    chain: str = ""
    tx: str = ""
    owner: str = ""
    chain_id: str = ""
    surrender: str = ""
    note: str = ""
    may_claim: bool = False
    wallets: tuple[WalletChoice, ...] = ()


NO_CLAIM = ClaimPart()


async def load_claim(
    rt: Runtime, actor: Actor, code: str, secret: str, locale: str
) -> tuple[TicketView, ClaimPart]:
    """Return what the holder of a ticket may do with it, or raise NotFound."""
    async with rt.read() as session:
        ticket = await tickets.by_link(session, rt.vault, code=code, secret=secret)
        if actor.user_id is None or not await tickets.is_of(session, ticket.id, actor.user_id):
            return ticket, NO_CLAIM
        found = (await onchain.claims_of(session, [ticket.id])).get(ticket.id)
        is_offered = await onchain.is_offered(session, ticket.ticket_type_id)
        wallets = await identity.wallets(session, actor)
    return ticket, part_of(rt, found, wallets, locale, may_claim=is_offered and _is_good(ticket))


async def read_claims(rt: Runtime, topics: Collection[str]) -> Mapping[str, Any]:
    """Return topic → the part as it is now; whoever watches was let in by `open`."""
    asked = {topic: topic.split(" ") for topic in topics}
    async with rt.read() as session:
        found = await onchain.claims_of(session, {UUID(ticket) for ticket, _ in asked.values()})
    return {
        topic: part_of(rt, found.get(UUID(ticket)), (), locale, may_claim=False)
        for topic, (ticket, locale) in asked.items()
    }


def part_of(
    rt: Runtime,
    found: ClaimView | None,
    wallets: Sequence[WalletView],
    locale: str,
    *,
    may_claim: bool,
) -> ClaimPart:
    """Return the part in a language."""
    if found is None or not found.is_alive:
        is_lapsed = found is not None and found.state is ClaimState.lapsed
        return ClaimPart(
            is_shown=may_claim or is_lapsed,
            note=say(LAPSED, locale) if is_lapsed else "",
            may_claim=may_claim,
            wallets=tuple(
                WalletChoice(str(one.id), shortened(one.address))
                for one in wallets
                if one.chain_id is None
            ),
        )
    title, text = STEPS[found.state]
    return ClaimPart(
        is_shown=True,
        state=found.state.value,
        title=say(title, locale),
        text=say(text, locale),
        wallet=shortened(found.owner or found.wallet),
        contract=found.contract,
        number=str(found.token_id),
        chain=rt.settings.chain_names.get(found.chain_id, str(found.chain_id)),
        tx=found.tx,
        owner=found.owner,
        chain_id=str(found.chain_id),
        surrender="0x" + found.surrender().hex() if found.state is ClaimState.claimed else "",
    )


def _is_good(ticket: TicketView) -> bool:
    return ticket.state is TicketState.valid
