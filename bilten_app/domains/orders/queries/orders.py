"""Orders as their buyers and organizers see them."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlalchemy import func, or_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bilten_app.domains.orders.models import Order, OrderLine
from bilten_app.domains.orders.public import (
    ORDER_LINK,
    Buyer,
    Channel,
    OrderId,
    OrderLineView,
    OrderState,
    OrderView,
    Receipt,
)
from bilten_app.domains.orders.rules import parts_of, read_ask, read_quote
from bilten_app.domains.pricing import queries as pricing
from bilten_app.domains.pricing.public import Ask, Quote
from bilten_app.domains.seating.public import read_seats
from bilten_app.domains.tickets import queries as tickets
from bilten_app.infra.db import among
from bilten_app.infra.vault import Vault
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import NotFound
from bilten_app.kit.ids import normal_code
from bilten_app.kit.money import Money
from bilten_app.kit.personal import Person
from bilten_app.kit.roles import Permission, StaffPermission


async def order(session: AsyncSession, order_id: UUID) -> OrderView:
    """Return an order, or raise NotFound. Not for doors: those use `by_link`."""
    row = await session.get(Order, order_id, populate_existing=True)
    if row is None:
        raise NotFound
    return view(row, await lines_of(session, row.id))


async def of_hold(session: AsyncSession, hold_id: UUID) -> OrderView | None:
    """Return the order of a hold, or None. Not for doors."""
    chosen = select(Order).where(col(Order.hold_id) == hold_id)
    row = (await session.execute(chosen)).scalar_one_or_none()
    return view(row, ()) if row else None


async def by_link(session: AsyncSession, vault: Vault, *, code: str, secret: str) -> OrderView:
    """Return the order of a link, or raise NotFound: a wrong secret looks like a wrong code."""
    chosen = select(Order).where(col(Order.code) == code).execution_options(populate_existing=True)
    row = (await session.execute(chosen)).scalar_one_or_none()
    if row is None or not vault.is_link_secret(ORDER_LINK, row.id, secret):
        raise NotFound
    return view(row, await lines_of(session, row.id))


async def organizer_order(session: AsyncSession, actor: Actor, code: str) -> OrderView:
    """Return an order for its organizer's desk; whose it is not gets NotFound."""
    chosen = select(Order).where(
        col(Order.code) == normal_code(code), col(Order.organizer_id).in_(list(actor.grants))
    )
    row = (await session.execute(chosen)).scalar_one_or_none()
    if row is None:
        raise NotFound
    actor.require(Permission.orders_read, row.organizer_id, event_id=row.event_id)
    return view(row, await lines_of(session, row.id))


async def of_user(
    session: AsyncSession, user_id: UUID, *, limit: int = 50, offset: int = 0
) -> Sequence[OrderView]:
    """Return a person's orders, the newest first, without lines."""
    chosen = (
        select(Order)
        .where(col(Order.user_id) == user_id, col(Order.state) != OrderState.expired)
        .order_by(col(Order.placed_at).desc())
    )
    rows = (await session.execute(chosen.limit(limit).offset(offset))).scalars()
    return [view(row, ()) for row in rows]


async def ids_of(session: AsyncSession, person: Person) -> Sequence[UUID]:
    """Return what a person bought or began to buy, the newest first."""
    values = person.values
    mine = or_(
        col(Order.user_id) == values["user"], func.lower(col(Order.buyer_email)) == values["email"]
    )
    chosen = select(col(Order.id)).where(mine).order_by(col(Order.placed_at).desc())
    return (await session.execute(chosen)).scalars().all()


async def addresses_like(session: AsyncSession, email: str) -> Sequence[str]:
    """Return the addresses of buyers that are this one but for the size of letters."""
    chosen = select(col(Order.buyer_email)).where(
        func.lower(col(Order.buyer_email)) == func.lower(email),
        col(Order.state) == OrderState.paid,
    )
    return (await session.execute(chosen.distinct())).scalars().all()


async def of_buyer(session: AsyncSession, email: str, *, limit: int = 100) -> Sequence[OrderView]:
    """Return what was paid under exactly this address, the newest first, without lines."""
    chosen = (
        select(Order)
        .where(
            func.lower(col(Order.buyer_email)) == func.lower(email),
            col(Order.buyer_email) == email,
            col(Order.state) == OrderState.paid,
        )
        .order_by(col(Order.placed_at).desc())
    )
    rows = (await session.execute(chosen.limit(limit))).scalars()
    return [view(row, ()) for row in rows]


async def quote(session: AsyncSession, order_id: UUID) -> Quote:
    """Return the quote of an order: where every cent of its total comes from. Raises NotFound."""
    kept = await kept_quote(session, order_id)
    if kept is None:
        raise NotFound
    return kept


async def kept_quote(session: AsyncSession, order_id: UUID) -> Quote | None:
    """Return the quote of an order, or None: what was sold elsewhere came without one."""
    row = await session.get(Order, order_id, populate_existing=True)
    return read_quote(row.quote) if row and row.quote else None


async def asked(session: AsyncSession, order_id: UUID) -> Ask:
    """Return what the buyer of an order brought to it. Raises NotFound."""
    row = await session.get(Order, order_id, populate_existing=True)
    if row is None:
        raise NotFound
    return read_ask(row.asked)


