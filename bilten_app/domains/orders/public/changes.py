"""What may change of a paid order: names, addresses, notes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
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
