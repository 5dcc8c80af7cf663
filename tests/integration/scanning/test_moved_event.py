"""Who comes early hears just that; and when an event moves, its tickets move with it."""

from datetime import datetime, timedelta

from bilten_app.domains.events import queries as event_queries
from bilten_app.domains.events import service as events
from bilten_app.domains.events.public import EventChanges
from bilten_app.domains.orders import service as orders
from bilten_app.domains.tickets import queries as tickets
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.proof.bitmap import Bitmap
from bilten_app.kit.proof.status import Status
from bilten_app.kit.proof.verdict import Facts, Gate, Verdict, decide
from tests.factories import Stage, draft, given_event, given_order, new_guest
from tests.work import settle

DAY = timedelta(days=1)


async def test_who_comes_weeks_early_hears_that_it_is_too_early(rt: Runtime) -> None:
    stage = await given_event(rt, draft(price_minor=0))
    code = await bought(rt, stage)

    assert await verdict(rt, stage, code) is Verdict.not_yet_valid


async def test_a_printed_ticket_counts_at_the_new_time_only(
    rt: Runtime, clock: FrozenClock
) -> None:
    stage = await given_event(rt, draft(price_minor=0))
    starts = await start(rt, stage)
    printed = await bought(rt, stage)

    await move(rt, stage, by=7 * DAY)
    sold_meanwhile = await bought(rt, stage)
    await settle(rt)

    assert await codes_of(rt, stage) == {printed, sold_meanwhile}
    clock.move(starts - clock.now())
    assert await verdict(rt, stage, printed) is Verdict.not_yet_valid
    clock.move(7 * DAY)
    assert await verdict(rt, stage, printed) is Verdict.admitted
    assert await verdict(rt, stage, sold_meanwhile) is Verdict.admitted


async def test_an_event_that_comes_sooner_lets_its_guests_in(
    rt: Runtime, clock: FrozenClock
) -> None:
    stage = await given_event(rt, draft(price_minor=0))
    printed = await bought(rt, stage)

    await move(rt, stage, by=-27 * DAY)
    await settle(rt)

    clock.move(await start(rt, stage) - clock.now())
    assert await verdict(rt, stage, printed) is Verdict.admitted


async def test_tickets_of_an_event_that_lasts_longer_count_until_its_end(
    rt: Runtime, clock: FrozenClock
) -> None:
    stage = await given_event(rt, draft(price_minor=0))
    await bought(rt, stage)

    await move(rt, stage, by=0 * DAY, longer=2 * DAY)
    await settle(rt)
    (code,) = await codes_of(rt, stage)

    clock.move(await start(rt, stage) + 2 * DAY - clock.now())
    assert await verdict(rt, stage, code) is Verdict.admitted
    await settle(rt)
    assert await codes_of(rt, stage) == {code}


async def bought(rt: Runtime, stage: Stage) -> str:
    """Get a free ticket; return its code."""
    order = await given_order(rt, stage, lines={stage.types[0]: 1})
    await orders.pay(rt, new_guest(), order_id=order.id, return_url="")
    async with rt.read() as session:
        (ticket,) = await tickets.of_order(session, order.id)
    return tickets.proof_text(ticket)


async def codes_of(rt: Runtime, stage: Stage) -> set[str]:
    """Return the codes that the event's tickets show now."""
    async with rt.read() as session:
        found = await tickets.of_event(session, stage.event_id)
    return {tickets.proof_text(ticket) for ticket in found}


async def start(rt: Runtime, stage: Stage) -> datetime:
    async with rt.read() as session:
        return (await event_queries.by_id(session, stage.event_id)).starts_at


async def move(
    rt: Runtime, stage: Stage, *, by: timedelta, longer: timedelta = timedelta()
) -> None:
    """Let the organizer move the event, doors and all, and lengthen it."""
    async with rt.unit_of_work(stage.owner) as uow:
        event = await event_queries.by_id(uow.session, stage.event_id)
        starts = event.starts_at.replace(tzinfo=None) + by
        lasts = event.ends_at - event.starts_at + longer
        times = EventChanges(starts_local=starts, ends_local=starts + lasts)
        times |= EventChanges(time_zone="UTC", doors_local=None)
        await events.edit(uow, stage.owner, event_id=stage.event_id, **times)


async def verdict(rt: Runtime, stage: Stage, code: str) -> Verdict:
    """Decide as a gate does now that has just fetched everything."""
    async with rt.read() as session:
        ring = await tickets.key_ring(session, stage.event_id)
        seq, size, revoked, generations = await tickets.validity(session, stage.event_id)
    now = int(rt.clock.now().timestamp())
    status = Status(
        event=stage.event_id,
        seq=seq,
        as_of_ms=now * 1000,
        size=size,
        revoked=Bitmap.of(revoked, size),
        used=Bitmap.of([], size),
        min_generation=generations,
    )
    return decide(code, Facts(ring, status, Gate(), clock_s=now)).verdict
