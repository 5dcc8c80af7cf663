"""A holder lists a ticket: within bounds, once, and no gate lets it in until it is sold."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from bilten_app.domains.market import service as market
from bilten_app.domains.market.public import (
    AdmittedAlready,
    BuyerPays,
    InvalidPrice,
    InvalidTerms,
    ListingGone,
    ResaleOff,
    ResaleOver,
    Terms,
)
from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import NotRefundable, RefundWaits, RefundWish
from bilten_app.domains.scanning import service as scanning
from bilten_app.domains.scanning.models import Admission
from bilten_app.domains.tickets.public import TicketIsOut, TicketNotValid
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.errors import Forbidden, NotFound
from tests.aftersale import ask, given_policy
from tests.banks import decide, dispute
from tests.factories import draft, given_event
from tests.resale import (
    TERMS,
    bought,
    for_sale,
    given_sold_out,
    given_terms,
    listing_states,
    put_up,
    revoked,
    take,
    take_back,
    tickets_of,
)
from tests.work import settle


async def test_a_listed_ticket_opens_no_door_until_it_is_taken_back(rt: Runtime) -> None:
    stage, ref = await given_sold_out(rt)
    ticket, _ = await tickets_of(rt, ref)

    await put_up(rt, ticket)

    assert await revoked(rt, stage) == ([ticket.index], {})
    assert [one.state for one in await tickets_of(rt, ref)] == ["listed", "valid"]

    await take_back(rt, ticket)

    assert await revoked(rt, stage) == ([], {})
    assert await listing_states(rt) == ["withdrawn"]


async def test_a_listed_ticket_changes_hands_in_no_other_way(rt: Runtime) -> None:
    stage, ref = await given_sold_out(rt)
    await given_policy(rt, stage)
    ticket, other = await tickets_of(rt, ref)
    await put_up(rt, ticket)

    with pytest.raises(TicketNotValid):
        await put_up(rt, (await tickets_of(rt, ref))[0])
    with pytest.raises(NotRefundable):
        await ask(rt, ref, ticket.id)
    async with rt.unit_of_work() as uow:
        with pytest.raises(TicketNotValid):
            await orders.rename_own(
                uow, rt.vault, order_id=ref.id, ticket_id=ticket.id, name="Ada", email="a@b.example"
            )
    with pytest.raises(NotRefundable):
        await orders.split(
            rt, stage.owner, order_id=ref.id, ticket_ids=[ticket.id], name="Ada",
            email="ada@guests.example.com",
        )  # fmt: skip

    await ask(rt, ref, other.id)
    with pytest.raises(RefundWaits):
        await put_up(rt, other)


async def test_a_price_stays_within_the_bounds_of_the_terms(rt: Runtime) -> None:
    _, ref = await given_sold_out(rt)
    ticket, other = await tickets_of(rt, ref)
    async with rt.unit_of_work() as uow:
        _, bounds = await orders.may_list(uow, ticket)

    with pytest.raises(InvalidPrice) as refused:
        await put_up(rt, ticket, bounds.most.minor + 1)
    assert list(refused.value.problems) == ["price"]
    with pytest.raises(InvalidPrice):
        await put_up(rt, ticket, 0)

    await put_up(rt, ticket, bounds.most.minor)
    async with rt.unit_of_work() as uow:
        with pytest.raises(InvalidPrice):
            await market.reprice(
                uow, ticket_id=ticket.id, price=bounds.most + bounds.least, fee_basis_points=500
            )
    assert bounds.most.minor == bounds.face.minor * 11 // 10
    await put_up(rt, other, bounds.face.minor)


async def test_nothing_is_sold_on_unless_the_organizer_wants_it(
    rt: Runtime, clock: FrozenClock
) -> None:
    stage = await given_event(rt, draft(), draft(name="Balcony"))
    ref = await bought(rt, stage)
    ticket, _ = await tickets_of(rt, ref)

    with pytest.raises(ResaleOff):
        await put_up(rt, ticket)
    await given_terms(rt, stage)
    async with rt.unit_of_work(stage.owner) as uow:
        await market.choose_terms(
            uow, stage.owner, event_id=stage.event_id, ticket_type_id=stage.types[0], terms=Terms()
        )
    with pytest.raises(ResaleOff):
        await put_up(rt, ticket)
    async with rt.unit_of_work(stage.owner) as uow:
        await market.drop_terms(
            uow, stage.owner, event_id=stage.event_id, ticket_type_id=stage.types[0]
        )
    clock.move(timedelta(days=29, hours=23))
    with pytest.raises(ResaleOver):
        await put_up(rt, ticket)


async def test_terms_are_the_organizers_and_within_bounds(rt: Runtime) -> None:
    stage, other = await given_event(rt), await given_event(rt)
    wrong = Terms(is_on=True, cap_basis_points=20_001, royalty_basis_points=1001, hours=337)

    async with rt.unit_of_work(other.owner) as uow:
        with pytest.raises((Forbidden, NotFound)):
            await market.choose_terms(uow, other.owner, event_id=stage.event_id, terms=TERMS)
    async with rt.unit_of_work(stage.owner) as uow:
        with pytest.raises(InvalidTerms) as refused:
            await market.choose_terms(uow, stage.owner, event_id=stage.event_id, terms=wrong)
        with pytest.raises(NotFound):
            await market.choose_terms(
                uow, stage.owner, event_id=stage.event_id, ticket_type_id=other.types[0],
                terms=TERMS,
            )  # fmt: skip
    assert set(refused.value.problems) == {"cap", "royalty", "hours"}


async def test_a_listing_ends_with_the_time_to_resell(rt: Runtime, clock: FrozenClock) -> None:
    stage, ref = await given_sold_out(rt)
    ticket, _ = await tickets_of(rt, ref)
    await put_up(rt, ticket)

    await market.close_over(rt)
    assert len(await for_sale(rt, stage)) == 1
    clock.move(timedelta(days=29, hours=23))
    await market.close_over(rt)

    assert await for_sale(rt, stage) == []
    assert await revoked(rt, stage) == ([], {})


async def test_a_dispute_pulls_a_listing_also_from_a_buyer_who_is_paying(rt: Runtime) -> None:
    stage, ref = await given_sold_out(rt)
    ticket, _ = await tickets_of(rt, ref)
    await take(rt, await put_up(rt, ticket))

    asked = await dispute(rt, ref)

    assert await for_sale(rt, stage) == []
    assert [one.state for one in await tickets_of(rt, ref)] == ["frozen", "frozen"]
    await decide(rt, asked, won=True)
    assert [one.state for one in await tickets_of(rt, ref)] == ["valid", "valid"]


async def test_an_organizers_refund_takes_a_ticket_off_the_market(rt: Runtime) -> None:
    stage, ref = await given_sold_out(rt)
    ticket, _ = await tickets_of(rt, ref)
    await put_up(rt, ticket)

    async with rt.unit_of_work(stage.owner) as uow:
        wish = RefundWish(frozenset({ticket.id}))
        await orders.refund(uow, stage.owner, order_id=ref.id, wish=wish)
    await settle(rt)

    assert await listing_states(rt) == ["withdrawn"]
    assert [one.state for one in await tickets_of(rt, ref)] == ["void", "valid"]


async def test_a_seller_waits_while_somebody_pays(rt: Runtime, clock: FrozenClock) -> None:
    _, ref = await given_sold_out(rt)
    ticket, _ = await tickets_of(rt, ref)
    await take(rt, await put_up(rt, ticket))

    with pytest.raises(BuyerPays):
        await take_back(rt, ticket)
    clock.move(timedelta(minutes=16))
    await take_back(rt, ticket)
    with pytest.raises(ListingGone):
        await take_back(rt, ticket)


async def test_a_ticket_in_a_wallet_or_inside_is_not_sold_on(rt: Runtime) -> None:
    stage, ref = await given_sold_out(rt)
    ticket, other = await tickets_of(rt, ref)
    async with rt.unit_of_work() as uow:
        out = text("UPDATE tickets SET is_out = true WHERE id = :id")
        await uow.session.execute(out, {"id": ticket.id})
    async with rt.unit_of_work(stage.owner) as uow:
        gate = await scanning.create_gate(
            uow, stage.owner, event_id=stage.event_id, name="Main door"
        )
        device = (await scanning.invite_device(uow, stage.owner, gate_id=gate)).device_id
        await uow.session.flush()
        uow.add(
            Admission(
                event_id=stage.event_id, index=other.index, device_id=device, seq=1, gate_id=gate,
                at=rt.clock.now(),
            )
        )  # fmt: skip

    with pytest.raises(TicketIsOut):
        await put_up(rt, ticket)
    with pytest.raises(AdmittedAlready):
        await put_up(rt, other)
    assert await listing_states(rt) == []
