"""Tax of each ticket: reckoned on its price after discounts and on the fee the buyer pays for it.

Prices contain the tax or do not. Rounded by the ticket, three tickets at 9.99 with 19 % inside have
1.60 each, 4.80 of tax; rounded by the sum, 29.97 has 4.79, spread over the tickets so that every
one is exact too. Either way net + tax = gross for each ticket, each line and the whole.

A business of another EU state with a valid VAT id owes the tax itself where the organizer's rules
say so (reverse charge): then the price is without it. While the register does not answer, tax is
charged; an id found bad later changes no price.
"""

from collections.abc import Iterable, Sequence

from bilten_app.domains.pricing.public import (
    EU,
    Rounding,
    TaxBuyer,
    TaxPolicy,
    TaxRate,
    TaxSum,
    VatStanding,
)
from bilten_app.domains.pricing.rules.amounts import apportioned, contained, share
from bilten_app.domains.pricing.rules.tags import Ticket


def is_reversed(policy: TaxPolicy, buyer: TaxBuyer) -> bool:
    """Whether the buyer, not the seller, owes the tax."""
    is_known = policy.reverse_charge and buyer.standing is VatStanding.valid
    return is_known and is_across(buyer.country, policy.rate.country)


def is_across(buyer_country: str, taxed_in: str) -> bool:
    """Whether a business buys from another state of the EU."""
    return taxed_in in EU and buyer_country in EU - {taxed_in}


def apply_taxes(tickets: Sequence[Ticket], policy: TaxPolicy, *, reverse: bool) -> None:
    """Give each ticket its tax."""
    by_rate: dict[TaxRate, list[Ticket]] = {}
    for ticket in tickets:
        ticket.rate = policy.rates.get(ticket.ticket_type_id, policy.rate)
        by_rate.setdefault(ticket.rate, []).append(ticket)
    for rate, taxed in by_rate.items():
        bases = [ticket.price_minor + ticket.fee_minor for ticket in taxed]
        for ticket, tax in zip(taxed, _taxes(bases, rate, policy), strict=True):
            owed = 0 if reverse else tax
            ticket.tax_minor = owed
            ticket.tax_added_minor = owed - tax if policy.included else owed


def tax_sums(tickets: Iterable[Ticket]) -> tuple[TaxSum, ...]:
    """Return what is taxed under each rate, the highest rate first."""
    sums: dict[TaxRate, tuple[int, int]] = {}
    for ticket in tickets:
        if ticket.rate is not None:
            net, tax = sums.get(ticket.rate, (0, 0))
            gross = ticket.price_minor + ticket.fee_minor + ticket.tax_added_minor
            sums[ticket.rate] = net + gross - ticket.tax_minor, tax + ticket.tax_minor
    ranked = sorted(sums, key=lambda rate: (-rate.ppm, rate.country, rate.kind))
    return tuple(TaxSum(rate, *sums[rate]) for rate in ranked)


def _taxes(bases: Sequence[int], rate: TaxRate, policy: TaxPolicy) -> list[int]:
    """Return the tax in or on each amount."""
    reckon = contained if policy.included else share
    if policy.rounding is Rounding.sum:
        return apportioned(reckon(sum(bases), rate.ppm), bases)
    return [reckon(base, rate.ppm) for base in bases]
