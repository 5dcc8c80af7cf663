"""What others may know of prices."""

from bilten_app.domains.pricing.queries.cards import (
    card,
    card_by_code,
    cards_by_key,
    credit_of,
    credits_of,
    personal_data,
    without_secrets,
)
from bilten_app.domains.pricing.queries.offers import cards, price_history, promos, type_offers
from bilten_app.domains.pricing.queries.taxes import (
    failed_vat_id,
    owes_tax_itself,
    proven_vat_id,
    tax_profile,
)

__all__ = [
    "card",
    "card_by_code",
    "cards",
    "cards_by_key",
    "credit_of",
    "credits_of",
    "failed_vat_id",
    "owes_tax_itself",
    "personal_data",
    "price_history",
    "promos",
    "proven_vat_id",
    "tax_profile",
    "type_offers",
    "without_secrets",
]
