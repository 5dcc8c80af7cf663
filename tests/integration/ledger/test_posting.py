"""What the database itself refuses, and posting once."""

import asyncio
from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bilten_app.domains.ledger import queries
from bilten_app.domains.ledger import service as ledger
from bilten_app.domains.ledger.public import (
    Account,
    AccountKind,
    Deal,
    DisputeStand,
    Entry,
    EntryKind,
    EntrySearch,
    Tender,
    TenderKind,
)
from bilten_app.infra.db import plain_dsn
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.ids import new_id
from bilten_app.kit.money import Money
from tests.conftest import NOON

ORGANIZER = new_id()
PAYABLE = Account(AccountKind.payable, "EUR", ORGANIZER)


def sale(reference: UUID | None = None, *, minor: int = 100_00, hours: int = 0) -> Entry:
    deal = Deal(reference or new_id(), ORGANIZER, "EUR", NOON + timedelta(hours=hours))
    return ledger.sale(deal, tenders=[Tender(TenderKind.gateway, minor, "sandbox")], fee_minor=5_00)


async def posted(rt: Runtime, *entries: Entry) -> int:
    async with rt.unit_of_work() as uow:
        return await ledger.post(uow, entries)


async def owed(rt: Runtime) -> int:
    async with rt.read() as session:
        return (await queries.balance(session, PAYABLE)).minor


async def ids(rt: Runtime) -> tuple[int, list[int]]:
    """The first entry, and two accounts of one currency."""
    async with rt.read() as session:
        entry = (await session.execute(text("SELECT min(id) FROM ledger_entries"))).scalar_one()
        accounts = await session.execute(text("SELECT id FROM ledger_accounts ORDER BY id"))
        return entry, list(accounts.scalars())


async def test_what_is_posted_twice_counts_once(rt: Runtime) -> None:
    entry = sale()

    first = await posted(rt, entry, entry, sale())
    again = await posted(rt, entry)

    assert (first, again) == (2, 0)
    assert await owed(rt) == 2 * 95_00


async def test_the_same_entry_from_many_sides_counts_once(rt: Runtime) -> None:
    entries = [sale() for _ in range(20)]

    written = await asyncio.gather(
        *(posted(rt, *(entries if i % 2 else entries[::-1])) for i in range(8))
    )

    assert sum(written) == 20
    assert await owed(rt) == 20 * 95_00


async def test_what_is_rolled_back_was_never_posted(rt: Runtime) -> None:
    entry = sale()

    async with rt.unit_of_work() as uow:
        await ledger.post(uow, [entry])
        await uow.session.rollback()
    written = await posted(rt, entry)

    assert written == 1


async def test_posting_nothing_is_nothing(rt: Runtime) -> None:
    assert await posted(rt) == 0
    assert await posted(rt, ledger.sale(Deal(new_id(), ORGANIZER, "EUR", NOON), tenders=[])) == 0


INSERT_ENTRY = """
    INSERT INTO ledger_entries
        (kind, reference_kind, reference, owner_id, at, memo, correlation_id)
    VALUES ('adjustment', 'statement', gen_random_uuid(), gen_random_uuid(), now(), '', '')
    RETURNING id
"""
INSERT_POSTINGS = """
    INSERT INTO ledger_postings (entry_id, account_id, at, minor)
    SELECT $1, account, e.at, minor
    FROM unnest($2::bigint[], $3::bigint[]) AS p (account, minor)
    JOIN ledger_entries e ON e.id = $1
"""


@pytest.mark.parametrize("minors", [[100, -99], [1], []])
async def test_the_database_refuses_at_commit_what_does_not_balance(
    rt: Runtime, database: str, minors: list[int]
) -> None:
    await posted(rt, sale())
    _, accounts = await ids(rt)
    connection = await asyncpg.connect(plain_dsn(database))
    transaction = connection.transaction()
    await transaction.start()
    entry = await connection.fetchval(INSERT_ENTRY)
    if minors:
        await connection.execute(INSERT_POSTINGS, entry, accounts[: len(minors)], minors)

    with pytest.raises(asyncpg.CheckViolationError, match="does not balance"):
        await transaction.commit()

    await connection.close()


async def test_the_database_takes_what_balances(rt: Runtime, database: str) -> None:
    await posted(rt, sale())
    _, accounts = await ids(rt)
    connection = await asyncpg.connect(plain_dsn(database))

    async with connection.transaction():
        entry = await connection.fetchval(INSERT_ENTRY)
        await connection.execute(INSERT_POSTINGS, entry, accounts[:2], [7, -7])
    async with rt.read() as session:
        trial = await queries.trial_balance(session)

    await connection.close()
    assert trial.difference == {}


