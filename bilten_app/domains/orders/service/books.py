"""What orders mean for the books."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from bilten_app.domains.ledger import service as ledger
from bilten_app.domains.ledger.public import Deal, Entry, Tender, TenderKind
from bilten_app.domains.orders.models import Order

type Gifts = Mapping[TenderKind, int]
NO_GIFTS: Gifts = {}


def sale_entry(order: Order, gateway: str | None, gifts: Gifts = NO_GIFTS) -> Entry:
    """Return the entry of a paid order; of a free one, an entry that moves nothing.

    `gifts` is what the organizer's cards and credit paid of it.
    """
    own = order.total_minor - order.gift_minor - order.funded_minor
    return ledger.sale(
        deal_of(order, order.id, order.paid_at or order.placed_at),
        tenders=[
            Tender(TenderKind.gateway, own, gateway or ""),
            *gift_tenders(order, gifts),
            Tender(
                TenderKind.carried if order.from_order_id else TenderKind.cash, order.funded_minor
            ),
        ],
        fee_minor=order.platform_fee_minor,
        tax_minor=order.tax_minor,
    )


def deal_of(order: Order, reference: UUID, at: datetime) -> Deal:
    """Return what the entries of an order have in common."""
    return Deal(reference, order.organizer_id, order.currency, at, order.event_id, order.code)


def gift_tenders(order: Order, gifts: Gifts) -> list[Tender]:
    """Return what the organizer's gift cards and credit paid of an order, or get back."""
    return [Tender(kind, minor, issuer_id=order.organizer_id) for kind, minor in gifts.items()]


def refund_entry(
    order: Order,
    reference: UUID,
    at: datetime,
    *,
    tenders: Sequence[Tender],
    fee_minor: int,
    tax_minor: int,
) -> Entry:
    """Return the entry of money promised back, to where it came from."""
    return ledger.refund(
        deal_of(order, reference, at),
        tenders=tenders,
        fee_minor=fee_minor,
        tax_minor=tax_minor,
    )
