"""Reads across all domains. Read-only, and always within one organizer's scope."""

from bilten_app.domains.reporting.queries.cancellation import cancellation
from bilten_app.domains.reporting.queries.desk import (
    attendance,
    attendees,
    days,
    event_sales,
    order,
    order_list,
    pulse,
    totals,
)
from bilten_app.domains.reporting.queries.money import conversion, methods, payouts, revenue
from bilten_app.domains.reporting.queries.purses import purse_drifts

__all__ = [
    "attendance",
    "attendees",
    "cancellation",
    "conversion",
    "days",
    "event_sales",
    "methods",
    "order",
    "order_list",
    "payouts",
    "pulse",
    "purse_drifts",
    "revenue",
    "totals",
]
