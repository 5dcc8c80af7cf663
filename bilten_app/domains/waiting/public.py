"""Modes, states, facts, refusals and views of waiting rooms and waiting lists."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from bilten_app.kit.errors import Invalid, NotFound, Refused
from bilten_app.kit.facts import Fact
from bilten_app.kit.states import Flow
from bilten_app.kit.text import msgid

TurnId = NewType("TurnId", UUID)
EntryId = NewType("EntryId", UUID)
OfferId = NewType("OfferId", UUID)

ENTRY_LINK = "waiting.link"
"""The purpose under which the vault derives the secret of an entry's page."""


class RoomMode(StrEnum):
    """Whether buyers wait: never, always, or while more arrive than are let in."""

    off = "off"
    on = "on"
    automatic = "automatic"


class TurnState(StrEnum):
    """Where a visitor is: before the draw, in line, let in, buying, or past their time."""

    drawing = "drawing"
    waiting = "waiting"
    admitted = "admitted"
    inside = "inside"
    over = "over"


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
        EntryState.offered: {EntryState.accepted, EntryState.lapsed, EntryState.left},
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


class MustWait(Refused):
    """The sale has a waiting room, and it is not this visitor's turn."""

    code = "must_wait"
    text = msgid("Many people want these tickets. Take your turn in the waiting room: {room}")


class PassUsed(Refused):
    """The turn has led to a purchase, or to an order that is open."""

    code = "pass_used"
    text = msgid("A turn is for one purchase. To buy more, take a new place in the waiting room.")


class NoRoom(NotFound):
    """The event has no waiting room now."""

    code = "no_waiting_room"
    text = msgid("This event has no waiting room at the moment: go straight to the tickets.")


class NoTurn(NotFound):
    """The visitor did not join."""

    code = "no_turn"
    text = msgid("You are not in this waiting room yet.")


class NotYourTurn(Refused):
    """A signed place that was altered, or belongs to another browser."""

    code = "not_your_turn"
    text = msgid("This place belongs to another browser, and cannot be moved or shared.")


class WaitingElsewhere(Refused):
    """The account waits in another browser already."""

    code = "waiting_elsewhere"
    text = msgid("You are waiting already, in another browser. An account has one place.")


class VisitorUnknown(Invalid):
    """A place is bound to a browser's cookie, and none came."""

    code = "visitor_unknown"
    text = msgid("Allow cookies for this site: your place is bound to your browser.")


class DrawOver(Refused):
    """The opening cannot move any more."""

    code = "draw_over"
    text = msgid("The places were drawn already, so the opening cannot change any more.")


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
class RoomPlan:
    """What an organizer says of a room; `opens_at` is the moment of the draw, None: now."""

    mode: RoomMode
    opens_at: datetime | None = None
    rate_per_minute: int = 300
    at_once: int = 500


@dataclass(frozen=True, slots=True)
class RoomView:
    """A room as the organizer sees it; `waiting` counts who is neither let in nor drawn yet."""

    event_id: UUID
    mode: RoomMode
    in_force: bool
    opens_at: datetime
    drawn_at: datetime | None
    drawn: int | None
    joined: int
    waiting: int
    admitted: int
    inside: int
    missed: int
    rate_per_minute: int
    at_once: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a visitor stands. `position` 1 is next; `signed` is what the browser shows again."""

    turn_id: TurnId
    state: TurnState
    number: int | None
    position: int | None
    minutes: int | None
    opens_at: datetime
    until: datetime | None
    retry_after_s: int
    signed: str


@dataclass(frozen=True, slots=True)
class Draw:
    """The draw of a room; anybody can check it. Before the draw there is no seed and no order."""

    event_id: UUID
    opens_at: datetime
    seed_hash: str
    drawn_at: datetime | None
    seed: str | None
    order: tuple[TurnId, ...]


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
