"""What is kept of a chain. Whoever writes has the checkpoint's row, and found it as they left it.

Nodes are asked before, not meanwhile (docs/adr/0002): `turns` tells whether somebody else wrote
since we looked, and then nothing of ours is written.
"""

import io
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import batched
from typing import Any

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from bilten_app.infra import outbox
from bilten_app.infra.chain_facts import EventsFinal, EventsRetracted, EventsSeen, Told
from bilten_app.infra.db import insert_lists
from bilten_app.kit.clock import Clock
from chain_indexer.telling import KINDS_TOLD, facts
from chain_indexer.values import ChainFault, Header, Mark

COLUMNS = (
    "chain_id", "number", "log_index", "block_hash", "tx", "contract", "kind", "item", "account",
    "nonce", "words",
)  # fmt: skip
TOLD_AT_ONCE = 2_000
_LISTED = ", ".join(COLUMNS)
_BEGIN = text("""
    INSERT INTO chain_checkpoints (chain_id, final_number, final_hash, final_at, turns, reorgs,
        deepest, turned_at, stopped_for)
    VALUES (:chain_id, :number, :hash, :at, :turns, 0, 0, :now, '')
    ON CONFLICT ON CONSTRAINT pk_chain_checkpoints DO NOTHING
""")
_SEEN = text("""
    SELECT final_number, final_hash, turns, stopped_for FROM chain_checkpoints
    WHERE chain_id = :chain_id
""")
_HOT = text("SELECT number, hash FROM chain_hot_blocks WHERE chain_id = :chain_id ORDER BY number")
_LOCK = text("SELECT turns FROM chain_checkpoints WHERE chain_id = :chain_id FOR UPDATE")
_TURNED = text("""
    UPDATE chain_checkpoints SET turns = turns + 1, turned_at = :now,
        reorgs = reorgs + CAST(:deep > 0 AS integer), deepest = greatest(deepest, :deep)
    WHERE chain_id = :chain_id
""")
_DROP = text("DELETE FROM chain_hot_blocks WHERE chain_id = :chain_id AND number > :number")
_BLOCKS = insert_lists(
    "chain_hot_blocks",
    chain_id="bigint", number="bigint", hash="bytea", parent="bytea", at="timestamptz",
)  # fmt: skip
_FOLD = text(f"""
    INSERT INTO chain_events ({_LISTED}) SELECT {_LISTED} FROM chain_hot_events
    WHERE chain_id = :chain_id AND number <= :last ORDER BY number, log_index
""")  # noqa: S608 - ours
_TICKETS = text("""
    INSERT INTO chain_tickets AS t (chain_id, contract, item, owner, nonce, since)
    SELECT DISTINCT ON (contract, item) chain_id, contract, item, account, nonce, number
    FROM chain_events
    WHERE chain_id = :chain_id AND number BETWEEN :first AND :last
      AND kind IN ('TicketClaimed', 'TicketMoved')
    ORDER BY contract, item, number DESC, log_index DESC
    ON CONFLICT ON CONSTRAINT pk_chain_tickets DO UPDATE
        SET owner = EXCLUDED.owner, nonce = EXCLUDED.nonce, since = EXCLUDED.since
""")
_EVENTS = "number, block_hash, log_index, tx, contract, kind, words"
_TOLD_HOT = text(f"""
    SELECT {_EVENTS} FROM chain_hot_events
    WHERE chain_id = :chain_id AND number > :after AND kind = ANY(:kinds)
    ORDER BY number, log_index
""")  # noqa: S608 - ours
TOLD_FINAL = text(f"""
    SELECT {_EVENTS} FROM chain_events
    WHERE chain_id = :chain_id AND number > :after AND kind = ANY(:kinds)
    ORDER BY number, log_index
""")  # noqa: S608 - ours
# What became final in the same turn has not gone.
_TOLD_GONE = text(f"""
    SELECT {_EVENTS} FROM chain_hot_events h
    WHERE chain_id = :chain_id AND number > :after AND kind = ANY(:kinds)
      AND NOT EXISTS (
        SELECT FROM chain_events e
        WHERE (e.chain_id, e.number, e.log_index, e.block_hash)
            = (h.chain_id, h.number, h.log_index, h.block_hash)
      )
    ORDER BY number, log_index
""")  # noqa: S608 - ours
_COOLED = text("DELETE FROM chain_hot_blocks WHERE chain_id = :chain_id AND number <= :last")
_ANCHOR = text("""
    UPDATE chain_checkpoints SET final_number = :last, final_hash = :hash, final_at = :at
    WHERE chain_id = :chain_id
""")
_STOP = text("UPDATE chain_checkpoints SET stopped_for = :reason WHERE chain_id = :chain_id")
_LAST_EVENT = text("""
    SELECT number, block_hash FROM chain_events
    WHERE chain_id = :chain_id AND number > :after AND number <= :last
    ORDER BY number DESC LIMIT 1
""")
_CREATED = text("""
    SELECT account, number FROM chain_events
    WHERE chain_id = :chain_id AND kind = 'EventCreated' AND number > :after
""")
_CREATED_HOT = text("""
    SELECT account, number FROM chain_hot_events
    WHERE chain_id = :chain_id AND kind = 'EventCreated'
""")


