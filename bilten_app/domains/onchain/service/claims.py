"""From custody to a wallet: asked for, a voucher signed and sent, or lapsed."""

from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import col

from bilten_app.domains.events import queries as events
from bilten_app.domains.events.public import EventState
from bilten_app.domains.identity import queries as identity
from bilten_app.domains.onchain import rules
from bilten_app.domains.onchain.models import OnchainClaim, OnchainCollection, OnchainType
from bilten_app.domains.onchain.public import (
    CLAIM_FLOW,
    ClaimedTooOften,
    ClaimState,
    CollectionNotMade,
    NotOffered,
    OnlyPlainWallets,
    Purpose,
    TooLateToClaim,
    Verb,
)
from bilten_app.domains.onchain.service.chains import STANDS_FOR, Chain, chain_of
from bilten_app.domains.onchain.service.sendings import Wish, sent_for, want
from bilten_app.domains.orders import queries as orders
from bilten_app.domains.scanning import queries as scanning
from bilten_app.domains.tickets import queries as ticket_queries
from bilten_app.domains.tickets import service as tickets
from bilten_app.domains.tickets.public import TicketView
from bilten_app.infra.mirrors import never_made
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import NotFound
from bilten_app.kit.evm import checksummed, parse_address
from bilten_app.kit.evm.abi import call
from bilten_app.kit.evm.orders import Voucher
from bilten_app.kit.ids import new_id
from bilten_app.ports.rates import RateTable

CLAIMS_AN_HOUR, AN_HOUR_S = 30, 3600


async def claim(rt: Runtime, actor: Actor, *, ticket_id: UUID, wallet_id: UUID) -> UUID:
    """Let somebody's own ticket go to a wallet of theirs; we pay for it. Return the claim's id.

    From now on nothing but its chain moves the ticket, until the claim lapses or the token comes
    back. Raises NotFound for another's ticket or wallet; NotOffered, CollectionNotMade,
    TooLateToClaim, OnlyPlainWallets, ClaimedTooOften, TicketIsOut, TicketNotValid, TooMany.
    """
    user_id = actor.require_own_hand()
    await rt.gateways.limits.hit(
        "claim-ticket", str(user_id), limit=CLAIMS_AN_HOUR, per_s=AN_HOUR_S
    )
    rates = await rt.gateways.rates.table()
    async with rt.unit_of_work(actor) as uow:
        await tickets.lend(uow, ticket_id=ticket_id, user_id=user_id)
        wallet = await _wallet(uow, actor, wallet_id)
        ticket = await ticket_queries.by_id(uow.session, ticket_id)
        collection, contract = await _offer(uow, ticket)
        row = OnchainClaim(
            id=new_id(), ticket_id=ticket_id, event_id=ticket.event_id,
            chain_id=collection.chain_id, contract=contract,
            token_id=rules.token_of(ticket.index, await _rounds(uow, ticket_id)), wallet=wallet,
            tier=ticket.class_number % 256, holder_id=user_id,
            face_value=await _face_value(rt, uow, ticket, collection, rates),
            valid_until=uow.clock.now().replace(microsecond=0) + rules.VOUCHER_LASTS,
            asked_at=uow.clock.now(),
        )  # fmt: skip
        uow.add(row)
        uow.audit(Verb.claim_asked, ticket_id, claim=str(row.id))
    return row.id


async def send_vouchers(rt: Runtime, chain: Chain) -> None:
    """Sign what was asked for, and have it sent. The same voucher twice makes one ticket."""
    chosen = select(OnchainClaim).where(
        col(OnchainClaim.state) == ClaimState.voucher_out,
        col(OnchainClaim.chain_id) == chain.id,
        col(OnchainClaim.valid_until) > rt.clock.now(),
    )
    async with rt.read() as session:
        waiting = (await session.execute(chosen.order_by(col(OnchainClaim.id)))).scalars().all()
        under_way = await sent_for(session, [one.id for one in waiting])
    if not (waiting := [one for one in waiting if one.id not in under_way]):
        return
    epoch = int.from_bytes(await chain.door.call(chain.registry, call("issuerEpoch()")))
    for row in waiting:
        voucher = Voucher(
            row.token_id, row.wallet, row.tier, int(row.face_value), paid=False,
            valid_until=rules.seconds(row.valid_until), epoch=epoch,
        )  # fmt: skip
        signature = await chain.signers.issuer.sign(voucher.digest(chain.id, row.contract))
        wish = Wish(Purpose.claim, row.id, row.contract, rules.claim_call(voucher, signature))
        async with rt.unit_of_work() as uow:
            await want(uow, chain, wish)


