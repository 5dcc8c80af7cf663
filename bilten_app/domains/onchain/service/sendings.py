"""What we send to chains: wanted, numbered, signed and kept, brought, watched until it is final.

Each step is written down before the next one, and each may be done again by another process:

    wanted      somebody wants a call in a block; there is one for each purpose and reference
    numbered    it has the account's next number, which nobody else will have
    tries       signed transactions with that number, kept before they are brought; a later one
                pays more, and only one of them can ever be in a block
    done        one is in a block that stays (failed: the contract refused it there)

A number that something else used up makes the sending lost, and another is wanted in its place.
What it is sent for must not happen twice by its own contract: a ticket's number exists once, and an
event's address follows from its configuration.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bilten_app.domains.onchain import rules
from bilten_app.domains.onchain.models import OnchainSending, OnchainTry
from bilten_app.domains.onchain.public import SENDING_FLOW, Purpose, SendingState
from bilten_app.domains.onchain.service.chains import Chain
from bilten_app.infra.db import table_of
from bilten_app.infra.mirrors import final_number
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.evm import keccak
from bilten_app.kit.evm.transactions import Transaction
from bilten_app.kit.ids import new_id
from bilten_app.ports.chain_node import CallRefused

log = structlog.get_logger(__name__)
MOST_AT_ONCE = 50
BRING_AGAIN_AFTER = timedelta(seconds=15)
PAY_MORE_AFTER = timedelta(seconds=60)
MOST_TRIES = 12
TRY_AGAIN_AFTER = timedelta(minutes=3)
# What a call takes may grow until it is in a block.
GAS_MARGIN = 1.3
_NEXT = text("""
    INSERT INTO onchain_senders AS s (chain_id, account, next_nonce)
    VALUES (:chain_id, :account, :seen + 1)
    ON CONFLICT (chain_id, account) DO UPDATE
        SET next_nonce = greatest(s.next_nonce, :seen) + 1
    RETURNING next_nonce - 1
""")
_ENDED = text("""
    SELECT state, ended_at FROM onchain_sendings
    WHERE purpose = :purpose AND reference = :reference AND state IN ('done', 'failed', 'refused')
    ORDER BY (state = 'done') DESC, ended_at DESC LIMIT 1
