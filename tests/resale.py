"""Tickets that their holders sell on: listed, bought, refunded."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text

from bilten_app.domains.market import queries as market_queries
from bilten_app.domains.market import service as market
from bilten_app.domains.market.public import ListingView, Terms
from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import OrderRef
from bilten_app.domains.tickets import queries as tickets
from bilten_app.domains.tickets.public import TicketView
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from tests.banks import hear
from tests.changes import pay
from tests.factories import Stage, draft, given_checkout, given_event, given_order, new_guest
from tests.gateway import card, gateway_of

TERMS = Terms(is_on=True, cap_basis_points=11_000, royalty_basis_points=1000, hours=2)


async def given_terms(rt: Runtime, stage: Stage, terms: Terms = TERMS) -> None:
    """Let tickets of an event be sold on."""
    async with rt.unit_of_work(stage.owner) as uow:
        await market.choose_terms(uow, stage.owner, event_id=stage.event_id, terms=terms)


async def given_sold_out(rt: Runtime) -> tuple[Stage, OrderRef]:
    """Sell the two tickets of an event at 25.00 to one buyer; they may be sold on."""
    stage = await given_event(rt, draft(capacity=2))
    await given_terms(rt, stage)
    return stage, await bought(rt, stage)


async def bought(rt: Runtime, stage: Stage, **more: str) -> OrderRef:
    """Buy and pay two tickets."""
    ref = await given_order(rt, stage, **more)  # pyright: ignore[reportArgumentType]
    await paid(rt, ref)
    return ref


async def paid(rt: Runtime, ref: OrderRef) -> None:
    """Pay an order, and let all follow that follows, but for drawing mails."""
    checkout = await given_checkout(rt, ref)
    await gateway_of(rt).choose(checkout, card("Success"))
    await hear(rt)


async def tickets_of(rt: Runtime, ref: OrderRef) -> Sequence[TicketView]:
    """Return the tickets of an order, however they stand."""
    async with rt.read() as session:
        return await tickets.of_order(session, ref.id)


async def put_up(rt: Runtime, ticket: TicketView, minor: int = 2500) -> UUID:
    """List a ticket."""
    async with rt.unit_of_work() as uow:
        return await orders.list_ticket(
            uow, ticket, price_minor=minor, fee_basis_points=rt.settings.resale_fee
        )


async def take_back(rt: Runtime, ticket: TicketView) -> None:
    """Take a ticket back from sale."""
    async with rt.unit_of_work() as uow:
        await market.withdraw(uow, ticket_id=ticket.id)


async def take(
    rt: Runtime, listing_id: UUID, guest: Actor | None = None, email: str = "ali@guests.example.com"
) -> OrderRef:
    """Open the order of a listing, with a buyer who can be told."""
    ref = await orders.take_listing(rt, guest or new_guest(), listing_id=listing_id, locale="en")
    async with rt.unit_of_work() as uow:
        await orders.describe_buyer(uow, order_id=ref.id, name="Ali Hassan", email=email)
    return ref


async def given_resold(rt: Runtime, minor: int = 2500) -> tuple[Stage, OrderRef, OrderRef]:
    """Sell one ticket of a sold-out event on; return the seller's order and the buyer's."""
    stage, ref = await given_sold_out(rt)
    ticket = (await tickets_of(rt, ref))[0]
    new = await take(rt, await put_up(rt, ticket, minor))
    await pay(rt, new)
    return stage, ref, new


async def for_sale(rt: Runtime, stage: Stage) -> Sequence[ListingView]:
    """Return what is for sale."""
    async with rt.read() as session:
        _, found = await market_queries.for_sale(session, stage.event_id, now=rt.clock.now())
    return found


async def listing_states(rt: Runtime) -> Sequence[str]:
    """Return how all listings stand, the oldest first."""
    async with rt.read() as session:
        found = await session.execute(text("SELECT state FROM listings ORDER BY id"))
        return found.scalars().all()


async def revoked(rt: Runtime, stage: Stage) -> tuple[list[int], dict[int, int]]:
    """Return what gates are told: the numbers that let nobody in, and the least generations."""
    async with rt.read() as session:
        _, _, numbers, generations = await tickets.validity(session, stage.event_id)
    return numbers, generations
