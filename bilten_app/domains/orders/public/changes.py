"""What may change of a paid order: names, addresses, notes, tickets; and what pays for it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from bilten_app.kit.errors import Refused
from bilten_app.kit.facts import Fact
from bilten_app.kit.text import msgid

RENAME_BEFORE = timedelta(hours=24)
"""House rule: a buyer may put tickets in other names until so long before the event starts."""
RENAMES_BY_BUYER, RENAMES = 3, 250


class RenamesOver(Refused):
    """The buyer may not change names any more."""

    code = "renames_over"
    text = msgid("Names can be changed until 24 hours before the event. Ask the organizer.")


@dataclass(frozen=True, slots=True)
class HolderChanged(Fact):
    """A ticket has another holder; `was_email` is who held it before."""

    name = "orders.holder_changed"

    ticket_id: UUID
    order_id: UUID
    event_id: UUID
    generation: int
    was_email: str


@dataclass(frozen=True, slots=True)
class TicketsSentAgain(Fact):
    """The tickets of an order go out once more; `was_email` when its address was corrected."""

    name = "orders.tickets_sent_again"

    sending_id: UUID
    order_id: UUID
    event_id: UUID
    was_email: str


@dataclass(frozen=True, slots=True)
class NoteView:
    """What a member wrote about an order; `written_by` is how the audit names them."""

    id: UUID
    words: str
    written_by: str
    written_at: datetime


CHANGE_HOLD = timedelta(hours=12)
"""So long are places held for a change whose difference is not paid yet."""


class ChangeKind(StrEnum):
    """How another order takes the place of tickets."""

    swap = "swap"
    parted = "split"


class FundKind(StrEnum):
    """Where money behind an order lies."""

    payment = "payment"
    gift = "gift"
    cash = "cash"
    terminal = "terminal"
    elsewhere = "elsewhere"


class ChangeGone(Refused):
    """The tickets that were to be changed are no longer what they were."""

    code = "change_gone"
    text = msgid("These tickets changed meanwhile. Please look again.")


class NothingChanges(Refused):
    """The tickets are of that type already."""

    code = "nothing_changes"
    text = msgid("These tickets are of this type already. Choose another one.")


class BuyersChoice(Refused):
    """Nobody chooses a price in the buyer's name."""

    code = "buyers_choice"
    text = msgid(
        "Guests choose themselves what they pay for these tickets, so nothing can be changed for "
        "them."
    )


class NoCodesForChanges(Refused):
    """A change is priced without codes."""

    code = "no_codes_for_changes"
    text = msgid("Codes and gift cards cannot be used for a change of tickets.")


@dataclass(frozen=True, slots=True)
class Source:
    """Money behind an order that has not gone back: in a payment, on cards, in a drawer."""

    kind: FundKind
    minor: int
    payment_id: UUID | None = None
    gift_order_id: UUID | None = None
    fund_id: UUID | None = None


def cut(sources: Sequence[Source], minor: int) -> tuple[list[Source], list[Source]]:
    """Return the first `minor` of the sources, and the rest of them."""
    taken: list[Source] = []
    rest: list[Source] = []
    for one in sources:
        part = min(one.minor, minor)
        minor -= part
        if part:
            taken.append(replace(one, minor=part))
        if one.minor - part:
            rest.append(replace(one, minor=one.minor - part))
    return taken, rest


@dataclass(frozen=True, slots=True)
class ChangeOffered(Fact):
    """A change waits for its difference to be paid."""

    name = "orders.change_offered"

    order_id: UUID
    from_order_id: UUID
    event_id: UUID


@dataclass(frozen=True, slots=True)
class OrderChanged(Fact):
    """Another order has taken the place of tickets; `refund_minor` of their price goes back."""

    name = "orders.changed"

    order_id: UUID
    from_order_id: UUID
    event_id: UUID
    organizer_id: UUID
    kind: str
    tickets: int
    refund_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class ChangeView:
    """A change of tickets as pages show it; not done while its difference is not paid."""

    order_id: UUID
    code: str
    kind: ChangeKind
    tickets: int
    is_open: bool
    is_done: bool
    made_at: datetime
