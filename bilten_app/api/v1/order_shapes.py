"""What goes in and comes out while somebody buys: holds, orders, quotes, payments."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, Field, model_validator

from bilten_app.api.shapes import MAX_EMAIL, In, MoneyOut, SeatNameOut, Words
from bilten_app.domains.orders.public import OrderLineView, OrderState, OrderView
from bilten_app.domains.pricing.public import (
    CodeRefusal,
    Quote,
    Step,
    StepKind,
    card_key,
    promo_code,
    sentence,
)
from bilten_app.domains.seating.public import Seat
from bilten_app.kit.errors import Invalid
from bilten_app.kit.ids import shown_code
from bilten_app.kit.money import Money
from bilten_app.kit.text import msgid

MOST_LINES, MOST_OF_ONE, MOST_CODES, MOST_SEATS = 20, 100, 10, 200

TWO_PRICES = msgid("Tickets of one type have one price in a cart.")
Codes = Annotated[
    list[Annotated[str, Field(min_length=1, max_length=60)]], Field(max_length=MOST_CODES)
]


class HoldLineIn(In):
    """So many places of one ticket type."""

    ticket_type_id: UUID
    quantity: int = Field(strict=True, ge=1, le=MOST_OF_ONE, examples=[2])
    price_minor: Annotated[int, Field(strict=True, ge=0, le=10**18)] | None = Field(
        default=None,
        description="What the buyer chooses to pay for each, without fees, in the currency's "
        "smallest unit: only where the ticket type has an `open_price`. Without it, the least.",
    )


class HoldIn(In):
    """The places somebody wants, all of them or none."""

    event: str = Field(min_length=1, max_length=120, pattern=r"^[a-z0-9-]+$")
    lines: list[HoldLineIn] = Field(min_length=1, max_length=MOST_LINES)
    codes: Codes = Field(default=[], description="Codes that open hidden ticket types.")
    seats: list[UUID] = Field(
        default=[],
        max_length=MOST_SEATS,
        description="Seats for the places that have them; where none is named, the best are taken.",
    )
    accessible: bool = Field(
        default=False, description="Whether one of the best must be a place for a wheelchair."
    )

    def quantities(self) -> dict[UUID, int]:
        """Return ticket type → how many; lines of the same type add up."""
        wanted: dict[UUID, int] = {}
        for line in self.lines:
            wanted[line.ticket_type_id] = wanted.get(line.ticket_type_id, 0) + line.quantity
        return wanted

    def prices(self) -> dict[UUID, int]:
        """Return ticket type → the price that was chosen. Raises Invalid for two of one type."""
        told = {(line.ticket_type_id, line.price_minor) for line in self.lines}
        if len(told) > len(self.quantities()):
            raise Invalid({"lines": TWO_PRICES})
        return {key: minor for key, minor in told if minor is not None}


class HeldSeatOut(BaseModel):
    """A seat that goes with held places."""

    id: UUID
    name: SeatNameOut

    @classmethod
    def of(cls, seat: Seat) -> "HeldSeatOut":
        """Return the shape of a seat under a hold."""
        return cls(id=seat.id, name=SeatNameOut.of(seat.name))


class HoldOut(BaseModel):
    """Places that nobody else may take until `expires_at`."""

    id: UUID
    expires_at: datetime
    seats: list[HeldSeatOut]


class OrderIn(In):
    """A hold becomes an order, or a listing does; name and e-mail may also be told later."""

    hold_id: UUID | None = Field(default=None, description="The places of `POST /holds`.")
    listing_id: UUID | None = Field(
        default=None, description="A ticket that a guest sells on, instead of a hold."
    )
    name: Words = ""
    email: Words = Field(default="", max_length=MAX_EMAIL)
    codes: Codes = Field(default=[], description="Promotions and gift cards, as typed.")

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.hold_id is None) == (self.listing_id is None):
            raise ValueError("an order is of a hold or of a listing")
        return self


class AskIn(In):
    """What the buyer brings to the order: codes replace those of before."""

    codes: Codes = []
    use_credit: bool = Field(default=False, description="Pay with credit at the organizer first.")


class BuyerIn(In):
    """Who buys, and where the tickets go."""

    name: Words = Field(examples=["Noor Aziz"])
    email: Words = Field(max_length=MAX_EMAIL, examples=["noor@example.org"])


class OrderLineOut(BaseModel):
    """One ticket type in an order."""

    ticket_type_id: UUID
    name: str
    quantity: int
    parts: list[str] = Field(description="The tickets of one bundle, by name.")
    unit: MoneyOut
    listed: MoneyOut
    discount: MoneyOut
    fee: MoneyOut
    tax: MoneyOut
    total: MoneyOut

    @classmethod
    def of(cls, line: OrderLineView) -> "OrderLineOut":
        """Return the shape of a line."""
        return cls(
            ticket_type_id=line.ticket_type_id,
            name=line.name,
            quantity=line.quantity,
            parts=list(line.parts),
            unit=MoneyOut.of(line.unit),
            listed=MoneyOut.of(line.listed),
            discount=MoneyOut.of(line.discount),
            fee=MoneyOut.of(line.fee),
            tax=MoneyOut.of(line.tax),
            total=MoneyOut.of(line.total),
        )


class OrderOut(BaseModel):
    """An order as its buyer sees it; the sums are final, nothing is computed again."""

    code: str = Field(examples=["7KQ2-M9XD"])
    state: OrderState
    event_id: UUID
    buyer_name: str
    buyer_email: str
    lines: list[OrderLineOut]
    seats: list[SeatNameOut]
    listed: MoneyOut
    discount: MoneyOut
    fee: MoneyOut
    tax: MoneyOut = Field(description="What of the total is tax.")
    total: MoneyOut
    gift: MoneyOut = Field(description="What gift cards and credit pay of the total.")
    to_pay: MoneyOut
    hold_until: datetime
    placed_at: datetime
    paid_at: datetime | None
    closed_at: datetime | None
    close_reason: str

    @classmethod
    def of(cls, order: OrderView) -> "OrderOut":
        """Return the shape of an order."""
        return cls(
            code=shown_code(order.code),
            state=order.state,
            event_id=order.event_id,
            buyer_name=order.buyer_name,
            buyer_email=order.buyer_email,
            lines=[OrderLineOut.of(line) for line in order.lines],
            seats=[SeatNameOut.of(name) for name in order.seats],
            listed=MoneyOut.of(order.listed),
            discount=MoneyOut.of(order.discount),
            fee=MoneyOut.of(order.fee),
            tax=MoneyOut.of(order.tax),
            total=MoneyOut.of(order.total),
            gift=MoneyOut.of(order.gift),
            to_pay=MoneyOut.of(order.to_pay),
            hold_until=order.hold_until,
            placed_at=order.placed_at,
            paid_at=order.paid_at,
            closed_at=order.closed_at,
            close_reason=order.close_reason,
        )


class PlacedOut(BaseModel):
    """A new order with its secret, which is told only here; `page` is the buyer's own page."""

    code: str = Field(examples=["7KQ2-M9XD"])
    secret: str
    page: str
    order: OrderOut


