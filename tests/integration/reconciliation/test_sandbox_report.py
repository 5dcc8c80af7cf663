"""Real business at the sandbox, and its report: both sides and the ledger agree to the cent."""

from datetime import timedelta

import pytest

from bilten_app.domains.ledger import queries as ledger_queries
from bilten_app.domains.orders import service as orders
from bilten_app.domains.payouts import service as payouts
from bilten_app.domains.payouts.public import Schedule, Terms
from bilten_app.domains.reconciliation import queries
from bilten_app.domains.reconciliation import service as reconciliation
from bilten_app.domains.reconciliation.public import RunView
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import SYSTEM
from bilten_app.kit.clock import FrozenClock
from bilten_app.ports.payouts import BankAccount
from tests.conftest import NOON
from tests.factories import Stage, draft, given_checkout, given_event, given_order
from tests.gateway import card, gateway_of, hear
from tests.work import settle

ARRIVES = BankAccount("Blue Note Nights", "000123456789", "110000000")
CLOSED = BankAccount("Blue Note Nights", "000120002", "110000000")
SINCE, UNTIL = NOON - timedelta(days=1), NOON + timedelta(days=1)


async def buy(rt: Runtime, stage: Stage, event: str) -> None:
    ref = await given_order(rt, stage)
    checkout = await given_checkout(rt, ref)
    await gateway_of(rt).choose(checkout, card("Success"))
    await hear(rt, checkout, event)
    if event == "evt_2":
        async with rt.unit_of_work(stage.owner) as uow:
            await orders.cancel(uow, stage.owner, order_id=ref.id)
        await settle(rt)


async def pay_out(rt: Runtime, stage: Stage, account: BankAccount, clock: FrozenClock) -> None:
    given = {"organizer_id": stage.organizer_id, "currency": "KWD"}
    await payouts.change_destination(rt, stage.owner, account=account, **given)
    payout_id = await payouts.make_now(rt, stage.owner, **given)
    await payouts.send(rt, payout_id=str(payout_id))
    clock.move(timedelta(minutes=5))
    await payouts.look(rt, payout_id=str(payout_id))


async def compare(rt: Runtime) -> RunView:
    report = await reconciliation.fetch_report(rt, gateway="sandbox", since=SINCE, until=UNTIL)
    async with rt.unit_of_work() as uow:
        result = await reconciliation.compare_report(
            uow, SYSTEM, gateway="sandbox", report=report, since=SINCE, until=UNTIL
        )
    async with rt.read() as session:
        return await queries.run(session, result.id)


@pytest.fixture
async def stage(rt: Runtime, clock: FrozenClock) -> Stage:
    """Three sales of KWD, one refunded, one payout that failed and one that arrived."""
    stage = await given_event(rt, draft(price_minor=12_345), currency="KWD")
    for event in ("evt_1", "evt_2", "evt_3"):
        await buy(rt, stage, event)
    async with rt.unit_of_work() as uow:
        await payouts.change_terms(
            uow, stage.owner, organizer_id=stage.organizer_id, currency="KWD",
            terms=Terms(Schedule.manual),
        )  # fmt: skip
    await pay_out(rt, stage, CLOSED, clock)
    await pay_out(rt, stage, ARRIVES, clock)
    return stage


@pytest.mark.usefixtures("stage")
async def test_all_sides_agree_once_the_fees_are_booked(rt: Runtime) -> None:
    before = await compare(rt)
    await reconciliation.book_fees(rt)
    await reconciliation.book_fees(rt)
    after = await compare(rt)

    assert (before.differing, after.differing) == (3, 0)
    (told,) = after.totals.values()
    assert told.theirs_minor == told.ours_minor == told.ledger_minor
    async with rt.read() as session:
        assert (await ledger_queries.trial_balance(session)).difference == {}
