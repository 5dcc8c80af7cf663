"""What a person bought, and asked of it."""

from sqlalchemy.ext.asyncio import AsyncSession

from bilten_app.infra.telling import Told, told_rows
from bilten_app.kit.personal import Person


async def personal_data(session: AsyncSession, person: Person) -> Told:
    """Return orders, their lines, and requests for money back."""
    return await told_rows(session, _ASKED, person)


_MINE = "(user_id = :user OR lower(buyer_email) = :email)"
_ASKED = {
    "orders": "SELECT code, state, channel, buyer_name, buyer_email, locale, currency,"  # noqa: S608 - words of ours only
    " list_minor, discount_minor, fee_minor, tax_minor, total_minor, refunded_minor, placed_at,"
    f" paid_at, closed_at, close_reason FROM orders WHERE {_MINE} ORDER BY placed_at",
    "lines": 'SELECT o.code AS "order", l.name, l.quantity, l.total_minor FROM order_lines l'  # noqa: S608 - words of ours only
    f" JOIN orders o ON o.id = l.order_id WHERE {_MINE} ORDER BY l.id",
    "refund_requests": 'SELECT o.code AS "order", r.state, r.reason, r.asked_at, r.decided_at'  # noqa: S608 - words of ours only
    f" FROM refund_requests r JOIN orders o ON o.id = r.order_id WHERE {_MINE} ORDER BY r.id",
}
