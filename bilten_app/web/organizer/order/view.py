"""What is shown of an order, as ready words."""

from dataclasses import dataclass

from bilten_app.domains.events import queries as events
from bilten_app.domains.orders.public import OrderState, Receipt
from bilten_app.domains.organizers.public import Permission
from bilten_app.domains.reporting import queries as reporting
from bilten_app.domains.tickets.public import TicketState
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.ids import shown_code
from bilten_app.kit.text import moment, price, say
from bilten_app.web.organizer.desk import ORDER_STATES, scope_of


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line of the order."""

    name: str
    total: str


@dataclass(frozen=True, slots=True)
class TicketRow:
    """A ticket of the order."""

    code: str
    holder: str
    kind: str
    is_valid: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """The order, ready to show."""

    id: str = ""
    code: str = ""
    state: str = ""
    tone: str = "info"
    is_paid: bool = False
    event: str = ""
    who: str = ""
    email: str = ""
    placed: str = ""
    fee: str = ""
    total: str = ""
    lines: tuple[LineRow, ...] = ()
    tickets: tuple[TicketRow, ...] = ()


async def load_order(rt: Runtime, actor: Actor, code: str, locale: str) -> Shown:
    """Return an order of the desk's organization, or raise NotFound."""
    scope = await scope_of(rt, actor, Permission.orders_read)
    async with rt.read() as session:
        receipt = await reporting.order(session, scope, code)
        event = (await events.cards(session, [receipt.order.event_id]))[receipt.order.event_id]
    return _shown(receipt, event.title, event.time_zone, locale)


def _shown(receipt: Receipt, event: str, zone: str, locale: str) -> Shown:
    order = receipt.order
    words, tone = ORDER_STATES[order.state]
    return Shown(
        id=str(order.id),
        code=shown_code(order.code),
        state=say(words, locale),
        tone=tone,
        is_paid=order.state is OrderState.paid,
        event=event,
        who=order.buyer_name,
        email=order.buyer_email,
        placed=moment(order.placed_at, zone, locale),
        fee=price(order.fee, locale),
        total=price(order.total, locale),
        lines=tuple(
            LineRow(
                f"{line.quantity} \N{MULTIPLICATION SIGN} {line.name}", price(line.total, locale)
            )
            for line in order.lines
        ),
        tickets=tuple(
            TicketRow(
                shown_code(ticket.code),
                ticket.holder_name,
                ticket.type_name,
                ticket.state is TicketState.valid,
            )
            for ticket in receipt.tickets
        ),
    )
