"""What the indexer tells the app: events of our contracts, with how sure they are.

An event is known by its chain, its block's hash and its place there. Its turns put in order what
is told of it, however late or often it arrives: the highest one counts. Final is for good, unless
the mirror is rebuilt; what was retracted may be seen again, when its block comes back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from bilten_app.kit.facts import Fact


@dataclass(frozen=True, slots=True)
class ChainEvent:
    """One event. `values` are what the contract said, by the names it has for them."""

    number: int
    block_hash: str
    log_index: int
    tx: str
    contract: str
    kind: str
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class EventsSeen(Fact):
    """They stand in blocks that may still go."""

    name: ClassVar[str] = "chain.events_seen"

    chain_id: int
    turn: int
    events: Sequence[ChainEvent]


@dataclass(frozen=True, slots=True)
class EventsFinal(Fact):
    """They stay; not each of them was seen before."""

    name: ClassVar[str] = "chain.events_final"

    chain_id: int
    turn: int
    events: Sequence[ChainEvent]


@dataclass(frozen=True, slots=True)
class EventsRetracted(Fact):
    """They were seen, and their blocks are not on the chain any more.

    Some may have been final: where a chain took that back, and somebody rebuilt the mirror.
    """

    name: ClassVar[str] = "chain.events_retracted"

    chain_id: int
    turn: int
    events: Sequence[ChainEvent]


type Told = type[EventsSeen] | type[EventsFinal] | type[EventsRetracted]
