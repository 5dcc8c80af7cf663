"""Who may let a ticket go to a wallet, and what cannot be done to it while it is out."""

import asyncio
from dataclasses import replace

import pytest

from bilten_app.domains.events import service as events
from bilten_app.domains.onchain import service as onchain
from bilten_app.domains.onchain.public import (
    CollectionNotMade,
    CollectionState,
    InvalidTerms,
    NotOffered,
    Policy,
    Terms,
    TermsFixed,
    TooLateToClaim,
)
from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import CloseReason, RefundWish
from bilten_app.domains.tickets import queries as ticket_queries
from bilten_app.domains.tickets.public import TicketIsOut, TicketNotValid, TicketState, TicketView
from bilten_app.infra.embedded.anvil import LOCAL_CHAIN
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import Forbidden, NotFound
from bilten_app.kit.ids import new_id
from tests.aftersale import given_policy
from tests.factories import Stage, draft, given_event
from tests.people import given_organizer
from tests.scanner import given_gate, given_scanner
from tests.tokens import Town
from tests.work import settle

pytestmark = pytest.mark.db


async def given_out(town: Town, count: int = 1) -> tuple[Stage, Actor, list[TicketView]]:
    """Return an event and somebody's tickets, the first of which is on its way to a wallet."""
    stage = await town.made()
    actor, _, wallet = await town.holder()
    bought = await town.bought(stage, actor, count)
    await onchain.claim(town.rt, actor, ticket_id=bought[0].id, wallet_id=wallet)
    return stage, actor, bought


async def test_nobody_claims_anothers_ticket_or_to_anothers_wallet(town: Town) -> None:
    stage = await town.made()
    owner, _, wallet = await town.holder()
    thief, _, thiefs_wallet = await town.holder()
    (ticket,) = await town.bought(stage, owner)

    for actor, to in ((thief, thiefs_wallet), (owner, thiefs_wallet), (owner, new_id())):
        with pytest.raises(NotFound):
            await onchain.claim(town.rt, actor, ticket_id=ticket.id, wallet_id=to)

    assert not (await town.ticket(ticket)).is_out
    await onchain.claim(town.rt, owner, ticket_id=ticket.id, wallet_id=wallet)


async def test_a_double_click_is_one_claim(town: Town) -> None:
    stage = await town.made()
    actor, _, wallet = await town.holder()
    (ticket,) = await town.bought(stage, actor)

    ends = await asyncio.gather(
        *(onchain.claim(town.rt, actor, ticket_id=ticket.id, wallet_id=wallet) for _ in range(4)),
        return_exceptions=True,
    )
    await town.work()

    assert sorted(type(one).__name__ for one in ends) == ["TicketIsOut"] * 3 + ["UUID"]
    assert await town.count("onchain_claims") == 1
    assert (await town.contract(stage)).ask("totalSupply") == 1


async def test_a_ticket_that_let_somebody_in_stays(town: Town) -> None:
    stage = await town.made()
    actor, _, wallet = await town.holder()
    (ticket,) = await town.bought(stage, actor)
    scanner = await given_scanner(town.rt, stage, await given_gate(town.rt, stage))
    scanner.scan(ticket.index)
    await scanner.upload(town.rt)

    with pytest.raises(TooLateToClaim):
        await onchain.claim(town.rt, actor, ticket_id=ticket.id, wallet_id=wallet)


async def test_a_refunded_ticket_stays_void(town: Town) -> None:
    stage = await town.made()
    actor, _, wallet = await town.holder()
    (ticket,) = await town.bought(stage, actor)
    async with town.rt.unit_of_work(stage.owner) as uow:
        await orders.cancel(uow, stage.owner, order_id=ticket.order_id)

    with pytest.raises(TicketNotValid):
        await onchain.claim(town.rt, actor, ticket_id=ticket.id, wallet_id=wallet)


async def test_only_what_the_organizer_offers_goes_and_only_when_the_contract_is_there(
    town: Town,
) -> None:
    stage = await given_event(town.rt, draft(), draft(name="Seated"))
    actor, _, wallet = await town.holder()
    (early,) = await town.bought(stage, actor)
    with pytest.raises(NotOffered):
        await onchain.claim(town.rt, actor, ticket_id=early.id, wallet_id=wallet)

    await town.offered(stage=stage)

    with pytest.raises(CollectionNotMade):
        await onchain.claim(town.rt, actor, ticket_id=early.id, wallet_id=wallet)


