"""Whether a ticket type is on sale. Pure."""

from datetime import datetime

from bilten_app.domains.inventory.models import Pool, TicketType
from bilten_app.domains.inventory.public import SaleState


def left_in(pool: Pool) -> int:
    """Return how many places may be taken now."""
    return max(pool.capacity - pool.sold - pool.held, 0)


def sale_state(ticket_type: TicketType, pool: Pool, at: datetime) -> SaleState:
    """Return why the type can or cannot be bought at `at`; `take_holds` decides in the end."""
    if ticket_type.paused:
        return SaleState.paused
    if ticket_type.sale_opens_at and at < ticket_type.sale_opens_at:
        return SaleState.not_yet
    if ticket_type.sale_closes_at and at >= ticket_type.sale_closes_at:
        return SaleState.over
    return SaleState.on_sale if left_in(pool) else SaleState.sold_out
