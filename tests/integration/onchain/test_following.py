"""What happens to an event and its tickets reaches the contract."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bilten_app.domains.events import queries as event_queries
from bilten_app.domains.events import service as events
from bilten_app.domains.onchain import service as onchain
from bilten_app.domains.onchain.rules import times_of
from bilten_app.domains.tickets import service as tickets
from tests.factories import Stage
from tests.tokens import MAILS, Town
from tests.work import settle, tell_all_again

pytestmark = pytest.mark.db
LIVE, CANCELLED = 1, 2


async def moved(town: Town, stage: Stage, by: timedelta) -> tuple[int, int]:
    """Move an event; return when its tickets are to lock, and when money is released."""
    async with town.rt.read() as session:
        event = await event_queries.by_id(session, stage.event_id)
    zone = ZoneInfo(event.time_zone)
    async with town.rt.unit_of_work(stage.owner) as uow:
        await events.edit(
            uow, stage.owner, event_id=stage.event_id,
            starts_local=(event.starts_at + by).astimezone(zone).replace(tzinfo=None),
            ends_local=(event.ends_at + by).astimezone(zone).replace(tzinfo=None),
        )  # fmt: skip
    await settle(town.rt, without=MAILS)
    async with town.rt.read() as session:
        return times_of(await event_queries.by_id(session, stage.event_id), 60)


async def test_tickets_lock_before_the_doors_of_the_day_that_an_event_moved_to(town: Town) -> None:
    stage = await town.made()
    contract = await town.contract(stage)
    first = contract.ask("lockAt"), contract.ask("releaseAt")

    later = await moved(town, stage, timedelta(days=2))
    await town.work()
    after = contract.ask("lockAt"), contract.ask("releaseAt")
    earlier, _ = await moved(town, stage, timedelta(days=-3))
    await tell_all_again(town.rt)
    await town.work()

    assert after == later != first
    assert (contract.ask("lockAt"), contract.ask("releaseAt")) == (earlier, later[1])
    assert await town.count("onchain_sendings WHERE purpose = 'times'") == 2


async def test_what_moved_while_the_contract_was_being_made_is_told_afterwards(town: Town) -> None:
    stage = await town.offered()

    lock_at, release_at = await moved(town, stage, timedelta(days=1))
    await town.work()
    await town.work()

    contract = await town.contract(stage)
    assert (contract.ask("lockAt"), contract.ask("releaseAt")) == (lock_at, release_at)


async def test_nothing_of_a_called_off_event_moves_any_more(town: Town) -> None:
    stage = await town.made()
    contract = await town.contract(stage)
    before = contract.ask("state")

    async with town.rt.unit_of_work(stage.owner) as uow:
        await events.cancel(uow, stage.owner, event_id=stage.event_id, reason="Storm.")
    await settle(town.rt, without=MAILS)
    await tell_all_again(town.rt)
    await town.work()

    assert (before, contract.ask("state")) == (LIVE, CANCELLED)
    assert await town.count("onchain_sendings WHERE purpose = 'cancellation'") == 1


async def test_a_token_of_a_ticket_that_was_charged_back_stays_where_it_is(town: Town) -> None:
    stage = await town.made()
    actor, _, wallet = await town.holder()
    gone, other = await town.bought(stage, actor, 2)
    for ticket in (gone, other):
        await onchain.claim(town.rt, actor, ticket_id=ticket.id, wallet_id=wallet)
    await town.work()
    async with town.rt.unit_of_work() as uow:
        await tickets.void(
            uow, order_id=gone.order_id, event_id=stage.event_id, ticket_ids=[gone.id]
        )
    await settle(town.rt, without=MAILS)
    await town.work()

    contract = await town.contract(stage)
    voided = [
        contract.ask("ticketOf", (await town.claim_of(one)).token_id)[3] for one in (gone, other)
    ]
    assert voided == [True, False]
