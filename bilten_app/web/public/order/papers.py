"""Invoices and credit notes on the order's page, each a file to take along."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bilten_app.domains.invoices.public import InvoiceView, PaperKind
from bilten_app.domains.orders.public import OrderView
from bilten_app.domains.pricing.public import Quote
from bilten_app.kit.text import msgid, price, say
from bilten_app.web.markup import Pen
from bilten_app.web.parts.data import CARD
from bilten_app.web.parts.icons import icon
from bilten_app.web.parts.links import way_out

WRITTEN_WITHIN = timedelta(minutes=2)
KINDS = {
    PaperKind.invoice: msgid("Invoice {name}"),
    PaperKind.credit_note: msgid("Credit note {name}"),
}


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A paper that can be taken along."""

    title: str
    amount: str
    href: str


@dataclass(frozen=True, slots=True)
class Papers:
    """The papers of an order; `is_due` when the first one is being written."""

    rows: list[PaperLine] = field(default_factory=list[PaperLine])
    is_due: bool = False
    is_shown: bool = False


NO_PAPERS = Papers()


def is_paper_due(order: OrderView, quote: Quote | None, now: datetime) -> bool:
    """Whether an invoice may still be being written: a job does it right after the payment.

    There is none for what costs nothing, or whose seller charges no tax.
    """
    if order.paid_at is None or quote is None or not quote.taxes or not order.total.minor:
        return False
    is_taxed = quote.tax_minor or quote.tax_added_minor or quote.buyer.vat_id
    return bool(is_taxed) and now < order.paid_at + WRITTEN_WITHIN


def papers_of(papers: Sequence[InvoiceView], here: str, locale: str, *, is_due: bool) -> Papers:
    """Return the papers in words; `here` is code and secret of the order."""
    return Papers(
        rows=[
            PaperLine(
                title=say(KINDS[one.kind], locale, name=one.name),
                amount=price(one.total, locale),
                href=f"/orders/{here}/papers/{one.id}.pdf",
            )
            for one in papers
        ],
        is_due=is_due and not papers,
        is_shown=is_due or bool(papers),
    )


def papers(pen: Pen, view: Any) -> Any:
    """The papers, or that the first is on its way."""
    rows = pen.el("ul", pen.each(view.rows, lambda row: pen.el("li", _paper(pen, row))))
    waits = pen.el(
        "p", pen.t("Your invoice is being written."), role="status", class_name="py-4 text-muted"
    )
    return pen.when(
        view.is_shown,
        pen.el(
            "section",
            pen.el("h2", pen.t("Invoices"), class_name="sr-only"),
            pen.when(view.is_due, waits, rows),
            class_name=f"{CARD} mt-4 px-5",
        ),
    )


def _paper(pen: Pen, row: Any) -> Any:
    return way_out(
        pen,
        icon("download", pen=pen, class_name="text-brand"),
        pen.el("span", row.title, class_name="min-w-0 flex-1 truncate font-medium"),
        pen.el("span", row.amount, class_name="tabular text-muted"),
        href=row.href,
        download="",
        class_name="flex min-h-14 items-center gap-3 hover:underline",
    )
