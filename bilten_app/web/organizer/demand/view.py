"""The room's numbers and the list's rows, ready to show."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import BaseModel, Field, field_validator

from bilten_app.domains.inventory import queries as inventory
from bilten_app.domains.waiting import queries
from bilten_app.domains.waiting.public import (
    EntryState,
    EntryView,
    OfferView,
    RoomMode,
    RoomView,
    SkipView,
)
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.page import Page
from bilten_app.kit.text import moment, msgid, number, say, say_many
from bilten_app.web.parts.feedback import Tone

ENTRY_STATES: Mapping[EntryState, tuple[str, Tone]] = {
    EntryState.waiting: (msgid("Waiting"), "info"),
    EntryState.offered: (msgid("Offered"), "warn"),
    EntryState.accepted: (msgid("Accepted"), "good"),
    EntryState.lapsed: (msgid("Offer lapsed"), "info"),
    EntryState.left: (msgid("Left"), "info"),
    EntryState.over: (msgid("Closed"), "info"),
}
MODES: Mapping[RoomMode, str] = {
    RoomMode.off: msgid("Off"),
    RoomMode.on: msgid("On"),
    RoomMode.automatic: msgid("When too many come at once"),
}
SHOWN_SKIPS = 3
NONE = "\N{EN DASH}"


class RoomForm(BaseModel):
    """How the room works; the opening is on the clock of the venue."""

    mode: RoomMode
    opens_local: datetime | None = None
    rate_per_minute: int = Field(ge=1, le=60_000)
    at_once: int = Field(ge=1, le=100_000)

    @field_validator("opens_local", mode="before")
    @classmethod
    def _maybe(cls, typed: object) -> object:
        return typed or None

    def opens_at(self, zone: str) -> datetime | None:
        """Return the instant of the opening, or None for now."""
        if self.opens_local is None:
            return None
        wall = self.opens_local.replace(second=0, microsecond=0)
        return wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class RoomPage:
    """A room with its live numbers."""

    mode: str = RoomMode.off.value
    in_force: bool = False
    opens: str = ""
    opens_local: str = ""
    is_drawn: bool = False
    joined: str = "0"
    waiting: str = "0"
    inside: str = "0"
    missed: str = "0"
    rate_per_minute: str = "300"
    at_once: str = "500"


@dataclass(frozen=True, slots=True)
class Row:
    """An entry in the list."""

    name: str
    email: str
    type: str
    wish: str
    joined: str
    offer: str
    skips: str
    state: str
    tone: str


async def read_room(rt: Runtime, actor: Actor, event_id: UUID, zone: str, locale: str) -> RoomPage:
    """Return the room with its numbers at this moment."""
    async with rt.read() as session:
        room = await queries.room(session, actor, event_id, at=rt.clock.now())
    return _room_page(room, zone, locale) if room else RoomPage()


async def read_rows(
    rt: Runtime, actor: Actor, event_id: UUID, *, cursor: str | None, zone: str, locale: str
) -> tuple[list[Row], str | None]:
    """Return a page of the list, and the cursor of the next one."""
    async with rt.read() as session:
        page: Page[EntryView] = await queries.entries(session, actor, event_id, cursor=cursor)
        names = await inventory.type_names(session, {one.ticket_type_id for one in page.rows})
    rows = [_row(one, names[one.ticket_type_id][0], zone, locale) for one in page.rows]
    return rows, page.next_cursor


def _room_page(room: RoomView, zone: str, locale: str) -> RoomPage:
    local = room.opens_at.astimezone(ZoneInfo(zone))
    return RoomPage(
        mode=room.mode.value,
        in_force=room.in_force,
        opens=moment(room.opens_at, zone, locale),
        opens_local=local.strftime("%Y-%m-%dT%H:%M"),
        is_drawn=room.drawn is not None,
        joined=number(room.joined, locale),
        waiting=number(room.waiting, locale),
        inside=number(room.inside, locale),
        missed=number(room.missed, locale),
        rate_per_minute=str(room.rate_per_minute),
        at_once=str(room.at_once),
    )


def _row(entry: EntryView, type_name: str, zone: str, locale: str) -> Row:
    words, tone = ENTRY_STATES[entry.state]
    wish = number(entry.quantity, locale)
    least = number(entry.least, locale)
    return Row(
        name=entry.name,
        email=entry.email,
        type=type_name,
        wish=wish if wish == least else f"{least}\N{EN DASH}{wish}",
        joined=moment(entry.joined_at, zone, locale),
        offer=_offer(entry.offer, zone, locale) if entry.offer else NONE,
        skips="; ".join(_skip(skip, zone, locale) for skip in entry.skips[:SHOWN_SKIPS]) or NONE,
        state=say(words, locale),
        tone=tone,
    )


def _offer(offer: OfferView, zone: str, locale: str) -> str:
    return say_many(
        msgid("{n} place until {until}"),
        msgid("{n} places until {until}"),
        offer.quantity,
        locale,
        until=moment(offer.expires_at, zone, locale),
    )


def _skip(skip: SkipView, zone: str, locale: str) -> str:
    sentence = msgid("{when}: {free} free, {least} needed")
    at = moment(skip.at, zone, locale)
    return say(sentence, locale, when=at, free=skip.free, least=skip.least)
