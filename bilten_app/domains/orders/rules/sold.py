"""What a refund gives back, and what a part of an order costs. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from bilten_app.domains.events.public import EventView
from bilten_app.domains.ledger import service as ledger
from bilten_app.domains.ledger.public import Parts
from bilten_app.domains.orders.models import Order, OrderFund, OrderLine
from bilten_app.domains.orders.public import (
    AskedAlready,
    BundleStaysWhole,
    FundKind,
    NoRefunds,
    NothingToGiveBack,
    NotRefundable,
    OrderState,
    RefundsOver,
    RefundWish,
    Source,
    cut,
)
from bilten_app.domains.orders.rules.lines import BundleTicket, parts_of, read_quote
from bilten_app.domains.pricing.public import (
    Quote,
    QuoteLine,
    Step,
    StepKind,
    TaxRate,
    TaxSum,
    TicketPrice,
    sums_of,
)
from bilten_app.domains.tickets.public import TicketPlace
from bilten_app.kit.errors import Refused


@dataclass(frozen=True, slots=True)
class Sums:
    """What goes back: `fee_minor` of the platform's fee and `tax_minor` are inside the total."""

    total_minor: int
    fee_minor: int
    tax_minor: int


@dataclass(frozen=True, slots=True)
class Sold:
    """An order with all that a refund looks at."""

    order: Order
    lines: Sequence[OrderLine]
    valid: Sequence[TicketPlace]
    given_fee: int
    given_tax: int
    funds: Sequence[OrderFund] = ()
    is_tax_free: bool = False
    resold_minor: int = 0

    @property
    def left_minor(self) -> int:
        """What was paid and not given back yet, but for tickets whose sellers were paid."""
        return self.order.total_minor - self.order.refunded_minor - self.resold_minor

    def price_of(self, ticket: TicketPlace) -> TicketPrice:
        """Return the amounts of one ticket: lines stand in the order of the quote's.

        A ticket of a bundle has its share of the bundle's, by the prices of the parts. Once the tax
        went back to a business that owes it elsewhere, a ticket cost that much less.
        """
        place = next(i for i, line in enumerate(self.lines) if line.id == ticket.order_line_id)
        prices = read_quote(self.order.quote or {}).lines[place].tickets
        cost = _ticket_price(prices, parts_of(self.lines[place]), ticket.position)
        if self.is_tax_free:
            added = cost.tax_added_minor - cost.tax_minor
            return replace(cost, tax_minor=0, tax_added_minor=added)
        return cost

    def named(self, ticket_ids: Collection[UUID]) -> Sequence[TicketPlace]:
        """Return the named tickets, or raise NotRefundable when one of them is not valid.

        Raises BundleStaysWhole for a part of a bundle.
        """
        named = [ticket for ticket in self.valid if ticket.id in ticket_ids]
        if len(named) != len(ticket_ids):
            raise NotRefundable
        check_bundles(self.lines, self.valid, ticket_ids)
        return named

    def due(self, wish: RefundWish) -> Sums:
        """Return what a wish gives back. Raises NotRefundable."""
        named = self.named(wish.ticket_ids)
        if named:
            return self._tickets(named, with_fees=wish.with_fees)
        return self._amount(wish.amount_minor)

    def gift_of(self, minor: int) -> int:
        """Return what of a refund goes to cards: first the gateway gets back what it collected."""
        back, _ = cut(self.sources(), minor)
        return sum(one.minor for one in back if one.kind is FundKind.gift)

    def sources(self) -> list[Source]:
        """Return what of the money is left, in the order in which it goes back: cards last."""
        order = self.order
        funds = [
            Source(
                FundKind(fund.kind), fund.amount_minor - fund.returned_minor, fund.payment_id,
                fund.gift_order_id, fund.id,
            )
            for fund in self.funds
        ]  # fmt: skip
        own = order.total_minor - order.gift_minor - order.funded_minor
        back = order.refunded_minor - order.refunded_gift_minor
        back -= sum(fund.returned_minor for fund in self.funds)
        gift = order.gift_minor - order.refunded_gift_minor
        ordered = [
            Source(FundKind.payment, own - back, order.payment_id),
            *(one for one in funds if one.kind is not FundKind.gift),
            Source(FundKind.gift, gift, gift_order_id=order.id),
            *(one for one in funds if one.kind is FundKind.gift),
        ]
        return [one for one in ordered if one.minor > 0]

    def rest(self) -> Sums:
        """Return all that is left, with all of the fee and tax that were not given back."""
        if not self.left_minor:
            return Sums(0, 0, 0)
        order = self.order
        fee, tax = order.platform_fee_minor - self.given_fee, order.tax_minor - self.given_tax
        whole = Parts(self.left_minor + self.resold_minor, fee, tax)
        part = ledger.refund_parts(whole, before_minor=0, minor=self.left_minor)
        return Sums(self.left_minor, part.fee_minor, part.tax_minor)

    def rest_kept(self, kept_minor: int) -> Sums:
        """Return what banks have left of the rest, with that part of its fee and tax."""
        rest = self.rest()
        whole = Parts(rest.total_minor, rest.fee_minor, rest.tax_minor)
        part = ledger.refund_parts(whole, before_minor=0, minor=kept_minor)
        return Sums(part.total_minor, part.fee_minor, part.tax_minor)

    def _tickets(self, named: Sequence[TicketPlace], *, with_fees: bool) -> Sums:
        """Return what tickets cost; without fees, their tax follows what is given back of them."""
        prices = [self.price_of(ticket) for ticket in named]
        total = sum(price.total_minor for price in prices)
        tax = sum(price.tax_minor for price in prices)
        fee = sum(price.platform_fee_minor for price in prices)
        if not with_fees:
            kept = sum(price.fee_minor for price in prices)
            part = ledger.refund_parts(Parts(total, 0, tax), before_minor=0, minor=total - kept)
            total, fee, tax = total - kept, 0, part.tax_minor
        # A goodwill refund may have given a part of the price back before.
        total = min(total, self.left_minor)
        return Sums(total, min(fee, total), min(tax, self.order.tax_minor - self.given_tax, total))

    def _amount(self, minor: int) -> Sums:
        """Return a part of the price; the platform keeps its fee, tax follows pro rata."""
        order = self.order
        if not 0 < minor <= self.left_minor:
            raise NotRefundable
        paid = Parts(order.total_minor, 0, order.tax_minor)
        parts = ledger.refund_parts(paid, before_minor=order.refunded_minor, minor=minor)
        return Sums(minor, 0, min(parts.tax_minor, order.tax_minor - self.given_tax))


