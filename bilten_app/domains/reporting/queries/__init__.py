"""Reads across all domains. Read-only, and always within one organizer's scope."""

from bilten_app.domains.reporting.queries.audit import audit, organizer_audit
from bilten_app.domains.reporting.queries.cancellation import cancellation
from bilten_app.domains.reporting.queries.desk import (
    attendance,
    attendees,
    order,
    order_list,
)
from bilten_app.domains.reporting.queries.money import conversion, methods, payouts, revenue
from bilten_app.domains.reporting.queries.purses import purse_drifts
from bilten_app.domains.reporting.queries.sales import days, event_sales, pulse, totals

__all__ = [
    "attendance",
    "attendees",
    "audit",
    "cancellation",
    "conversion",
    "days",
    "event_sales",
    "methods",
    "order",
    "order_list",
    "organizer_audit",
    "payouts",
    "pulse",
    "purse_drifts",
    "revenue",
    "totals",
]
