"""Posting entries: the templates say what to post, `post` writes it.

Everything is done inside the caller's transaction; what happened and its entry are one commit.
"""

from bilten_app.domains.ledger.rules.disputes import (
    dispute_lost,
    dispute_opened,
    dispute_won,
    late_dispute_lost,
)
from bilten_app.domains.ledger.rules.payouts import (
    adjustment,
    gateway_payout,
    payout_failed,
    payout_returned,
    payout_scheduled,
    payout_sent,
    reserve_held,
    reserve_released,
    tax_remitted,
)
from bilten_app.domains.ledger.rules.resales import (
    resale_settled,
    resale_sold,
    resale_undone,
)
from bilten_app.domains.ledger.rules.sales import (
    card_given,
    gift_card_expired,
    gift_card_reissued,
    gift_card_sold,
    late_money,
    processing_fee,
    refund,
    refund_credited,
    refund_parts,
    refund_returned,
    refund_sent,
    sale,
)
from bilten_app.domains.ledger.service.checkpoints import make_checkpoint
from bilten_app.domains.ledger.service.disputes import book_dispute
from bilten_app.domains.ledger.service.post import lock_owner, post, posted

__all__ = [
    "adjustment",
    "book_dispute",
    "card_given",
    "dispute_lost",
    "dispute_opened",
    "dispute_won",
    "gateway_payout",
    "gift_card_expired",
    "gift_card_reissued",
    "gift_card_sold",
    "late_dispute_lost",
    "late_money",
    "lock_owner",
    "make_checkpoint",
    "payout_failed",
    "payout_returned",
    "payout_scheduled",
    "payout_sent",
    "post",
    "posted",
    "processing_fee",
    "refund",
    "refund_credited",
    "refund_parts",
    "refund_returned",
    "refund_sent",
    "resale_settled",
    "resale_sold",
    "resale_undone",
    "reserve_held",
    "reserve_released",
    "sale",
    "tax_remitted",
]
