"""A guest was inside, and asks a bank for the money: who came has come, and is looked at."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bilten_app.domains.ledger import service as ledger
from bilten_app.domains.ledger.public import Deal, Tender, TenderKind
from bilten_app.domains.orders import queries as orders
from bilten_app.domains.orders import service as sales
from bilten_app.domains.orders.public import RefundWish
from bilten_app.domains.payouts import queries as purses
from bilten_app.domains.payouts import service as payouts
from bilten_app.domains.payouts.public import Schedule, Terms
from bilten_app.domains.reporting import exports, queries
from bilten_app.domains.risk import queries as risk
from bilten_app.domains.risk.public import ListKind
from bilten_app.domains.scanning import queries as scanning
from bilten_app.domains.tickets import queries as tickets
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import SYSTEM
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.ids import new_id, shown_code
from bilten_app.kit.roles import Permission
from bilten_app.ports.paper import TableSheet
from tests.aftersale import given_paid, tickets_of
from tests.banks import decide, dispute, hear, is_sound, states
from tests.changes import DEAR, SAME, change, given_types, pay
from tests.factories import Stage, given_event, order_of, places
from tests.scanner import given_gate, given_scanner
from tests.suspects import STAFF
from tests.treasury import GOOD
from tests.work import settle

A_MONTH = timedelta(days=40)


class Kept:
    """Keeps the tables that were to be printed."""

    def __init__(self) -> None:
        self.sheets: list[TableSheet] = []

    async def print(self, sheet: TableSheet) -> bytes:
        self.sheets.append(sheet)
        return b""


async def let_in(rt: Runtime, stage: Stage) -> None:
    """Let one ticket of the event in."""
    scanner = await given_scanner(rt, stage, await given_gate(rt, stage))
    async with rt.read() as session:
        ticket = min(await tickets.of_event(session, stage.event_id), key=lambda one: one.index)
    scanner.scan(ticket.index)
    await scanner.upload(rt)


async def given_reserve(rt: Runtime, stage: Stage) -> None:
    """Pay the organizer out what is owed, and hold a tenth of it back."""
    owner, organizer_id = stage.owner, stage.organizer_id
    async with rt.unit_of_work(owner) as uow:
        await payouts.change_terms(
            uow, owner, organizer_id=organizer_id, currency="EUR", terms=Terms(Schedule.manual)
        )
    await payouts.change_destination(
        rt, owner, organizer_id=organizer_id, currency="EUR", account=GOOD
    )
    async with rt.unit_of_work() as uow:
        await payouts.change_reserve(
            uow, SYSTEM, organizer_id=organizer_id, currency="EUR", basis_points=1000, days=90
        )
        other = Deal(new_id(), stage.organizer_id, "EUR", rt.clock.now(), stage.event_id)
        sold = ledger.sale(other, tenders=[Tender(TenderKind.gateway, 1000_00, "sandbox")])
        await ledger.post(uow, [sold])
    await payouts.make_now(rt, owner, organizer_id=organizer_id, currency="EUR")
    await settle(rt)


async def held(rt: Runtime, stage: Stage) -> tuple[int, int]:
    """Return what is in reserve, and what is owed beside it."""
    scope = stage.owner.require(Permission.finances_read, stage.organizer_id)
    async with rt.read() as session:
        (euros,) = await purses.money(session, scope, now=rt.clock.now())
    return euros.reserve.minor, euros.owed.minor


async def watched(rt: Runtime) -> Sequence[str]:
    async with rt.read() as session:
        page = await risk.listed(session, STAFF, now=rt.clock.now(), kind=ListKind.watch)
    return sorted({one.reason for one in page.rows})


async def came(rt: Runtime, stage: Stage) -> tuple[int, int, int]:
    """Return arrivals at the gate, of how many, and those in the list of guests."""
    scope = stage.owner.require(Permission.attendees_read, stage.organizer_id)
    async with rt.read() as session:
        door = await scanning.overview(session, stage.owner, event_id=stage.event_id)
        guests = await queries.attendance(session, scope, event_id=stage.event_id)
        rows = (await queries.attendees(session, scope, event_id=stage.event_id)).rows
    assert guests.admitted == sum(row.admitted_at is not None for row in rows)
    return door.arrived, door.issued, guests.admitted


async def test_a_chargeback_after_check_in_leaves_the_attendance_and_takes_the_reserve(
    rt: Runtime, clock: FrozenClock
) -> None:
    stage = await given_event(rt)
    ref = await given_paid(rt, stage)
    await given_reserve(rt, stage)
    clock.move(A_MONTH)
    await let_in(rt, stage)
    reserve, owed = await held(rt, stage)

    asked = await dispute(rt, ref)
    at_once, arrived = await watched(rt), await came(rt, stage)
    await decide(rt, asked, won=False)

    total = (await order_of(rt, ref)).total.minor
    assert arrived == (1, 1, 1)
    assert await came(rt, stage) == (1, 1, 1)
    assert (
        at_once
        == await watched(rt)
        == ["A bank was asked for the money of tickets that had been used."]
    )
    assert await held(rt, stage) == (reserve - total, owed)
    assert await states(rt, ref) == ["frozen", "frozen"]
    assert await places(rt, stage) == [(98, 0, 2)]
    assert await is_sound(rt)


async def test_who_was_inside_stands_in_the_answer_to_the_bank(
    rt: Runtime, clock: FrozenClock
) -> None:
    stage = await given_event(rt)
    ref = await given_paid(rt, stage)
    clock.move(A_MONTH)
    await let_in(rt, stage)
    await dispute(rt, ref)

    scope = stage.owner.require(Permission.orders_read, stage.organizer_id)
    async with rt.read() as session:
        (found,) = await orders.disputed_orders(session, scope)
    told = await exports.evidence(rt, dispute_id=found.dispute.id)

    assert told.access_log.count("Admitted at the gate") == 1


async def test_who_came_in_with_tickets_that_moved_stands_in_the_answer_to_the_bank(
    rt: Runtime, clock: FrozenClock
) -> None:
    stage = await given_types(rt)
    ref = await given_paid(rt, stage)
    moved = await change(rt, stage, ref, await tickets_of(rt, ref), SAME)
    await settle(rt)
    clock.move(A_MONTH)
    scanner = await given_scanner(rt, stage, await given_gate(rt, stage))
    async with rt.read() as session:
        used = (await tickets.of_order(session, moved.id))[0]
    scanner.scan(used.index)
    await scanner.upload(rt)
    await dispute(rt, ref)
    scope = stage.owner.require(Permission.orders_read, stage.organizer_id)
    async with rt.read() as session:
        (found,) = await orders.disputed_orders(session, scope)

    told = await exports.evidence(rt, dispute_id=found.dispute.id)

    assert f"Admitted at the gate {shown_code(used.code)}" in told.access_log


async def test_money_that_went_along_with_changed_tickets_is_not_told_as_refunded(
    rt: Runtime,
) -> None:
    stage = await given_types(rt)
    ref = await given_paid(rt, stage)
    await change(rt, stage, ref, (await tickets_of(rt, ref))[:1], SAME)
    async with rt.unit_of_work(stage.owner) as uow:
        await sales.refund(uow, stage.owner, order_id=ref.id, wish=RefundWish(amount_minor=500))
    await hear(rt)
    await dispute(rt, ref)
    scope = stage.owner.require(Permission.orders_read, stage.organizer_id)
    async with rt.read() as session:
        (found,) = await orders.disputed_orders(session, scope)

    kept = Kept()
    rt.gateways = replace(rt.gateways, tables=kept)
    await exports.evidence(rt, dispute_id=found.dispute.id)

    (sheet,) = kept.sheets
    assert [row[2] for row in sheet.rows if row[1] == "Refunded"] == ["€5.00"]


async def test_who_was_not_inside_is_watched_only_when_the_bank_takes_the_money(
    rt: Runtime, clock: FrozenClock
) -> None:
    stage = await given_event(rt)
    ref = await given_paid(rt, stage)
    clock.move(A_MONTH)

    asked = await dispute(rt, ref)
    at_once = await watched(rt)
    await decide(rt, asked, won=False)

    assert (at_once, await watched(rt)) == ([], ["A bank took the money of an order back."])


async def test_tickets_whose_money_is_lost_stay_frozen_when_other_money_is_won(
    rt: Runtime, clock: FrozenClock
) -> None:
    stage = await given_types(rt)
    ref = await given_paid(rt, stage)
    one, _ = await tickets_of(rt, ref)
    new = await change(rt, stage, ref, [one], DEAR)
    await pay(rt, new)
    clock.move(A_MONTH)
    first, second = await dispute(rt, ref), await dispute(rt, new)

    await decide(rt, first, won=False)
    await decide(rt, second, won=True)

    assert await states(rt, new) == ["frozen"]
    assert await is_sound(rt)
