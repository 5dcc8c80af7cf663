"""What of all that contracts say is told to the app, and how."""

from collections.abc import Iterable
from itertools import batched
from typing import Any

from bilten_app.infra.chain_facts import ChainEvent, Told
from bilten_app.kit.facts import Fact
from chain_indexer.events import KINDS

# Claims, moves and burns, payments, sales. Whoever turns far tells many at once.
KINDS_TOLD = {
    kind.name: kind
    for kinds in KINDS.values()
    for kind in kinds.values()
    if kind.name in {"TicketClaimed", "TicketMoved", "OrderPaid", "Sold"}
}
MOST_IN_A_FACT = 200


def facts(told: Told, chain_id: int, turn: int, rows: Iterable[Any]) -> list[Fact]:
    """Return rows of events as facts."""
    return [told(chain_id, turn, list(part)) for part in batched(map(_event, rows), MOST_IN_A_FACT)]


def _event(row: Any) -> ChainEvent:
    return ChainEvent(
        row.number,
        "0x" + row.block_hash.hex(),
        row.log_index,
        "0x" + row.tx.hex(),
        "0x" + row.contract.hex(),
        row.kind,
        KINDS_TOLD[row.kind].values(row.words.hex()),
    )
