"""The dashboard counts a ticket once: however often it is changed, however many pools it takes."""

from collections.abc import Sequence
from datetime import timedelta

from bilten_app.domains.reporting import queries
from bilten_app.domains.reporting.public import SalesTotals
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.money import Money
from bilten_app.kit.roles import Permission
from tests.aftersale import given_paid, tickets_of
from tests.changes import DEAR, SAME, change, given_types, part, pay
from tests.factories import Stage, draft, given_event, given_order
from tests.stalls import addon, bundle, given_pool, given_type, sharing


async def told(rt: Runtime, stage: Stage) -> tuple[SalesTotals, Sequence[int]]:
    """Return the totals, and the tickets of the last three days."""
    scope = stage.owner.require(Permission.orders_read, stage.organizer_id)
    now = rt.clock.now()
    async with rt.read() as session:
        (total,) = await queries.totals(session, scope, today=now - timedelta(hours=1))
        days = await queries.days(session, scope, zone="Europe/Berlin", now=now, count=3)
    return total, [day.tickets for day in days]


async def test_a_changed_ticket_was_sold_once_on_its_first_day(
    rt: Runtime, clock: FrozenClock
) -> None:
    stage = await given_types(rt)
    ref = await given_paid(rt, stage)
    one, _ = await tickets_of(rt, ref)
    clock.move(timedelta(days=1))

    dear = await change(rt, stage, ref, [one], DEAR)
    await pay(rt, dear)

    total, days = await told(rt, stage)
    assert days == [0, 2, 0]
    assert (total.tickets, total.tickets_today) == (2, 0)
    assert total.revenue == Money(65_00, "EUR")
    assert total.revenue_today == Money(15_00, "EUR")


async def test_tickets_that_all_moved_twice_were_sold_on_their_first_day(
    rt: Runtime, clock: FrozenClock
) -> None:
    stage = await given_types(rt)
    ref = await given_paid(rt, stage)
    clock.move(timedelta(days=1))
    new = await change(rt, stage, ref, await tickets_of(rt, ref), SAME)
    clock.move(timedelta(days=1))
    one, _ = await tickets_of(rt, new)

    await part(rt, stage, new, [one])

    total, days = await told(rt, stage)
    assert days == [2, 0, 0]
    assert (total.tickets, total.tickets_today) == (2, 0)
    assert (total.revenue, total.revenue_today) == (Money(50_00, "EUR"), Money(0, "EUR"))


async def test_what_is_bought_and_changed_today_is_todays(rt: Runtime) -> None:
    stage = await given_types(rt)
    ref = await given_paid(rt, stage)

    await pay(rt, await change(rt, stage, ref, await tickets_of(rt, ref), DEAR))

    total, days = await told(rt, stage)
    assert days == [0, 0, 2]
    assert (total.tickets, total.tickets_today) == (2, 2)
    assert total.revenue == total.revenue_today == Money(80_00, "EUR")


async def test_shared_places_are_counted_once(rt: Runtime) -> None:
    stage = await given_event(rt, draft(capacity=60))
    hall = await given_pool(rt, stage, "Hall", 80)
    await given_type(rt, stage, sharing(hall, name="Floor", capacity=50))
    seated = await given_type(rt, stage, sharing(hall, name="Seated", capacity=40))
    await given_type(rt, stage, bundle({seated: 2, stage.types[0]: 2}))
    await given_type(rt, stage, addon(seated, capacity=500))
    scope = stage.owner.require(Permission.orders_read, stage.organizer_id)
    await given_paid(rt, stage)

    async with rt.read() as session:
        sales = (await queries.event_sales(session, scope, [stage.event_id]))[stage.event_id]

    assert (sales.sold, sales.capacity) == (2, 60 + 80)


async def test_a_bundle_counts_as_its_tickets(rt: Runtime) -> None:
    stage = await given_event(rt)
    family = await given_type(rt, stage, bundle({stage.types[0]: 3}))

    await pay(rt, await given_order(rt, stage, lines={family: 1}))

    total, days = await told(rt, stage)
    assert (total.tickets, days) == (3, [0, 0, 3])
