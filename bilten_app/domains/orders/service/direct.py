"""Orders that are paid in the moment they are made: over the counter, given, or sold elsewhere.

Whoever sells them has taken the money itself, so the platform collects nothing: its fee is owed.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from bilten_app.domains.events.public import EventSale
from bilten_app.domains.inventory import queries as inventory_queries
from bilten_app.domains.inventory import service as inventory
from bilten_app.domains.inventory.public import (
    NothingChosen,
    TypePrice,
    UnknownTicketType,
)
from bilten_app.domains.ledger import service as ledger
from bilten_app.domains.orders.models import Order, OrderLine
from bilten_app.domains.orders.public import (
    Channel,
    FundKind,
    OrderPaid,
    OrderState,
    OrderView,
    Source,
)
from bilten_app.domains.orders.queries import view
from bilten_app.domains.orders.rules import has_papers, lines_for, sums_of, tickets_by_type
from bilten_app.domains.orders.service.books import sale_entry
from bilten_app.domains.orders.service.giving import fund_of
from bilten_app.domains.orders.service.pay import INVOICE_JOB
from bilten_app.domains.orders.service.places import sale_of
from bilten_app.domains.pricing import service as pricing
from bilten_app.domains.pricing.public import Quote
from bilten_app.domains.seating import queries as seating_queries
from bilten_app.domains.seating import service as seating
from bilten_app.domains.seating.public import write_seats
from bilten_app.domains.tickets import service as tickets
from bilten_app.infra.uow import UnitOfWork
from bilten_app.infra.vault import Vault
from bilten_app.kit.errors import Invalid
from bilten_app.kit.ids import new_code, new_id
from bilten_app.kit.text import msgid

MOST_AT_ONCE = 500
TOO_MANY = msgid("One order has between 1 and 500 tickets.")


async def types_of(
    uow: UnitOfWork, event: EventSale, lines: Mapping[UUID, int]
) -> Mapping[UUID, TypePrice]:
    """Return what is known of the ticket types of a cart. Raises UnknownTicketType, NothingChosen.

    Who sells for the organizer may sell what is hidden or paused, and any number of it.
    """
    if not lines:
        raise NothingChosen
    if any(count < 1 for count in lines.values()) or sum(lines.values()) > MOST_AT_ONCE:
        raise Invalid({"lines": TOO_MANY})
    types = await inventory_queries.prices(uow.session, list(lines))
    if len(types) != len(lines) or any(one.event_id != event.id for one in types.values()):
        raise UnknownTicketType
    return types


def begin(
    uow: UnitOfWork,
    event: EventSale,
    channel: Channel,
    *,
    name: str,
    email: str,
    locale: str,
    at: datetime | None = None,
) -> Order:
    """Return an order that is paid now, without its sums."""
    when = at or uow.clock.now()
    return Order(
        code=new_code(),
        event_id=event.id,
        organizer_id=event.organizer_id,
        hold_id=new_id(),
        state=OrderState.paid,
        channel=channel.value,
        buyer_name=name,
        buyer_email=email,
        locale=locale,
        hold_until=when,
        placed_at=when,
        paid_at=when,
    )  # pyright: ignore[reportCallIssue]


async def sell(
    uow: UnitOfWork,
    vault: Vault,
    order: Order,
    priced: Quote,
    types: Mapping[UUID, TypePrice],
    *,
    taken: FundKind,
) -> OrderView:
    """Write a paid order with its money, tickets and places, all or nothing. Raises SoldOut."""
    for column, value in sums_of(priced).items():
        setattr(order, column, value)
    order.funded_minor = order.total_minor
    lines = lines_for(order.id, priced, types)
    wanted = tickets_by_type(lines)
    ready = await tickets.get_ready(uow, vault, {order.event_id: wanted})
    await tickets.take_turn(uow, [order.event_id])
    await _write(uow, order, lines, taken)
    if order.keeps_offers:
        await pricing.use_up(uow, hold_ids=[order.hold_id])
    await ledger.post(uow, [sale_entry(order, None)])
    if has_papers(order):
        uow.enqueue(INVOICE_JOB, {"order_id": str(order.id)}, dedupe_key=f"invoice:{order.id}")
    # What everybody waits for is locked last: from here on the pools of seats, to choose of them.
    await uow.flush()
    (seats,) = await seating.choose(uow, event_id=order.event_id, carts=[wanted])
    order.seats = write_seats(seats)
    seated = await seating_queries.seated_types(uow.session, [order.event_id])
    await tickets.issue(uow, ready, sales=[sale_of(order, lines, seated)])
    await uow.flush()
    await inventory.commit(uow, hold_ids=(), tickets=wanted, seats=[seat.id for seat in seats])
    return view(order, lines)


def tell(uow: UnitOfWork, order: OrderView) -> None:
    """Say that an order is paid: its buyer gets the tickets."""
    uow.record(
        OrderPaid(
            order.id, order.event_id, order.organizer_id, order.total.minor, order.total.currency
        )
    )


async def _write(uow: UnitOfWork, order: Order, lines: list[OrderLine], taken: FundKind) -> None:
    """Write in the order of the foreign keys."""
    uow.session.add(order)
    await uow.session.flush()
    uow.session.add_all(lines)
    if order.total_minor:
        uow.session.add(fund_of(order.id, Source(taken, order.total_minor)))
    await uow.session.flush()
