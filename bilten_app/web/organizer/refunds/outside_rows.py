"""Refunds made elsewhere, as ready words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from bilten_app.domains.events.public import EventCard
from bilten_app.domains.orders.public import RefundTask, TaskState
from bilten_app.domains.tickets.public import TicketView
from bilten_app.kit.ids import shown_code
from bilten_app.kit.text import moment, msgid, price, say
from bilten_app.web.organizer.desk import ORDERS
from bilten_app.web.parts.feedback import Tone

STATES: Mapping[TaskState, tuple[str, Tone]] = {
    TaskState.open: (msgid("Waits for you"), "warn"),
    TaskState.kept: (msgid("Tickets stay"), "info"),
    TaskState.ended: (msgid("Tickets ended"), "good"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A refund made elsewhere."""

    id: str = ""
    order_id: str = ""
    code: str = ""
    href: str = ""
    who: str = ""
    event: str = ""
    amount: str = ""
    made: str = ""
    state: str = ""
    tone: str = "info"
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """A ticket that may end."""

    id: str
    holder: str
    words: str


NO_ROW = Row()


def choice_of(one: TicketView) -> Choice:
    """Return a ticket that may end."""
    return Choice(str(one.id), one.holder_name, f"{one.type_name} · {shown_code(one.code)}")


def rows_of(found: Sequence[RefundTask], cards: Mapping[UUID, EventCard], locale: str) -> list[Row]:
    """Return refunds as rows."""
    rows: list[Row] = []
    for one in found:
        words, tone = STATES[one.state]
        event = cards[one.event_id]
        rows.append(
            Row(
                id=str(one.id), order_id=str(one.order_id), code=shown_code(one.order_code),
                href=f"{ORDERS}/{one.order_code}", who=one.buyer_name, event=event.title,
                amount=price(one.amount, locale),
                made=moment(one.made_at, event.time_zone, locale), state=say(words, locale),
                tone=tone, is_open=one.state is TaskState.open,
            )
        )  # fmt: skip
    return rows
