"""What a ticket costs that its holder sells on."""

from uuid import UUID

from bilten_app.domains.pricing.public.quotes import Quote, QuoteLine, TicketPrice, sums_of
from bilten_app.domains.pricing.public.steps import Step, StepKind
from bilten_app.kit.money import Money


def resale_quote(ticket_type_id: UUID, price: Money, fee_minor: int) -> Quote:
    """Return the quote of one ticket at the price of its seller; the seller bears the fee.

    A person who sells their ticket charges no tax.
    """
    minor = price.minor
    one = TicketPrice(minor, 0, 0, fee_minor, 0, 0)
    line = QuoteLine(
        ticket_type_id=ticket_type_id, quantity=1, unit_minor=minor, list_minor=minor,
        discount_minor=0, fee_minor=0, platform_fee_minor=fee_minor, tax_minor=0,
        tax_added_minor=0, total_minor=minor, tickets=(one,),
        steps=(Step(StepKind.price, minor, 1, {"unit_minor": minor}),),
    )  # fmt: skip
    return Quote(currency=price.currency, lines=(line,), gift_minor=0, **sums_of([line]))
