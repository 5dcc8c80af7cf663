"""Payouts: once, to the cent, and owed again when they do not arrive."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from bilten_app.domains.ledger import queries as ledger_queries
from bilten_app.domains.ledger import service as ledger
from bilten_app.domains.ledger.public import Deal, Tender, TenderKind
from bilten_app.domains.organizers.public import Permission
from bilten_app.domains.payouts import queries
from bilten_app.domains.payouts import service as payouts
from bilten_app.domains.payouts.public import (
    BadSettings,
    MoneyView,
    NothingToPayOut,
    PayoutState,
    PayoutView,
    Schedule,
    Terms,
)
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import SYSTEM, Actor
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.errors import Forbidden, NotFound
from bilten_app.kit.ids import new_id
from bilten_app.ports.payouts import BankAccount
from tests.factories import given_event
from tests.work import settle

GOOD = BankAccount("Blue Note Nights", "DE89 3704 0044 0532 0130 00")
REFUSED = BankAccount("Blue Note Nights", "000120001", "110000000")
CLOSED = BankAccount("Blue Note Nights", "000120002", "110000000")
FEE = 5_00


@dataclass(frozen=True, slots=True)
class Desk:
    owner: Actor
    organizer_id: UUID
    event_id: UUID


async def given_desk(rt: Runtime, terms: Terms | None = None, account: BankAccount = GOOD) -> Desk:
    stage = await given_event(rt)
    owner, organizer_id = stage.owner, stage.organizer_id
    async with rt.unit_of_work(owner) as uow:
        await payouts.change_terms(
            uow, owner, organizer_id=organizer_id, currency="EUR",
            terms=terms or Terms(Schedule.manual),
        )  # fmt: skip
    await payouts.change_destination(
        rt, owner, organizer_id=organizer_id, currency="EUR", account=account
    )
    return Desk(owner, organizer_id, stage.event_id)


async def sell(rt: Runtime, desk: Desk, minor: int = 100_00, event_id: UUID | None = None) -> None:
    deal = Deal(new_id(), desk.organizer_id, "EUR", rt.clock.now(), event_id or desk.event_id)
    sale = ledger.sale(deal, tenders=[Tender(TenderKind.gateway, minor, "sandbox")], fee_minor=FEE)
    async with rt.unit_of_work() as uow:
        await ledger.post(uow, [sale])


async def made(rt: Runtime, desk: Desk) -> list[PayoutView]:
    scope = desk.owner.require(Permission.finances_read, desk.organizer_id)
    async with rt.read() as session:
        return list((await queries.payouts(session, scope)).rows)


async def money(rt: Runtime, desk: Desk) -> MoneyView:
    scope = desk.owner.require(Permission.finances_read, desk.organizer_id)
    async with rt.read() as session:
        (euros,) = await queries.money(session, scope, now=rt.clock.now())
    return euros


async def make_now(rt: Runtime, desk: Desk) -> None:
    await payouts.make_now(rt, desk.owner, organizer_id=desk.organizer_id, currency="EUR")
    await settle(rt)


async def arrive(rt: Runtime, desk: Desk, clock: FrozenClock) -> None:
    clock.move(timedelta(minutes=5))
    for one in await made(rt, desk):
        await payouts.look(rt, payout_id=str(one.id))


async def assert_balanced(rt: Runtime) -> None:
    async with rt.read() as session:
        assert (await ledger_queries.trial_balance(session)).difference == {}


async def test_money_arrives_and_nothing_is_owed(rt: Runtime, clock: FrozenClock) -> None:
    desk = await given_desk(rt)
    await sell(rt, desk)

    await make_now(rt, desk)
    sent = await made(rt, desk)
    await arrive(rt, desk, clock)
    paid = await made(rt, desk)

    assert [one.state for one in (*sent, *paid)] == [PayoutState.sent, PayoutState.paid]
    assert paid[0].amount.minor == 95_00
    assert paid[0].destination == "DE •••• 3000"
    assert (await money(rt, desk)).owed.minor == 0
    await assert_balanced(rt)


async def test_a_payout_is_sent_once_however_often_its_job_runs(rt: Runtime) -> None:
    desk = await given_desk(rt)
    await sell(rt, desk)
    await make_now(rt, desk)
    (one,) = await made(rt, desk)

    await asyncio.gather(*(payouts.send(rt, payout_id=str(one.id)) for _ in range(4)))

    async with rt.read() as session:
        sent = await session.execute(text("SELECT count(*) FROM sandbox.payouts"))
        entries = await ledger_queries.entries_of(session, one.id)
    assert sent.scalar_one() == 1
    assert [entry.kind for entry in entries] == ["payout_scheduled", "payout_sent"]


async def test_two_workers_make_one_payout(rt: Runtime) -> None:
    desk = await given_desk(rt, Terms(Schedule.daily, delay_days=0))
    await sell(rt, desk)
    assert isinstance(rt.clock, FrozenClock)
    rt.clock.move(timedelta(days=1))

    await asyncio.gather(*(payouts.make_due(rt) for _ in range(6)))
    await payouts.make_due(rt)

    assert [one.amount.minor for one in await made(rt, desk)] == [95_00]
    await assert_balanced(rt)


async def test_hands_and_clock_do_not_spend_one_balance_twice(rt: Runtime) -> None:
    desk = await given_desk(rt)
    await sell(rt, desk)

    tries = await asyncio.gather(
        *(
            payouts.make_now(rt, desk.owner, organizer_id=desk.organizer_id, currency="EUR")
            for _ in range(6)
        ),
        return_exceptions=True,
    )

    assert sum(isinstance(one, NothingToPayOut) for one in tries) == 5
    assert [one.amount.minor for one in await made(rt, desk)] == [95_00]


async def test_each_day_has_its_own_payout(rt: Runtime, clock: FrozenClock) -> None:
    desk = await given_desk(rt, Terms(Schedule.daily, delay_days=0))

    for minor in (100_00, 50_00):
        await sell(rt, desk, minor)
        clock.move(timedelta(days=1))
        await payouts.make_due(rt)

    assert [one.amount.minor for one in await made(rt, desk)] == [45_00, 95_00]


async def test_an_event_is_paid_out_days_after_it_ended(rt: Runtime, clock: FrozenClock) -> None:
    desk = await given_desk(rt, Terms(Schedule.after_event, delay_days=5))
    await sell(rt, desk)
    clock.move(timedelta(days=30))

    clock.move(timedelta(days=4))
    await payouts.make_due(rt)
    early = await made(rt, desk)
    clock.move(timedelta(days=2))
    await payouts.make_due(rt)

    assert early == []
    assert [one.amount.minor for one in await made(rt, desk)] == [95_00]


@pytest.mark.parametrize("account", [REFUSED, CLOSED])
async def test_what_did_not_arrive_is_owed_until_the_account_is_changed(
    rt: Runtime, clock: FrozenClock, account: BankAccount
) -> None:
    desk = await given_desk(rt, Terms(Schedule.daily, delay_days=0), account)
    await sell(rt, desk)
    clock.move(timedelta(days=1))
    await payouts.make_due(rt)
    await settle(rt)
    await arrive(rt, desk, clock)

    await payouts.make_due(rt)
    (failed,) = await made(rt, desk)
    blocked = await money(rt, desk)
    await payouts.change_destination(
        rt, desk.owner, organizer_id=desk.organizer_id, currency="EUR", account=GOOD
    )
    await payouts.make_due(rt)
    again, _ = await made(rt, desk)

    assert failed.state is PayoutState.failed
    assert blocked.owed.minor == 95_00
    assert blocked.settings.blocked == failed.reason != ""
    assert (again.period, again.amount) == (failed.period, failed.amount)
    await assert_balanced(rt)


async def test_a_returned_payout_is_owed_again(rt: Runtime, clock: FrozenClock) -> None:
    desk = await given_desk(rt)
    await sell(rt, desk)
    await make_now(rt, desk)
    await arrive(rt, desk, clock)
    (one,) = await made(rt, desk)

    async with rt.unit_of_work() as uow:
        await payouts.record_return(uow, SYSTEM, payout_id=one.id, reason="account_unknown")

    assert (await money(rt, desk)).owed.minor == 95_00
    await assert_balanced(rt)


async def test_a_reserve_is_kept_for_its_days(rt: Runtime, clock: FrozenClock) -> None:
    desk = await given_desk(rt)
    async with rt.unit_of_work() as uow:
        await payouts.change_reserve(
            uow, SYSTEM, organizer_id=desk.organizer_id, currency="EUR", basis_points=1000, days=30
        )
    await sell(rt, desk)
    await make_now(rt, desk)

    kept = await money(rt, desk)
    await asyncio.gather(*(payouts.release_reserves(rt) for _ in range(3)))
    clock.move(timedelta(days=30))
    await asyncio.gather(*(payouts.release_reserves(rt) for _ in range(3)))
    released = await money(rt, desk)

    (one,) = await made(rt, desk)
    assert (one.amount.minor, one.reserved.minor) == (85_50, 9_50)
    assert (kept.reserve.minor, kept.owed.minor) == (9_50, 0)
    assert (released.reserve.minor, released.owed.minor) == (0, 9_50)
    await assert_balanced(rt)


async def test_a_failed_payout_keeps_no_reserve(rt: Runtime, clock: FrozenClock) -> None:
    desk = await given_desk(rt, account=CLOSED)
    async with rt.unit_of_work() as uow:
        await payouts.change_reserve(
            uow, SYSTEM, organizer_id=desk.organizer_id, currency="EUR", basis_points=1000, days=30
        )
    await sell(rt, desk)
    await make_now(rt, desk)

    await arrive(rt, desk, clock)
    left = await money(rt, desk)
    clock.move(timedelta(days=31))
    await payouts.release_reserves(rt)

    assert (left.reserve.minor, left.owed.minor) == (0, 95_00)
    assert (await money(rt, desk)).owed.minor == 95_00
    await assert_balanced(rt)


async def test_what_a_lost_dispute_took_of_a_reserve_is_not_released(
    rt: Runtime, clock: FrozenClock
) -> None:
    desk = await given_desk(rt)
    async with rt.unit_of_work() as uow:
        await payouts.change_reserve(
            uow, SYSTEM, organizer_id=desk.organizer_id, currency="EUR", basis_points=1000, days=30
        )
    await sell(rt, desk)
    await make_now(rt, desk)
    dispute = Deal(new_id(), desk.organizer_id, "EUR", clock.now(), desk.event_id)
    async with rt.unit_of_work() as uow:
        await ledger.post(uow, [ledger.dispute_opened(dispute, gateway="sandbox", minor=6_00)])
        await ledger.lose_dispute(uow, dispute, gateway="sandbox", minor=6_00)

    clock.move(timedelta(days=30))
    await payouts.release_reserves(rt)

    left = await money(rt, desk)
    assert (left.reserve.minor, left.owed.minor, left.disputed.minor) == (0, 3_50, 0)
    await assert_balanced(rt)


async def test_an_open_dispute_is_not_paid_out(rt: Runtime) -> None:
    desk = await given_desk(rt)
    await sell(rt, desk)
    deal = Deal(new_id(), desk.organizer_id, "EUR", rt.clock.now(), desk.event_id)
    async with rt.unit_of_work() as uow:
        await ledger.post(uow, [ledger.dispute_opened(deal, gateway="sandbox", minor=40_00)])

    await make_now(rt, desk)

    assert [one.amount.minor for one in await made(rt, desk)] == [55_00]


async def test_only_owners_change_where_money_goes(rt: Runtime) -> None:
    desk = await given_desk(rt)
    stranger = Actor(desk.owner.kind, user_id=new_id())
    reader = Actor(
        desk.owner.kind, user_id=new_id(),
        grants={desk.organizer_id: frozenset({"finances:read"})},
    )  # fmt: skip

    with pytest.raises(NotFound):
        await payouts.change_destination(
            rt, stranger, organizer_id=desk.organizer_id, currency="EUR", account=GOOD
        )
    with pytest.raises(Forbidden):
        await payouts.make_now(rt, reader, organizer_id=desk.organizer_id, currency="EUR")
    with pytest.raises(BadSettings):
        await payouts.change_destination(
            rt, desk.owner, organizer_id=desk.organizer_id, currency="EUR",
            account=BankAccount("", "DE00370400440532013000"),
        )  # fmt: skip


async def test_no_row_and_no_audit_line_shows_a_bank_account(rt: Runtime) -> None:
    await given_desk(rt)

    async with rt.read() as session:
        rows = await session.execute(
            text("SELECT s::text FROM payout_settings s UNION SELECT a::text FROM audit_lines a")
        )
        told = " ".join(rows.scalars())

    assert "370400440532013000" not in told
    assert "3000" in told
