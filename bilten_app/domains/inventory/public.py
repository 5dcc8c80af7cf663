"""Ids, refusals and views of places and ticket types."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from bilten_app.kit.errors import Invalid, NotFound, Refused
from bilten_app.kit.text import msgid

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


class SoldOut(Refused):
    """Fewer places are left than were asked for."""

    code = "sold_out"
    text = msgid("Only {left} places are left. Choose fewer, or look again later.")


class SeatsGone(Refused):
    """A seat of the cart has gone to somebody else."""

    code = "seats_gone"
    text = msgid("Somebody was faster. Choose another seat.")


class SeatsDiffer(Refused):
    """The seats of a cart are not those of its places."""

    code = "seats_differ"
    text = msgid("Each of these tickets needs a seat. Choose them on the plan.")


class PlacesWithoutSeats(Refused):
    """Places of a category are sold or held that never had seats."""

    code = "places_without_seats"
    text = msgid("Tickets of a category are sold or held already without seats.")


class TwoSeats(Refused):
    """A ticket type would need two seats for one ticket."""

    code = "two_seats"
    text = msgid("One of the ticket types would take seats of two categories. Change it first.")


class NotOnSale(Refused):
    """The ticket type is not sold now."""

    code = "not_on_sale"
    text = msgid("These tickets are not on sale now.")


class TooManyInOrder(Refused):
    """More tickets of a type than one order may have."""

    code = "too_many_in_order"
    text = msgid("One order may have at most {most} of these tickets.")


class TooManyForPerson(Refused):
    """More tickets of a type than one person may have; a person is a mailbox."""

    code = "too_many_for_person"
    text = msgid(
        "Each person may buy only a certain number of these tickets, counted by e-mail address."
        " You may take {left} more."
    )


class AddonAlone(Refused):
    """An add-on without a ticket that it goes with."""

    code = "addon_alone"
    text = msgid("This is sold together with a ticket only. Choose a ticket that it goes with.")


class TooManyAddons(Refused):
    """More of an add-on than the tickets of the cart allow."""

    code = "too_many_addons"
    text = msgid("With the tickets you chose you may take {most} of these.")


class PoolInUse(Refused):
    """Places that ticket types draw on, or for which people wait."""

    code = "pool_in_use"
    text = msgid("Ticket types draw on these places, or people wait for them.")


class HoldExpired(Refused):
    """The time to buy ran out and the places are free again."""

    code = "hold_expired"
    text = msgid("The time to buy ran out, and the places are free again. Please choose once more.")


class UnknownTicketType(NotFound):
    """No such ticket type at this event."""

    code = "unknown_ticket_type"


class NothingChosen(Invalid):
    """A cart without a ticket."""

    code = "nothing_chosen"
    text = msgid("Choose at least one ticket.")


class SaleState(StrEnum):
    """Why a ticket type can or cannot be bought now."""

    on_sale = "on_sale"
    sold_out = "sold_out"
    not_yet = "not_yet"
    over = "over"
    paused = "paused"


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
    """So many of one ticket type under a hold."""

    ticket_type_id: TicketTypeId
    quantity: int


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
