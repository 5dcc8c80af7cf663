"""Money goes back to where it came from: payments, drawers, cards; or on to another order."""

from collections import Counter
from collections.abc import Collection, Sequence
from uuid import UUID, uuid5

from bilten_app.domains.ledger import service as ledger
from bilten_app.domains.ledger.public import Tender, TenderKind
from bilten_app.domains.orders.models import Order, OrderFund, OrderRefund
from bilten_app.domains.orders.public import FundKind, Source, Verb, cut
from bilten_app.domains.orders.rules import Sold, Sums, has_papers
from bilten_app.domains.orders.service import tills
from bilten_app.domains.orders.service.books import gift_tenders, refund_entry
from bilten_app.domains.orders.service.contested import check_undisputed
from bilten_app.domains.payments import queries as payment_queries
from bilten_app.domains.payments import service as payments
from bilten_app.domains.pricing import service as pricing
from bilten_app.domains.tickets import service as tickets
from bilten_app.domains.tickets.public import TicketPlace
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import Actor
from bilten_app.kit.ids import new_id

CREDIT_JOB = "invoices.credit"


async def give(
    uow: UnitOfWork,
    actor: Actor,
    sold: Sold,
    sums: Sums,
    named: Sequence[TicketPlace],
    reason: str,
    *,
    kept: Sequence[Source] | None = None,
    carry_minor: int = 0,
    tax_only: bool = False,
) -> tuple[UUID, list[Source]]:
    """Void tickets and write what goes back; `carry_minor` of it is for another order instead.

    What does not fit into one payment becomes a refund of its own. `kept` is what banks have left
    of the money, when all of an event is called off. Return the refund's id, and the money that is
    carried. Raises NoShift, NothingToRefund; MoneyDisputed and TicketIsOut unless `kept` is known.
    """
    order = sold.order
    if kept is None:
        await tickets.require_in_custody(uow, [ticket.id for ticket in named])
    await void(uow, sold, named)
    going, _ = cut(sold.sources() if kept is None else kept, sums.total_minor)
    if kept is None:
        await check_undisputed(uow, sold, going)
    back, carried = cut(going, sums.total_minor - carry_minor)
    first, *more = [one for one in back if one.kind is FundKind.payment] or [None]
    others = [one for one in back if one.kind is not FundKind.payment]
    rest = sums.total_minor - sum(one.minor for one in more if one)
    await count_back(uow, sold, going, sums.total_minor)
    row = _row(uow, actor, sold, Sums(rest, sums.fee_minor, sums.tax_minor), named, reason)
    row.gift_minor = sum(one.minor for one in others if one.kind is FundKind.gift)
    gifts = Counter[TenderKind]()
    cash = 0
    for one in others:
        if one.kind is FundKind.gift and one.gift_order_id:
            mine = one.gift_order_id == order.id
            reference = row.id if mine else uuid5(row.id, str(one.gift_order_id))
            for came in await pricing.return_tenders(
                uow, order_id=one.gift_order_id, minor=one.minor, reference=reference
            ):
                gifts[came.kind] += came.minor
            continue
        cash += one.minor
        if one.kind in {FundKind.cash, FundKind.terminal}:
            await tills.give_back(uow, actor, order, one)
    tenders = [
        *gift_tenders(order, gifts),
        Tender(TenderKind.cash, cash),
        Tender(TenderKind.carried, carry_minor),
    ]
    await _send(uow, sold, row, first, tenders, tax_only=tax_only)
    for one in more:
        part = _row(uow, actor, sold, Sums(one.minor if one else 0, 0, 0), (), reason)
        await _send(uow, sold, part, one, [])
    uow.audit(Verb.order_refunded, order.id, minor=sums.total_minor, tickets=len(named))
    return row.id, carried


async def void(uow: UnitOfWork, sold: Sold, named: Collection[TicketPlace]) -> None:
    """Take the right to enter from tickets of an order."""
    await tickets.void(
        uow,
        order_id=sold.order.id,
        event_id=sold.order.event_id,
        ticket_ids=[ticket.id for ticket in named],
    )


async def count_back(
    uow: UnitOfWork, sold: Sold, going: Sequence[Source], total_minor: int
) -> None:
    """Count on the order and its funds what leaves them; the database refuses too much."""
    order = sold.order
    funds = {fund.id: fund for fund in sold.funds}
    for one in going:
        if one.fund_id:
            funds[one.fund_id].returned_minor += one.minor
        elif one.kind is FundKind.gift:
            order.refunded_gift_minor += one.minor
    order.refunded_minor += total_minor
    await uow.session.flush()


def _row(
    uow: UnitOfWork,
    actor: Actor,
    sold: Sold,
    sums: Sums,
    named: Sequence[TicketPlace],
    reason: str,
) -> OrderRefund:
    return OrderRefund(
        id=new_id(), order_id=sold.order.id, amount_minor=sums.total_minor, gift_minor=0,
        fee_minor=sums.fee_minor, tax_minor=sums.tax_minor,
        ticket_ids=[str(ticket.id) for ticket in named], reason=reason, made_by=actor.label,
        created_at=uow.clock.now(),
    )  # fmt: skip


async def _send(
    uow: UnitOfWork,
    sold: Sold,
    row: OrderRefund,
    paid: Source | None,
    tenders: Sequence[Tender],
    *,
    tax_only: bool = False,
) -> None:
    """Promise the part of a payment, and post the refund with all that it gives back."""
    order = sold.order
    if paid and paid.payment_id:
        known = await payment_queries.payment(uow.session, paid.payment_id)
        row.payment_refund_id = await payments.request_refund(
            uow, payment_id=paid.payment_id, amount_minor=paid.minor, reason=row.reason
        )
        await uow.session.flush()
        gateway = Tender(TenderKind.gateway, paid.minor, known.gateway if known else "")
        tenders = [gateway, *tenders]
    uow.add(row)
    await uow.session.flush()
    entry = refund_entry(
        order, row.payment_refund_id or row.id, row.created_at, tenders=tenders,
        fee_minor=row.fee_minor, tax_minor=row.tax_minor,
    )  # fmt: skip
    await ledger.post(uow, [entry])
    queue_credit(uow, order, row, tax_only=tax_only)


def queue_credit(
    uow: UnitOfWork, order: Order, row: OrderRefund, *, tax_only: bool = False
) -> None:
    """Queue the credit note of a refund, where its order has an invoice."""
    if has_papers(order) and row.amount_minor:
        credit = {
            "order_id": str(order.id), "refund_id": str(row.id), "minor": row.amount_minor,
            "tax_only": tax_only,
        }  # fmt: skip
        uow.enqueue(CREDIT_JOB, credit, dedupe_key=f"credit:{row.id}")


def fund_of(order_id: UUID, one: Source) -> OrderFund:
    """Return the row of money that another order is paid with now."""
    return OrderFund(
        order_id=order_id, kind=one.kind.value, payment_id=one.payment_id,
        gift_order_id=one.gift_order_id, amount_minor=one.minor,
    )  # fmt: skip
