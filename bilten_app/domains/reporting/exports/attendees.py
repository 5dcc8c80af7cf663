"""The guests of an event as a file."""

from collections.abc import AsyncIterator, Sequence
from uuid import UUID
from zoneinfo import ZoneInfo

from bilten_app.domains.events import queries as events
from bilten_app.domains.reporting.exports.tables import BYTE_ORDER_MARK, line
from bilten_app.domains.reporting.public import AttendeeRow
from bilten_app.domains.reporting.queries.desk import attendees
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.ids import shown_code
from bilten_app.kit.roles import Permission
from bilten_app.kit.text import msgid, say

BATCH = 1000
YES, NO = msgid("Yes"), msgid("No")
COLUMNS = (
    msgid("Name"), msgid("E-mail"), msgid("Ticket type"), msgid("Ticket code"),
    msgid("Order"), msgid("State"), msgid("Bought"), msgid("Let in"), msgid("Section"),
    msgid("Row or table"), msgid("Seat"), msgid("Channel"),
    msgid("May be written to"),
)  # fmt: skip


async def attendees_csv(
    rt: Runtime, actor: Actor, *, event_id: UUID, locale: str
) -> AsyncIterator[str]:
    """Return the event's attendees as pieces of a CSV file; times are those of the venue.

    The permission is checked before the first piece: raises NotFound or Forbidden at once.
    """
    async with rt.read() as session:
        event = await events.by_id(session, event_id)
    scope = actor.require(Permission.attendees_export, event.organizer_id, event_id=event.id)

    async def pieces() -> AsyncIterator[str]:
        yield BYTE_ORDER_MARK + line([say(column, locale) for column in COLUMNS])
        cursor = None
        while True:
            async with rt.read() as session:
                page = await attendees(session, scope, event_id=event_id, cursor=cursor, size=BATCH)
            yield "".join(line(_cells(row, event.time_zone, locale)) for row in page.rows)
            cursor = page.next_cursor
            if cursor is None:
                return

    return pieces()


def _cells(row: AttendeeRow, zone: str, locale: str) -> Sequence[str]:
    there = ZoneInfo(zone)
    came, seat = row.admitted_at, row.seat
    return [
        row.name,
        row.email,
        row.type_name,
        shown_code(row.code),
        shown_code(row.order_code),
        row.state.value,
        row.issued_at.astimezone(there).strftime("%Y-%m-%d %H:%M"),
        came.astimezone(there).strftime("%Y-%m-%d %H:%M") if came else "",
        *((seat.section, seat.row, str(seat.number)) if seat else ("", "", "")),
        row.channel.value,
        say(YES if row.may_write else NO, locale),
    ]
