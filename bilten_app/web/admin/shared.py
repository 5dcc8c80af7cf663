"""Words of the platform's pages: accounts, entries, outcomes."""

from bilten_app.domains.ledger.public import Account, AccountKind, EntryKind
from bilten_app.kit.text import msgid, say

ACCOUNTS: dict[AccountKind, str] = {
    AccountKind.clearing: msgid("Held by gateway"),
    AccountKind.bank: msgid("Bank"),
    AccountKind.cash: msgid("Cash at box office"),
    AccountKind.carried: msgid("Carried between orders"),
    AccountKind.disputed: msgid("Disputed"),
    AccountKind.promised: msgid("Promised by organizers"),
    AccountKind.processing_cost: msgid("Processing cost"),
    AccountKind.adjustments: msgid("Corrections"),
    AccountKind.payable: msgid("Owed to organizers"),
    AccountKind.reserve: msgid("Reserve"),
    AccountKind.resellers: msgid("Owed to resellers"),
    AccountKind.tax: msgid("Tax collected"),
    AccountKind.fees: msgid("Fees earned"),
    AccountKind.processing_recovered: msgid("Processing recovered"),
    AccountKind.refunds_in_transit: msgid("Refunds in transit"),
    AccountKind.payouts_in_transit: msgid("Payouts in transit"),
    AccountKind.gift_cards: msgid("Gift cards"),
    AccountKind.store_credit: msgid("Store credit"),
    AccountKind.breakage: msgid("Expired cards"),
}
ENTRIES: dict[EntryKind, str] = {
    EntryKind.sale: msgid("Sale"),
    EntryKind.late_money: msgid("Late money"),
    EntryKind.refund: msgid("Refund"),
    EntryKind.refund_sent: msgid("Refund sent"),
    EntryKind.refund_returned: msgid("Refund that came back"),
    EntryKind.refund_credited: msgid("Refund as credit"),
    EntryKind.dispute_opened: msgid("Dispute opened"),
    EntryKind.dispute_won: msgid("Dispute won"),
    EntryKind.dispute_lost: msgid("Lost dispute"),
    EntryKind.gift_card_sold: msgid("Gift card sold"),
    EntryKind.gift_card_given: msgid("Gift card given"),
    EntryKind.credit_given: msgid("Credit given"),
    EntryKind.gift_card_expired: msgid("Gift card expired"),
    EntryKind.gift_card_reissued: msgid("Gift card given again"),
    EntryKind.resale_sold: msgid("Resold ticket"),
    EntryKind.resale_settled: msgid("Reseller paid as credit"),
    EntryKind.resale_undone: msgid("Resale undone"),
    EntryKind.processing_fee: msgid("Processing fee"),
    EntryKind.payout_scheduled: msgid("Payout"),
    EntryKind.payout_sent: msgid("Payout sent"),
    EntryKind.payout_failed: msgid("Payout that failed"),
    EntryKind.payout_returned: msgid("Payout that came back"),
    EntryKind.reserve_held: msgid("Held in reserve"),
    EntryKind.reserve_released: msgid("Released from reserve"),
    EntryKind.gateway_payout: msgid("Sent by gateway to bank"),
    EntryKind.tax_remitted: msgid("Tax remitted"),
    EntryKind.adjustment: msgid("Correction"),
}


def account_words(account: Account, locale: str) -> str:
    """Return an account in words, with its gateway."""
    words = say(ACCOUNTS[account.kind], locale)
    return f"{words} ({account.gateway})" if account.gateway else words


def entry_words(kind: EntryKind, locale: str) -> str:
    """Return what happened, in words."""
    return say(ENTRIES[kind], locale)
