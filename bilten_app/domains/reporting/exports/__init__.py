"""Lists as files."""

from bilten_app.domains.reporting.exports.attendees import attendees_csv
from bilten_app.domains.reporting.exports.audit import audit_csv
from bilten_app.domains.reporting.exports.evidence import evidence
from bilten_app.domains.reporting.exports.money import (
    BEFORE_ALL,
    payout_statement,
    report_sheet,
    statement,
)
from bilten_app.domains.reporting.exports.tables import FileKind, TableFile, write

__all__ = [
    "BEFORE_ALL",
    "FileKind",
    "TableFile",
    "attendees_csv",
    "audit_csv",
    "evidence",
    "payout_statement",
    "report_sheet",
    "statement",
    "write",
]