async def extended(session: AsyncSession) -> int:
    """Return how many orders wait that were given more time, because a gateway was down."""
    counted = select(func.count()).where(
        col(Order.state) == OrderState.placed, col(Order.extended_at).is_not(None)
    )
    return (await session.execute(counted)).scalar_one()


async def buyers(session: AsyncSession, ids: Collection[UUID]) -> Mapping[UUID, Buyer]:
    """Return order id → who bought, for many orders in one query."""
    chosen = select(
        col(Order.id), col(Order.buyer_name), col(Order.buyer_email), col(Order.locale)
    ).where(among(col(Order.id), ids))
    rows = await session.execute(chosen)
    return {order_id: Buyer(name, email, locale) for order_id, name, email, locale in rows}


async def receipt(session: AsyncSession, order_id: UUID) -> Receipt:
    """Return an order with its tickets, or raise NotFound."""
    return Receipt(await order(session, order_id), tuple(await tickets.of_order(session, order_id)))


async def id_by_link(session: AsyncSession, vault: Vault, *, code: str, secret: str) -> OrderId:
    """Return whose link it is, or raise NotFound: a wrong secret looks like a wrong code."""
    found = await session.execute(select(col(Order.id)).where(col(Order.code) == code))
    order_id = found.scalar_one_or_none()
    if order_id is None or not vault.is_link_secret(ORDER_LINK, order_id, secret):
        raise NotFound
    return OrderId(order_id)


async def lines_of(session: AsyncSession, order_id: UUID) -> Sequence[OrderLine]:
    """Return the rows of an order's lines."""
    return (await lines_of_all(session, [order_id]))[order_id]


async def price_of(session: AsyncSession, order_id: UUID, ticket_type_id: UUID) -> Money:
    """Return what a ticket of a type cost in an order; in a bundle, what it costs by itself."""
    found = await order(session, order_id)
    rows = await lines_of(session, order_id)
    alone = [row.unit_minor for row in rows if row.ticket_type_id == ticket_type_id]
    bundled = [
        part.weight
        for row in rows
        for part in parts_of(row)
        if part.ticket_type_id == ticket_type_id
    ]
    return Money(next(iter(alone or bundled), 0), found.total.currency)


async def many(
    session: AsyncSession,
    actor: Actor,
    ids: Collection[UUID],
    *,
    needs: StaffPermission = StaffPermission.review,
) -> Mapping[UUID, OrderView]:
    """Return order id → order without lines, of anybody's; for staff who may do what it `needs`."""
    actor.require_staff(needs)
    rows = (await session.execute(select(Order).where(among(col(Order.id), ids)))).scalars()
    return {row.id: view(row, ()) for row in rows}


async def lines_of_all(
    session: AsyncSession, order_ids: Collection[UUID]
) -> Mapping[UUID, Sequence[OrderLine]]:
    """Return order id → the rows of its lines, for many orders in one query."""
    chosen = select(OrderLine).where(among(col(OrderLine.order_id), order_ids))
    found: dict[UUID, list[OrderLine]] = {order_id: [] for order_id in order_ids}
    for row in (await session.execute(chosen.order_by(col(OrderLine.id)))).scalars():
        found[row.order_id].append(row)
    return found


async def failed_vat_id(session: AsyncSession, order_id: UUID) -> str:
    """Return the VAT id of an order that turned out bad after the sale, or nothing."""
    order = await session.get_one(Order, order_id)
    return await pricing.failed_vat_id(session, {order.id, order.hold_id})


def view(row: Order, lines: Sequence[OrderLine]) -> OrderView:
    """Return an order's view."""
    return OrderView(
        id=OrderId(row.id),
        code=row.code,
        event_id=row.event_id,
        organizer_id=row.organizer_id,
        state=OrderState(row.state),
        buyer_name=row.buyer_name,
        buyer_email=row.buyer_email,
        locale=row.locale,
        lines=tuple(_line_view(line, row.currency) for line in lines),
        listed=Money(row.list_minor, row.currency),
        discount=Money(row.discount_minor, row.currency),
        fee=Money(row.fee_minor, row.currency),
        tax=Money(row.tax_minor, row.currency),
        tax_added=Money(row.tax_added_minor, row.currency),
        total=Money(row.total_minor, row.currency),
        gift=Money(row.gift_minor, row.currency),
        funded=Money(row.funded_minor, row.currency),
        refunded=Money(row.refunded_minor, row.currency),
        hold_until=row.hold_until,
        payment_id=row.payment_id,
        placed_at=row.placed_at,
        paid_at=row.paid_at,
        closed_at=row.closed_at,
        seats=tuple(seat.name for seat in read_seats(row.seats)),
        close_reason=row.close_reason,
        channel=Channel(row.channel),
        from_order_id=row.from_order_id,
        extended_at=row.extended_at,
        listing_id=row.listing_id,
    )


def _line_view(line: OrderLine, currency: str) -> OrderLineView:
    return OrderLineView(
        id=line.id,
        ticket_type_id=line.ticket_type_id,
        name=line.name,
        quantity=line.quantity,
        unit=Money(line.unit_minor, currency),
        listed=Money(line.list_minor, currency),
        discount=Money(line.discount_minor, currency),
        fee=Money(line.fee_minor, currency),
        tax=Money(line.tax_minor, currency),
        total=Money(line.total_minor, currency),
        parts=tuple(part.name for part in parts_of(line)),
    )
