"""Balances, statements and entries, as of any moment."""

from bilten_app.domains.ledger.queries.balances import (
    balance,
    balances,
    by_subject,
    crooked_checkpoints,
    of_sales_since,
    trial_balance,
)
from bilten_app.domains.ledger.queries.entries import entries_of, search, statement

__all__ = [
    "balance",
    "balances",
    "by_subject",
    "crooked_checkpoints",
    "entries_of",
    "of_sales_since",
    "search",
    "statement",
    "trial_balance",
]