class Overtaken(ChainFault):
    """Somebody else wrote meanwhile; what we were about to write is worth nothing."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the tables said when we looked: the last final block, and those after it."""

    turns: int
    anchor: Mark
    hot: Sequence[Mark]
    stopped_for: str = ""

    @property
    def tip(self) -> Mark:
        """The last block that is known."""
        return self.hot[-1] if self.hot else self.anchor


@dataclass(slots=True)
class Clones:
    """The contracts of events, by the block each was made in; what is final is read once."""

    final: dict[str, int] = field(default_factory=dict[str, int])
    read_to: int = -1


@dataclass(slots=True)
class Store:
    """The tables of one chain."""

    engine: AsyncEngine
    clock: Clock
    chain_id: int
    _clones: Clones = field(default_factory=Clones)

    async def begin(self, before: Header) -> None:
        """Take the block before our contracts' first as final, unless there is a checkpoint."""
        async with AsyncSession(self.engine) as session:
            now = self.clock.now()
            values = {
                "chain_id": self.chain_id, "number": before.height, "hash": _raw(before.hash),
                "at": _instant(before), "now": now,
                # Not from zero: what a mirror that is made anew tells is newer than all before.
                "turns": int(now.timestamp() * 1_000),
            }  # fmt: skip
            await session.execute(_BEGIN, values)
            await session.commit()

    async def look(self) -> Known | None:
        """Return what is known; None before the beginning."""
        async with AsyncSession(self.engine) as session:
            # One snapshot, or the blocks might be those of a later turn.
            await session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            seen = (await session.execute(_SEEN, self._key)).one_or_none()
            if seen is None:
                return None
            hot = (await session.execute(_HOT, self._key)).all()
        return Known(
            seen.turns,
            Mark(seen.final_number, _hex(seen.final_hash)),
            [Mark(row.number, _hex(row.hash)) for row in hot],
            seen.stopped_for,
        )

    async def clones(self, known: Known) -> dict[str, int]:
        """Return the contracts of events, each with the block that made it."""
        async with AsyncSession(self.engine) as session:
            if self._clones.read_to < known.anchor.number:
                after = {**self._key, "after": self._clones.read_to}
                for row in await session.execute(_CREATED, after):
                    self._clones.final[_hex(row.account)] = row.number
                self._clones.read_to = known.anchor.number
            hot = await session.execute(_CREATED_HOT, self._key)
            return self._clones.final | {_hex(row.account): row.number for row in hot}

    @asynccontextmanager
    async def turn(self, known: Known, *, deep: int = 0) -> AsyncGenerator["Turn"]:
        """Open the transaction of a turn. Raises Overtaken if somebody else wrote since `known`."""
        async with AsyncSession(self.engine) as session:
            if (await session.execute(_LOCK, self._key)).scalar_one() != known.turns:
                raise Overtaken("somebody else turned meanwhile")
            now = self.clock.now()
            yield Turn(session, self.chain_id, known.turns + 1, now)
            await session.execute(_TURNED, {**self._key, "now": now, "deep": deep})
            await session.commit()

    async def last_event(self, after: int, last: int) -> Mark | None:
        """Return the last of these blocks that has a final event."""
        asked = {**self._key, "after": after, "last": last}
        async with AsyncSession(self.engine) as session:
            row = (await session.execute(_LAST_EVENT, asked)).one_or_none()
        return Mark(row.number, _hex(row.block_hash)) if row else None

    def forget_clones(self) -> None:
        """Read anew which contracts events have."""
        self._clones = Clones()

    async def stop(self, reason: str) -> None:
        """Write down why nothing more is read of this chain; an empty reason lets it go on."""
        async with AsyncSession(self.engine) as session:
            await session.execute(_STOP, {**self._key, "reason": reason})
            await session.commit()

    @property
    def _key(self) -> dict[str, Any]:
        return {"chain_id": self.chain_id}