def check_bundles(
    lines: Sequence[OrderLine], valid: Sequence[TicketPlace], ticket_ids: Collection[UUID]
) -> None:
    """Raise BundleStaysWhole when some tickets of a bundle are named and others are not."""
    sizes = {line.id: len(line.parts or ()) for line in lines}
    chosen: dict[tuple[UUID, int], set[bool]] = {}
    for ticket in valid:
        if size := sizes[ticket.order_line_id]:
            bundle = ticket.order_line_id, ticket.position // size
            chosen.setdefault(bundle, set()).add(ticket.id in ticket_ids)
    if any(len(both) > 1 for both in chosen.values()):
        raise BundleStaysWhole


def part_of(sold: Sold, named: Sequence[TicketPlace]) -> Quote:
    """Return what named tickets cost of an order's quote: the same lines with fewer tickets.

    The lines keep their order. What made the prices stays told where the order began.
    """
    whole = read_quote(sold.order.quote or {})
    sizes = {line.id: len(line.parts or ()) or 1 for line in sold.lines}
    chosen: dict[UUID, set[int]] = {}
    for ticket in named:
        piece = ticket.position // sizes[ticket.order_line_id]
        chosen.setdefault(ticket.order_line_id, set()).add(piece)
    lines = tuple(
        _part_line(priced, [priced.tickets[piece] for piece in sorted(chosen[line.id])])
        for line, priced in zip(sold.lines, whole.lines, strict=True)
        if line.id in chosen
    )
    rates = list(dict.fromkeys(line.rate for line in lines if line.rate))
    return Quote(
        currency=whole.currency,
        lines=lines,
        **sums_of(lines),
        gift_minor=0,
        taxes=tuple(_taxed(rate, [line for line in lines if line.rate == rate]) for rate in rates),
        reverse_charge=whole.reverse_charge,
        buyer=whole.buyer,
    )


def _part_line(line: QuoteLine, tickets: Sequence[TicketPrice]) -> QuoteLine:
    total = sum(one.total_minor for one in tickets)
    return replace(
        line,
        quantity=len(tickets),
        list_minor=sum(one.list_minor for one in tickets),
        discount_minor=sum(one.discount_minor for one in tickets),
        fee_minor=sum(one.fee_minor for one in tickets),
        platform_fee_minor=sum(one.platform_fee_minor for one in tickets),
        tax_minor=sum(one.tax_minor for one in tickets),
        tax_added_minor=sum(one.tax_added_minor for one in tickets),
        total_minor=total,
        tickets=tuple(tickets),
        steps=(Step(StepKind.price, total, len(tickets), {"unit_minor": line.unit_minor}),),
    )


def _taxed(rate: TaxRate, lines: Sequence[QuoteLine]) -> TaxSum:
    return TaxSum(
        rate, sum(line.net_minor for line in lines), sum(line.tax_minor for line in lines)
    )


def why_not_ask(
    state: OrderState, event: EventView, valid: int, now: datetime, *, is_open: bool
) -> Refused | None:
    """Return why a buyer cannot ask for money back now, or None when they can."""
    if state is not OrderState.paid or not valid:
        return NothingToGiveBack()
    if is_open:
        return AskedAlready()
    if event.refund_until is None:
        return NoRefunds()
    return RefundsOver() if now > event.refund_until else None


def _ticket_price(
    prices: Sequence[TicketPrice], parts: Sequence[BundleTicket], position: int
) -> TicketPrice:
    """Return the price of the ticket at a position of its line, or its share of a bundle's."""
    if not parts:
        return prices[position]
    bundle, part = divmod(position, len(parts))
    return prices[bundle].split([one.weight for one in parts])[part]
