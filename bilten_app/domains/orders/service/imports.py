"""Orders that were paid before Bilten knew of them, taken in whole."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from bilten_app.domains.events import queries as events
from bilten_app.domains.events.public import EventSale, EventState
from bilten_app.domains.inventory import queries as inventory_queries
from bilten_app.domains.inventory import service as inventory
from bilten_app.domains.inventory.public import TypePrice, UnknownTicketType
from bilten_app.domains.ledger import service as ledger
from bilten_app.domains.orders.models import Order, OrderLine
from bilten_app.domains.orders.public import NotForSale, OrderState, OrderView, PastOrder, Verb
from bilten_app.domains.orders.queries import view
from bilten_app.domains.orders.rules import (
    checked_buyer,
    lines_for,
    sums_of,
    tickets_by_type,
)
from bilten_app.domains.orders.service.books import sale_entry
from bilten_app.domains.orders.service.places import sale_of
from bilten_app.domains.payments import service as payments
from bilten_app.domains.pricing.public import QuoteItem
from bilten_app.domains.pricing.service import quote_cart
from bilten_app.domains.seating import queries as seating_queries
from bilten_app.domains.seating import service as seating
from bilten_app.domains.seating.public import write_seats
from bilten_app.domains.tickets import service as tickets
from bilten_app.infra.uow import UnitOfWork
from bilten_app.infra.vault import Vault
from bilten_app.kit.actor import Actor
from bilten_app.kit.ids import new_code, new_id
from bilten_app.kit.money import Money
from bilten_app.kit.roles import Permission
from bilten_app.ports.payments import Collected

type _Taken = tuple[Order, list[OrderLine]]


async def import_paid(
    uow: UnitOfWork,
    vault: Vault,
    actor: Actor,
    *,
    event_id: UUID,
    gateway: str,
    past: Sequence[PastOrder],
) -> list[OrderView]:
    """Take in paid orders with their places, payments and tickets: all of them or none.

    For members with `events:write`. Prices are today's. No fact is recorded: whoever sold has told
    the buyers, and a receipt now for a purchase of last month would frighten them. The caller
    makes sure: once. Raises SoldOut, NotForSale, UnknownTicketType, Invalid.
    """
    event = await events.sale(uow.session, event_id)
    actor.require(Permission.events_write, event.organizer_id, event_id=event.id)
    if event.state not in {EventState.published, EventState.ended}:
        raise NotForSale
    named = {type_id for order in past for type_id in order.lines}
    types = await inventory_queries.prices(uow.session, named)
    if set(types) != named or any(one.event_id != event_id for one in types.values()):
        raise UnknownTicketType
    taken = [_priced(event, types, order) for order in past]
    wanted = tickets_by_type(line for _, lines in taken for line in lines)
    ready = await tickets.get_ready(uow, vault, {event.id: wanted})
    await tickets.take_turn(uow, [event_id])
    await _write(uow, taken, gateway, _payments(event, taken, past))
    await ledger.post(uow, [sale_entry(order, gateway) for order, _ in taken])
    for order, _ in taken:
        uow.audit(Verb.order_imported, order.id, total_minor=order.total_minor)
    # What everybody waits for is locked last: from here on the pools of seats, to choose of them.
    await uow.flush()
    dealt = await seating.choose(
        uow, event_id=event_id, carts=[tickets_by_type(lines) for _, lines in taken]
    )
    for (order, _), seats in zip(taken, dealt, strict=True):
        order.seats = write_seats(seats)
    seated = await seating_queries.seated_types(uow.session, [event_id])
    sales = [sale_of(order, lines, seated) for order, lines in taken]
    await tickets.issue(uow, ready, sales=sales)
    await uow.flush()
    await inventory.commit(
        uow, hold_ids=(), tickets=wanted, seats=[seat.id for seats in dealt for seat in seats]
    )
    return [view(order, lines) for order, lines in taken]


def _priced(event: EventSale, types: Mapping[UUID, TypePrice], past: PastOrder) -> _Taken:
    name, email = checked_buyer(past.buyer_name, past.buyer_email)
    chosen = sorted((type_id, count) for type_id, count in past.lines.items() if count)
    priced = quote_cart(
        [QuoteItem(type_id, quantity, types[type_id].price_minor) for type_id, quantity in chosen],
        currency=event.currency,
        fees_passed_on=event.fees_passed_on,
    )
    order = Order(
        code=new_code(),
        event_id=event.id,
        organizer_id=event.organizer_id,
        hold_id=new_id(),
        state=OrderState.paid,
        user_id=past.user_id,
        buyer_name=name,
        buyer_email=email,
        locale=past.locale,
        hold_until=past.at,
        placed_at=past.at,
        paid_at=past.at,
        **sums_of(priced),
    )
    return order, lines_for(order.id, priced, types)


def _payments(
    event: EventSale, taken: Sequence[_Taken], past: Sequence[PastOrder]
) -> dict[UUID, Collected]:
    """Return the payment of each order that cost something."""
    return {
        order.id: Collected(
            gateway_ref=told.gateway_ref,
            amount=Money(order.total_minor, order.currency),
            email=order.buyer_email,
            description=event.title,
            at=told.at,
        )
        for (order, _), told in zip(taken, past, strict=True)
        if order.total_minor
    }


async def _write(
    uow: UnitOfWork, taken: Sequence[_Taken], gateway: str, paid: Mapping[UUID, Collected]
) -> None:
    """Write in the order of the foreign keys: payments, orders, lines."""
    known = await payments.take_in(uow, gateway, paid)
    for order, _ in taken:
        order.payment_id = known.get(order.id)
    uow.session.add_all([order for order, _ in taken])
    await uow.session.flush()
    uow.session.add_all([line for _, lines in taken for line in lines])
    await uow.session.flush()