""")


@dataclass(frozen=True, slots=True)
class Wish:
    """A call of a contract, what for, and of which row."""

    purpose: Purpose
    reference: UUID
    contract: bytes
    data: bytes


async def want(uow: UnitOfWork, chain: Chain, wish: Wish) -> None:
    """Have a call sent. Harmless twice: one that is under way or done is enough.

    What was refused is tried again after a while, for what stood against it may be over.
    """
    asked = {"purpose": wish.purpose.value, "reference": wish.reference}
    before = (await uow.session.execute(_ENDED, asked)).first()
    if before and (
        before.state == SendingState.done or uow.clock.now() - before.ended_at < TRY_AGAIN_AFTER
    ):
        return
    await uow.session.execute(
        insert(table_of(OnchainSending))
        .values(
            id=new_id(), chain_id=chain.id, account=chain.signers.relayer.address,
            purpose=wish.purpose.value, reference=wish.reference, contract=wish.contract,
            data=wish.data, state=SendingState.wanted.value, reason="", wanted_at=uow.clock.now(),
        )
        .on_conflict_do_nothing()
    )  # fmt: skip


async def sent_for(session: AsyncSession, references: Collection[UUID]) -> frozenset[UUID]:
    """Return those claims for which something is under way, or done."""
    ongoing = (SendingState.wanted, SendingState.numbered, SendingState.done)
    chosen = select(col(OnchainSending.reference)).where(
        col(OnchainSending.reference).in_(references),
        col(OnchainSending.purpose) == Purpose.claim,
        col(OnchainSending.state).in_(ongoing),
    )
    return frozenset((await session.execute(chosen)).scalars())


async def number_wanted(rt: Runtime, chain: Chain) -> None:
    """Give the next numbers to what is wanted; what the contract would refuse never gets one."""
    for row in await _in_state(rt, chain, SendingState.wanted):
        try:
            gas = await chain.door.gas(row.account, row.contract, row.data)
        except CallRefused as refused:
            log.warning("a call is refused", purpose=row.purpose, why=refused.data.hex())
            await _end(rt, row.id, SendingState.refused, refused.data.hex())
            continue
        seen = await chain.door.nonce(row.account)
        async with rt.unit_of_work() as uow:
            known = await uow.get(OnchainSending, row.id, lock=True)
            if known.state != SendingState.wanted:
                continue
            taken = await uow.session.execute(
                _NEXT, {"chain_id": chain.id, "account": row.account, "seen": seen}
            )
            uow.advance(
                known, SENDING_FLOW, SendingState.numbered, nonce=taken.scalar_one(),
                gas=int(gas * GAS_MARGIN),
            )  # fmt: skip


async def push_numbered(rt: Runtime, chain: Chain) -> None:
    """Bring what has a number into a block, in the order of the numbers, until it is final."""
    for row in await _in_state(rt, chain, SendingState.numbered):
        await _push(rt, chain, row)


async def _push(rt: Runtime, chain: Chain, row: OnchainSending) -> None:
    tries = await _tries(rt, row.id)
    for one in tries:
        if mined := await chain.door.mined(one.tx):
            async with rt.read() as session:
                final = await final_number(session, chain.id)
            if final is not None and mined.block <= final:
                state = SendingState.done if mined.is_done else SendingState.failed
                await _end(rt, row.id, state)
            return
    if await chain.door.nonce(row.account, final=True) > (row.nonce or 0):
        await _replace(rt, row.id)
        return
    now = rt.clock.now()
    last = tries[-1] if tries else None
    if last is None or _is_stuck(last, now, len(tries)):
        last = await _sign(rt, chain, row, last)
    if last.sent_at is None or now - last.sent_at >= BRING_AGAIN_AFTER:
        await _bring(rt, chain, last)


async def _sign(
    rt: Runtime, chain: Chain, row: OnchainSending, before: OnchainTry | None
) -> OnchainTry:
    """Sign the next try and keep it; whoever else did so at the same time may have been first."""
    paid = (int(before.max_fee), int(before.tip)) if before else None
    most, tip = rules.fees_after(await chain.door.fees(), paid)
    call = Transaction(
        chain=chain.id, nonce=row.nonce or 0, to=row.contract, data=row.data, gas=row.gas or 0,
        max_fee=most, tip=tip,
    )  # fmt: skip
    raw = call.signed(await chain.signers.relayer.sign(call.digest()))
    number = before.number + 1 if before else 1
    values: dict[str, Any] = {
        "sending_id": row.id, "number": number, "tx": keccak(raw), "raw": raw, "max_fee": most,
        "tip": tip, "made_at": rt.clock.now(), "sent_at": None,
    }  # fmt: skip
    async with rt.unit_of_work() as uow:
        await uow.session.execute(
            insert(table_of(OnchainTry)).values(values).on_conflict_do_nothing()
        )
    return (await _tries(rt, row.id))[-1]


async def _bring(rt: Runtime, chain: Chain, one: OnchainTry) -> None:
    if why := await chain.door.send(one.raw):
        log.warning("a transaction was not taken", tx=one.tx.hex(), why=why)
    async with rt.unit_of_work() as uow:
        known = await uow.get(OnchainTry, (one.sending_id, one.number), lock=True)
        known.sent_at = uow.clock.now()


async def _replace(rt: Runtime, sending_id: UUID) -> None:
    """Somebody else used the number, for good: want the same anew."""
    async with rt.unit_of_work() as uow:
        row = await uow.get(OnchainSending, sending_id, lock=True)
        if row.state != SendingState.numbered:
            return
        log.error("a number of ours was used elsewhere", chain=row.chain_id, nonce=row.nonce)
        uow.advance(row, SENDING_FLOW, SendingState.lost, ended_at=uow.clock.now())
        await uow.session.flush()
        uow.add(
            OnchainSending(
                chain_id=row.chain_id, account=row.account, purpose=row.purpose,
                reference=row.reference, contract=row.contract, data=row.data,
                wanted_at=uow.clock.now(),
            )
        )  # fmt: skip


async def _end(rt: Runtime, sending_id: UUID, to: SendingState, reason: str = "") -> None:
    async with rt.unit_of_work() as uow:
        row = await uow.get(OnchainSending, sending_id, lock=True)
        if to in SENDING_FLOW.following(SendingState(row.state)):
            uow.advance(row, SENDING_FLOW, to, ended_at=uow.clock.now(), reason=reason)


async def _in_state(rt: Runtime, chain: Chain, state: SendingState) -> Sequence[OnchainSending]:
    chosen = (
        select(OnchainSending)
        .where(
            col(OnchainSending.chain_id) == chain.id,
            col(OnchainSending.account) == chain.signers.relayer.address,
            col(OnchainSending.state) == state,
        )
        .order_by(col(OnchainSending.nonce), col(OnchainSending.id))
        .limit(MOST_AT_ONCE)
    )
    async with rt.read() as session:
        return (await session.execute(chosen)).scalars().all()


async def _tries(rt: Runtime, sending_id: UUID) -> Sequence[OnchainTry]:
    chosen = (
        select(OnchainTry)
        .where(col(OnchainTry.sending_id) == sending_id)
        .order_by(col(OnchainTry.number))
    )
    async with rt.read() as session:
        return (await session.execute(chosen)).scalars().all()


def _is_stuck(last: OnchainTry, now: datetime, tries: int) -> bool:
    return tries < MOST_TRIES and now - last.made_at >= PAY_MORE_AFTER
