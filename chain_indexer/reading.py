"""Which logs are ours, in the order in which they were written."""

from collections.abc import Iterable, Sequence

from chain_indexer import bloom
from chain_indexer.events import CREATED, KINDS, TOPICS, Kind
from chain_indexer.node import Node
from chain_indexer.values import Contracts, Header, Lagging, Log, Lying


class Reader:
    """Reads one stretch of a chain; it knows the contracts of events that were made before.

    Anybody may write logs with our topics: only those of our own contracts count, and of a
    contract that the registry made, because it is in the order of the chain that it made it.
    """

    def __init__(self, chain_id: int, contracts: Contracts, clones: Iterable[str]) -> None:
        self._chain_id = chain_id
        self._fixed = {
            contracts.registry: KINDS["TicketRegistry"],
            contracts.market: KINDS["TicketMarket"],
            contracts.payments: KINDS["Payments"],
        }
        self._clones = set(clones)

    def lines(self, logs: Iterable[Log]) -> list[str]:
        """Return our events as lines of COPY, and learn of new contracts on the way."""
        lines: list[str] = []
        for log in logs:
            kind = self._kind_of(log)
            if kind is None:
                continue
            if kind is CREATED:
                words = kind.words(log)
                self._clones.add("0x" + words[kind.account or slice(0)])
            lines.append(kind.row(self._chain_id, log))
        return lines

    async def block(self, node: Node, header: Header, logs: Sequence[Log]) -> list[str]:
        """Return our events of a whole block. Raises Lagging if the node does not have them all."""
        if any(log.block_hash != header.hash for log in logs):
            raise Lying(f"logs of another block were given for {header.hash}")
        lines = self.lines(sorted(logs, key=_place))
        if lines or not self._may_tell(int(header.logs_bloom, 16)):
            return lines
        # The header says that we might be in it and the answer has nothing: either it is a chance,
        # or a node behind a balancer has the header and not the logs. Receipts tell which.
        every = await node.all_logs_of(header.hash)
        if bloom.bloom_of(every) != int(header.logs_bloom, 16):
            raise Lagging(f"the node has not all logs of {header.hash}")
        return self.lines(sorted(every, key=_place))

    def _kind_of(self, log: Log) -> Kind | None:
        if not log.topics:
            return None
        kinds = self._fixed.get(log.address)
        if kinds is None and log.address in self._clones:
            kinds = KINDS["EventTicket"]
        return kinds.get(log.topics[0]) if kinds else None

    def _may_tell(self, filled: int) -> bool:
        return bloom.may_hold(filled, TOPICS) and bloom.may_hold(
            filled, [*self._fixed, *self._clones]
        )


def _place(log: Log) -> int:
    return int(log.log_index, 16)
