"""Listings and their terms as others see them, and the facts about them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType
from uuid import UUID

from bilten_app.domains.seating.public import SeatName
from bilten_app.kit.errors import Invalid, NotFound, Refused
from bilten_app.kit.facts import Fact
from bilten_app.kit.money import Money
from bilten_app.kit.states import Flow
from bilten_app.kit.text import msgid

ListingId = NewType("ListingId", UUID)

MOST_ROYALTY = 1000
"""A tenth of the price, in hundredths of a percent."""
LEAST_CAP, MOST_CAP = 1000, 20_000
"""What an organizer may set as the highest price: 10 % to 200 % of what a ticket first cost."""
MOST_HOURS = 24 * 14
SETTLED_AFTER = timedelta(days=2)
"""How long after the end of an event the seller's money waits: refunds and banks come first."""


class ListingKind(StrEnum):
    """What is sold. Tickets on a chain will be listed on the same pages."""

    fiat = "fiat"


class ListingState(StrEnum):
    """Where a listing is. `sold → undone`: the ticket was refunded before its seller was paid."""

    open = "open"
    withdrawn = "withdrawn"
    sold = "sold"
    settled = "settled"
    undone = "undone"


LISTING_FLOW = Flow[ListingState](
    {
        ListingState.open: {ListingState.sold, ListingState.withdrawn},
        ListingState.sold: {ListingState.settled, ListingState.undone},
    }
)


class EndReason(StrEnum):
    """Why a listing ended without a buyer."""

    seller = "seller"
    closed = "closed"
    disputed = "disputed"
    refunded = "refunded"
    organizer = "organizer"


class Verb(StrEnum):
    """What the audit says of listings."""

    terms_changed = "market.terms_changed"
    listed = "market.listed"
    repriced = "market.repriced"
    withdrawn = "market.withdrawn"
    sold = "market.sold"
    settled = "market.settled"
    undone = "market.undone"


class ResaleOff(Refused):
    """The organizer does not let these tickets be sold on."""

    code = "resale_off"
    text = msgid("The organizer does not let these tickets be resold.")


class ResaleOver(Refused):
    """The time to resell is over."""

    code = "resale_over"
    text = msgid("The time to resell tickets for this event is over.")


class NotResellable(Refused):
    """A ticket that cannot be sold on by itself."""

    code = "not_resellable"
    text = msgid("This ticket cannot be resold: it was not bought by itself on these pages.")


class AdmittedAlready(Refused):
    """A ticket that has let somebody in."""

    code = "admitted_already"
    text = msgid("This ticket has let somebody in already, so it cannot be resold.")


class ListedAlready(Refused):
    """The ticket is for sale."""

    code = "listed_already"
    text = msgid("This ticket is for sale already.")


class BuyerPays(Refused):
    """Somebody is at the checkout with this ticket."""

    code = "buyer_pays"
    text = msgid("Somebody is paying for this ticket right now. Please look again in a while.")


class ListingGone(Refused):
    """The ticket is sold, or its seller took it back."""

    code = "listing_gone"
    text = msgid("This ticket is not for sale any more. Perhaps there is another one.")


class OwnListing(Refused):
    """A seller cannot be the buyer."""

    code = "own_listing"
    text = msgid("This is your own ticket. Take it back from sale instead of buying it.")


class NoSuchListing(NotFound):
    """There is no such listing, or it is not theirs."""


class InvalidTerms(Invalid):
    """Terms of resale that cannot be."""

    code = "invalid_terms"


class InvalidPrice(Invalid):
    """A price outside its bounds."""

    code = "invalid_price"


@dataclass(frozen=True, slots=True)
class Terms:
    """On which terms tickets are sold on; shares are in hundredths of a percent.

    The cap is a share of what a ticket first cost, fees included. `hours` before the doors the
    time to resell is over.
    """

    is_on: bool = False
    cap_basis_points: int = 10_000
    royalty_basis_points: int = 0
    hours: int = 2


@dataclass(frozen=True, slots=True)
class TermsView:
    """The terms of an event, or of one of its ticket types by themselves."""

    ticket_type_id: UUID | None
    terms: Terms


@dataclass(frozen=True, slots=True)
class Split:
    """Where a price goes, exactly: shares are cut down to whole cents, the seller has the rest."""

    price: Money
    royalty: Money
    fee: Money
    proceeds: Money


@dataclass(frozen=True, slots=True)
class Bounds:
    """Between which prices a ticket may be listed, and until when."""

    least: Money
    most: Money
    face: Money
    until: datetime

    @property
    def most_of_face(self) -> Money:
        """What the ticket first cost, where that is within the bounds."""
        return min(self.face, self.most, key=lambda one: one.minor)


@dataclass(frozen=True, slots=True)
class ListingView:
    """A ticket for sale, as anybody may see it."""

    id: ListingId
    kind: ListingKind
    state: ListingState
    event_id: UUID
    ticket_type_id: UUID
    type_name: str
    seat: SeatName | None
    price: Money
    face: Money
    is_held: bool
    listed_at: datetime


@dataclass(frozen=True, slots=True)
class OwnListingView:
    """A listing as its seller sees it."""

    id: ListingId
    state: ListingState
    event_id: UUID
    ticket_id: UUID
    ticket_code: str
    split: Split
    is_held: bool
    listed_at: datetime
    sold_at: datetime | None
    settled_at: datetime | None


@dataclass(frozen=True, slots=True)
class SoldListing:
    """A listing that somebody bought, for mails and the books; who sold it is personal."""

    id: ListingId
    state: ListingState
    kind: ListingKind
    event_id: UUID
    organizer_id: UUID
    ticket_id: UUID
    seller_order_id: UUID
    seller_email: str
    order_id: UUID | None
    split: Split
    paid: Money
    reason: str


@dataclass(frozen=True, slots=True)
class ResaleFigures:
    """How much of an event is resold."""

    open: int
    sold: int
    undone: int
    turnover: Money
    royalties: Money
    owed: Money


@dataclass(frozen=True, slots=True)
class TicketResold(Fact):
    """A listed ticket is its buyer's; the order it was bought with is paid."""

    name = "market.sold"

    listing_id: UUID
    ticket_id: UUID
    order_id: UUID
    seller_order_id: UUID
    event_id: UUID
    organizer_id: UUID


@dataclass(frozen=True, slots=True)
class ListingEnded(Fact):
    """A ticket is not for sale any more, and not because its seller took it back."""

    name = "market.ended"

    listing_id: UUID
    seller_order_id: UUID
    event_id: UUID
    reason: str


@dataclass(frozen=True, slots=True)
class ResaleUndone(Fact):
    """A ticket that was sold on is refunded: its seller gets what they had paid themselves."""

    name = "market.undone"

    listing_id: UUID
    seller_order_id: UUID
    event_id: UUID


@dataclass(frozen=True, slots=True)
class SellerPaid(Fact):
    """A seller has the proceeds, as credit."""

    name = "market.settled"

    listing_id: UUID
    seller_order_id: UUID
    event_id: UUID
