"""Payouts: once, to the cent, and owed again when they do not arrive."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from bilten_app.adapters.sandbox.mail import MailSink
from bilten_app.domains.ledger import queries as ledger_queries
from bilten_app.domains.ledger import service as ledger
from bilten_app.domains.ledger.public import Deal, Tender, TenderKind
from bilten_app.domains.payouts import service as payouts
from bilten_app.domains.payouts.public import (
    BadSettings,
    NothingToPayOut,
    PayoutState,
    Schedule,
    Terms,
)
from bilten_app.domains.reconciliation import queries as reconciliation
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import SYSTEM, Actor
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.errors import Forbidden, NotFound
from bilten_app.kit.ids import new_id
from bilten_app.ports.payouts import BankAccount
from tests.treasury import (
    CLOSED,
    GOOD,
    REFUSED,
    arrive,
    assert_balanced,
    given_desk,
    made,
    make_now,
    money,
    sell,
)
from tests.work import settle, tell_all_again


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


async def test_what_is_not_old_enough_waits_whatever_was_paid_out_or_back(
    rt: Runtime, clock: FrozenClock
) -> None:
    desk = await given_desk(rt, Terms(Schedule.daily, delay_days=5))

    def deal(memo: str) -> Deal:
        return Deal(new_id(), desk.organizer_id, "EUR", clock.now(), desk.event_id, memo)

    online = [Tender(TenderKind.gateway, 100_00, "sandbox")]
    await sell(rt, desk, 205_00)
    for _ in range(7):
        clock.move(timedelta(days=1))
        await sell(rt, desk, 15_00)
        await payouts.make_due(rt)
    old = [one.amount.minor for one in await made(rt, desk)]
    fresh = [
        ledger.sale(deal("FRESH"), tenders=online),
        ledger.refund(deal("FRESH"), tenders=online),
        ledger.refund(deal("OLD"), tenders=[replace(online[0], minor=2_00)]),
    ]
    async with rt.unit_of_work() as uow:
        await ledger.post(uow, fresh)
    clock.move(timedelta(days=1))
    await payouts.make_due(rt)

    assert old == [10_00, 200_00]
    assert (await made(rt, desk))[0].amount.minor == 8_00


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

    clock.move(timedelta(days=3))
    async with rt.unit_of_work() as uow:
        await payouts.record_return(uow, SYSTEM, payout_id=one.id, reason="account_unknown")

    that_day = {"since": clock.now(), "until": clock.now() + timedelta(days=1)}
    async with rt.read() as session:
        moves = await reconciliation.movements(session, one.gateway, told=(), **that_day)
        booked = await reconciliation.ledger_totals(session, one.gateway, **that_day)
    assert [move.amount.minor for move in moves] == [booked["EUR"]] == [95_00]
    assert (await money(rt, desk)).owed.minor == 95_00
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


async def test_who_manages_the_money_is_told_once_when_it_arrives_or_does_not(
    rt: Runtime, clock: FrozenClock
) -> None:
    for account in (GOOD, REFUSED, CLOSED):
        desk = await given_desk(rt, account=account)
        await sell(rt, desk)
        await make_now(rt, desk)
        await arrive(rt, desk, clock)
    await settle(rt)

    await tell_all_again(rt)

    assert isinstance(rt.gateways.email, MailSink)
    told = [mail.email.subject for mail in await rt.gateways.email.newest()]
    payouts_told = sorted(words for words in told if "€95.00" in words)
    assert payouts_told == [
        "A payout of €95.00 did not arrive",
        "A payout of €95.00 did not arrive",
        "€95.00 has been paid out",
    ]