async def test_two_currencies_do_not_balance_each_other(rt: Runtime, database: str) -> None:
    deal = Deal(new_id(), ORGANIZER, "JPY", NOON)
    await posted(rt, sale(), ledger.adjustment(deal, minor=5))
    async with rt.read() as session:
        found = await session.execute(
            text("SELECT DISTINCT ON (currency) id FROM ledger_accounts ORDER BY currency, id")
        )
        accounts = list(found.scalars())
    connection = await asyncpg.connect(plain_dsn(database))

    transaction = connection.transaction()
    await transaction.start()
    entry = await connection.fetchval(INSERT_ENTRY)
    await connection.execute(INSERT_POSTINGS, entry, accounts, [5, -5])

    with pytest.raises(asyncpg.CheckViolationError, match="does not balance"):
        await transaction.commit()

    await connection.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_postings SET minor = minor + 1",
        "DELETE FROM ledger_postings",
        "TRUNCATE ledger_postings",
        "UPDATE ledger_entries SET memo = 'x'",
        "DELETE FROM ledger_entries",
        "TRUNCATE ledger_entries CASCADE",
        "UPDATE ledger_accounts SET currency = 'USD'",
        "DELETE FROM ledger_accounts",
    ],
)
async def test_nothing_is_changed_or_removed(rt: Runtime, statement: str) -> None:
    await posted(rt, sale())

    with pytest.raises(DBAPIError, match="append-only"):
        async with rt.unit_of_work() as uow:
            await uow.session.execute(text(statement))

    assert await owed(rt) == 95_00


async def test_an_entry_gets_no_more_postings_later(rt: Runtime, database: str) -> None:
    await posted(rt, sale())
    entry, accounts = await ids(rt)
    _, more = await ids(rt)
    connection = await asyncpg.connect(plain_dsn(database))
    spare = await connection.fetch(
        "INSERT INTO ledger_accounts (kind, owner_id, gateway, currency)"
        " SELECT 'bank', gen_random_uuid(), '', 'EUR' FROM generate_series(1, 2) RETURNING id"
    )

    with pytest.raises(asyncpg.CheckViolationError, match="no more"):
        await connection.execute(INSERT_POSTINGS, entry, [row["id"] for row in spare], [3, -3])

    await connection.close()
    assert more == accounts


async def test_a_posting_needs_an_entry_and_an_account(rt: Runtime, database: str) -> None:
    await posted(rt, sale())
    _, accounts = await ids(rt)
    connection = await asyncpg.connect(plain_dsn(database))
    lost = "INSERT INTO ledger_postings VALUES ($1, $2, now(), 5)"

    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await connection.execute(lost, 10**9, accounts[0])
    transaction = connection.transaction()
    await transaction.start()
    entry = await connection.fetchval(INSERT_ENTRY)
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await connection.execute(lost, entry, 10**9)

    await connection.close()


async def test_a_balance_is_as_of_any_moment(rt: Runtime) -> None:
    await posted(rt, *(sale(minor=10_00, hours=hour) for hour in range(3)))

    async with rt.read() as session:
        held = [
            (await queries.balance(session, PAYABLE, at=NOON + timedelta(minutes=m))).minor
            for m in (-1, 0, 59, 60, 500)
        ]

    assert held == [0, 5_00, 5_00, 10_00, 15_00]


async def test_a_statement_shows_what_was_left_after_each_line(rt: Runtime) -> None:
    await posted(rt, *(sale(minor=10_00, hours=hour) for hour in range(5)))
    refund = ledger.refund(
        Deal(new_id(), ORGANIZER, "EUR", NOON + timedelta(hours=9)),
        tenders=[Tender(TenderKind.gateway, 1_00, "sandbox")],
    )
    await posted(rt, refund)

    async with rt.read() as session:
        first = await queries.statement(session, PAYABLE, size=4)
        second = await queries.statement(session, PAYABLE, size=4, cursor=first.next_cursor)
        refunds = await queries.statement(session, PAYABLE, kinds=[EntryKind.refund])
        early = await queries.statement(session, PAYABLE, until=NOON + timedelta(hours=2))

    lines = [*first.rows, *second.rows]
    assert [line.balance.minor for line in lines] == [2400, 2500, 2000, 1500, 1000, 500]
    assert [line.change.minor for line in lines] == [-100, 500, 500, 500, 500, 500]
    assert second.next_cursor is None
    assert [line.balance.minor for line in refunds.rows] == [2400]
    assert [line.balance.minor for line in early.rows] == [1000, 500]


async def test_entries_are_found_again(rt: Runtime) -> None:
    reference = new_id()
    await posted(rt, sale(reference), sale())

    async with rt.read() as session:
        of_one = await queries.entries_of(session, reference)
        by_owner = await queries.search(session, EntrySearch(owner_id=ORGANIZER), size=1)
        rest = await queries.search(
            session, EntrySearch(kind=EntryKind.sale), cursor=by_owner.next_cursor
        )

    assert [one.kind for one in of_one] == [EntryKind.sale]
    assert sum(posting.minor for posting in of_one[0].postings) == 0
    assert {one.reference for one in (*by_owner.rows, *rest.rows)} >= {reference}
    assert len([*by_owner.rows, *rest.rows]) == 2


async def test_lost_disputes_that_race_never_take_more_than_the_reserve(rt: Runtime) -> None:
    def deal() -> Deal:
        return Deal(new_id(), ORGANIZER, "EUR", NOON)

    await posted(rt, sale(), ledger.reserve_held(deal(), minor=30_00))
    lost = [deal() for _ in range(4)]
    await posted(rt, *(ledger.dispute_opened(one, gateway="sandbox", minor=20_00) for one in lost))

    async def lose(one: Deal) -> None:
        async with rt.unit_of_work() as uow:
            await ledger.book_dispute(
                uow, one, DisputeStand(EntryKind.dispute_lost, "sandbox", 20_00)
            )

    await asyncio.gather(*(lose(one) for one in lost))

    async with rt.read() as session:
        reserve = Account(AccountKind.reserve, "EUR", ORGANIZER)
        assert await queries.balance(session, reserve) == Money(0, "EUR")
    assert await owed(rt) == 95_00 - 80_00
