"""What was given back of an order, what could be, and what its buyer asks for."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import false, func, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bilten_app.domains.events import queries as events
from bilten_app.domains.market import queries as market
from bilten_app.domains.orders.models import (
    Order,
    OrderFund,
    OrderPolicy,
    OrderRefund,
    RefundRequest,
)
from bilten_app.domains.orders.public import (
    OrderRefundView,
    OrderState,
    OutsidePolicy,
    RefundDue,
    RefundRequestView,
    RefundTask,
    RefundWish,
    RequestState,
    TaskState,
)
from bilten_app.domains.orders.queries.orders import lines_of
from bilten_app.domains.orders.rules import Sold, why_not_ask
from bilten_app.domains.payments import queries as payments
from bilten_app.domains.payments.public import RefundState, RefundView
from bilten_app.domains.tickets import queries as tickets
from bilten_app.kit.actor import Actor, OrganizerScope
from bilten_app.kit.errors import NotFound, Refused
from bilten_app.kit.money import Money
from bilten_app.kit.page import Page, cursor_id, cursor_moment, read_cursor
from bilten_app.kit.roles import Permission

PAGE = 25
_IS_TAX = (col(OrderRefund.tax_minor) == col(OrderRefund.amount_minor)) & (
    col(OrderRefund.tax_minor) > 0
)


async def sold(session: AsyncSession, order: Order) -> Sold:
    """Return an order with all that a refund looks at."""
    given = await session.execute(
        select(
            func.coalesce(func.sum(col(OrderRefund.fee_minor)), 0),
            func.coalesce(func.sum(col(OrderRefund.tax_minor)), 0),
            # A refund of tax and nothing else: the buyer owes it elsewhere.
            func.coalesce(func.bool_or(_IS_TAX), false()),
        ).where(col(OrderRefund.order_id) == order.id)
    )
    fee, tax, is_tax_free = given.one()
    valid = await tickets.valid_places(session, order.id)
    funds = await funds_of(session, order.id) if order.funded_minor else ()
    lines = await lines_of(session, order.id)
    return Sold(
        order, lines, valid, int(fee), int(tax), funds, is_tax_free=bool(is_tax_free),
        resold_minor=await market.settled_minor(session, order.id),
    )  # fmt: skip


async def funds_of(session: AsyncSession, order_id: UUID) -> Sequence[OrderFund]:
    """Return the rows of money behind an order that no payment of its own brought."""
    chosen = select(OrderFund).where(col(OrderFund.order_id) == order_id)
    chosen = chosen.order_by(col(OrderFund.id)).execution_options(populate_existing=True)
    return (await session.execute(chosen)).scalars().all()


def payments_behind(order: Order, funds: Sequence[OrderFund]) -> set[UUID]:
    """Return the payments that an order is paid with: its own, and those of money carried to it."""
    every = {order.payment_id, *(fund.payment_id for fund in funds)}
    return {payment_id for payment_id in every if payment_id}


async def due(
    session: AsyncSession, actor: Actor, *, order_id: UUID, wish: RefundWish
) -> RefundDue:
    """Return what a wish would give back now. Raises NotRefundable."""
    order = await _row(session, order_id)
    actor.require(Permission.orders_read, order.organizer_id, event_id=order.event_id)
    whole = await sold(session, order)
    total = whole.due(wish).total_minor
    asked = sum(whole.price_of(ticket).total_minor for ticket in whole.named(wish.ticket_ids))
    kept = max(min(asked, whole.left_minor) - total, 0) if wish.ticket_ids else 0
    return RefundDue(
        *(Money(minor, order.currency) for minor in (total, whole.gift_of(total), kept))
    )


async def ticket_prices(session: AsyncSession, order_id: UUID) -> Mapping[UUID, Money]:
    """Return what each valid ticket of an order cost, with its fees."""
    order = await _row(session, order_id)
    whole = await sold(session, order)
    return {
        ticket.id: Money(whole.price_of(ticket).total_minor, order.currency)
        for ticket in whole.valid
    }


async def refunds_of(session: AsyncSession, order_id: UUID) -> Sequence[OrderRefundView]:
    """Return what an order gave back, oldest first, with what was given back at the gateway."""
    order = await _row(session, order_id)
    chosen = select(OrderRefund).where(col(OrderRefund.order_id) == order_id)
    rows = (await session.execute(chosen.order_by(col(OrderRefund.id)))).scalars().all()
    funds = await funds_of(session, order_id) if order.funded_minor else ()
    sent = {one: await payments.refunds_of(session, one) for one in payments_behind(order, funds)}
    by_promise: dict[UUID | None, RefundView] = {
        each.promise: each for refunds in sent.values() for each in refunds
    }
    made = [_refund(row, order.currency, by_promise.get(row.payment_refund_id)) for row in rows]
    known = {row.payment_refund_id for row in rows}
    own = sent[order.payment_id] if order.payment_id else ()
    outside = [_external(each) for each in own if each.is_external and each.id not in known]
    return sorted([*made, *outside], key=lambda each: each.made_at)


async def why_not_refund(session: AsyncSession, order_id: UUID, now: datetime) -> Refused | None:
    """Return why the buyer of an order cannot ask for money back now, or None when they can."""
    order = await _row(session, order_id)
    return why_not_ask(
        OrderState(order.state),
        await events.by_id(session, order.event_id),
        len(await tickets.valid_places(session, order_id)),
        now,
        is_open=await open_request(session, order_id) is not None,
    )


async def outside_policy(session: AsyncSession, scope: OrganizerScope) -> OutsidePolicy:
    """Return what an organizer wants of full refunds that were made elsewhere."""
    row = await session.get(OrderPolicy, scope, populate_existing=True)
    return OutsidePolicy(row.outside) if row else OutsidePolicy.end


async def refund_tasks(
    session: AsyncSession, scope: OrganizerScope, *, within: Collection[UUID] | None = None
) -> Sequence[RefundTask]:
    """Return refunds made elsewhere, those to decide about first, then the newest."""
    is_open = col(OrderRefund.task) == TaskState.open
    chosen = (
        select(OrderRefund, Order)
        .join(Order)
        .where(col(Order.organizer_id) == scope, col(OrderRefund.task) != TaskState.none)
        .order_by(is_open.desc(), col(OrderRefund.created_at).desc())
        .limit(100)
    )
    if within is not None:
        chosen = chosen.where(col(Order.event_id).in_(within))
    return [
        RefundTask(
            id=row.id,
            order_id=order.id,
            order_code=order.code,
            event_id=order.event_id,
            buyer_name=order.buyer_name,
            amount=Money(row.amount_minor, order.currency),
            made_at=row.created_at,
            state=TaskState(row.task),
            tickets=len(row.ticket_ids),
        )
        for row, order in await session.execute(chosen)
    ]


async def open_request(session: AsyncSession, order_id: UUID) -> RefundRequest | None:
    """Return the row of the request that waits for an answer, or None."""
    chosen = select(RefundRequest).where(
        col(RefundRequest.order_id) == order_id, col(RefundRequest.state) == RequestState.requested
    )
    return (await session.execute(chosen)).scalar_one_or_none()


async def request(session: AsyncSession, request_id: UUID) -> RefundRequestView:
    """Return a request, or raise NotFound. Not for doors: the caller knows why it may."""
    chosen = select(RefundRequest, Order).join(Order).where(col(RefundRequest.id) == request_id)
    found = (await session.execute(chosen)).one_or_none()
    if found is None:
        raise NotFound
    row, order = found
    return _request(row, order)


async def requests_of(session: AsyncSession, order_id: UUID) -> Sequence[RefundRequestView]:
    """Return what the buyer of an order has asked for, the newest first."""
    chosen = select(RefundRequest, Order).join(Order).where(col(RefundRequest.order_id) == order_id)
    rows = await session.execute(chosen.order_by(col(RefundRequest.id).desc()))
    return [_request(row, order) for row, order in rows]


async def request_list(
    session: AsyncSession,
    scope: OrganizerScope,
    *,
    within: Collection[UUID] | None = None,
    state: RequestState | None = None,
    cursor: str | None = None,
    size: int = PAGE,
) -> Page[RefundRequestView]:
    """Return what buyers ask an organization for, the newest first."""
    chosen = (
        select(RefundRequest, Order)
        .join(Order)
        .where(col(RefundRequest.organizer_id) == scope)
        .order_by(col(RefundRequest.asked_at).desc(), col(RefundRequest.id).desc())
        .limit(size + 1)
    )
    if within is not None:
        chosen = chosen.where(col(Order.event_id).in_(within))
    if state:
        chosen = chosen.where(col(RefundRequest.state) == state)
    if cursor:
        at, request_id = read_cursor(cursor, 2)
        place = (cursor_moment(at), cursor_id(request_id))
        chosen = chosen.where(tuple_(col(RefundRequest.asked_at), col(RefundRequest.id)) < place)
    rows = [_request(row, order) for row, order in await session.execute(chosen)]
    return Page[RefundRequestView].cut(
        rows, size, lambda row: (row.asked_at.isoformat(), str(row.id))
    )


async def _row(session: AsyncSession, order_id: UUID) -> Order:
    row = await session.get(Order, order_id, populate_existing=True)
    if row is None:
        raise NotFound
    return row


def _refund(row: OrderRefund, currency: str, sent: RefundView | None) -> OrderRefundView:
    return OrderRefundView(
        id=row.id,
        state=sent.state if sent else RefundState.done,
        amount=Money(row.amount_minor, currency),
        gift=Money(row.gift_minor, currency),
        tickets=len(row.ticket_ids),
        reason=row.reason,
        made_by=row.made_by,
        made_at=row.created_at,
        attempt_id=sent.id if sent else None,
        is_external=sent is not None and sent.is_external,
    )


def _external(sent: RefundView) -> OrderRefundView:
    return OrderRefundView(
        id=sent.id,
        state=sent.state,
        amount=sent.amount,
        gift=Money(0, sent.amount.currency),
        tickets=0,
        reason="",
        made_by="",
        made_at=sent.created_at,
        is_external=True,
    )


def _request(row: RefundRequest, order: Order) -> RefundRequestView:
    return RefundRequestView(
        id=row.id,
        order_id=order.id,
        order_code=order.code,
        event_id=order.event_id,
        organizer_id=row.organizer_id,
        buyer_name=order.buyer_name,
        buyer_email=order.buyer_email,
        state=RequestState(row.state),
        ticket_ids=frozenset(UUID(one) for one in row.ticket_ids),
        reason=row.reason,
        asked_at=row.asked_at,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        note=row.note,
    )
