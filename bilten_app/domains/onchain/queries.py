"""Collections and claims, for those whose they are."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bilten_app.domains.onchain.models import OnchainClaim, OnchainCollection, OnchainType
from bilten_app.domains.onchain.public import (
    ClaimState,
    ClaimView,
    CollectionState,
    CollectionView,
    Policy,
    Terms,
)
from bilten_app.domains.onchain.rules import INDEX_BITS
from bilten_app.kit.errors import NotFound
from bilten_app.kit.evm import checksummed

HIGHEST_TOKEN = 2**63
ALIVE = (ClaimState.voucher_out, ClaimState.seen, ClaimState.claimed)
_TRANSACTIONS = text("""
    SELECT DISTINCT ON (s.reference) s.reference, t.tx
    FROM onchain_sendings s JOIN onchain_tries t ON t.sending_id = s.id
    WHERE s.reference = ANY(CAST(:references AS uuid[])) AND s.purpose = 'claim'
    ORDER BY s.reference, s.id DESC, t.number DESC
""")
_TROUBLE = text("""
    SELECT EXISTS (
        SELECT FROM onchain_sendings
        WHERE reference = :event AND purpose = 'collection' AND state IN ('failed', 'refused')
    )
""")


async def collection(session: AsyncSession, event_id: UUID) -> CollectionView | None:
    """Return the collection of an event, or None; the caller knows why it may."""
    row = await session.get(OnchainCollection, event_id)
    if row is None:
        return None
    chosen = select(col(OnchainType.ticket_type_id)).where(col(OnchainType.event_id) == event_id)
    types = (await session.execute(chosen)).scalars().all()
    is_refused = (await session.execute(_TROUBLE, {"event": event_id})).scalar_one()
    return CollectionView(
        event_id=event_id,
        chain_id=row.chain_id,
        terms=terms_of(row),
        state=CollectionState(row.state),
        contract=checksummed(row.contract) if row.contract else "",
        ticket_types=types,
        is_refused=is_refused and row.state == CollectionState.making,
    )


async def is_offered(session: AsyncSession, ticket_type_id: UUID) -> bool:
    """Whether tickets of a type may go to wallets."""
    return await session.get(OnchainType, ticket_type_id) is not None


async def claims_of(
    session: AsyncSession, ticket_ids: Collection[UUID]
) -> Mapping[UUID, ClaimView]:
    """Return ticket id → its claim that is alive, else its latest one."""
    chosen = (
        select(OnchainClaim)
        .where(col(OnchainClaim.ticket_id).in_(ticket_ids))
        .order_by(col(OnchainClaim.id))
    )
    rows = (await session.execute(chosen)).scalars().all()
    return {one.ticket_id: one for one in await _views(session, rows)}


async def of_holder(session: AsyncSession, user_id: UUID) -> Sequence[ClaimView]:
    """Return what is in somebody's wallets, or on its way there, the newest first."""
    chosen = (
        select(OnchainClaim)
        .where(col(OnchainClaim.holder_id) == user_id, col(OnchainClaim.state).in_(ALIVE))
        .order_by(col(OnchainClaim.id).desc())
        .limit(200)
    )
    return await _views(session, (await session.execute(chosen)).scalars().all())


async def token(session: AsyncSession, event_id: UUID, token_id: int) -> ClaimView:
    """Return the claim of a token that is there, or may be, for anybody. Raises NotFound."""
    if not 0 <= token_id < HIGHEST_TOKEN:
        raise NotFound
    chosen = select(OnchainClaim).where(
        col(OnchainClaim.event_id) == event_id,
        col(OnchainClaim.token_id) == token_id,
        col(OnchainClaim.state).in_(ALIVE),
    )
    found = await _views(session, (await session.execute(chosen)).scalars().all())
    if not found:
        raise NotFound
    return found[0]


def index_of(token_id: int) -> int:
    """Return the number that a token's ticket has in its event."""
    return token_id & (1 << INDEX_BITS) - 1


def terms_of(row: OnchainCollection) -> Terms:
    """Return what an organizer decided."""
    receiver = checksummed(row.royalty_to) if row.royalty_to else ""
    return Terms(Policy(row.policy), row.cap_bps, row.royalty_bps, receiver, row.lock_minutes)


async def _views(session: AsyncSession, rows: Sequence[OnchainClaim]) -> Sequence[ClaimView]:
    asked = {"references": [row.id for row in rows]}
    sent = {row.reference: row.tx for row in await session.execute(_TRANSACTIONS, asked)}
    return [
        ClaimView(
            id=row.id,
            ticket_id=row.ticket_id,
            event_id=row.event_id,
            chain_id=row.chain_id,
            contract=checksummed(row.contract),
            token_id=row.token_id,
            wallet=checksummed(row.wallet),
            owner=checksummed(row.owner) if row.owner else "",
            state=ClaimState(row.state),
            valid_until=row.valid_until,
            tx="0x" + sent[row.id].hex() if row.id in sent else "",
        )
        for row in rows
    ]