async def lapse_due(rt: Runtime, chain: Chain) -> None:
    """Take back tickets whose voucher nobody can use any more, once that is final."""
    chosen = select(OnchainClaim).where(
        col(OnchainClaim.state) == ClaimState.voucher_out,
        col(OnchainClaim.chain_id) == chain.id,
        col(OnchainClaim.valid_until) < rt.clock.now(),
    )
    async with rt.read() as session:
        over = (await session.execute(chosen)).scalars().all()
    for one in over:
        async with rt.unit_of_work() as uow:
            row = await uow.get(OnchainClaim, one.id, lock=True)
            if row.state != ClaimState.voucher_out or not await never_made(
                uow.session, chain.id, contract=row.contract, item=row.token_id,
                by=row.valid_until,
            ):  # fmt: skip
                continue
            uow.advance(row, CLAIM_FLOW, ClaimState.lapsed)
            await tickets.take_back(uow, ticket_id=row.ticket_id)
            uow.audit(Verb.claim_lapsed, row.ticket_id, claim=str(row.id))


async def _wallet(uow: UnitOfWork, actor: Actor, wallet_id: UUID) -> bytes:
    known = {one.id: one for one in await identity.wallets(uow.session, actor)}
    wallet = known.get(wallet_id)
    if wallet is None:
        raise NotFound
    if wallet.chain_id is not None:
        raise OnlyPlainWallets
    return parse_address(wallet.address)


async def _offer(uow: UnitOfWork, ticket: TicketView) -> tuple[OnchainCollection, bytes]:
    """Return the collection of a ticket that may go there now, and its contract."""
    row = await uow.session.get(OnchainCollection, ticket.event_id)
    offered = await uow.session.get(OnchainType, ticket.ticket_type_id)
    if row is None or offered is None:
        raise NotOffered
    if row.contract is None:
        raise CollectionNotMade
    event = await events.by_id(uow.session, ticket.event_id)
    if event.state is not EventState.published or event.ends_at <= uow.clock.now():
        raise TooLateToClaim
    if await scanning.was_admitted(uow.session, event_id=event.id, index=ticket.index):
        raise TooLateToClaim
    return row, row.contract


async def _face_value(
    rt: Runtime,
    uow: UnitOfWork,
    ticket: TicketView,
    collection: OnchainCollection,
    rates: RateTable,
) -> int:
    """Return what the ticket cost, in the coin of its collection: what bounds a price there."""
    coins = chain_of(rt, collection.chain_id).coins
    chosen = rules.Config.read(collection.config).currency
    of = {checksummed(coin.address): (name, coin) for name, coin in coins.items()}
    if chosen not in of:
        return 0
    name, coin = of[chosen]
    paid = await orders.price_of(uow.session, ticket.order_id, ticket.ticket_type_id)
    return rules.face_value(paid, STANDS_FOR[name], coin.decimals, rates)


async def _rounds(uow: UnitOfWork, ticket_id: UUID) -> int:
    """Return how often the ticket's token was burnt: each had a number of its own."""
    chosen = select(func.count()).where(
        col(OnchainClaim.ticket_id) == ticket_id, col(OnchainClaim.state) == ClaimState.returned
    )
    rounds = (await uow.session.execute(chosen)).scalar_one()
    if rounds >= rules.MOST_ROUNDS:
        raise ClaimedTooOften
    return rounds
