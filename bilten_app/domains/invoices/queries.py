"""Papers as organizers and buyers see them."""

from collections.abc import Sequence
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bilten_app.domains.invoices.models import Invoice
from bilten_app.domains.invoices.public import InvoiceView, PaperKind
from bilten_app.domains.invoices.rules import Content
from bilten_app.kit.actor import OrganizerScope
from bilten_app.kit.errors import NotFound
from bilten_app.kit.money import Money

_CONTENT = TypeAdapter(Content)


async def of_organizer(
    session: AsyncSession, scope: OrganizerScope, *, limit: int = 50, offset: int = 0
) -> Sequence[InvoiceView]:
    """Return an organizer's papers, the newest first."""
    chosen = (
        select(Invoice)
        .where(col(Invoice.organizer_id) == scope)
        .order_by(col(Invoice.issued_at).desc(), col(Invoice.id).desc())
    )
    rows = (await session.execute(chosen.limit(limit).offset(offset))).scalars()
    return [_view(row) for row in rows]


async def of_order(session: AsyncSession, order_id: UUID) -> Sequence[InvoiceView]:
    """Return the papers of an order, the invoice first."""
    chosen = select(Invoice).where(col(Invoice.order_id) == order_id).order_by(col(Invoice.id))
    return [_view(row) for row in (await session.execute(chosen)).scalars()]


async def with_content(session: AsyncSession, invoice_id: UUID) -> tuple[InvoiceView, Content]:
    """Return a paper and all that it says, or raise NotFound. Not for doors."""
    row = await session.get(Invoice, invoice_id)
    if row is None:
        raise NotFound
    return _view(row), content_of(row)


def content_of(row: Invoice) -> Content:
    """Return what a paper says."""
    return _CONTENT.validate_python(row.content)


def _view(row: Invoice) -> InvoiceView:
    return InvoiceView(
        id=row.id,
        kind=PaperKind(row.kind),
        name=row.name,
        organizer_id=row.organizer_id,
        order_id=row.order_id,
        net=Money(row.net_minor, row.currency),
        tax=Money(row.tax_minor, row.currency),
        total=Money(row.total_minor, row.currency),
        issued_at=row.issued_at,
    )
