"""Filling in what is final already, by ranges as large as the node allows."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from itertools import pairwise

from chain_indexer.events import TOPICS
from chain_indexer.node import Node, NodeRefused
from chain_indexer.reading import Reader
from chain_indexer.store import Known, Store
from chain_indexer.turn import Seen, Turned, hear
from chain_indexer.values import Contracts, Header, Lagging, Log, Lying, Mark, TooDeep

WANTED_LOGS = 20_000
FIRST_SPAN = 250  # a busy chain must not fill the memory before it is known to be busy
LONGEST_SPAN = 50_000
AHEAD = 2
BOLDER = 1.05  # what was refused is tried again, a little more each time that all went well


@dataclass(frozen=True, slots=True)
class Range:
    """Some final blocks' ends, and their logs in order."""

    first: Header
    last: Header
    logs: list[Log]


@dataclass(slots=True)
class Backfill:
    """Final ranges of one chain; it learns from what the node refuses."""

    chain_id: int
    contracts: Contracts
    node: Node
    store: Store
    witness: Node | None = None
    span: int = FIRST_SPAN
    most: float = LONGEST_SPAN

    async def fill(self, known: Known, seen: Seen) -> Turned:
        """Fill in up to the last final block; each range is a transaction of its own."""
        await hear(self.witness, seen.final)
        after, turns, events = known.anchor, known.turns, 0
        reader = Reader(self.chain_id, self.contracts, await self.store.clones(known))
        async with aclosing(self._ranges(after.number + 1, seen.final.height)) as ranges:
            async for part in ranges:
                if part.first.parent_hash != after.hash:
                    await self._refuse(after)
                lines = reader.lines(part.logs)
                async with self.store.turn(Known(turns, after, ())) as turn:
                    if lines:
                        await turn.copy("chain_events", lines)
                    # What was hot is read anew: these blocks are final, those after them follow.
                    await turn.drop_above(after.number)
                    await turn.settle(after.number, part.last)
                after, turns, events = part.last.mark, turns + 1, events + len(lines)
        return Turned(
            seen.head.height, after.number, 0, after.number - known.anchor.number, events,
            after.number,
        )  # fmt: skip

    async def _refuse(self, anchor: Mark) -> None:
        (now,) = await self.node.headers(anchor.number)
        if now and now.hash != anchor.hash:
            raise TooDeep(anchor, now)
        raise Lagging(f"the blocks after {anchor.number} do not follow on it")

    async def _ranges(self, first: int, last: int) -> AsyncGenerator[Range]:
        """Fetch ranges in their order, the next one while this one is written."""
        waiting: deque[asyncio.Task[Range]] = deque()
        try:
            while first <= last or waiting:
                while first <= last and len(waiting) < AHEAD:
                    to = min(first + self.span - 1, last)
                    waiting.append(asyncio.create_task(self._range(first, to)))
                    first = to + 1
                yield await waiting.popleft()
        finally:
            for task in waiting:
                task.cancel()
            await asyncio.gather(*waiting, return_exceptions=True)

    async def _range(self, first: int, last: int) -> Range:
        try:
            begin, end, logs = await self.node.logs_between(first, last, TOPICS)
        except NodeRefused:
            if first == last:
                raise
            return await self._halves(first, last)
        self.most = min(self.most * BOLDER, LONGEST_SPAN)
        if len(logs) * 2 < WANTED_LOGS and last - first + 1 >= self.span:
            self.span = min(2 * self.span, int(self.most))
        elif len(logs) > WANTED_LOGS:
            self.span = max(1, self.span // 2)
        return Range(begin, end, _in_order(logs, first, last))

    async def _halves(self, first: int, last: int) -> Range:
        middle = (first + last) // 2
        self.span = max(1, min(self.span, middle - first + 1))
        self.most = self.span
        lower = await self._range(first, middle)
        upper = await self._range(middle + 1, last)
        if upper.first.parent_hash != lower.last.hash:
            raise Lagging(f"block {middle + 1} does not follow on the one before it")
        return Range(lower.first, upper.last, lower.logs + upper.logs)


def _in_order(logs: list[Log], first: int, last: int) -> list[Log]:
    places = [(int(log.block_number, 16), int(log.log_index, 16)) for log in logs]
    if places and not first <= min(places)[0] <= max(places)[0] <= last:
        raise Lying(f"logs outside of the blocks {first} to {last} that were asked for")
    if all(one < other for one, other in pairwise(places)):
        return logs
    return [log for _, log in sorted(zip(places, logs, strict=True), key=lambda pair: pair[0])]
