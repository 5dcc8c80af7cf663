"""Writing papers, printing them, and destroying the keys of their buyers."""

from bilten_app.domains.invoices.service.buyers import forget_buyers
from bilten_app.domains.invoices.service.papers import CREDIT_JOB, ISSUE_JOB, credit, issue, render

__all__ = ["CREDIT_JOB", "ISSUE_JOB", "credit", "forget_buyers", "issue", "render"]
