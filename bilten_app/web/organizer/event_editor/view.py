"""What the editor shows of an event, ready for its fields."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from bilten_app.domains.events import queries as events
from bilten_app.domains.events.public import (
    MAX_GALLERY,
    Check,
    ClockNote,
    EventState,
    EventView,
    Step,
)
from bilten_app.domains.inventory import queries as inventory
from bilten_app.domains.inventory.public import PoolView, TicketTypeView
from bilten_app.domains.seating import queries as seating
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.roles import Permission
from bilten_app.kit.text import moment, msgid, say
from bilten_app.web.organizer.desk import EVENT_STATES
from bilten_app.web.organizer.event_editor.types import PoolRow, TypeRow, pool_rows, type_rows
from bilten_app.web.parts.event import Picture, picture_of

COVER_WIDTH, GALLERY_WIDTH = 800, 400
NO_PICTURE = Picture()
CLOCK_WORDS = {
    ClockNote.skipped: msgid("The clocks skip this time that night. It will be {time}."),
    ClockNote.repeated: msgid("This time comes twice that night. The first one counts: {time}."),
}


@dataclass(frozen=True, slots=True)
class GalleryRow:
    """A picture of the gallery."""

    id: str
    picture: Picture


@dataclass(frozen=True, slots=True)
class CheckRow:
    """A point of the checklist."""

    text: str
    step: str
    done: bool


@dataclass(frozen=True, slots=True)
class Editing:
    """Everything the steps show; times are wall times as an `input` wants them."""

    id: str = ""
    slug: str = ""
    state: str = ""
    state_words: str = ""
    tone: str = "info"
    is_draft: bool = True
    is_public: bool = False
    is_cancelled: bool = False
    title: str = ""
    summary: str = ""
    description: str = ""
    category: str = "other"
    line_up: str = ""
    tags: str = ""
    age_policy: str = ""
    currency: str = ""
    starts_local: str = ""
    ends_local: str = ""
    doors_local: str = ""
    clock_note: str = ""
    time_zone: str = ""
    venue: str = ""
    address: str = ""
    city: str = ""
    country: str = ""
    accessibility: str = ""
    refund_policy: str = ""
    refund_until_hours: str = ""
    fees_passed_on: bool = True
    cover: Picture = NO_PICTURE
    gallery: tuple[GalleryRow, ...] = ()
    may_add_picture: bool = True
    types: tuple[TypeRow, ...] = ()
    pools: tuple[PoolRow, ...] = ()
    checks: tuple[CheckRow, ...] = ()
    left: int = 0
    when: str = ""


async def load(rt: Runtime, actor: Actor, slug: str, locale: str) -> Editing:
    """Return the event for its editor, or raise NotFound or Forbidden."""
    now = rt.clock.now()
    async with rt.read() as session:
        event = await events.organizer_event(session, actor, slug)
        actor.require(Permission.events_write, event.organizer_id, event_id=event.id)
        checks = await events.checklist(session, event.id, now=now)
        types = await inventory.ticket_types(session, event.id, at=now, with_hidden=True)
        pools = await inventory.shared_pools(session, event.id)
        seated = await seating.seated_pools(session, event.id)
    return editing(event, types, pools, checks, locale, seated)


def editing(
    event: EventView,
    types: Sequence[TicketTypeView],
    pools: Sequence[PoolView],
    checks: Sequence[Check],
    locale: str,
    seated: Collection[UUID],
) -> Editing:
    """Return what the editor shows."""
    words, tone = EVENT_STATES[event.state]
    venue = event.venue
    return Editing(
        id=str(event.id),
        slug=event.slug,
        state=event.state.value,
        state_words=say(words, locale),
        tone=tone,
        is_draft=event.state is EventState.draft,
        is_public=event.state is EventState.published,
        is_cancelled=event.state is EventState.cancelled,
        title=event.title,
        summary=event.summary,
        description=event.description,
        category=event.category.value,
        line_up="\n".join(event.line_up),
        tags=", ".join(event.tags),
        age_policy=event.age_policy,
        currency=event.currency,
        starts_local=f"{event.starts_local:%Y-%m-%dT%H:%M}",
        ends_local=f"{event.ends_local:%Y-%m-%dT%H:%M}",
        doors_local=f"{event.doors_local:%Y-%m-%dT%H:%M}" if event.doors_local else "",
        clock_note=_clock_note(event, locale),
        time_zone=event.time_zone,
        venue=venue.name if venue else "",
        address=venue.address if venue else "",
        city=venue.city if venue else "",
        country=venue.country if venue else "",
        accessibility=venue.accessibility if venue else "",
        refund_policy=event.refund_policy,
        refund_until_hours=_typed(event.refund_until_hours),
        fees_passed_on=event.fees_passed_on,
        cover=picture_of(event.cover, COVER_WIDTH),
        gallery=tuple(
            GalleryRow(str(one.id), picture_of(one, GALLERY_WIDTH)) for one in event.gallery
        ),
        may_add_picture=len(event.gallery) < MAX_GALLERY,
        types=type_rows(types, pools, event.currency, locale, seated),
        pools=pool_rows(pools, locale, seated),
        checks=tuple(CheckRow(say(c.text, locale), c.step.value, c.is_done) for c in checks),
        left=sum(not check.is_done for check in checks),
        when=moment(event.starts_at, event.time_zone, locale),
    )


def step_after(step: Step) -> Step:
    """Return the step that follows; the last one follows itself."""
    steps = list(Step)
    return steps[min(steps.index(step) + 1, len(steps) - 1)]


def _clock_note(event: EventView, locale: str) -> str:
    for note, at in ((event.starts_note, event.starts_at), (event.ends_note, event.ends_at)):
        if note:
            return say(CLOCK_WORDS[note], locale, time=moment(at, event.time_zone, locale))
    return ""


def _typed(number: int | None) -> str:
    return "" if number is None else str(number)
