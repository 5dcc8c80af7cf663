"""Claims follow what their chain tells: worked out anew from all of it, however it came."""

from collections.abc import Iterable
from uuid import UUID

import structlog
from sqlalchemy import select, text
from sqlmodel import col

from bilten_app.domains.identity import queries as identity
from bilten_app.domains.onchain import rules
from bilten_app.domains.onchain.models import OnchainClaim
from bilten_app.domains.onchain.public import CLAIM_FLOW, ClaimState, Verb
from bilten_app.domains.tickets import service as tickets
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import Actor
from bilten_app.kit.evm import checksummed, parse_address

log = structlog.get_logger(__name__)
_TOLD = text("""
    SELECT kind, state, told FROM onchain_events
    WHERE chain_id = :chain_id AND contract = :contract AND told ->> 'id' = :item
      AND kind IN ('TicketClaimed', 'TicketMoved')
    ORDER BY number, log_index
""")
_OURS = text("""
    SELECT contract FROM onchain_collections
    WHERE chain_id = :chain_id AND contract = ANY(CAST(:contracts AS bytea[]))
""")
_VERBS = {
    ClaimState.claimed: Verb.claimed,
    ClaimState.returned: Verb.returned,
}


async def settle(rt: Runtime, chain_id: int, tokens: Iterable[tuple[bytes, int]]) -> None:
    """Bring claims, and who holds their tickets, to what is known of tokens now."""
    found = set(tokens)
    contracts = list({contract for contract, _ in found})
    async with rt.read() as session:
        asked = {"chain_id": chain_id, "contracts": contracts}
        ours = set((await session.execute(_OURS, asked)).scalars())
    for contract, item in sorted(found):
        if contract in ours:
            async with rt.unit_of_work() as uow:
                await _settle(rt, uow, chain_id, contract, item)


async def adopt(rt: Runtime, actor: Actor) -> None:
    """Give somebody the tickets that wallets of theirs held before we knew whose they are."""
    async with rt.read() as session:
        wallets = await identity.wallets(session, actor)
        chosen = select(col(OnchainClaim.id)).where(
            col(OnchainClaim.state) == ClaimState.claimed,
            col(OnchainClaim.owner).in_([parse_address(one.address) for one in wallets]),
            col(OnchainClaim.holder_id).is_(None),
        )
        found = (await session.execute(chosen)).scalars().all() if wallets else ()
    for claim_id in found:
        async with rt.unit_of_work(actor) as uow:
            row = await uow.get(OnchainClaim, claim_id, lock=True)
            if row.holder_id is None and row.owner:
                row.holder_id = await _account(uow, row.owner)
                if row.holder_id:
                    name, email = await _person(uow, row.holder_id)
                    await tickets.know_holder(
                        uow, ticket_id=row.ticket_id, user_id=row.holder_id, name=name, email=email
                    )


async def _settle(rt: Runtime, uow: UnitOfWork, chain_id: int, contract: bytes, item: int) -> None:
    chosen = (
        select(OnchainClaim)
        .where(
            col(OnchainClaim.chain_id) == chain_id,
            col(OnchainClaim.contract) == contract,
            col(OnchainClaim.token_id) == item,
        )
        .order_by(col(OnchainClaim.id).desc())
        .limit(1)
        .with_for_update()
    )
    row = (await uow.session.execute(chosen)).scalar_one_or_none()
    asked = {"chain_id": chain_id, "contract": contract, "item": str(item)}
    told = (await uow.session.execute(_TOLD, asked)).all()
    standing = rules.standing_of((each.kind, each.state, each.told) for each in told)
    if row is None or row.state == ClaimState.lapsed:
        if standing.state is not ClaimState.voucher_out:
            log.error("a ticket was made that nobody asked for", chain=chain_id, item=item,
                      contract=contract.hex())  # fmt: skip
        return
    now = ClaimState(row.state)
    if now is ClaimState.returned:
        return
    if standing.owner and standing.owner != (row.owner or row.wallet):
        await _hand_over(rt, uow, row, standing.owner)
    row.owner = standing.owner
    if standing.state is not now:
        uow.advance(row, CLAIM_FLOW, standing.state)
        if verb := _VERBS.get(standing.state):
            uow.audit(verb, row.ticket_id, claim=str(row.id))
    if standing.state is ClaimState.returned:
        await tickets.take_back(uow, ticket_id=row.ticket_id)


async def _hand_over(rt: Runtime, uow: UnitOfWork, row: OnchainClaim, owner: bytes) -> None:
    row.holder_id = await _account(uow, owner)
    name, email = await _person(uow, row.holder_id)
    await tickets.hand_over(
        uow, rt.vault, ticket_id=row.ticket_id, user_id=row.holder_id, name=name, email=email
    )
    uow.audit(Verb.moved, row.ticket_id, claim=str(row.id))


async def _account(uow: UnitOfWork, owner: bytes) -> UUID | None:
    written = checksummed(owner)
    return (await identity.wallet_owners(uow.session, [written])).get(written)


async def _person(uow: UnitOfWork, user_id: UUID | None) -> tuple[str, str]:
    if user_id is None:
        return "", ""
    found = await identity.profile(uow.session, user_id)
    return found.name, found.email
