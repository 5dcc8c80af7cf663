"""A cart, and its quote: every amount that makes a price, named and kept.

Amounts are integers of the currency's smallest unit. For a ticket, a line and the whole alike:

    total = list - discount + fee + tax_added        total = net + tax

`tax_added` is what tax does to the price on the tag: the tax itself where prices are said without
it, nothing where it is inside, and less than nothing where a business elsewhere owes it instead.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypedDict
from uuid import UUID

from bilten_app.domains.pricing.public.steps import Step
from bilten_app.domains.pricing.public.tariff import TaxRate
from bilten_app.kit.money import Money


class VatStanding(StrEnum):
    """What is known of a buyer's VAT id; `unchecked` while the register does not answer."""

    none = "none"
    valid = "valid"
    invalid = "invalid"
    unchecked = "unchecked"


@dataclass(frozen=True, slots=True)
class TaxBuyer:
    """What taxing needs to know of a buyer; `country` is the one that gave the VAT id."""

    country: str = ""
    vat_id: str = ""
    standing: VatStanding = VatStanding.none
    company: str = ""


NO_BUSINESS = TaxBuyer()


@dataclass(frozen=True, slots=True)
class QuoteItem:
    """What is to be priced: so many of a ticket type at the price on its tag.

    One that the buyer has `chosen` stays as it is: nothing lowers it, and nothing raises it.
    """

    ticket_type_id: UUID
    quantity: int
    unit_minor: int
    hidden: bool = False
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Purse:
    """A gift card or store credit a buyer may pay with; what expires first is spent first."""

    id: UUID
    balance_minor: int
    is_card: bool = True
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Cart:
    """What somebody wants, and what they bring: codes, groups they belong to, cards, a VAT id."""

    items: tuple[QuoteItem, ...]
    codes: frozenset[str] = frozenset()
    audiences: frozenset[str] = frozenset()
    buyer: TaxBuyer = NO_BUSINESS
    purses: tuple[Purse, ...] = ()


class CodeRefusal(StrEnum):
    """Why a code changed nothing."""

    unknown = "unknown"
    not_yet = "not_yet"
    over = "over"
    used_up = "used_up"
    minimum = "minimum"
    other_tickets = "other_tickets"
    other_people = "other_people"
    not_together = "not_together"


@dataclass(frozen=True, slots=True)
class TicketPrice:
    """The amounts of one ticket; a refund of a single ticket starts here."""

    list_minor: int
    discount_minor: int
    fee_minor: int
    platform_fee_minor: int
    tax_minor: int
    tax_added_minor: int

    @property
    def total_minor(self) -> int:
        """What the buyer owes for the ticket."""
        return self.list_minor - self.discount_minor + self.fee_minor + self.tax_added_minor

    @property
    def net_minor(self) -> int:
        """The total without its tax."""
        return self.total_minor - self.tax_minor

    def split(self, weights: Sequence[int]) -> list["TicketPrice"]:
        """Return shares in proportion to `weights`, equal ones when all are zero; sums are exact.

        The price after discounts is split, and the discount put upon it: no share falls below zero.
        """
        even = list(weights) if any(weights) else [1] * len(weights)

        def shares(minor: int) -> list[int]:
            return [part.minor for part in Money(minor, "").split(even)]

        discounts = shares(self.discount_minor)
        paid = shares(self.list_minor - self.discount_minor)
        return [
            TicketPrice(price + off, off, *rest)
            for price, off, *rest in zip(
                paid, discounts, shares(self.fee_minor), shares(self.platform_fee_minor),
                shares(self.tax_minor), shares(self.tax_added_minor), strict=True,
            )
        ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """Tickets of one type at one unit price; the sums are those of `tickets`, exactly.

    `fee_minor` is what the buyer pays of the platform's fee, `platform_fee_minor` the whole fee,
    whoever bears it. The minors of `steps` sum to `total_minor`.
    """

    ticket_type_id: UUID
    quantity: int
    unit_minor: int
    list_minor: int
    discount_minor: int
    fee_minor: int
    platform_fee_minor: int
    tax_minor: int
    tax_added_minor: int
    total_minor: int
    tickets: tuple[TicketPrice, ...]
    steps: tuple[Step, ...]
    rate: TaxRate | None = None

    @property
    def net_minor(self) -> int:
        """The total without its tax."""
        return self.total_minor - self.tax_minor


@dataclass(frozen=True, slots=True)
class TaxSum:
    """The tax of all tickets under one rate: net + tax = gross."""

    rate: TaxRate
    net_minor: int
    tax_minor: int

    @property
    def gross_minor(self) -> int:
        """Net and tax together."""
        return self.net_minor + self.tax_minor


@dataclass(frozen=True, slots=True)
class Tender:
    """What a gift card or store credit pays of the total."""

    purse_id: UUID
    minor: int


class LineSums(TypedDict):
    """The amounts of a quote that are the sums of its lines'."""

    list_minor: int
    discount_minor: int
    fee_minor: int
    platform_fee_minor: int
    tax_minor: int
    tax_added_minor: int
    total_minor: int


def sums_of(lines: Sequence[QuoteLine]) -> LineSums:
    """Return what the lines of a quote add up to."""
    return LineSums(
        list_minor=sum(line.list_minor for line in lines),
        discount_minor=sum(line.discount_minor for line in lines),
        fee_minor=sum(line.fee_minor for line in lines),
        platform_fee_minor=sum(line.platform_fee_minor for line in lines),
        tax_minor=sum(line.tax_minor for line in lines),
        tax_added_minor=sum(line.tax_added_minor for line in lines),
        total_minor=sum(line.total_minor for line in lines),
    )


@dataclass(frozen=True, slots=True)
class Quote:
    """What a cart costs, in `currency`; the sums are those of the lines, exactly.

    Gift cards and store credit are payments: they lower `to_pay_minor`, not the price nor its tax.
    `promos` are those that were applied, `tiers` how many tickets each tier gives. `refused` says
    of every code that changed nothing why. `locked` are hidden ticket types no code unlocks.
    """

    currency: str
    lines: tuple[QuoteLine, ...]
    list_minor: int
    discount_minor: int
    fee_minor: int
    platform_fee_minor: int
    tax_minor: int
    tax_added_minor: int
    total_minor: int
    gift_minor: int
    taxes: tuple[TaxSum, ...] = ()
    tenders: tuple[Tender, ...] = ()
    steps: tuple[Step, ...] = ()
    promos: tuple[UUID, ...] = ()
    tiers: Mapping[UUID, int] = field(default_factory=dict[UUID, int])
    refused: Mapping[str, CodeRefusal] = field(default_factory=dict[str, CodeRefusal])
    locked: frozenset[UUID] = frozenset()
    reverse_charge: bool = False
    buyer: TaxBuyer = NO_BUSINESS

    @property
    def keeps_something(self) -> bool:
        """Whether the order uses what is counted or held: promotions, tiers, cards, credit."""
        return bool(self.promos or self.tiers or self.tenders)

    @property
    def to_pay_minor(self) -> int:
        """What is left for the payment gateway."""
        return self.total_minor - self.gift_minor

    @property
    def net_minor(self) -> int:
        """The total without its tax."""
        return self.total_minor - self.tax_minor
