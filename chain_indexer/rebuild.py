"""Going back below what was final, where the chain itself did: only so do final events leave again.

What still stands there stays, so nobody is told that it went.
"""

from dataclasses import dataclass

from sqlalchemy import text

from bilten_app.infra.chain_facts import EventsRetracted
from chain_indexer.node import Node
from chain_indexer.store import TOLD_FINAL, Known, Store, Turn
from chain_indexer.values import Contracts, Header, Lagging, Mark

# Final events stay as they are, but for a transaction that says this.
_SAID = text("SELECT set_config('bilten.rebuilds', CAST(CAST(:chain_id AS bigint) AS text), true)")
_LOST = text("DELETE FROM chain_events WHERE chain_id = :chain_id AND number > :number")
_TICKETS_BACK = text("""
    INSERT INTO chain_tickets AS t (chain_id, contract, item, owner, nonce, since)
    SELECT DISTINCT ON (e.contract, e.item)
        e.chain_id, e.contract, e.item, e.account, e.nonce, e.number
    FROM chain_events e JOIN chain_tickets moved USING (chain_id, contract, item)
    WHERE chain_id = :chain_id AND moved.since > :number
      AND e.kind IN ('TicketClaimed', 'TicketMoved')
    ORDER BY e.contract, e.item, e.number DESC, e.log_index DESC
    ON CONFLICT ON CONSTRAINT pk_chain_tickets DO UPDATE
        SET owner = EXCLUDED.owner, nonce = EXCLUDED.nonce, since = EXCLUDED.since
""")
_TICKETS_LOST = text("DELETE FROM chain_tickets WHERE chain_id = :chain_id AND since > :number")
_GOES_ON = text("UPDATE chain_checkpoints SET stopped_for = '' WHERE chain_id = :chain_id")


@dataclass(frozen=True, slots=True)
class Rebuild:
    """Of one chain. `is_whole` says that the node has all there is: what it lacks is gone."""

    contracts: Contracts
    node: Node
    store: Store
    is_whole: bool = False

    async def go_back(self, known: Known) -> Mark:
        """Go back to the last block of ours that the node has, too, and follow from there."""
        (anchor,) = await self.node.headers(known.anchor.number)
        if anchor is None and not self.is_whole:
            raise Lagging(f"the node does not know block {known.anchor.number}, which was final")
        if anchor and anchor.hash == known.anchor.hash:
            to = anchor
        else:
            to = await self._last_shared(known)
        async with self.store.turn(known, deep=known.tip.number - to.height) as turn:
            await turn.drop_above(to.height)
            await _take_back(turn, to)
        self.store.forget_clones()
        return to.mark

    async def _last_shared(self, known: Known) -> Header:
        """Return the last block with an event that both have, else the one we began with."""
        good, bad = self.contracts.start - 1, known.anchor.number + 1
        (shared,) = await self.node.headers(good)
        while bad - good > 1:
            middle = (good + bad) // 2
            mark = await self.store.last_event(good, middle)
            (header,) = await self.node.headers(mark.number) if mark else (None,)
            if mark is None:
                good = middle
            elif header and header.hash == mark.hash:
                good, shared = middle, header
            else:
                bad = mark.number
        if shared is None:
            raise Lagging(f"the node does not know block {good} yet")
        return shared


async def _take_back(turn: Turn, to: Header) -> None:
    """Forget the final events after a block, and let tickets be where those before left them."""
    key = {"chain_id": turn.chain_id}
    after = {**key, "number": to.height}
    await turn.tell(EventsRetracted, TOLD_FINAL, to.height)
    await turn.session.execute(_SAID, key)
    for statement in (_LOST, _TICKETS_BACK, _TICKETS_LOST):
        await turn.session.execute(statement, after)
    await turn.anchor(to)
    await turn.session.execute(_GOES_ON, key)
