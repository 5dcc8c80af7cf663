"""What happens to an event and its tickets here is told to its contract, so that nobody is sold a
token there that opens no door."""

from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from bilten_app.domains.events import queries as events
from bilten_app.domains.events.public import EventState, EventView
from bilten_app.domains.onchain import rules
from bilten_app.domains.onchain.models import OnchainClaim, OnchainCollection, OnchainSending
from bilten_app.domains.onchain.public import ClaimState, Purpose
from bilten_app.domains.onchain.service.chains import Chain, chain_ids, chain_of
from bilten_app.domains.onchain.service.sendings import Wish, want
from bilten_app.domains.tickets import queries as tickets
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.evm.abi import call

WORD = 32


async def on_event_changed(rt: Runtime, *, event_id: str, change_id: str, **_: object) -> None:
    """Reaction: tickets stop moving before the doors of the new day. Harmless twice, and late."""
    async with rt.unit_of_work() as uow:
        row = await uow.session.get(OnchainCollection, UUID(event_id), with_for_update=True)
        if chain := _chain_of(rt, row):
            event = await events.by_id(uow.session, UUID(event_id))
            await keep_time(uow, chain, row, event, UUID(change_id))


async def on_event_cancelled(rt: Runtime, *, event_id: str, **_: object) -> None:
    """Reaction: nothing of a called-off event moves any more. Harmless twice: it is sent once."""
    async with rt.unit_of_work() as uow:
        row = await uow.session.get(OnchainCollection, UUID(event_id), with_for_update=True)
        if (chain := _chain_of(rt, row)) and row and row.contract:
            wish = Wish(Purpose.cancellation, row.event_id, row.contract, call("cancel()"))
            await want(uow, chain, wish)


async def on_tickets_voided(rt: Runtime, *, order_id: str, event_id: str, **_: object) -> None:
    """Reaction: tokens of tickets that open no door stay where they are. Harmless twice."""
    async with rt.unit_of_work() as uow:
        row = await uow.session.get(OnchainCollection, UUID(event_id))
        if not (chain := _chain_of(rt, row)):
            return
        event = await events.by_id(uow.session, UUID(event_id))
        if event.state is EventState.cancelled:
            return
        void = await tickets.void_places(uow.session, UUID(order_id))
        chosen = select(OnchainClaim).where(
            col(OnchainClaim.ticket_id).in_([one.id for one in void]),
            col(OnchainClaim.state).in_(
                [ClaimState.voucher_out, ClaimState.seen, ClaimState.claimed]
            ),
        )
        for one in (await uow.session.execute(chosen)).scalars():
            spoil = call("voidTicket(uint256)", one.token_id)
            await want(uow, chain, Wish(Purpose.voiding, one.id, one.contract, spoil))


async def keep_time(
    uow: UnitOfWork,
    chain: Chain,
    row: OnchainCollection | None,
    event: EventView,
    reference: UUID,
) -> None:
    """Tell a contract of other times than it was last told, if it is there."""
    if row is None or row.contract is None:
        return
    lock_at, release_at = rules.times_of(event, row.lock_minutes)
    known_lock, known_release = await _told_last(uow, row)
    # Money is never released earlier than it was promised.
    wanted = lock_at, max(release_at, known_release)
    if wanted != (known_lock, known_release):
        told = call("reschedule(uint40,uint40)", *wanted)
        await want(uow, chain, Wish(Purpose.times, reference, row.contract, told))


async def _told_last(uow: UnitOfWork, row: OnchainCollection) -> tuple[int, int]:
    chosen = (
        select(col(OnchainSending.data))
        .where(
            col(OnchainSending.contract) == row.contract,
            col(OnchainSending.purpose) == Purpose.times,
        )
        .order_by(col(OnchainSending.id).desc())
        .limit(1)
    )
    last = (await uow.session.execute(chosen)).scalar_one_or_none()
    if last is None:
        config = rules.Config.read(row.config)
        return config.lock_at, config.release_at
    return int.from_bytes(last[-2 * WORD : -WORD]), int.from_bytes(last[-WORD:])


def _chain_of(rt: Runtime, row: OnchainCollection | None) -> Chain | None:
    """Return the chain of a collection whose contract is there."""
    if row is None or row.contract is None or row.chain_id not in chain_ids(rt):
        return None
    return chain_of(rt, row.chain_id)
