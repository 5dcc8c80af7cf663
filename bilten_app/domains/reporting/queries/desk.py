"""Orders and attendees as the organizer's desk lists them."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

from bilten_app.domains.consents import queries as consents
from bilten_app.domains.orders import queries as orders
from bilten_app.domains.orders.public import Channel, OrderState, Receipt
from bilten_app.domains.reporting.public import (
    Attendance,
    AttendeeRow,
    OrderRow,
    OrderSearch,
)
from bilten_app.domains.seating.public import read_name
from bilten_app.domains.tickets.public import TicketState
from bilten_app.kit.actor import OrganizerScope
from bilten_app.kit.errors import NotFound
from bilten_app.kit.ids import normal_code
from bilten_app.kit.money import Money
from bilten_app.kit.page import Page, cursor_id, cursor_moment, cursor_words, read_cursor

PAGE = 25


async def order_list(
    session: AsyncSession,
    scope: OrganizerScope,
    search: OrderSearch,
    *,
    within: Collection[UUID] | None = None,
    cursor: str | None = None,
    size: int = PAGE,
) -> Page[OrderRow]:
    """Return orders, the newest first. Carts that ran out show only when asked for by state."""
    conditions, bound = _order_conditions(search)
    if within is not None:
        conditions.append("o.event_id = ANY(:within)")
        bound["within"] = list(within)
    if cursor:
        at, order_id = read_cursor(cursor, 2)
        conditions.append("(o.placed_at, o.id) < (:at, :after)")
        bound |= {"at": cursor_moment(at), "after": cursor_id(order_id)}
    listed = text(_ORDERS.format(conditions="".join(f" AND {one}" for one in conditions)))
    rows = (await session.execute(listed, {**bound, "scope": scope, "size": size + 1})).all()
    return Page[OrderRow].cut(
        [_order(row) for row in rows],
        size,
        lambda row: (row.placed_at.isoformat(), str(row.id)),
    )


async def order(
    session: AsyncSession,
    scope: OrganizerScope,
    code: str,
    *,
    within: Collection[UUID] | None = None,
) -> Receipt:
    """Return an order of the organization with its tickets, or raise NotFound."""
    found = text("SELECT id, event_id FROM orders WHERE organizer_id = :scope AND code = :code")
    bound = {"scope": scope, "code": normal_code(code)}
    row = (await session.execute(found, bound)).one_or_none()
    if row is None or (within is not None and row.event_id not in within):
        raise NotFound
    return await orders.receipt(session, row.id)


async def attendees(
    session: AsyncSession,
    scope: OrganizerScope,
    *,
    event_id: UUID,
    words: str = "",
    cursor: str | None = None,
    size: int = PAGE,
) -> Page[AttendeeRow]:
    """Return the tickets of an event by their holders' names."""
    conditions = [_matches(words, "t.holder_name", "t.holder_email", "t.code", "o.code")]
    bound = {**_bound(words), "scope": scope, "event": event_id, "size": size + 1}
    if cursor:
        name, ticket_id = read_cursor(cursor, 2)
        conditions.append("(t.holder_name, t.id) > (:name, :after)")
        bound |= {"name": cursor_words(name), "after": cursor_id(ticket_id)}
    wanted = "".join(f" AND {one}" for one in conditions if one)
    rows = (await session.execute(text(_ATTENDEES.format(conditions=wanted)), bound)).all()
    found = [_attendee(row) for row in rows]
    agreed = await consents.may_write(session, scope, {row.email for row in found})
    return Page[AttendeeRow].cut(
        [replace(row, may_write=row.email.lower() in agreed) for row in found],
        size,
        lambda row: (row.name, str(row.ticket_id)),
    )


async def attendance(session: AsyncSession, scope: OrganizerScope, *, event_id: UUID) -> Attendance:
    """Return how many tickets of an event are valid and how many were let in."""
    row = (await session.execute(text(_ATTENDANCE), {"scope": scope, "event": event_id})).one()
    return Attendance(row.valid, row.admitted)


