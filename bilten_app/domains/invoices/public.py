"""Papers as others see them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from bilten_app.kit.money import Money


class PaperKind(StrEnum):
    """What a paper is."""

    invoice = "invoice"
    credit_note = "credit_note"


class Verb(StrEnum):
    """What the audit says of papers."""

    invoice_issued = "invoices.issued"
    credit_note_issued = "invoices.credited"


@dataclass(frozen=True, slots=True)
class InvoiceView:
    """An invoice or a credit note in a list. The amounts of a credit note are what goes back."""

    id: UUID
    kind: PaperKind
    name: str
    organizer_id: UUID
    order_id: UUID
    net: Money
    tax: Money
    total: Money
    issued_at: datetime
