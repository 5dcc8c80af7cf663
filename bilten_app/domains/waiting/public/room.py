"""Rooms in front of a sale: modes, turns, draws, and why somebody may not go in."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from bilten_app.kit.errors import Invalid, NotFound, Refused
from bilten_app.kit.text import msgid

TurnId = NewType("TurnId", UUID)


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
