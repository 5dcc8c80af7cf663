"""Orders whose money a bank asks for: which they are, and what must wait until it has decided.

A payment pays for the order that it was made for, and for those that took the place of its tickets.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy import or_
from sqlmodel import col, select

from bilten_app.domains.ledger import service as ledger
from bilten_app.domains.ledger.public import DisputeStand, EntryKind
from bilten_app.domains.orders import queries
from bilten_app.domains.orders.models import Order, OrderFund
from bilten_app.domains.orders.public import MoneyDisputed, OrderDisputed, Source
from bilten_app.domains.orders.rules import Sold
from bilten_app.domains.orders.service.books import deal_of
from bilten_app.domains.payments import service as payments
from bilten_app.domains.payments.public import DisputeState, DisputeView
from bilten_app.infra.uow import UnitOfWork

_ENTRIES = {
    DisputeState.opened: EntryKind.dispute_opened,
    DisputeState.under_review: EntryKind.dispute_opened,
    DisputeState.won: EntryKind.dispute_won,
    DisputeState.lost: EntryKind.dispute_lost,
}


async def lock_paid_by(
    uow: UnitOfWork, payment_id: UUID, reference: UUID
) -> tuple[Order | None, Sequence[Order]]:
    """Lock the order that a payment was made for, and return it with those that it pays for.

    None when it was for something else. It pays for none while we have not heard that it was paid,
    and when it bought nothing: it was the second, or came too late, or in a wrong amount.
    """
    carried = select(col(OrderFund.order_id)).where(col(OrderFund.payment_id) == payment_id)
    chosen = (
        select(Order)
        .where(or_(col(Order.id) == reference, col(Order.id).in_(carried)))
        .order_by(col(Order.id))
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    found = (await uow.session.execute(chosen)).scalars().all()
    bought = next((order for order in found if order.id == reference), None)
    paid = [order for order in found if order is not bought or order.payment_id == payment_id]
    return bought, paid


async def book_claim(
    uow: UnitOfWork, order: Order, dispute: DisputeView, *, is_aside: bool, afresh: bool = False
) -> None:
    """Let the books say how a dispute about a locked order's payment stands. Harmless twice.

    Money that `is_aside` had bought nothing: it was owed to the buyer, and is no organizer's loss.
    An inquiry moves none.
    """
    if dispute.is_inquiry:
        return
    owed = await payments.left_of(uow, payment_id=dispute.payment_id) if is_aside else None
    amount, fee = dispute.amount, dispute.fee
    # What a gateway charges in another currency stays the platform's cost.
    charged = fee.minor if fee.currency == amount.currency else 0
    stand = DisputeStand(_ENTRIES[dispute.state], dispute.gateway, amount.minor, charged, owed)
    deal = deal_of(order, dispute.id, uow.clock.now())
    deal = replace(deal, currency=amount.currency)
    await ledger.book_dispute(uow, deal, stand, afresh=afresh)


async def check_undisputed(uow: UnitOfWork, sold: Sold, going: Sequence[Source]) -> None:
    """Raise MoneyDisputed while a bank asks for money behind a locked order, or has not left as
    much as is going back: its buyer is not paid twice.
    """
    known = await payments.claims(uow, queries.payments_behind(sold.order, sold.funds))
    wanted = Counter[UUID]()
    for one in going:
        if one.payment_id:
            wanted[one.payment_id] += one.minor
    for payment_id, claim in known.items():
        minor = wanted[payment_id]
        if claim.is_open or (
            minor and not await payments.is_kept(uow, payment_id=payment_id, minor=minor)
        ):
            raise MoneyDisputed


async def kept(uow: UnitOfWork, sold: Sold) -> list[Source]:
    """Return what banks have left of the money behind a locked order, in the order it goes back.

    Raises MoneyDisputed while one still asks: then nobody knows yet.
    """
    known = await payments.claims(uow, queries.payments_behind(sold.order, sold.funds))
    if any(claim.is_open for claim in known.values()):
        raise MoneyDisputed
    left = {
        payment_id: max(await payments.left_of(uow, payment_id=payment_id) - claim.lost_minor, 0)
        for payment_id, claim in known.items()
    }
    found: list[Source] = []
    for one in sold.sources():
        if (payment_id := one.payment_id) and payment_id in left:
            minor = min(one.minor, left[payment_id])
            left[payment_id] -= minor
            found.append(replace(one, minor=minor))
        else:
            found.append(one)
    return [one for one in found if one.minor]


async def check_settled(uow: UnitOfWork, order: Order) -> None:
    """Raise OrderDisputed while a bank asks for money behind a locked order."""
    funds = await queries.funds_of(uow.session, order.id) if order.funded_minor else ()
    known = await payments.claims(uow, queries.payments_behind(order, funds))
    if any(claim.is_open or claim.is_inquired for claim in known.values()):
        raise OrderDisputed
