"""What organizers read of their sales: right sums, found orders, and nobody else's."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest

from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import OrderRef, OrderState
from bilten_app.domains.reporting import exports, queries
from bilten_app.domains.reporting.public import OrderSearch
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor, OrganizerScope
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.errors import NotFound, Unauthenticated
from bilten_app.kit.money import Money
from bilten_app.kit.roles import Permission
from tests.factories import Stage, draft, given_event, new_guest
from tests.people import given_organizer
from tests.work import settle


async def _free_stage(rt: Runtime) -> Stage:
    """An event whose tickets cost nothing, so that orders are paid at once."""
    stage = await given_event(rt, draft(name="Lawn", price_minor=0, capacity=50))
    await settle(rt)
    return stage


async def _sold(
    rt: Runtime, stage: Stage, *, name: str = "Noor Aziz", count: int = 2, email: str = ""
) -> OrderRef:
    guest = new_guest()
    ref = await orders.place(rt, guest, event_id=stage.event_id, lines={stage.types[0]: count})
    async with rt.unit_of_work() as uow:
        await orders.describe_buyer(
            uow, order_id=ref.id, name=name, email=email or "noor@guests.example.com"
        )
    await orders.pay(rt, guest, order_id=ref.id, return_url="http://bilten.test/orders")
    await settle(rt)
    return ref


def _scope(stage: Stage, permission: Permission = Permission.orders_read) -> OrganizerScope:
    return stage.owner.require(permission, stage.organizer_id)


async def test_sales_are_summed_and_today_is_apart(rt: Runtime) -> None:
    stage = await _free_stage(rt)
    await _sold(rt, stage, count=2)
    assert isinstance(rt.clock, FrozenClock)
    rt.clock.move(timedelta(days=1))
    await _sold(rt, stage, count=3)

    async with rt.read() as session:
        (total,) = await queries.totals(session, _scope(stage), today=rt.clock.now())
        days = await queries.days(session, _scope(stage), zone="Europe/Berlin", now=rt.clock.now())
        sales = await queries.event_sales(session, _scope(stage), [stage.event_id])

    assert (total.tickets, total.tickets_today, total.orders) == (5, 3, 2)
    assert [day.tickets for day in days][-3:] == [0, 2, 3]
    assert len(days) == 14
    assert (sales[stage.event_id].sold, sales[stage.event_id].capacity) == (5, 50)
    assert sales[stage.event_id].revenue == Money(0, "EUR")


async def test_orders_are_found_by_code_name_and_mail_page_by_page(rt: Runtime) -> None:
    stage = await _free_stage(rt)
    refs = [await _sold(rt, stage, name=f"Guest {n}", email=f"g{n}@x.example") for n in range(3)]

    async def found(words: str) -> set[UUID]:
        async with rt.read() as session:
            page = await queries.order_list(session, _scope(stage), OrderSearch(words=words))
        return {row.id for row in page.rows}

    async with rt.read() as session:
        first = await queries.order_list(session, _scope(stage), OrderSearch(), size=2)
        rest = await queries.order_list(
            session, _scope(stage), OrderSearch(), cursor=first.next_cursor, size=2
        )

    assert await found(refs[1].code.lower()[:5]) == {refs[1].id}
    assert await found("guest 2") == {refs[2].id}
    assert await found("G0@X") == {refs[0].id}
    assert await found("100%") == set()
    assert [row.id for row in (*first.rows, *rest.rows)] == [ref.id for ref in reversed(refs)]
    assert rest.next_cursor is None


async def test_carts_that_ran_out_show_only_when_asked_for(rt: Runtime) -> None:
    stage = await _free_stage(rt)
    await orders.place(rt, new_guest(), event_id=stage.event_id, lines={stage.types[0]: 1})
    assert isinstance(rt.clock, FrozenClock)
    rt.clock.move(timedelta(minutes=16))
    await orders.expire_due(rt)

    async with rt.read() as session:
        usual = await queries.order_list(session, _scope(stage), OrderSearch())
        asked = await queries.order_list(
            session, _scope(stage), OrderSearch(state=OrderState.expired)
        )

    assert (len(usual.rows), len(asked.rows)) == (0, 1)


async def test_attendees_are_listed_by_name_and_counted(rt: Runtime) -> None:
    stage = await _free_stage(rt)
    await _sold(rt, stage, name="Zoë", count=1)
    await _sold(rt, stage, name="Ada", count=2)
    scope = _scope(stage, Permission.attendees_read)

    async with rt.read() as session:
        first = await queries.attendees(session, scope, event_id=stage.event_id, size=2)
        rest = await queries.attendees(
            session, scope, event_id=stage.event_id, cursor=first.next_cursor, size=2
        )
        some = await queries.attendees(session, scope, event_id=stage.event_id, words="zo")
        came = await queries.attendance(session, scope, event_id=stage.event_id)

    assert [row.name for row in (*first.rows, *rest.rows)] == ["Ada", "Ada", "Zoë"]
    assert [row.name for row in some.rows] == ["Zoë"]
    assert (came.valid, came.admitted) == (3, 0)


async def test_the_file_holds_everybody_and_no_formula(rt: Runtime) -> None:
    stage = await _free_stage(rt)
    await _sold(rt, stage, name="=SUM(A1)", count=2)

    pieces = await exports.attendees_csv(rt, stage.owner, event_id=stage.event_id, locale="en")
    text = "".join([piece async for piece in pieces])

    assert text.startswith("\N{ZERO WIDTH NO-BREAK SPACE}Name,E-mail")
    assert text.count("'=SUM(A1)") == 2
    assert len(text.splitlines()) == 3


async def test_strangers_read_nothing(rt: Runtime) -> None:
    stage = await _free_stage(rt)
    ref = await _sold(rt, stage)
    other, other_id = await given_organizer(rt)
    theirs = other.require(Permission.orders_read, other_id)

    async with rt.read() as session:
        assert await queries.totals(session, theirs, today=rt.clock.now()) == []
        assert not (await queries.order_list(session, theirs, OrderSearch())).rows
        assert not (await queries.attendees(session, theirs, event_id=stage.event_id)).rows
        assert await queries.event_sales(session, theirs, [stage.event_id]) == {}
        with pytest.raises(NotFound):
            await queries.order(session, theirs, ref.code)
    for who, refusal in ((other, NotFound), (new_guest(), Unauthenticated)):
        with pytest.raises(refusal):
            await _export(rt, who, stage.event_id)


async def _export(rt: Runtime, who: Actor, event_id: UUID) -> AsyncIterator[str]:
    return await exports.attendees_csv(rt, who, event_id=event_id, locale="en")
