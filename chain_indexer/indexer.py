"""The mirror of one chain: it fills in what is final, follows the head, and says when it stops."""

from dataclasses import dataclass, field

from chain_indexer.backfill import Backfill
from chain_indexer.rebuild import Rebuild
from chain_indexer.store import Known, Store
from chain_indexer.turn import Follower, Seen, Turned
from chain_indexer.values import Lagging, Lying, TooDeep

# Further behind than this, ranges are read instead of blocks.
FAR_BEHIND = 128
# A head that is lower than before is mostly that of another node behind the same address.
TIMES_TO_BELIEVE_A_FALL = 5


class Stopped(Exception):
    """Nothing more is read of this chain until somebody has looked; the message says why."""


@dataclass(slots=True)
class Indexer:
    """One chain. Any number may run for it: each turn is written by one of them."""

    follower: Follower
    backfill: Backfill
    store: Store
    rebuild: Rebuild
    falls_to_believe: int = TIMES_TO_BELIEVE_A_FALL
    _is_right_chain: bool = False
    _falls: int = field(default=0)

    async def turn(self) -> Turned:
        """Bring the mirror further. Raises ChainFault where nothing could be, and Stopped."""
        await self._require_chain()
        known = await self.store.look() or await self._begin()
        if known.stopped_for:
            raise Stopped(known.stopped_for)
        seen = await self.follower.look(known)
        try:
            if seen.final.height - known.anchor.number > FAR_BEHIND:
                return await self.backfill.fill(known, seen)
            if self._is_only_behind(known, seen):
                return Turned(seen.head.height, known.tip.number)
            return await self.follower.turn(known, seen)
        except TooDeep as fault:
            if self.rebuild.is_whole:
                back = await self.rebuild.go_back(known)
                return Turned(seen.head.height, back.number, known.tip.number - back.number)
            await self.store.stop(str(fault))
            raise Stopped(str(fault)) from fault

    def _is_only_behind(self, known: Known, seen: Seen) -> bool:
        """Whether the node merely is where we were before; a fork is taken at once."""
        same = [seen.head.mark] if seen.head.height < known.tip.number else []
        if not same or same[0] not in (*known.hot, known.anchor):
            self._falls = 0
            return False
        self._falls += 1
        return self._falls <= self.falls_to_believe

    async def _begin(self) -> Known:
        start = self.follower.contracts.start
        (before,) = await self.follower.node.headers(start - 1)
        if before is None:
            raise Lagging(f"the node does not know block {start - 1} yet")
        await self.store.begin(before)
        known = await self.store.look()
        if known is None:
            raise AssertionError
        return known

    async def _require_chain(self) -> None:
        """Believe no node of another chain."""
        if self._is_right_chain:
            return
        told = await self.follower.node.chain_id()
        if told != self.follower.chain_id:
            raise Lying(f"the node is one of chain {told}, not of {self.follower.chain_id}")
        self._is_right_chain = True