@dataclass(frozen=True, slots=True)
class Turn:
    """What a turn may do to the tables."""

    session: AsyncSession
    chain_id: int
    number: int
    now: datetime

    async def drop_above(self, number: int) -> None:
        """Forget blocks that are not on the chain any more, with their events; tell which."""
        await self.tell(EventsRetracted, _TOLD_GONE, number)
        await self.session.execute(_DROP, {"chain_id": self.chain_id, "number": number})

    async def add_blocks(self, headers: Sequence[Header]) -> None:
        """Keep blocks that may still go."""
        lists = {
            "chain_id": [self.chain_id] * len(headers),
            "number": [one.height for one in headers],
            "hash": [_raw(one.hash) for one in headers],
            "parent": [_raw(one.parent_hash) for one in headers],
            "at": [_instant(one) for one in headers],
        }
        await self.session.execute(_BLOCKS, lists)

    async def copy(self, table: str, lines: Sequence[str]) -> None:
        """Write events, each a line of COPY."""
        connection = await (await self.session.connection()).get_raw_connection()
        driver: Any = connection.driver_connection
        await driver.copy_to_table(
            table, source=io.BytesIO("".join(lines).encode()), columns=COLUMNS, format="text"
        )

    async def tell_seen(self, after: int) -> None:
        """Tell what was added, but for what is final by now, which is told as such."""
        await self.tell(EventsSeen, _TOLD_HOT, after)

    async def fold(self, after: int, to: Header) -> None:
        """Make final what is known up to a block."""
        await self.session.execute(_FOLD, {"chain_id": self.chain_id, "last": to.height})
        await self.settle(after, to)

    async def settle(self, after: int, to: Header) -> None:
        """Let tickets be where the final events of these blocks left them."""
        through = {"chain_id": self.chain_id, "last": to.height}
        await self.session.execute(_TICKETS, {**through, "first": after + 1})
        await self.tell(EventsFinal, TOLD_FINAL, after)
        await self.session.execute(_COOLED, through)
        await self.anchor(to)

    async def anchor(self, to: Header) -> None:
        """Let a block be the last final one."""
        moved = {"last": to.height, "hash": _raw(to.hash), "at": _instant(to)}
        await self.session.execute(_ANCHOR, {"chain_id": self.chain_id, **moved})

    async def tell(self, told: Told, chosen: TextClause, after: int) -> None:
        """Tell the app of the events that a statement chooses after a block."""
        asked = {"chain_id": self.chain_id, "after": after, "kinds": list(KINDS_TOLD)}
        rows = (await self.session.execute(chosen, asked)).all()
        for some in batched(rows, TOLD_AT_ONCE):
            written = facts(told, self.chain_id, self.number, some)
            await outbox.write(self.session, [outbox.told(one, self.now, "") for one in written])


def _raw(text: str) -> bytes:
    return bytes.fromhex(text[2:])


def _hex(raw: bytes) -> str:
    return "0x" + raw.hex()


def _instant(header: Header) -> datetime:
    return datetime.fromtimestamp(int(header.timestamp, 16), UTC)
