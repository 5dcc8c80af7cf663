"""Lists behind a full sale: entries, offers, and why somebody was passed over."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from bilten_app.kit.errors import Refused
from bilten_app.kit.facts import Fact
from bilten_app.kit.states import Flow
from bilten_app.kit.text import msgid

EntryId = NewType("EntryId", UUID)


OfferId = NewType("OfferId", UUID)


ENTRY_LINK = "waiting.link"
"""The purpose under which the vault derives the secret of an entry's page."""


class EntryState(StrEnum):
    """Where an entry of a list is. `lapsed`: the offer was declined or not taken in time."""

    waiting = "waiting"
    offered = "offered"
    accepted = "accepted"
    lapsed = "lapsed"
    left = "left"
    over = "over"


ENTRY_FLOW = Flow[EntryState](
    {
        EntryState.waiting: {EntryState.offered, EntryState.left, EntryState.over},
        EntryState.offered: {
            EntryState.accepted,
            EntryState.lapsed,
            EntryState.left,
            EntryState.over,
        },
    }
)


class OfferState(StrEnum):
    """Where an offer is."""

    open = "open"
    accepted = "accepted"
    declined = "declined"
    expired = "expired"


OFFER_FLOW = Flow[OfferState](
    {OfferState.open: {OfferState.accepted, OfferState.declined, OfferState.expired}}
)


class SkipReason(StrEnum):
    """Why somebody was passed over."""

    too_few_places = "too_few_places"


class Verb(StrEnum):
    """What the audit says of rooms and lists."""

    room_saved = "waiting.room_saved"
    room_drawn = "waiting.room_drawn"
    entry_left = "waiting.entry_left"
    offer_made = "waiting.offer_made"
    offer_accepted = "waiting.offer_accepted"


@dataclass(frozen=True, slots=True)
class ListJoined(Fact):
    """Somebody waits for places."""

    name = "waiting.list_joined"

    entry_id: UUID


@dataclass(frozen=True, slots=True)
class OfferMade(Fact):
    """Places are held for somebody who waited."""

    name = "waiting.offer_made"

    entry_id: UUID
    offer_id: UUID


class StillOnSale(Refused):
    """There is nothing to wait for."""

    code = "still_on_sale"
    text = msgid("There are enough places left: buy them now, there is no need to wait.")


class ListClosed(Refused):
    """Nothing of this ticket type will be sold any more."""

    code = "list_closed"
    text = msgid("The sale of these tickets is over, and so is their waiting list.")


class AlreadyListed(Refused):
    """The address waits for this ticket type already."""

    code = "already_listed"
    text = msgid("This address is on the list already. The link is in the mail we sent.")


class OfferOver(Refused):
    """The offer is not open any more."""

    code = "offer_over"
    text = msgid("This offer is over, and the places went to the next in line.")


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody waits for: `quantity` places; a group that may be split names the least."""

    ticket_type_id: UUID
    quantity: int
    least: int | None = None


@dataclass(frozen=True, slots=True)
class EntryRef:
    """Where an entry's page is: `/waiting-list/{code}/{secret}`."""

    id: EntryId
    code: str
    secret: str


@dataclass(frozen=True, slots=True)
class OfferView:
    """Places held for an entry until `expires_at`."""

    id: OfferId
    quantity: int
    state: OfferState
    offered_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class SkipView:
    """A moment when an entry was passed over: so many places were there, so many were needed."""

    at: datetime
    reason: SkipReason
    free: int
    least: int


@dataclass(frozen=True, slots=True)
class EntryView:
    """An entry of a list. `before` counts who waits ahead; the skips are its own, newest first."""

    id: EntryId
    code: str
    event_id: UUID
    ticket_type_id: UUID
    name: str
    email: str
    locale: str
    quantity: int
    least: int
    state: EntryState
    joined_at: datetime
    before: int
    offer: OfferView | None
    skips: tuple[SkipView, ...]
