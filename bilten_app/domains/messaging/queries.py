"""What a mail about orders, or about a waiting list, needs to know."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from urllib.parse import quote
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from bilten_app.domains.events import queries as events
from bilten_app.domains.inventory import queries as inventory
from bilten_app.domains.messaging.templates.found import FoundOrder
from bilten_app.domains.messaging.templates.orders import OrderStory
from bilten_app.domains.messaging.templates.waiting import ListStory
from bilten_app.domains.orders import queries as orders
from bilten_app.domains.orders.public import ORDER_LINK, OrderView
from bilten_app.domains.organizers import queries as organizers
from bilten_app.domains.tickets import service as tickets
from bilten_app.domains.tickets.public import TicketState, TicketView
from bilten_app.domains.waiting import queries as waiting
from bilten_app.domains.waiting.public import ENTRY_LINK
from bilten_app.infra.telling import Told, told_rows
from bilten_app.infra.vault import Vault
from bilten_app.kit.personal import Person

KEPT = timedelta(days=365)


async def story(session: AsyncSession, vault: Vault, *, origin: str, order_id: UUID) -> OrderStory:
    """Return an order with its event, its organizer and its valid tickets, or raise NotFound."""
    receipt = await orders.receipt(session, order_id)
    order = receipt.order
    valid = tuple(one for one in receipt.tickets if one.state is TicketState.valid)
    return OrderStory(
        order=order,
        tickets=valid,
        event=await events.by_id(session, order.event_id),
        organizer=await organizers.by_id(session, order.organizer_id),
        origin=origin,
        order_url=_order_url(origin, vault, order),
        ticket_urls={ticket.id: _ticket_url(origin, vault, ticket) for ticket in valid},
    )


async def orders_of(
    session: AsyncSession, vault: Vault, *, origin: str, email: str, now: datetime
) -> Sequence[FoundOrder]:
    """Return what a buyer may still want to find: events to come, then orders of the last year."""
    mine = await orders.of_buyer(session, email)
    cards = await events.cards(session, {order.event_id for order in mine})
    found = [
        FoundOrder(order, cards[order.event_id], _order_url(origin, vault, order)) for order in mine
    ]
    coming = [one for one in found if one.event.ends_at > now]
    over = [one for one in found if one.event.ends_at <= now < one.order.placed_at + KEPT]
    return [*sorted(coming, key=lambda one: one.event.starts_at), *over]


async def list_story(
    session: AsyncSession, vault: Vault, *, origin: str, entry_id: UUID
) -> ListStory:
    """Return an entry of a waiting list with its event and organizer, or raise NotFound."""
    entry = await waiting.entry(session, entry_id)
    event = await events.by_id(session, entry.event_id)
    names = await inventory.type_names(session, {entry.ticket_type_id})
    return ListStory(
        entry=entry,
        type_name=names[entry.ticket_type_id][0],
        event=event,
        organizer=await organizers.by_id(session, event.organizer_id),
        origin=origin,
        entry_url=f"{origin}/waiting-list/{entry.code}/{vault.link_secret(ENTRY_LINK, entry.id)}",
    )


def _order_url(origin: str, vault: Vault, order: OrderView) -> str:
    return f"{origin}/orders/{order.code}/{vault.link_secret(ORDER_LINK, order.id)}"


def _ticket_url(origin: str, vault: Vault, ticket: TicketView) -> str:
    code = quote(ticket.code, safe="")  # the check character may be one of * $ =
    return f"{origin}/tickets/{code}/{tickets.secret_of(vault, ticket)}"


async def personal_data(session: AsyncSession, person: Person) -> Told:
    """Return what a person was told: about what and when, for what it said is in their mail."""
    return await told_rows(session, _PERSONAL, person)


_PERSONAL = {
    "mails": "SELECT topic, recipient, state, queued_at, sent_at FROM deliveries"
    " WHERE lower(recipient) = :email ORDER BY id",
}
