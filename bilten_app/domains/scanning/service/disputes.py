"""What a gate saw speaks about who asks a bank for the money afterwards."""

from uuid import UUID

from bilten_app.domains.orders import queries as orders
from bilten_app.domains.risk import service as risk
from bilten_app.domains.scanning import queries
from bilten_app.infra.runtime import Runtime


async def on_dispute_opened(rt: Runtime, *, payment_id: str, **_: object) -> None:
    """Reaction to `payments.dispute_opened`: who was let in and wants the money back is watched.

    Harmless twice.
    """
    async with rt.unit_of_work() as uow:
        paid = await orders.paid_by(uow.session, UUID(payment_id))
        if await queries.was_let_in(uow.session, [order.id for order in paid]):
            buyer = paid[0]
            await risk.flag_buyer(uow, order_id=buyer.id, shown=buyer.buyer_email, was_inside=True)
