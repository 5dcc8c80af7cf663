"""An organizer's money for tests: sold, paid out, looked at."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from bilten_app.domains.ledger import queries as ledger_queries
from bilten_app.domains.ledger import service as ledger
from bilten_app.domains.ledger.public import Deal, Tender, TenderKind
from bilten_app.domains.payouts import queries
from bilten_app.domains.payouts import service as payouts
from bilten_app.domains.payouts.public import (
    MoneyView,
    PayoutView,
    Schedule,
    Terms,
)
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.ids import new_id
from bilten_app.kit.roles import Permission
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
