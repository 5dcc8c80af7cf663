"""The kinds of accounts, entries, references and tenders."""

from enum import StrEnum


class Side(StrEnum):
    """On which side an account grows."""

    debit = "debit"
    credit = "credit"


class AccountKind(StrEnum):
    """What an account holds. Who owns it stands in brackets."""

    clearing = "clearing"
    """What a gateway holds for us [platform, one for each gateway]."""
    bank = "bank"
    """What lies on the platform's own bank account [platform]."""
    cash = "cash"
    """What the organizer took itself and keeps, at the box office or elsewhere [organizer]."""
    carried = "carried"
    """What moves from an order to the one in its place: nothing, once both are posted [organizer].
    """
    disputed = "disputed"
    """What banks took back while a dispute is open [organizer]."""
    promised = "promised"
    """What an organizer gave on cards and credit that no money came in for [organizer]."""
    processing_cost = "processing_cost"
    """What gateways charge for their work [platform]."""
    adjustments = "adjustments"
    """What the platform gave or took to put something right [platform]."""
    payable = "payable"
    """What is owed to an organizer [organizer]."""
    reserve = "reserve"
    """What is owed to an organizer, but held back for a while [organizer]."""
    resellers = "resellers"
    """What is owed to those who sold their tickets on [organizer]."""
    tax = "tax"
    """Tax that was collected in the organizer's name [organizer]."""
    fees = "fees"
    """What the platform earned [platform]."""
    processing_recovered = "processing_recovered"
    """Gateways' charges that organizers bear [platform]."""
    refunds_in_transit = "refunds_in_transit"
    """Promised back to buyers, not yet sent [platform]."""
    payouts_in_transit = "payouts_in_transit"
    """Promised to organizers, not yet sent [platform]."""
    gift_cards = "gift_cards"
    """What is left on gift cards [issuer]."""
    store_credit = "store_credit"
    """What is left of credit given to buyers [issuer]."""
    breakage = "breakage"
    """What was left on cards that ran out [issuer]."""

    @property
    def side(self) -> Side:
        """On which side it grows."""
        return Side.debit if self in _DEBIT else Side.credit


_DEBIT = frozenset(
    {
        AccountKind.clearing,
        AccountKind.bank,
        AccountKind.cash,
        AccountKind.carried,
        AccountKind.disputed,
        AccountKind.promised,
        AccountKind.processing_cost,
        AccountKind.adjustments,
    }
)


class EntryKind(StrEnum):
    """What happened."""

    sale = "sale"
    late_money = "late_money"
    refund = "refund"
    refund_sent = "refund_sent"
    refund_returned = "refund_returned"
    refund_credited = "refund_credited"
    dispute_opened = "dispute_opened"
    dispute_won = "dispute_won"
    dispute_lost = "dispute_lost"
    gift_card_sold = "gift_card_sold"
    gift_card_given = "gift_card_given"
    credit_given = "credit_given"
    gift_card_expired = "gift_card_expired"
    gift_card_reissued = "gift_card_reissued"
    resale_sold = "resale_sold"
    resale_settled = "resale_settled"
    resale_undone = "resale_undone"
    processing_fee = "processing_fee"
    payout_scheduled = "payout_scheduled"
    payout_sent = "payout_sent"
    payout_failed = "payout_failed"
    payout_returned = "payout_returned"
    reserve_held = "reserve_held"
    reserve_released = "reserve_released"
    gateway_payout = "gateway_payout"
    tax_remitted = "tax_remitted"
    adjustment = "adjustment"

    @property
    def is_of_order(self) -> bool:
        """Whether its memo is an order's code."""
        return self in {
            EntryKind.sale,
            EntryKind.refund,
            EntryKind.refund_sent,
            EntryKind.refund_returned,
        }


class ReferenceKind(StrEnum):
    """What an entry's reference is the id of."""

    order = "order"
    payment = "payment"
    refund = "refund"
    dispute = "dispute"
    gift_card = "gift_card"
    listing = "listing"
    payout = "payout"
    reserve = "reserve"
    statement = "statement"


class TenderKind(StrEnum):
    """With what somebody pays, and to what a refund goes back."""

    gateway = "gateway"
    cash = "cash"
    carried = "carried"
    gift_card = "gift_card"
    store_credit = "store_credit"
