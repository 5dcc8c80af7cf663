"""A balance is the same with checkpoints and without, as of any moment, come things late or not."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random  # noqa: TID251 - seeded
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bilten_app.domains.ledger import queries
from bilten_app.domains.ledger import service as ledger
from bilten_app.domains.ledger.public import Account, AccountKind, Deal, Entry, Tender, TenderKind
from bilten_app.infra.db import plain_dsn
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.ids import new_id
from tests.conftest import NOON

OWNERS = [new_id() for _ in range(3)]
EVENTS = [new_id() for _ in range(2)]
CLEARING = Account(AccountKind.clearing, "EUR", gateway="sandbox")
ACCOUNTS = [CLEARING, *(Account(AccountKind.payable, "EUR", owner) for owner in OWNERS)]


@dataclass(slots=True)
class Book:
    """The ledger in plain words: what was moved, when."""

    moves: list[tuple[datetime, Account, int, UUID | None]]

    def balance(self, account: Account, at: datetime) -> int:
        """Return what an account holds, counted one by one."""
        return sum(
            minor for moment, moved, minor, _ in self.moves if moved == account and moment <= at
        )

    def by_subject(self, account: Account, at: datetime) -> dict[UUID | None, int]:
        """Return what an account holds of each event."""
        sums: Counter[UUID | None] = Counter()
        for moment, moved, minor, subject in self.moves:
            if moved == account and moment <= at:
                sums[subject] += minor
        return dict(sums)


def sale(owner: int, minute: int, minor: int, event_id: UUID | None = None) -> Entry:
    deal = Deal(new_id(), OWNERS[owner], "EUR", NOON + timedelta(minutes=minute), event_id)
    return ledger.sale(deal, tenders=[Tender(TenderKind.gateway, minor, "sandbox")])


async def post(rt: Runtime, book: Book, entries: Sequence[Entry]) -> None:
    async with rt.unit_of_work() as uow:
        await ledger.post(uow, entries)
    for one in entries:
        owed = next(post for post in one.postings if post.account != CLEARING)
        for account in (owed.account, CLEARING):
            book.moves.append((one.at, account, -owed.minor, one.subject))


async def assert_same(rt: Runtime, book: Book, moments: Sequence[datetime]) -> None:
    async with rt.read() as session:
        for at in moments:
            trial = await queries.trial_balance(session, at=at)
            told = {one.account: one.amount.minor for one in trial.balances}
            assert trial.difference == {}
            for account in ACCOUNTS:
                expected = book.balance(account, at)
                assert (await queries.balance(session, account, at=at)).minor == expected
                assert told.get(account, 0) == expected
            for account in ACCOUNTS[1:]:
                found = await queries.by_subject(session, account.owner_id, "EUR", at=at)
                held = {subject: kinds[account.kind].minor for subject, kinds in found.items()}
                assert held == book.by_subject(account, at)
        page = await queries.statement(session, CLEARING, size=7)
        left = book.balance(CLEARING, NOON + timedelta(days=99))
        for line in page.rows:
            assert line.balance.minor == left
            left -= line.change.minor
        assert await queries.crooked_checkpoints(session) == []


@pytest.mark.parametrize("seed", range(4))
async def test_every_balance_is_what_counting_one_by_one_gives(rt: Runtime, seed: int) -> None:
    dice = Random(seed)  # noqa: S311 - a story that can be told again
    book = Book([])
    for step in range(12):
        # Most entries are of about now; some come hours late, as imports and old webhooks do.
        minutes = [step * 10 + dice.choice([0, 0, 0, 1, -1, -15, -300]) for _ in range(6)]
        entries = [
            sale(dice.randrange(3), minute, dice.randrange(1, 999), dice.choice([None, *EVENTS]))
            for minute in minutes
        ]
        await post(rt, book, entries)
        if dice.random() < 0.6:
            await ledger.make_checkpoint(rt, spacing=1)
    moments = [moment for moment, *_ in dice.sample(book.moves, 12)]
    edges = [at + timedelta(microseconds=off) for at in moments for off in (-1, 0, 1)]

    await assert_same(rt, book, [*edges, NOON - timedelta(days=9), NOON + timedelta(days=9)])


async def test_nothing_is_summed_up_while_an_entry_with_a_smaller_id_may_still_come(
    rt: Runtime,
) -> None:
    book = Book([])
    await post(rt, book, [sale(owner, 0, 1) for owner in range(3)])  # opens the accounts
    async with rt.unit_of_work() as slow:
        early = sale(0, 0, 100)
        await ledger.post(slow, [early])
        await post(rt, book, [sale(1, 1, 7)])

        made_meanwhile = await ledger.make_checkpoint(rt, spacing=1)
    book.moves += [(early.at, account, 100, None) for account in (ACCOUNTS[1], CLEARING)]
    made_after = await ledger.make_checkpoint(rt, spacing=1)

    assert (made_meanwhile, made_after) == (False, True)
    await assert_same(rt, book, [NOON, NOON + timedelta(minutes=2)])


async def test_many_workers_make_one_checkpoint(rt: Runtime) -> None:
    book = Book([])
    await post(rt, book, [sale(0, minute, 5) for minute in range(5)])

    await asyncio.gather(*(ledger.make_checkpoint(rt, spacing=1) for _ in range(5)))
    await ledger.make_checkpoint(rt, spacing=1)

    async with rt.read() as session:
        made = await session.execute(text("SELECT count(*) FROM ledger_checkpoints"))
        assert made.scalar_one() == 1
    await assert_same(rt, book, [NOON + timedelta(days=1)])


async def test_a_checkpoint_that_lies_is_found(rt: Runtime, database: str) -> None:
    await post(rt, Book([]), [sale(0, 0, 500)])
    await ledger.make_checkpoint(rt, spacing=1)
    connection = await asyncpg.connect(plain_dsn(database))
    await connection.execute("SET session_replication_role = replica")  # past its own guards
    await connection.execute("UPDATE ledger_sums SET minor = minor + 1 WHERE minor > 0")
    await connection.close()

    async with rt.read() as session:
        found = await queries.crooked_checkpoints(session)

    assert [(account, wrong.minor) for account, wrong in found] == [(CLEARING, 1)]


async def test_a_checkpoint_of_an_event_that_lies_is_found(rt: Runtime, database: str) -> None:
    await post(rt, Book([]), [sale(0, 0, 500, EVENTS[0]), sale(0, 0, 300)])
    await ledger.make_checkpoint(rt, spacing=1)
    connection = await asyncpg.connect(plain_dsn(database))
    await connection.execute("SET session_replication_role = replica")  # past its own guards
    await connection.execute("UPDATE ledger_subject_sums SET minor = minor - 1 WHERE minor = -500")
    await connection.close()

    async with rt.read() as session:
        found = await queries.crooked_checkpoints(session)

    assert [(account, wrong.minor) for account, wrong in found] == [(ACCOUNTS[1], -1)]


async def test_a_checkpoint_without_sums_of_events_is_made_up_for(
    rt: Runtime, database: str
) -> None:
    book = Book([])
    await post(rt, book, [sale(0, 0, 500, EVENTS[0])])
    await ledger.make_checkpoint(rt, spacing=1)
    connection = await asyncpg.connect(plain_dsn(database))
    await connection.execute("SET session_replication_role = replica")  # as an older process did
    await connection.execute("TRUNCATE ledger_subjects, ledger_subject_sums")
    await connection.close()
    await assert_same(rt, book, [NOON])

    await post(rt, book, [sale(0, 5, 70, EVENTS[0]), sale(0, -5, 8)])
    await ledger.make_checkpoint(rt, spacing=1)
    await post(rt, book, [sale(0, 6, 1), sale(0, -6, 2, EVENTS[1])])

    await assert_same(rt, book, [NOON + timedelta(minutes=at) for at in (-6, -5, 0, 5, 6)])


@pytest.mark.parametrize(
    "table",
    ["ledger_checkpoints", "ledger_sums", "ledger_late", "ledger_subjects", "ledger_subject_sums"],
)
async def test_a_checkpoint_is_never_changed(rt: Runtime, table: str) -> None:
    await post(rt, Book([]), [sale(0, 0, 500)])
    await ledger.make_checkpoint(rt, spacing=1)

    with pytest.raises(DBAPIError, match="append-only"):
        async with rt.unit_of_work() as uow:
            await uow.session.execute(text(f"DELETE FROM {table}"))
