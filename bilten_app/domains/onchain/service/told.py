"""Taking down what the indexer tells."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import text

from bilten_app.domains.onchain.public import Sureness
from bilten_app.domains.onchain.service.settling import settle
from bilten_app.infra.runtime import Runtime

type Told = Sequence[Mapping[str, Any]]

__all__ = ["on_events_final", "on_events_retracted", "on_events_seen"]

OF_TOKENS = frozenset({"TicketClaimed", "TicketMoved"})
# What an earlier turn told arrives late, and what is told again changes nothing.
_TAKE = text("""
    INSERT INTO onchain_events AS known
        (chain_id, block_hash, log_index, number, tx, contract, kind, told, state, turn)
    SELECT :chain_id, decode(substr(e.block_hash, 3), 'hex'), e.log_index, e.number,
        decode(substr(e.tx, 3), 'hex'), decode(substr(e.contract, 3), 'hex'), e.kind, e.values,
        :state, :turn
    FROM jsonb_to_recordset(CAST(:events AS jsonb)) AS e (number bigint, block_hash text,
        log_index integer, tx text, contract text, kind text, values jsonb)
    ORDER BY e.block_hash, e.log_index
    ON CONFLICT (chain_id, block_hash, log_index) DO UPDATE
        SET state = EXCLUDED.state, turn = EXCLUDED.turn
        WHERE known.turn < EXCLUDED.turn
""")


async def on_events_seen(
    rt: Runtime, *, chain_id: int, turn: int, events: Told, **_: object
) -> None:
    """Reaction: these stand in blocks that may still go. Harmless twice: the latest turn counts."""
    await _take(rt, Sureness.seen, chain_id, turn, events)


async def on_events_final(
    rt: Runtime, *, chain_id: int, turn: int, events: Told, **_: object
) -> None:
    """Reaction: these stay. Harmless twice, and late: final is for good."""
    await _take(rt, Sureness.final, chain_id, turn, events)


async def on_events_retracted(
    rt: Runtime, *, chain_id: int, turn: int, events: Told, **_: object
) -> None:
    """Reaction: these went with their blocks. Harmless twice: the latest turn counts."""
    await _take(rt, Sureness.retracted, chain_id, turn, events)


async def _take(rt: Runtime, state: Sureness, chain_id: int, turn: int, events: Told) -> None:
    values = {
        "chain_id": chain_id, "turn": turn, "state": state.value, "events": json.dumps(events),
    }  # fmt: skip
    async with rt.unit_of_work() as uow:
        await uow.session.execute(_TAKE, values)
    await settle(rt, chain_id, [_token(one) for one in events if one["kind"] in OF_TOKENS])


def _token(event: Mapping[str, Any]) -> tuple[bytes, int]:
    return bytes.fromhex(event["contract"][2:]), event["values"]["id"]
