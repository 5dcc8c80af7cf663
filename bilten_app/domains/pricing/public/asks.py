"""What a buyer brings to the counter, and what may be refused there."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from bilten_app.domains.pricing.public.quotes import NO_BUSINESS, QuoteItem, TaxBuyer
from bilten_app.domains.pricing.public.tariff import Rounding
from bilten_app.kit.errors import Invalid, Refused
from bilten_app.kit.facts import Fact
from bilten_app.kit.ids import normal_code, token_hash
from bilten_app.kit.text import msgid


@dataclass(frozen=True, slots=True)
class Ask:
    """What a buyer brings: codes as typed (promotions and gift cards alike), an address, a VAT id.

    The address finds the groups somebody belongs to, and their credit where they want to use it. An
    order keeps of a gift card's code its `card_key` alone, among `cards`: who could read it there
    cannot pay with it, for what is typed is never taken for a key.
    """

    codes: frozenset[str] = frozenset()
    email: str = ""
    use_credit: bool = False
    buyer: TaxBuyer = NO_BUSINESS
    cards: frozenset[str] = frozenset()


NOTHING_ASKED = Ask()
CARD_LENGTH, SLIPS = 16, 3


def promo_code(typed: str) -> str:
    """Return a promotion's code as it is kept: capital letters, without spaces."""
    return "".join(typed.split()).upper()


def may_be_card(typed: str) -> bool:
    """Whether somebody may have meant a gift card's code, with a slip or two."""
    return abs(len(normal_code(typed)) - CARD_LENGTH) <= SLIPS


def card_key(typed: str) -> str:
    """Return by what a gift card is known to those who must not know its code."""
    return token_hash(normal_code(typed)).hex()


@dataclass(frozen=True, slots=True)
class HoldWish:
    """The cart of a hold that is to be priced as of `at`; what it uses is kept until `until`."""

    hold_id: UUID
    event_id: UUID
    items: tuple[QuoteItem, ...]
    at: datetime
    until: datetime
    ask: Ask = NOTHING_ASKED


@dataclass(frozen=True, slots=True)
class TaxProfile:
    """How an organizer taxes, and what its papers say of it."""

    registered: bool
    included: bool
    rounding: Rounding
    kind: str
    reverse_charge: bool
    legal_name: str
    address: str
    country: str
    vat_id: str
    invoice_prefix: str


class Verb(StrEnum):
    """What the audit says of prices."""

    tiers_saved = "prices.tiers_saved"
    live_price_saved = "prices.live_saved"
    promo_saved = "promos.saved"
    promo_paused = "promos.paused"
    promo_resumed = "promos.resumed"
    card_issued = "gift_cards.issued"
    card_paused = "gift_cards.paused"
    card_resumed = "gift_cards.resumed"
    card_expired = "gift_cards.expired"
    credit_given = "store_credit.given"
    audience_saved = "audiences.saved"
    taxes_saved = "taxes.saved"
    rate_saved = "taxes.rate_saved"
    fee_agreed = "fees.agreed"


class TypeLocked(Refused):
    """A hidden ticket type, and no code that unlocks it."""

    code = "ticket_type_locked"
    text = msgid("These tickets need a code. Please type it first.")


class AlreadyUsed(Refused):
    """A person has used a promotion as often as each may."""

    code = "promo_already_used"
    text = msgid("You have used this code as often as it allows. Remove it to go on.")


class BalanceChanged(Refused):
    """A gift card or credit holds less than it did a moment ago."""

    code = "gift_balance_changed"
    text = msgid("The balance of a gift card has changed. Please look at the total once more.")


class InvalidPrices(Invalid):
    """Prices, codes or taxes that cannot be saved; `problems` says why, field by field."""

    code = "invalid_prices"


@dataclass(frozen=True, slots=True)
class VatIdFailed(Fact):
    """A VAT id turned out bad after a sale without tax. The price stays; somebody must look."""

    name = "pricing.vat_id_failed"

    reference: UUID
    vat_id: str


@dataclass(frozen=True, slots=True)
class VatIdProven(Fact):
    """A VAT id proved good after tax was charged, because the register had been down."""

    name = "pricing.vat_id_proven"

    reference: UUID
    vat_id: str


@dataclass(frozen=True, slots=True)
class CardIssued(Fact):
    """A gift card was made for somebody, who gets its code by mail."""

    name = "pricing.card_issued"

    purse_id: UUID
    email: str
    locale: str


@dataclass(frozen=True, slots=True)
class CardReplaced(Fact):
    """What an order gave back belonged on a card that had run out: a new one is its buyer's."""

    name = "pricing.card_replaced"

    purse_id: UUID
    order_id: UUID
