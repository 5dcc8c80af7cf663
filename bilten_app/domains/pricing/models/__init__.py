"""What prices are made of: rules, counted uses, cards, taxes, the price of the moment."""

from bilten_app.domains.pricing.models.cards import Purse, PurseEntry, PurseUse
from bilten_app.domains.pricing.models.live import LivePrice, PriceChange
from bilten_app.domains.pricing.models.offers import (
    Allowance,
    AllowanceUse,
    AudienceMember,
    GroupRow,
    PromoIdentity,
    PromoRow,
    TierRow,
)
from bilten_app.domains.pricing.models.taxes import (
    FeeRow,
    TaxKind,
    TaxRule,
    TaxSettings,
    VatCheck,
)

__all__ = [
    "Allowance",
    "AllowanceUse",
    "AudienceMember",
    "FeeRow",
    "GroupRow",
    "LivePrice",
    "PriceChange",
    "PromoIdentity",
    "PromoRow",
    "Purse",
    "PurseEntry",
    "PurseUse",
    "TaxKind",
    "TaxRule",
    "TaxSettings",
    "TierRow",
    "VatCheck",
]