async def test_a_ticket_that_is_out_is_not_renamed_refunded_or_asked_back(town: Town) -> None:
    stage, actor, (out, here) = await given_out(town, 2)
    owner, both = stage.owner, RefundWish(frozenset({out.id, here.id}))
    await given_policy(town.rt, stage)

    with pytest.raises(TicketIsOut):
        async with town.rt.unit_of_work(actor) as uow:
            await orders.rename_own(
                uow, town.rt.vault, order_id=out.order_id, ticket_id=out.id, name="Eve",
                email="eve@guests.example.com",
            )  # fmt: skip
    with pytest.raises(TicketIsOut):
        async with town.rt.unit_of_work(actor) as uow:
            await orders.ask_refund(uow, order_id=out.order_id, ticket_ids=[out.id])
    with pytest.raises(TicketIsOut):
        async with town.rt.unit_of_work(owner) as uow:
            await orders.refund(uow, owner, order_id=out.order_id, wish=both)
    with pytest.raises(TicketIsOut):
        async with town.rt.unit_of_work(owner) as uow:
            await orders.cancel(uow, owner, order_id=out.order_id)

    async with town.rt.unit_of_work(owner) as uow:
        wish = RefundWish(frozenset({here.id}))
        await orders.refund(uow, owner, order_id=out.order_id, wish=wish)
    assert (await town.ticket(out)).state is TicketState.valid
    async with town.rt.read() as session:
        asked = await ticket_queries.out_of_custody(session, [out.id, here.id])
    assert asked == {out.id}


async def test_an_event_that_is_called_off_pays_for_tickets_that_are_out_too(town: Town) -> None:
    stage, _, (out,) = await given_out(town)
    owner = stage.owner

    async with town.rt.unit_of_work(owner) as uow:
        await events.cancel(uow, owner, event_id=out.event_id, reason="Storm.")
    await settle(town.rt, without=("messaging.send",))

    assert (await town.ticket(out)).state is TicketState.void
    assert (await town.order(out.order_id)).close_reason == CloseReason.event_cancelled


async def test_who_may_not_edit_the_event_decides_nothing(town: Town) -> None:
    stage = await given_event(town.rt)
    stranger, _ = await given_organizer(town.rt, name="Others")

    with pytest.raises((NotFound, Forbidden)):
        await onchain.set_terms(
            town.rt, stranger, event_id=stage.event_id, chain_id=LOCAL_CHAIN, terms=Terms(),
            ticket_types=stage.types,
        )  # fmt: skip
    other = await given_event(town.rt)
    with pytest.raises(NotFound):
        await town.offered(stage=replace(stage, types=other.types))


async def test_what_no_contract_takes_is_said_beside_its_field(town: Town) -> None:
    stage = await given_event(town.rt)
    bad = Terms(Policy.free, cap_bps=1, royalty_bps=1_001, royalty_to="0x12", lock_minutes=-1)

    with pytest.raises(InvalidTerms) as refused:
        await onchain.set_terms(
            town.rt, stage.owner, event_id=stage.event_id, chain_id=1, terms=bad,
            ticket_types=stage.types,
        )  # fmt: skip
    with pytest.raises(InvalidTerms) as nobody:
        await town.offered(stage=stage, royalty_bps=500)

    assert set(refused.value.problems) == {
        "chain_id", "cap", "royalty", "royalty_to", "lock_minutes",
    }  # fmt: skip
    assert set(nobody.value.problems) == {"royalty_to"}


async def test_what_is_on_the_chain_changes_no_more_but_types_may_join(town: Town) -> None:
    stage = await given_event(town.rt, draft(), draft(name="Seated"))
    await town.made(stage=stage)

    with pytest.raises(TermsFixed):
        await town.offered(stage=stage, cap_bps=20_000)
    await onchain.set_terms(
        town.rt, stage.owner, event_id=stage.event_id, chain_id=LOCAL_CHAIN,
        terms=Terms(Policy.free), ticket_types=stage.types,
    )  # fmt: skip

    assert set((await town.collection(stage)).ticket_types) == set(stage.types)


async def test_what_is_planned_while_no_chain_is_there_is_made_when_it_is(town: Town) -> None:
    stage = await given_event(town.rt)
    async with town.rt.unit_of_work() as uow:
        await onchain.plan(
            uow, event_id=stage.event_id, chain_id=LOCAL_CHAIN, terms=Terms(Policy.soulbound),
            ticket_types=stage.types,
        )  # fmt: skip

    await town.work()

    assert (await town.collection(stage)).state is CollectionState.made
