"""What becomes of listings when the order behind them changes: nobody is paid twice.

Callers hold the order's lock. Listings are locked after orders, and tickets after listings.
"""

from collections.abc import Collection
from uuid import UUID

from bilten_app.domains.market import service as market
from bilten_app.domains.market.public import EndReason
from bilten_app.domains.orders.models import Order
from bilten_app.infra.uow import UnitOfWork


async def take_off(uow: UnitOfWork, order: Order, reason: EndReason) -> None:
    """Take an order's tickets off the market: they are then like any others."""
    await market.pull_order(uow, order_id=order.id, reason=reason)


async def take_off_some(uow: UnitOfWork, ticket_ids: Collection[UUID], reason: EndReason) -> None:
    """Take tickets off the market that are about to end."""
    if ticket_ids:
        await market.pull_ticket(uow, ticket_ids=list(ticket_ids), reason=reason)


async def unwind(uow: UnitOfWork, order: Order, *, ends: bool) -> None:
    """Let what a seller is owed go back, when the ticket that was sold on `ends` with its order.

    The seller gets their own money back instead, by the reaction to `market.undone`.
    """
    if ends and order.listing_id:
        await market.undo(uow, order_id=order.id)


async def keep_proceeds(uow: UnitOfWork, order: Order) -> None:
    """Keep from a seller what they are owed: all of their own money went back."""
    await market.undo_of_seller(uow, order_id=order.id)
