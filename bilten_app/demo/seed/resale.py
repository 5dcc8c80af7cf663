"""Guests of what is sold out who cannot come: their tickets stand for sale."""

from uuid import UUID

from bilten_app.demo.content import Event
from bilten_app.demo.seed.diary import Diary
from bilten_app.demo.seed.people import Residents
from bilten_app.demo.seed.quiet import QuietRuntime
from bilten_app.demo.seed.town import Town, chance
from bilten_app.domains.events import queries as events
from bilten_app.domains.market import service as market
from bilten_app.domains.market.public import Terms
from bilten_app.domains.orders import service as orders
from bilten_app.domains.tickets import queries as tickets
from bilten_app.domains.tickets.public import TicketState, TicketView
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import SYSTEM
from bilten_app.kit.errors import Refused

TERMS = Terms(is_on=True, cap_basis_points=11_000, royalty_basis_points=500, hours=2)
OFFERS = (9_000, 10_000, 10_000, 11_000)
"""At which shares of the highest price they stand for sale, in hundredths of a percent."""


async def resell(rt: QuietRuntime, diary: Diary, town: Town, event: Event, who: Residents) -> None:
    """Let tickets of an event that is sold out, and to come, be sold on; some are for sale."""
    step = f"resale/{event.slug}"
    if step in diary or not _is_full(town, event):
        return
    event_id, owner = UUID(diary[f"event/{event.slug}"]["id"]), who.owners[event.organizer]
    rt = rt.at(town.base)
    async with rt.read() as session:
        is_live = (await events.sale(session, event_id)).is_for_sale
        issued = await tickets.of_event(session, event_id)
    valid = [one for one in issued if one.state is TicketState.valid]
    chance("resale", event.slug).shuffle(valid)
    async with rt.unit_of_work(owner) as uow:
        await market.choose_terms(uow, owner, event_id=event_id, terms=TERMS)
        if is_live:
            await _put_up(uow, valid, rt.settings.resale_fee)
        await diary.note(uow, step)


async def _put_up(uow: UnitOfWork, valid: list[TicketView], fee: int) -> None:
    """List the first tickets that can be."""
    left = list(OFFERS)
    with uow.on_behalf_of(SYSTEM, uow.correlation_id):
        for ticket in valid:
            if not left:
                return
            try:
                _, bounds = await orders.may_list(uow, ticket)
            except Refused:
                continue  # a free ticket, or a part of a bundle
            price = bounds.most.minor * left.pop() // 11_000
            await orders.list_ticket(uow, ticket, price_minor=price, fee_basis_points=fee)


def _is_full(town: Town, event: Event) -> bool:
    is_sold = event.stage == "published" and all(one.sold >= 1 for one in event.tickets)
    return is_sold and town.doors(event) > town.base
