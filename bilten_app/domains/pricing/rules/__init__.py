"""How prices are made. Pure: no clock, no database."""

from bilten_app.domains.pricing.rules.fees import fixed_part, platform_plan, ticket_fee
from bilten_app.domains.pricing.rules.quotes import quote

__all__ = ["fixed_part", "platform_plan", "quote", "ticket_fee"]
