"""The price of a cart. Pure: the same cart gives the same lines and total, in any order.

For each ticket: the price on the tag, less promotions, plus the fee where it is passed on, with
its tax. Lines sum tickets, the quote sums lines; nothing is rounded twice.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from bilten_app.domains.pricing.public import (
    Cart,
    Quote,
    QuoteLine,
    Step,
    StepKind,
    Tariff,
    TicketPrice,
    sums_of,
)
from bilten_app.domains.pricing.rules.fees import apply_fees
from bilten_app.domains.pricing.rules.promos import apply_promos
from bilten_app.domains.pricing.rules.tags import Ticket, tagged
from bilten_app.domains.pricing.rules.taxes import apply_taxes, is_reversed, tax_sums
from bilten_app.domains.pricing.rules.tenders import tendered


def quote(cart: Cart, tariff: Tariff, at: datetime) -> Quote:
    """Price a cart at an instant."""
    tickets = tagged(cart.items, tariff, at)
    applied = apply_promos(tickets, tariff.promos, cart, at)
    apply_fees(tickets, tariff.fee, tariff.currency)
    reverse = tariff.tax is not None and is_reversed(tariff.tax, cart.buyer)
    if tariff.tax is not None:
        apply_taxes(tickets, tariff.tax, reverse=reverse)
    lines = tuple(_line(group, tariff) for group in _grouped(tickets))
    sums = sums_of(lines)
    tenders, steps = tendered(cart.purses, sums["total_minor"])
    hidden = {item.ticket_type_id for item in cart.items if item.hidden}
    return Quote(
        currency=tariff.currency,
        lines=lines,
        **sums,
        gift_minor=sum(tender.minor for tender in tenders),
        taxes=tax_sums(tickets),
        tenders=tenders,
        steps=steps,
        promos=applied.promos,
        tiers=Counter(ticket.tier_id for ticket in tickets if ticket.tier_id),
        refused=applied.refused,
        locked=frozenset(hidden - applied.unlocked),
        reverse_charge=reverse,
        buyer=cart.buyer,
    )


def _grouped(tickets: Iterable[Ticket]) -> list[list[Ticket]]:
    """Return tickets of one type and unit price together, in the order of these two."""
    groups: dict[tuple[UUID, int], list[Ticket]] = {}
    for ticket in tickets:
        groups.setdefault((ticket.ticket_type_id, ticket.unit_minor), []).append(ticket)
    return [groups[key] for key in sorted(groups)]


def _line(group: Sequence[Ticket], tariff: Tariff) -> QuoteLine:
    tickets = tuple(_ticket_price(ticket) for ticket in group)
    first = group[0]
    fee, tax_added = sum(t.fee_minor for t in tickets), sum(t.tax_added_minor for t in tickets)
    return QuoteLine(
        ticket_type_id=first.ticket_type_id,
        quantity=len(tickets),
        unit_minor=first.unit_minor,
        list_minor=sum(t.list_minor for t in tickets),
        discount_minor=sum(t.discount_minor for t in tickets),
        fee_minor=fee,
        platform_fee_minor=sum(t.platform_fee_minor for t in tickets),
        tax_minor=(tax := sum(t.tax_minor for t in tickets)),
        tax_added_minor=tax_added,
        total_minor=sum(t.total_minor for t in tickets),
        tickets=tickets,
        steps=(
            *_noted(group),
            *_fee_step(group, fee, tariff),
            *_tax_step(group, tax, tax_added),
        ),
        rate=first.rate,
    )


def _ticket_price(ticket: Ticket) -> TicketPrice:
    return TicketPrice(
        list_minor=ticket.unit_minor,
        discount_minor=ticket.discount_minor,
        fee_minor=ticket.fee_minor,
        platform_fee_minor=ticket.platform_fee_minor,
        tax_minor=ticket.tax_minor,
        tax_added_minor=ticket.tax_added_minor,
    )


def _noted(group: Iterable[Ticket]) -> list[Step]:
    """Return what the rules noted, equal notes of several tickets as one step."""
    minors: Counter[tuple[StepKind, tuple[tuple[str, int | str], ...]]] = Counter()
    tickets = minors.copy()
    for ticket in group:
        for note in ticket.notes:
            key = note.kind, tuple(note.params.items())
            minors[key] += note.minor
            tickets[key] += 1
    return [Step(key[0], minors[key], tickets[key], dict(key[1])) for key in tickets]


def _fee_step(group: Iterable[Ticket], fee: int, tariff: Tariff) -> list[Step]:
    if fee == 0:
        return []
    params = {"share_ppm": tariff.fee.basis_points * 100, "fixed_minor": tariff.fee.fixed_minor}
    return [Step(StepKind.fee, fee, sum(1 for t in group if t.fee_minor), params)]


def _tax_step(group: Sequence[Ticket], tax: int, added: int) -> list[Step]:
    """Say what tax did: added, contained, or taken out because the buyer owes it."""
    rate = group[0].rate
    if rate is None or (tax == 0 and added == 0):
        return []
    kind = StepKind.tax_added if added > 0 else StepKind.reverse_charge
    kind = StepKind.tax_included if added == 0 else kind
    params: dict[str, int | str] = {
        "country": rate.country, "rule": rate.kind, "share_ppm": rate.ppm, "tax_minor": tax,
    }  # fmt: skip
    return [Step(kind, added, len(group), params)]
