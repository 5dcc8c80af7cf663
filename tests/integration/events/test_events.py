"""An event from draft to published, cancelled or ended, and closed to strangers all the while."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from bilten_app.domains.events import queries as event_queries
from bilten_app.domains.events import rules
from bilten_app.domains.events import service as events
from bilten_app.domains.events.public import (
    ClockNote,
    CurrencyFixed,
    EventState,
    EventView,
    InvalidEvent,
    NotReady,
)
from bilten_app.domains.media import service as media
from bilten_app.domains.media.public import MediaKind
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import GUEST, Actor
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.errors import IllegalTransition, NotFound, Unauthenticated
from bilten_app.kit.ids import new_id
from bilten_app.kit.roles import Permission
from tests.people import given_organizer, picture


async def _draft(rt: Runtime, owner: Actor, organizer_id: UUID, title: str = "Jazz") -> UUID:
    async with rt.unit_of_work(owner) as uow:
        return await events.create_draft(
            uow, owner, organizer_id=organizer_id, title=title, time_zone="Europe/Berlin"
        )


async def _ready(rt: Runtime) -> tuple[Actor, UUID]:
    owner, organizer_id = await given_organizer(rt)
    event_id = await _draft(rt, owner, organizer_id)
    async with rt.unit_of_work(owner) as uow:
        await events.edit(
            uow, owner, event_id=event_id, summary="s", description="d", refund_policy="r"
        )
        await _place(uow, owner, event_id)
        await events.set_lowest_price(uow, event_id=event_id, minor=2500)
    return owner, event_id


async def _place(
    uow: UnitOfWork, actor: Actor, event_id: UUID, zone: str = "Europe/Berlin"
) -> UUID:
    return await events.set_venue(
        uow, actor, event_id=event_id, name="Admiralspalast", address="Friedrichstr. 101",
        city="Berlin", country="DE", time_zone=zone,
    )  # fmt: skip


async def _publish(rt: Runtime, owner: Actor, event_id: UUID) -> None:
    async with rt.unit_of_work(owner) as uow:
        await events.publish(uow, owner, event_id=event_id)


async def _view(rt: Runtime, event_id: UUID) -> EventView:
    async with rt.read() as session:
        return await event_queries.by_id(session, event_id)


async def test_a_draft_begins_on_an_evening_a_month_from_now(rt: Runtime) -> None:
    owner, organizer_id = await given_organizer(rt)

    view = await _view(rt, await _draft(rt, owner, organizer_id, title="Jazz  by the Nile"))

    assert (view.state, view.title) == (EventState.draft, "Jazz by the Nile")
    assert view.starts_local == datetime(2026, 7, 1, 20)  # noqa: DTZ001 - a wall time
    assert view.starts_at.isoformat() == "2026-07-01T18:00:00+00:00"


async def test_drafts_may_be_incomplete_and_are_saved_in_parts(rt: Runtime) -> None:
    owner, organizer_id = await given_organizer(rt)
    event_id = await _draft(rt, owner, organizer_id)

    async with rt.unit_of_work(owner) as uow:
        await events.edit(uow, owner, event_id=event_id, summary=" Short. ", tags=["a", " a", ""])
    async with rt.unit_of_work(owner) as uow:
        await events.edit(uow, owner, event_id=event_id, line_up=["Mona", "Karim"])

    view = await _view(rt, event_id)
    assert (view.summary, view.tags, view.line_up) == ("Short.", ("a",), ("Mona", "Karim"))


async def test_wall_times_stay_when_the_place_moves_to_another_zone(rt: Runtime) -> None:
    owner, organizer_id = await given_organizer(rt)
    event_id = await _draft(rt, owner, organizer_id)
    before = await _view(rt, event_id)

    async with rt.unit_of_work(owner) as uow:
        await _place(uow, owner, event_id, zone="Africa/Cairo")

    after = await _view(rt, event_id)
    assert after.starts_local == before.starts_local
    assert before.starts_at - after.starts_at == timedelta(hours=1)


async def test_a_start_that_the_clocks_skip_is_stored_and_noted(rt: Runtime) -> None:
    owner, organizer_id = await given_organizer(rt)
    event_id = await _draft(rt, owner, organizer_id)

    async with rt.unit_of_work(owner) as uow:
        await events.edit(
            uow, owner, event_id=event_id,
            starts_local=datetime(2027, 3, 28, 2, 30), ends_local=datetime(2027, 3, 28, 6),  # noqa: DTZ001
        )  # fmt: skip

    view = await _view(rt, event_id)
    assert view.starts_at.isoformat() == "2027-03-28T01:30:00+00:00"
    assert view.starts_note is ClockNote.skipped
    assert view.ends_note is None


async def test_an_end_before_the_start_is_refused_and_nothing_changes(rt: Runtime) -> None:
    owner, organizer_id = await given_organizer(rt)
    event_id = await _draft(rt, owner, organizer_id)
    before = await _view(rt, event_id)

    ends = before.starts_local - timedelta(hours=1)
    with pytest.raises(InvalidEvent) as refused:
        async with rt.unit_of_work(owner) as uow:
            await events.edit(uow, owner, event_id=event_id, title="Changed", ends_local=ends)

    assert refused.value.problems == {"ends_local": rules.ENDS_TOO_SOON}
    assert await _view(rt, event_id) == before


async def test_a_place_is_found_again(rt: Runtime) -> None:
    owner, organizer_id = await given_organizer(rt)
    first = await _draft(rt, owner, organizer_id)
    second = await _draft(rt, owner, organizer_id)

    async with rt.unit_of_work(owner) as uow:
        one = await _place(uow, owner, first)
        two = await _place(uow, owner, second)

    assert one == two
    async with rt.read() as session:
        scope = owner.require(Permission.events_read, organizer_id)
        assert [venue.id for venue in await event_queries.venues(session, scope)] == [one]


async def test_an_unfinished_event_cannot_be_published(rt: Runtime) -> None:
    owner, organizer_id = await given_organizer(rt)
    event_id = await _draft(rt, owner, organizer_id)

    with pytest.raises(NotReady) as refused:
        await _publish(rt, owner, event_id)

    assert refused.value.fields == {"left": 5}
    async with rt.read() as session:
        left = await event_queries.checklist(session, event_id, now=rt.clock.now())
    assert len([check for check in left if not check.is_done]) == 5


async def test_publishing_tells_it_once(rt: Runtime) -> None:
    owner, event_id = await _ready(rt)

    await _publish(rt, owner, event_id)
    with pytest.raises(IllegalTransition):
        await _publish(rt, owner, event_id)

    view = await _view(rt, event_id)
    assert (view.state, view.published_at) == (EventState.published, rt.clock.now())
    async with rt.read() as session:
        told = text(
            "SELECT count(*) FROM facts WHERE name = 'events.published'"
            " AND payload ->> 'event_id' = :id"
        )
        assert (await session.execute(told, {"id": str(event_id)})).scalar_one() == 1


async def test_a_published_event_stays_complete(rt: Runtime) -> None:
    owner, event_id = await _ready(rt)
    await _publish(rt, owner, event_id)

    with pytest.raises(NotReady):
        async with rt.unit_of_work(owner) as uow:
            await events.edit(uow, owner, event_id=event_id, summary=" ")
    with pytest.raises(CurrencyFixed):
        async with rt.unit_of_work(owner) as uow:
            await events.edit(uow, owner, event_id=event_id, currency="EGP")


async def test_an_event_is_cancelled_with_a_reason_and_for_good(rt: Runtime) -> None:
    owner, event_id = await _ready(rt)
    await _publish(rt, owner, event_id)

    with pytest.raises(InvalidEvent):
        async with rt.unit_of_work(owner) as uow:
            await events.cancel(uow, owner, event_id=event_id, reason="  ")
    async with rt.unit_of_work(owner) as uow:
        await events.cancel(uow, owner, event_id=event_id, reason="The band is ill.")

    view = await _view(rt, event_id)
    assert (view.state, view.cancel_reason) == (EventState.cancelled, "The band is ill.")
    with pytest.raises(IllegalTransition):
        await _publish(rt, owner, event_id)


async def test_a_published_event_ends_by_itself(rt: Runtime) -> None:
    owner, event_id = await _ready(rt)
    await _publish(rt, owner, event_id)
    assert isinstance(rt.clock, FrozenClock)
    rt.clock.move(timedelta(days=31))

    await events.end_past(rt)
    await events.end_past(rt)

    assert (await _view(rt, event_id)).state is EventState.ended


async def test_a_picture_of_another_organization_is_refused(rt: Runtime) -> None:
    owner, organizer_id = await given_organizer(rt)
    other, other_id = await given_organizer(rt)
    event_id = await _draft(rt, owner, organizer_id)
    theirs = await media.add(
        rt, other, owner_id=other.require(Permission.events_write, other_id),
        kind=MediaKind.cover, content=picture(),
    )  # fmt: skip

    with pytest.raises(InvalidEvent) as refused:
        async with rt.unit_of_work(owner) as uow:
            await events.edit(uow, owner, event_id=event_id, cover_id=theirs, gallery=[theirs])

    assert set(refused.value.problems) == {"cover_id", "gallery"}


type Command = Callable[[UnitOfWork, Actor, UUID], Awaitable[object]]

COMMANDS: dict[str, Command] = {
    "edit": lambda uow, actor, id_: events.edit(uow, actor, event_id=id_, title="Mine now"),
    "set_venue": _place,
    "publish": lambda uow, actor, id_: events.publish(uow, actor, event_id=id_),
    "cancel": lambda uow, actor, id_: events.cancel(uow, actor, event_id=id_, reason="why not"),
}


@pytest.mark.parametrize("name", COMMANDS)
async def test_strangers_learn_nothing_and_change_nothing(rt: Runtime, name: str) -> None:
    _, event_id = await _ready(rt)
    stranger, _ = await given_organizer(rt)

    for who, target, refusal in (
        (stranger, event_id, NotFound),
        (stranger, new_id(), NotFound),
        (GUEST, event_id, Unauthenticated),
        (GUEST, new_id(), Unauthenticated),
    ):
        with pytest.raises(refusal):
            async with rt.unit_of_work(who) as uow:
                await COMMANDS[name](uow, who, target)


async def test_the_desk_shows_only_ones_own_events_page_by_page(rt: Runtime) -> None:
    owner, organizer_id = await given_organizer(rt)
    other, _ = await given_organizer(rt)
    made = [await _draft(rt, owner, organizer_id, title=f"Night {n}") for n in range(5)]
    scope = owner.require(Permission.events_read, organizer_id)

    seen: list[UUID] = []
    async with rt.read() as session:
        cursor = None
        while True:
            page = await event_queries.organizer_events(session, scope, cursor=cursor, size=2)
            seen += [card.id for card in page.rows]
            cursor = page.next_cursor
            if cursor is None:
                break
        slug = (await event_queries.by_id(session, made[0])).slug
        assert (await event_queries.organizer_event(session, owner, slug)).id == made[0]
        with pytest.raises(NotFound):
            await event_queries.organizer_event(session, other, slug)
        coming = await event_queries.next_events(session, scope, now=rt.clock.now(), limit=3)

    assert sorted(seen) == sorted(made)
    assert len(coming) == 3