class StepOut(BaseModel):
    """What one rule did to the price, in words and in money."""

    rule: StepKind
    tickets: int
    amount: MoneyOut
    text: str


class QuoteLineOut(BaseModel):
    """The rules behind one line."""

    ticket_type_id: UUID
    quantity: int
    total: MoneyOut
    steps: list[StepOut]


class QuoteOut(BaseModel):
    """Where every cent of an order comes from; `refused` says why a code changed nothing."""

    lines: list[QuoteLineOut]
    paid_with: list[StepOut]
    refused: dict[str, CodeRefusal]
    total: MoneyOut
    to_pay: MoneyOut

    @classmethod
    def of(cls, quote: Quote, locale: str, typed: Iterable[str] = ()) -> "QuoteOut":
        """Return the shape of a quote, its rules in the reader's language.

        Of a gift card only the key is kept: who has just `typed` its code finds it by that.
        """
        named = {promo_code(card_key(code)): code for code in typed}

        def step(one: Step) -> StepOut:
            amount = MoneyOut.of(Money(one.minor, quote.currency))
            text = sentence(one, quote.currency, locale)
            return StepOut(rule=one.kind, tickets=one.tickets, amount=amount, text=text)

        return cls(
            lines=[
                QuoteLineOut(
                    ticket_type_id=line.ticket_type_id,
                    quantity=line.quantity,
                    total=MoneyOut.of(Money(line.total_minor, quote.currency)),
                    steps=[step(one) for one in line.steps],
                )
                for line in quote.lines
            ],
            paid_with=[step(one) for one in quote.steps],
            refused={named.get(code, code): why for code, why in quote.refused.items()},
            total=MoneyOut.of(Money(quote.total_minor, quote.currency)),
            to_pay=MoneyOut.of(Money(quote.to_pay_minor, quote.currency)),
        )


class PaymentIn(In):
    """With what the buyer pays: a gateway by name, or the first that takes the amount.

    A person who is signed in may name a card of theirs instead, or have what they pay with saved.
    """

    method: str | None = Field(default=None, max_length=40, examples=["stripe"])
    card_id: UUID | None = Field(default=None, description="A saved card of the signed-in person.")
    keep_card: bool = False


class PaymentOut(BaseModel):
    """Where the buyer pays, or says yes to their bank; null when there is nothing to do there."""

    checkout_url: str | None
