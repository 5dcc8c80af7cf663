"""A process that dies at one of its commits, and what is left of everything when all is done."""

from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, fields
from datetime import timedelta

from sqlalchemy import text

from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import SYSTEM, Actor
from bilten_app.kit.clock import FrozenClock
from bilten_app.worker.schedule import SCHEDULE
from tests.work import settle

HAS_WRITTEN = text("SELECT pg_current_xact_id_if_assigned() IS NOT NULL")
OUTSIDE = text("""
    SELECT (SELECT array_agg(state || coalesce(collected_minor, 0)) FROM sandbox.checkouts),
        (SELECT count(*) FROM sandbox.refunds),
        (SELECT array_agg(state) FROM sandbox.payouts)
""")
# Longer than anybody may take to pay.
HALF_A_DAY, OFTEN_S = timedelta(hours=13), 2
# Every amount, state and count that somebody could miss; no ids, no codes, no times.
LEFT = {
    "orders": """
        SELECT state, close_reason, channel, buyer_email, total_minor, funded_minor, gift_minor,
            refunded_minor, refunded_gift_minor FROM orders""",
    "funds": "SELECT kind, amount_minor, returned_minor FROM order_funds",
    "tickets": "SELECT state, holder_email FROM tickets",
    "pools": "SELECT capacity, held, sold FROM pools",
    "holds": "SELECT reason, quantity FROM holds",
    "books": """
        SELECT a.kind, a.gateway, sum(p.minor) FROM ledger_postings p
        JOIN ledger_accounts a ON a.id = p.account_id GROUP BY 1, 2""",
    "entries": "SELECT kind FROM ledger_entries",
    "payments": "SELECT state, amount_minor, refunded_minor FROM payments",
    "refunds": "SELECT state, amount_minor, is_external FROM refunds",
    "disputes": "SELECT state, held_minor FROM disputes",
    "payouts": "SELECT state, amount_minor FROM payouts",
    "drawer": "SELECT kind, tender, amount_minor FROM till_moves",
    "purses": "SELECT kind, balance_minor FROM purses",
    "uses": "SELECT taken_minor, returned_minor FROM purse_uses",
    "list": "SELECT state, quantity FROM waiting_entries",
    "offers": "SELECT state, quantity FROM waiting_offers",
    "charged": "SELECT state, collected_minor FROM sandbox.checkouts",
    "sent back": "SELECT amount_minor FROM sandbox.refunds",
    "paid out": "SELECT state, amount_minor FROM sandbox.payouts",
    "mails": "SELECT topic, recipient FROM deliveries",
    "facts to tell": "SELECT name FROM facts WHERE dispatched_at IS NULL",
    "jobs to do": "SELECT entrypoint FROM pgqueuer WHERE execute_after <= clock_timestamp()",
}


class Killed(BaseException):
    """The process is gone: nothing may catch this and go on."""


@dataclass(slots=True, eq=False)
class DyingRuntime(Runtime):
    """A runtime whose process dies at one of its commits; what wrote nothing is none.

    `outside` is what stood at the gateways before each commit.
    """

    dies_at: int = 0
    after_commit: bool = False
    commits: int = 0
    outside: list[str] = field(default_factory=list[str])

    @asynccontextmanager
    async def unit_of_work(self, actor: Actor = SYSTEM) -> AsyncGenerator[UnitOfWork]:
        async with Runtime.unit_of_work(self, actor) as uow:
            yield uow
            await uow.flush()
            wrote = bool((await uow.session.execute(HAS_WRITTEN)).scalar_one())
            self.commits += wrote
            if wrote and not self.dies_at:
                self.outside.append(str((await uow.session.execute(OUTSIDE)).one()))
            if wrote and self.commits == self.dies_at and not self.after_commit:
                raise Killed
        if wrote and self.commits == self.dies_at:
            raise Killed


def dying(rt: Runtime, at: int, *, after: bool = False) -> DyingRuntime:
    """Return a process on the same database that dies at its commit number `at`; 0 is never."""
    same = {field.name: getattr(rt, field.name) for field in fields(Runtime) if field.init}
    return DyingRuntime(**same, dies_at=at, after_commit=after)


def deaths_of(lived: DyingRuntime) -> Iterator[tuple[int, bool]]:
    """Yield (commit, whether just after it) of every death that could end in its own way.

    Just after a commit is like just before the next one, unless a gateway was asked in between.
    """
    after = [*lived.outside[1:], ""]
    for at, (before, then) in enumerate(zip(lived.outside, after, strict=True), 1):
        yield at, False
        if before != then:
            yield at, True


async def later(rt: Runtime) -> None:
    """Let so much time pass that nobody holds or waits any more, and do what is due."""
    assert isinstance(rt.clock, FrozenClock)
    rt.clock.move(HALF_A_DAY)
    for every in SCHEDULE:
        if every.seconds <= OFTEN_S:
            await every.act(rt)
    await work(rt)


async def work(rt: Runtime) -> None:
    """Do what the worker does. Mails are counted, not drawn: that costs more than all the rest."""
    await settle(rt, without=("messaging.send",))


async def left(rt: Runtime) -> Mapping[str, Sequence[str]]:
    """Return what is left of everything."""
    async with rt.read() as session:
        return {
            name: sorted(map(str, (await session.execute(text(asked))).all()))
            for name, asked in LEFT.items()
        }
