"""One entry of a list, ready to show."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import ceil

from bilten_app.domains.events import queries as events
from bilten_app.domains.events.public import EventView
from bilten_app.domains.inventory import queries as inventory
from bilten_app.domains.waiting import queries
from bilten_app.domains.waiting.public import EntryState, EntryView, OfferState
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.text import moment, msgid, number, say, say_many, zone_name
from bilten_app.web.public.purchase import Occasion, occasion_of

HEADLINES: Mapping[EntryState, str] = {
    EntryState.waiting: msgid("You are on the waiting list"),
    EntryState.offered: msgid("It is your turn"),
    EntryState.accepted: msgid("You took the offer"),
    EntryState.lapsed: msgid("The offer went to the next in line"),
    EntryState.left: msgid("You left the list"),
    EntryState.over: msgid("This list is closed"),
}
TEXTS: Mapping[EntryState, str] = {
    EntryState.waiting: msgid("We write to {email} as soon as places come free for you."),
    EntryState.accepted: msgid("Your places are held while you pay. Open the checkout to go on."),
    EntryState.lapsed: msgid("You can join again, at the end of the list."),
    EntryState.left: msgid("You hear no more about it. You can join again at any time."),
    EntryState.over: msgid("Nothing is sold for this event any more. Thank you for waiting."),
}
FIRST = msgid("You are the first in line.")


@dataclass(frozen=True, slots=True)
class SkipRow:
    """When and why an entry was passed over."""

    when: str
    why: str


@dataclass(frozen=True, slots=True)
class EntryPage:
    """The page of an entry."""

    state: str = ""
    headline: str = ""
    text: str = ""
    place: str = ""
    wish: str = ""
    group: str = ""
    until: str = ""
    left_s: int = 0
    again: str = ""
    occasion: Occasion = field(default_factory=Occasion)
    skips: list[SkipRow] = field(default_factory=list[SkipRow])


async def find(rt: Runtime, code: str, secret: str) -> EntryView:
    """Return the entry of a link, or raise NotFound."""
    async with rt.read() as session:
        return await queries.by_link(session, rt.vault, code=code, secret=secret)


async def page_of(rt: Runtime, entry: EntryView, locale: str) -> EntryPage:
    """Return an entry in words."""
    async with rt.read() as session:
        event = await events.by_id(session, entry.event_id)
        names = await inventory.type_names(session, {entry.ticket_type_id})
    is_open = entry.offer is not None and entry.offer.state is OfferState.open
    return EntryPage(
        state=entry.state.value,
        headline=say(HEADLINES[entry.state], locale),
        text=_text(entry, locale),
        place=_place(entry, locale),
        wish=f"{number(entry.quantity, locale)} \N{MULTIPLICATION SIGN} "
        f"{names[entry.ticket_type_id][0]}",
        group=_group(entry, locale),
        until=_until(entry, event, locale) if is_open else "",
        left_s=_left_s(rt, entry) if is_open else 0,
        again=f"/e/{event.slug}/waiting-list?type={entry.ticket_type_id}",
        occasion=occasion_of(event, locale),
        skips=[
            SkipRow(moment(skip.at, event.time_zone, locale), _why(skip.free, skip.least, locale))
            for skip in entry.skips
        ],
    )


def _text(entry: EntryView, locale: str) -> str:
    if entry.offer and entry.state is EntryState.offered:
        return say_many(
            msgid("A place is held for you, and for nobody else."),
            msgid("{n} places are held for you, and for nobody else."),
            entry.offer.quantity,
            locale,
        )
    return say(TEXTS.get(entry.state, ""), locale, email=entry.email)


def _place(entry: EntryView, locale: str) -> str:
    if entry.state is not EntryState.waiting:
        return ""
    if entry.before == 0:
        return say(FIRST, locale)
    return say_many(
        msgid("{n} waits before you."), msgid("{n} wait before you."), entry.before, locale
    )


def _group(entry: EntryView, locale: str) -> str:
    if entry.least == entry.quantity:
        return say(msgid("All together, or none"), locale)
    return say(msgid("At least {n} of them"), locale, n=number(entry.least, locale))


def _until(entry: EntryView, event: EventView, locale: str) -> str:
    if entry.offer is None:
        return ""
    at = entry.offer.expires_at
    zone = zone_name(at, event.time_zone)
    return f"{moment(at, event.time_zone, locale)} {zone}"


def _left_s(rt: Runtime, entry: EntryView) -> int:
    if entry.offer is None:
        return 0
    return max(0, ceil((entry.offer.expires_at - rt.clock.now()).total_seconds()))


def _why(free: int, least: int, locale: str) -> str:
    return say_many(
        msgid("{n} place came free, and you need {least}."),
        msgid("{n} places came free, and you need {least}."),
        free,
        locale,
        least=number(least, locale),
    )
