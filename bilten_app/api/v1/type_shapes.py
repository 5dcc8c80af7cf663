"""Ticket types as everybody sees them."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel, Field

from bilten_app.api.shapes import MoneyOut
from bilten_app.domains.discovery import queries as discovery
from bilten_app.domains.discovery.public import EventPage
from bilten_app.domains.inventory.public import Kind, OpenPrice, SaleState, TicketTypeView
from bilten_app.kit.money import Money


class PartOut(BaseModel):
    """So many tickets of a type in a bundle."""

    ticket_type_id: UUID
    name: str
    quantity: int


class OpenPriceOut(BaseModel):
    """Buyers choose what they pay for each, without fees: from `least` up to `most`, if any."""

    least: MoneyOut
    most: MoneyOut | None
    suggested: list[MoneyOut]

    @classmethod
    def of(cls, one: OpenPrice, least_minor: int, currency: str) -> Self:
        """Return the shape of an open price."""
        return cls(
            least=MoneyOut.of(Money(least_minor, currency)),
            most=MoneyOut.of(Money(one.most_minor, currency))
            if one.most_minor is not None
            else None,
            suggested=[MoneyOut.of(Money(minor, currency)) for minor in one.suggested],
        )


class TicketTypeOut(BaseModel):
    """A ticket type; `price` includes fees, `left` counts what may be taken now."""

    id: UUID
    kind: Kind = Field(
        description="An admission lets in. A bundle is several tickets for one price, taken and "
        "given back together. An add-on is sold with a ticket of the same order only."
    )
    name: str = Field(examples=["Standing"])
    note: str
    price: MoneyOut
    list_price: MoneyOut
    open_price: OpenPriceOut | None = Field(
        description="Where buyers choose what they pay; the prices above are the least then."
    )
    left: int
    sale: SaleState
    sale_opens_at: datetime | None
    sale_closes_at: datetime | None
    max_per_order: int
    max_per_person: int | None = Field(
        description="Over all orders of a person: an e-mail address, whatever the size of its "
        "letters, what follows a plus sign, or the dots of a Gmail name. Until the buyer names "
        "theirs, that of the account or the browser counts."
    )
    parts: list[PartOut] = Field(description="What is in a bundle.")
    goes_with: list[UUID] = Field(description="The tickets an add-on is sold with.")
    most_each: int = Field(description="How many of an add-on go with each of these tickets.")

    @classmethod
    def of(cls, one: TicketTypeView, event: EventPage) -> "TicketTypeOut":
        """Return the shape of a ticket type of an event."""
        all_in = discovery.all_in(
            one.price_minor,
            event.currency,
            fees_passed_on=event.fees_passed_on,
            is_test=event.is_test,
        )
        return cls(
            id=one.id,
            name=one.name,
            note=one.note,
            price=MoneyOut.of(all_in),
            list_price=MoneyOut.of(Money(one.price_minor, event.currency)),
            open_price=OpenPriceOut.of(one.open_price, one.price_minor, event.currency)
            if one.open_price
            else None,
            left=one.left,
            sale=one.sale,
            sale_opens_at=one.sale_opens_at,
            sale_closes_at=one.sale_closes_at,
            max_per_order=one.max_per_order,
            max_per_person=one.max_per_person,
            kind=one.kind,
            parts=[
                PartOut(ticket_type_id=part.ticket_type_id, name=part.name, quantity=part.quantity)
                for part in one.parts
            ],
            goes_with=sorted(one.goes_with),
            most_each=one.most_each,
        )