def _order_conditions(search: OrderSearch) -> tuple[list[str], dict[str, Any]]:
    bound = _bound(search.words)
    named = _matches(search.words, "o.code", "o.buyer_name", "o.buyer_email")
    conditions = [named and f"({named} OR {_NOTED})"]
    if search.event_id:
        conditions.append("o.event_id = :event")
        bound["event"] = search.event_id
    if search.channel:
        conditions.append("o.channel = :channel")
        bound["channel"] = search.channel.value
    if search.state:
        conditions.append("o.state = :state")
        bound["state"] = search.state.value
    else:
        conditions.append("(o.state IN ('paid', 'placed') OR o.paid_at IS NOT NULL)")
    return [one for one in conditions if one], bound


def _matches(words: str, *columns: str) -> str:
    """Return the condition that one of the columns holds the words; codes as people type them."""
    if not words.strip():
        return ""
    return "({})".format(
        " OR ".join(
            f"{column} LIKE :code" if column.endswith(".code") else f"{column} ILIKE :words"
            for column in columns
        )
    )


def _bound(words: str) -> dict[str, Any]:
    if not words.strip():
        return {}
    return {"words": f"%{_literal(words.strip())}%", "code": f"{_literal(normal_code(words))}%"}


def _literal(words: str) -> str:
    """Return the words so that LIKE takes each character for itself."""
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _order(row: Row[Any]) -> OrderRow:
    return OrderRow(
        id=row.id,
        code=row.code,
        state=OrderState(row.state),
        event_title=row.title,
        event_slug=row.slug,
        time_zone=row.time_zone,
        buyer_name=row.buyer_name,
        buyer_email=row.buyer_email,
        tickets=row.tickets,
        total=Money(row.total_minor, row.currency),
        placed_at=row.placed_at,
        in_review=row.in_review,
        channel=Channel(row.channel),
    )


def _attendee(row: Row[Any]) -> AttendeeRow:
    return AttendeeRow(
        ticket_id=row.id,
        code=row.code,
        name=row.holder_name,
        email=row.holder_email,
        type_name=row.type_name,
        order_code=row.order_code,
        order_id=row.order_id,
        state=TicketState(row.state),
        issued_at=row.issued_at,
        admitted_at=row.admitted_at,
        seat=read_name(row.seat) if row.seat else None,
        channel=Channel(row.channel),
    )


_NOTED = "o.id IN (SELECT n.order_id FROM order_notes n WHERE n.words ILIKE :words)"
_ORDERS = """
    SELECT o.id, o.code, o.state, o.buyer_name, o.buyer_email, o.total_minor, o.currency,
           o.placed_at, o.channel, e.title, e.slug, e.time_zone,
           (SELECT coalesce(sum(quantity), 0)::int FROM order_lines l WHERE l.order_id = o.id)
               AS tickets,
           EXISTS (SELECT 1 FROM risk_reviews r WHERE r.order_id = o.id AND r.state = 'waiting')
               AS in_review
    FROM orders o JOIN events e ON e.id = o.event_id
    WHERE o.organizer_id = :scope{conditions}
    ORDER BY o.placed_at DESC, o.id DESC LIMIT :size
"""
_ATTENDEES = """
    SELECT t.id, t.code, t.seat, t.holder_name, t.holder_email, t.state, t.issued_at, t.order_id,
           y.name AS type_name, o.code AS order_code, o.channel, a.at AS admitted_at
    FROM tickets t
    JOIN orders o ON o.id = t.order_id AND o.organizer_id = :scope
    JOIN ticket_types y ON y.id = t.ticket_type_id
    LEFT JOIN admissions a ON a.event_id = t.event_id AND a.index = t.index
    WHERE t.event_id = :event{conditions}
    ORDER BY t.holder_name, t.id LIMIT :size
"""
_ATTENDANCE = """
    SELECT count(*) FILTER (WHERE t.state = 'valid' OR a.at IS NOT NULL)::int AS valid,
           count(a.at)::int AS admitted
    FROM tickets t
    JOIN events e ON e.id = t.event_id AND e.organizer_id = :scope
    LEFT JOIN admissions a ON a.event_id = t.event_id AND a.index = t.index
    WHERE t.event_id = :event
"""
