"""Changes that take the very places of the tickets they are for: nothing has to be free for them.

No hold stands for such a change. Until it is paid the places are those of its tickets; then
`inventory.commit` lets them stay where they are.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from bilten_app.domains.inventory import queries as inventory_queries
from bilten_app.domains.inventory import service as inventory
from bilten_app.domains.inventory.public import (
    AddonAlone,
    Hold,
    Kind,
    NotOnSale,
    SaleState,
    TooManyInOrder,
)
from bilten_app.domains.orders.models import Order
from bilten_app.domains.tickets.public import TicketPlace
from bilten_app.infra.uow import UnitOfWork


async def kept_places(
    uow: UnitOfWork, named: Sequence[TicketPlace], event_id: UUID, wanted: Hold
) -> Hold | None:
    """Return what is wanted when it takes the very places of tickets, or None when it does not.

    Then nothing has to be free, nor is anything held. What else a hold is refused for still counts.
    Raises NotOnSale, TooManyInOrder, AddonAlone.
    """
    (line,) = wanted.lines
    places = Counter[UUID](ticket.ticket_type_id for ticket in named)
    into: dict[UUID, int] = {line.ticket_type_id: line.quantity}
    if not await inventory.are_same_places(uow, tickets=places, into=into):
        return None
    types = await inventory_queries.ticket_types(
        uow.session, event_id, at=uow.clock.now(), with_hidden=True
    )
    chosen = next(one for one in types if one.id == line.ticket_type_id)
    if chosen.kind is Kind.addon:
        raise AddonAlone
    if chosen.sale not in {SaleState.on_sale, SaleState.sold_out}:
        raise NotOnSale
    if line.quantity > chosen.max_per_order:
        raise TooManyInOrder(most=chosen.max_per_order)
    return wanted


async def keep_places(uow: UnitOfWork, order: Order, kept: Hold, seats: list[Any] | None) -> None:
    """Give a locked order the seats it is for; it counts for its person when it is sold."""
    order.seats = seats
    for line in kept.lines:
        await inventory.claim_at_sale(
            uow, hold_id=kept.id, ticket_type_id=line.ticket_type_id, quantity=line.quantity,
            email=order.buyer_email,
        )  # fmt: skip


def seats_of(order: Order, named: Sequence[TicketPlace]) -> list[Any] | None:
    """Return the seats of some tickets, as orders keep them."""
    chosen = {ticket.seat_id for ticket in named}
    return [one for one in order.seats or () if UUID(one[0]) in chosen] or None
