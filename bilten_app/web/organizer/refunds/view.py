"""What buyers ask for, as ready words."""

from collections.abc import Mapping
from dataclasses import dataclass

from bilten_app.domains.events import queries as events
from bilten_app.domains.events.public import EventCard
from bilten_app.domains.orders import queries
from bilten_app.domains.orders.public import RefundRequestView, RequestState
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.ids import shown_code
from bilten_app.kit.text import moment, msgid, number, say
from bilten_app.web.organizer.desk import ORDERS, Reach
from bilten_app.web.parts.feedback import Tone

REQUEST_STATES: Mapping[RequestState, tuple[str, Tone]] = {
    RequestState.requested: (msgid("Waits for you"), "warn"),
    RequestState.approved: (msgid("Approved"), "good"),
    RequestState.refused: (msgid("Refused"), "bad"),
    RequestState.withdrawn: (msgid("Taken back"), "info"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A request in the list."""

    id: str = ""
    order_id: str = ""
    code: str = ""
    href: str = ""
    who: str = ""
    event: str = ""
    tickets: str = ""
    ticket_ids: tuple[str, ...] = ()
    reason: str = ""
    asked: str = ""
    state: str = ""
    tone: str = "info"
    is_open: bool = False


async def read_rows(
    rt: Runtime,
    reach: Reach,
    state: RequestState | None,
    *,
    cursor: str | None,
    locale: str,
) -> tuple[list[Row], str | None]:
    """Return a page of requests, and where the next one begins."""
    scope, within = reach
    async with rt.read() as session:
        page = await queries.request_list(session, scope, within=within, state=state, cursor=cursor)
        cards = await events.cards(session, {one.event_id for one in page.rows})
    return [_row(one, cards[one.event_id], locale) for one in page.rows], page.next_cursor


def _row(one: RefundRequestView, event: EventCard, locale: str) -> Row:
    words, tone = REQUEST_STATES[one.state]
    return Row(
        id=str(one.id),
        order_id=str(one.order_id),
        code=shown_code(one.order_code),
        href=f"{ORDERS}/{one.order_code}",
        who=one.buyer_name,
        event=event.title,
        tickets=number(len(one.ticket_ids), locale),
        ticket_ids=tuple(str(ticket) for ticket in one.ticket_ids),
        reason=one.note or one.reason,
        asked=moment(one.asked_at, event.time_zone, locale),
        state=say(words, locale),
        tone=tone,
        is_open=one.state is RequestState.requested,
    )
