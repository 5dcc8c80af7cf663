"""Following the head of a chain: what changed since we looked, and one transaction that says so."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from itertools import islice

from chain_indexer.events import TOPICS
from chain_indexer.node import Node
from chain_indexer.reading import Reader
from chain_indexer.store import Known, Store
from chain_indexer.values import Contracts, Header, Lagging, Lying, Mark, TooDeep

# How many headers are compared at a time on the way down to where forks part.
STEPS = (8, 32, 128)
MOST_BLOCKS = 128


@dataclass(frozen=True, slots=True)
class Turned:
    """What a turn did."""

    head: int
    tip: int
    dropped: int = 0
    added: int = 0
    events: int = 0
    final: int | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """What a node says of its head, its last final block, and the number of our tip."""

    head: Header
    final: Header
    at_tip: Header | None


@dataclass(slots=True)
class Follower:
    """Turns of one chain."""

    chain_id: int
    contracts: Contracts
    node: Node
    store: Store
    witness: Node | None = None
    finality: str | int = "finalized"
    is_whole: bool = False  # what this node lacks is gone, for it is the only one of its chain

    async def look(self, known: Known) -> Seen:
        """Ask the node where it stands."""
        if isinstance(self.finality, str):
            asked = ("latest", self.finality, known.tip.number)
            head, final, at_tip = await self.node.headers(*asked)
        else:
            head, at_tip = await self.node.headers("latest", known.tip.number)
            final = await self._below(head, self.finality)
        if head is None or final is None:
            raise Lagging("the node knows no head or nothing final")
        return Seen(head, final, at_tip)

    async def _below(self, head: Header | None, depth: int) -> Header | None:
        """Return the block that so many follow; the chain's first where it is shorter."""
        if head is None or depth == 0:
            return head
        (found,) = await self.node.headers(max(0, head.height - depth))
        return found

    async def turn(self, known: Known, seen: Seen) -> Turned:
        """Bring the tables to where the node stands."""
        ancestor = await self._ancestor(known, seen)
        headers = await self._headers_after(ancestor, seen.head)
        lines = await self._lines(known, ancestor, headers)
        kept = [one for one in known.hot if one.number <= ancestor.number]
        final = await self._final(known, [*kept, *[one.mark for one in headers]], seen)
        dropped = len(known.hot) - len(kept)
        tip = headers[-1].height if headers else ancestor.number
        if not (dropped or headers or final):
            return Turned(seen.head.height, tip)
        async with self.store.turn(known, deep=dropped) as turn:
            if dropped:
                await turn.drop_above(ancestor.number)
            if headers:
                await turn.add_blocks(headers)
            if lines:
                await turn.copy("chain_hot_events", lines)
            if final:
                await turn.fold(known.anchor.number, final)
            if headers:
                await turn.tell_seen(ancestor.number)
        return Turned(
            seen.head.height, tip, dropped, len(headers), len(lines), final and final.height
        )

    async def _ancestor(self, known: Known, seen: Seen) -> Mark:
        """Return the last block that both sides have. Raises TooDeep below what is final."""
        if seen.at_tip and seen.at_tip.hash == known.tip.hash:
            return known.tip
        async for mark, header in self._downwards(known):
            if header and header.hash == mark.hash:
                return mark
        (anchor,) = await self.node.headers(known.anchor.number)
        if anchor is None or seen.head.height < known.anchor.number:
            if self.is_whole:
                raise TooDeep(known.anchor, None)
            raise Lagging(f"the node is below block {known.anchor.number}, which was final")
        if anchor.hash != known.anchor.hash:
            raise TooDeep(known.anchor, anchor)
        return known.anchor

    async def _downwards(self, known: Known) -> AsyncIterator[tuple[Mark, Header | None]]:
        marks = iter(reversed(known.hot))
        steps = iter(STEPS)
        while some := list(islice(marks, next(steps, STEPS[-1]))):
            headers = await self.node.headers(*[one.number for one in some])
            for pair in zip(some, headers, strict=True):
                yield pair

    async def _headers_after(self, ancestor: Mark, head: Header) -> list[Header]:
        """Return the next headers, each of which names the one before it."""
        last = min(head.height, ancestor.number + MOST_BLOCKS)
        numbers = range(ancestor.number + 1, last + 1)
        if len(numbers) == 1 and last == head.height:
            found: Sequence[Header | None] = [head]
        else:
            found = await self.node.headers(*numbers) if numbers else []
        headers: list[Header] = []
        before = ancestor
        for number, header in zip(numbers, found, strict=True):
            if header is None or header.height != number or header.parent_hash != before.hash:
                raise Lagging(f"block {number} does not follow on {before.hash}")
            headers.append(header)
            before = header.mark
        return headers

    async def _lines(self, known: Known, ancestor: Mark, headers: Sequence[Header]) -> list[str]:
        if not headers:
            return []
        made = await self.store.clones(known)
        clones = [one for one, number in made.items() if number <= ancestor.number]
        reader = Reader(self.chain_id, self.contracts, clones)
        lines: list[str] = []
        logs = await self.node.logs_of([one.hash for one in headers], TOPICS)
        for header, told in zip(headers, logs, strict=True):
            lines += await reader.block(self.node, header, told)
        return lines

    async def _final(self, known: Known, hot: Sequence[Mark], seen: Seen) -> Header | None:
        """Return the block up to which all is final now, or None where nothing new is."""
        if not hot or seen.final.height <= known.anchor.number:
            return None
        last = hot[-1] if hot[-1].number < seen.final.height else None
        final = seen.final
        if last:
            (found,) = await self.node.headers(last.number)
            if found is None:
                raise Lagging(f"the node does not know block {last.number}, which should be final")
            final = found
        mine = next(one for one in hot if one.number == final.height)
        if mine.hash != final.hash:
            raise Lagging(f"the final block {final.height} is of another fork than the head")
        await hear(self.witness, final)
        return final


async def hear(witness: Node | None, final: Header) -> None:
    """Believe that a block is final only if a second node, where there is one, has it, too."""
    if witness is None:
        return
    (other,) = await witness.headers(final.height)
    if other is None:
        raise Lagging(f"the second node does not know block {final.height} yet")
    if other.hash != final.hash:
        raise Lying(f"two nodes tell different blocks {final.height}, and both final")
