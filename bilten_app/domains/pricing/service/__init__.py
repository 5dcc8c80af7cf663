"""What can be done with prices: quote them, keep what they use, and say what they are."""

from bilten_app.domains.pricing.service.cards import (
    give_credit,
    issue_card,
    return_all,
    return_tenders,
    set_card_paused,
    take_tenders,
)
from bilten_app.domains.pricing.service.display import DisplayPrice, display_price
from bilten_app.domains.pricing.service.forgetting import forget_person
from bilten_app.domains.pricing.service.gift_books import expire_cards
from bilten_app.domains.pricing.service.live import follow_demand, save_live_price
from bilten_app.domains.pricing.service.mailing import mailed_code
from bilten_app.domains.pricing.service.offers import (
    save_audience,
    save_promo,
    save_tiers,
    set_promo_paused,
)
from bilten_app.domains.pricing.service.quoting import (
    price_cart,
    price_hold,
    price_holds,
    quote_as_paid,
    quote_cart,
)
from bilten_app.domains.pricing.service.shown import (
    LiveNow,
    PriceTag,
    PriceTags,
    TierNow,
    price_tags,
)
from bilten_app.domains.pricing.service.taxes import (
    agree_fee,
    save_rate,
    save_taxes,
    set_tax_kind,
)
from bilten_app.domains.pricing.service.uses import (
    claim,
    extend,
    give_back,
    release,
    release_expired,
    use_up,
)
from bilten_app.domains.pricing.service.vat import carry_check, check_vat, recheck_vat

__all__ = [
    "DisplayPrice",
    "LiveNow",
    "PriceTag",
    "PriceTags",
    "TierNow",
    "agree_fee",
    "carry_check",
    "check_vat",
    "claim",
    "display_price",
    "expire_cards",
    "extend",
    "follow_demand",
    "forget_person",
    "give_back",
    "give_credit",
    "issue_card",
    "mailed_code",
    "price_cart",
    "price_hold",
    "price_holds",
    "price_tags",
    "quote_as_paid",
    "quote_cart",
    "recheck_vat",
    "release",
    "release_expired",
    "return_all",
    "return_tenders",
    "save_audience",
    "save_live_price",
    "save_promo",
    "save_rate",
    "save_taxes",
    "save_tiers",
    "set_card_paused",
    "set_promo_paused",
    "set_tax_kind",
    "take_tenders",
    "use_up",
]
