"""What can be done with prices: quote them, keep what they use, and say what they are."""

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
    quote_cart,
)
from bilten_app.domains.pricing.service.uses import (
    claim,
    extend,
    give_back,
    release,
    release_expired,
    use_up,
)

__all__ = [
    "claim",
    "extend",
    "give_back",
    "price_cart",
    "price_hold",
    "price_holds",
    "quote_cart",
    "release",
    "release_expired",
    "save_audience",
    "save_promo",
    "save_tiers",
    "set_promo_paused",
    "use_up",
]
