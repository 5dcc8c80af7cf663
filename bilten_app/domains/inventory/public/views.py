"""Ids, drafts and views of places and ticket types."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

HIGHEST_MINOR = 10**12
"""No ticket costs more than this."""

TicketTypeId = NewType("TicketTypeId", UUID)
HoldId = NewType("HoldId", UUID)


class Verb(StrEnum):
    """What the audit says of ticket types."""

    ticket_type_saved = "ticket_types.saved"
    pool_saved = "pools.saved"
    pool_removed = "pools.removed"


class Kind(StrEnum):
    """What a ticket type is: it lets in, goes with what lets in, or is several of them together."""

    admission = "admission"
    addon = "addon"
    bundle = "bundle"


class SaleState(StrEnum):
    """Why a ticket type can or cannot be bought now."""

    on_sale = "on_sale"
    sold_out = "sold_out"
    not_yet = "not_yet"
    over = "over"
    paused = "paused"


@dataclass(frozen=True, slots=True)
class OpenPrice:
    """The buyer chooses what a ticket costs: its price or more, at most `most_minor`.

    `suggested` are prices that are offered to choose from.
    """

    most_minor: int | None = None
    suggested: tuple[int, ...] = ()

    def takes(self, minor: int, *, least: int) -> bool:
        """Whether somebody may choose this price; `least` is the one on the tag."""
        return least <= minor <= (HIGHEST_MINOR if self.most_minor is None else self.most_minor)


@dataclass(frozen=True, slots=True)
class TicketTypeDraft:
    """What an organizer says of a ticket type.

    It draws on a pool of its own with `capacity` places, on `shared` pools, or on both: then both
    must have a place. A bundle draws on what its `parts` (type → how many) draw on.
    """

    name: str
    price_minor: int
    capacity: int | None = None
    kind: Kind = Kind.admission
    note: str = ""
    max_per_order: int = 10
    max_per_person: int | None = None
    shared: tuple[UUID, ...] = ()
    parts: Mapping[UUID, int] = field(default_factory=dict[UUID, int])
    goes_with: tuple[UUID, ...] = ()
    most_each: int = 1
    sale_opens_at: datetime | None = None
    sale_closes_at: datetime | None = None
    paused: bool = False
    hidden: bool = False
    rotating: bool = False
    open_price: OpenPrice | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """So many tickets of a type in a bundle; `price_minor` is what one costs by itself."""

    ticket_type_id: TicketTypeId
    name: str
    quantity: int
    price_minor: int


@dataclass(frozen=True, slots=True)
class TicketTypeView:
    """A ticket type as buyers and organizers see it; `left` counts what may be taken now.

    `pool_id` and the counts (`capacity`, `held`, `sold`) are those of its first pool, which other
    types may share; a bundle has none. `parts` are what is in a bundle, `goes_with` the types an
    add-on is sold with, `most_each` how many of it with each.
    """

    id: TicketTypeId
    event_id: UUID
    kind: Kind
    pool_id: UUID | None
    number: int
    name: str
    note: str
    price_minor: int
    max_per_order: int
    max_per_person: int | None
    most_each: int
    left: int
    capacity: int
    held: int
    sold: int
    sale: SaleState
    sale_opens_at: datetime | None
    sale_closes_at: datetime | None
    paused: bool
    hidden: bool
    rotating: bool
    pools: tuple[UUID, ...] = ()
    parts: tuple[Part, ...] = ()
    goes_with: frozenset[UUID] = frozenset()
    open_price: OpenPrice | None = None

    @property
    def has_list(self) -> bool:
        """Whether people may wait for it: only for what lets in and takes one place."""
        return self.kind is Kind.admission and len(self.pools) == 1


@dataclass(frozen=True, slots=True)
class PoolView:
    """Places that ticket types share; `wanted` is what the organizer asked for."""

    id: UUID
    name: str
    wanted: int
    held: int
    sold: int
    types: tuple[str, ...]

    @property
    def is_over(self) -> bool:
        """Whether more is taken than the organizer wants to sell."""
        return self.held + self.sold > self.wanted


@dataclass(frozen=True, slots=True)
class TypePrice:
    """What an order needs of a ticket type; `parts` are what is in a bundle."""

    event_id: UUID
    name: str
    price_minor: int
    is_limited: bool = False
    parts: tuple[Part, ...] = ()
    closes_at: datetime | None = None
    kind: str = Kind.admission
    open_price: OpenPrice | None = None


@dataclass(frozen=True, slots=True)
class Freed:
    """Places that tickets of a hold's order leave free, by type; of `pieces` a bundle is one.

    `into` are the tickets that take their place, of the order of the hold `into_hold`.
    """

    hold_id: UUID
    tickets: Mapping[UUID, int]
    pieces: Mapping[UUID, int]
    seats: tuple[UUID, ...] = ()
    into: Mapping[UUID, int] = field(default_factory=dict[UUID, int])
    into_hold: UUID | None = None


@dataclass(frozen=True, slots=True)
class HeldLine:
    """So many of one ticket type under a hold, at the price that was chosen if there was one."""

    ticket_type_id: TicketTypeId
    quantity: int
    chosen_minor: int | None = None


@dataclass(frozen=True, slots=True)
class Hold:
    """Places that nobody else may take until `expires_at`."""

    id: HoldId
    expires_at: datetime
    lines: tuple[HeldLine, ...]


@dataclass(frozen=True, slots=True)
class Drift:
    """A pool whose counters differ from its rows: an alarm."""

    pool_id: UUID
    held: int
    counted_held: int
    sold: int
    counted_sold: int


@dataclass(frozen=True, slots=True)
class PersonDrift:
    """A person's count that differs from the claims it counts: an alarm."""

    ticket_type_id: UUID
    identity: str
    taken: int
    counted: int
