"""Writing invoices and credit notes, by jobs after the sale, and printing them."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from bilten_app.domains.events import queries as events
from bilten_app.domains.invoices.models import Invoice
from bilten_app.domains.invoices.public import PaperKind, Verb
from bilten_app.domains.invoices.queries import content_of, with_content
from bilten_app.domains.invoices.rules import (
    Content,
    Line,
    Party,
    credited,
    left_to_credit,
    paper_name,
    tax_credited,
    taxed_of,
)
from bilten_app.domains.invoices.service.buyers import NOBODY, buyer_of, lock_buyer
from bilten_app.domains.orders import queries as orders
from bilten_app.domains.orders.public import OrderView
from bilten_app.domains.pricing import queries as pricing
from bilten_app.domains.pricing.public import TaxBuyer, TaxProfile
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.infra.vault import Vault
from bilten_app.kit.ids import shown_code
from bilten_app.kit.money import Money
from bilten_app.kit.text import country
from bilten_app.ports.invoice_paper import InvoiceRow, InvoiceSheet, InvoiceTax

ISSUE_JOB = "invoices.issue"
CREDIT_JOB = "invoices.credit"


async def issue(rt: Runtime, *, order_id: str) -> None:
    """Job: write the invoice of a paid order. Harmless twice: an order has one invoice.

    An order that was never paid has none, nor has one whose seller charges no tax.
    """
    try:
        async with rt.unit_of_work() as uow:
            if not await _papers(uow, UUID(order_id)):
                await _write_invoice(uow, rt.vault, UUID(order_id))
    except IntegrityError as error:
        if "uq_invoices_cause" not in str(error.orig):
            raise


async def credit(
    rt: Runtime, *, order_id: str, refund_id: str, minor: int, tax_only: bool = False
) -> None:
    """Job: write the credit note of a refund, its tax pro rata. Harmless twice, and in any order.

    It may come before the job that writes the invoice: then it does that first. `tax_only` is the
    refund of a business that turned out to owe the tax itself.
    """
    await issue(rt, order_id=order_id)
    try:
        async with rt.unit_of_work() as uow:
            papers = await _papers(uow, UUID(order_id))
            if papers and all(paper.cause != UUID(refund_id) for paper in papers):
                given = None if tax_only else minor
                await _write_credit_note(uow, papers, UUID(refund_id), given)
    except IntegrityError as error:
        if "uq_invoices_cause" not in str(error.orig):
            raise


async def render(rt: Runtime, *, invoice_id: UUID) -> bytes:
    """Return a paper as PDF. The caller has checked who may see it."""
    async with rt.read() as session:
        view, content = await with_content(session, invoice_id)
        buyer = await buyer_of(session, rt.vault, view.order_id, content)
    currency = view.total.currency
    sheet = InvoiceSheet(
        locale=content.locale,
        number=view.name,
        issued_on=view.issued_at.date(),
        supplied_on=date.fromisoformat(content.supplied_on),
        seller=content.seller.lines,
        seller_vat_id=content.seller.vat_id,
        buyer=buyer.lines,
        buyer_vat_id=buyer.vat_id,
        event=content.event,
        order_code=shown_code(content.order_code),
        rows=[
            InvoiceRow(
                line.text,
                line.quantity,
                Money(line.unit_minor, currency),
                Money(line.list_minor, currency),
            )
            for line in content.lines
        ],
        discount=Money(content.discount_minor, currency),
        fee=Money(content.fee_minor, currency),
        net=view.net,
        taxes=[
            InvoiceTax(
                one.country, one.ppm, Money(one.net_minor, currency), Money(one.tax_minor, currency)
            )
            for one in content.taxes
        ],
        total=view.total,
        gift=Money(content.gift_minor, currency),
        corrects=content.corrects,
        reverse_charge=content.reverse_charge,
    )
    return await rt.gateways.invoices.render(sheet)


async def _write_invoice(uow: UnitOfWork, vault: Vault, order_id: UUID) -> None:
    order = await orders.order(uow.session, order_id)
    if order.paid_at is None:
        return
    quote = await orders.quote(uow.session, order_id)
    if not quote.taxes:
        return
    profile = await pricing.tax_profile(uow.session, order.organizer_id)
    event = await events.by_id(uow.session, order.event_id)
    content = Content(
        seller=_seller(profile, order.locale),
        buyer=NOBODY,
        locked=await lock_buyer(uow, vault, order_id, _buyer(order, quote.buyer)),
        locale=order.locale,
        event=event.title,
        supplied_on=event.starts_local.date().isoformat(),
        order_code=order.code,
        lines=tuple(
            Line(line.name, line.quantity, line.unit.minor, line.listed.minor)
            for line in order.lines
        ),
        taxes=taxed_of(quote),
        discount_minor=quote.discount_minor,
        fee_minor=quote.fee_minor,
        gift_minor=quote.gift_minor,
        reverse_charge=quote.reverse_charge,
    )
    paper = Invoice(
        organizer_id=order.organizer_id,
        order_id=order_id,
        kind=PaperKind.invoice.value,
        cause=order_id,
        currency=order.total.currency,
        **_said(uow, content),
    )
    await _write(uow, paper, profile.invoice_prefix)


async def _write_credit_note(
    uow: UnitOfWork, papers: list[Invoice], refund_id: UUID, minor: int | None
) -> None:
    """Credit an amount, or all the tax and nothing else."""
    invoice, *notes = papers
    before = content_of(invoice)
    left = left_to_credit(before.taxes, [content_of(note).taxes for note in notes])
    taxes = tax_credited(left) if minor is None else credited(left, minor)
    given = sum(one.gross_minor for one in taxes)
    content = Content(
        seller=before.seller,
        buyer=before.buyer,
        locked=before.locked,
        locale=before.locale,
        event=before.event,
        supplied_on=before.supplied_on,
        order_code=before.order_code,
        lines=(Line(before.event, 1, given, given),),
        taxes=taxes,
        corrects=invoice.name,
        reverse_charge=before.reverse_charge or minor is None,
    )
    prefix = (await pricing.tax_profile(uow.session, invoice.organizer_id)).invoice_prefix
    paper = Invoice(
        organizer_id=invoice.organizer_id,
        order_id=invoice.order_id,
        kind=PaperKind.credit_note.value,
        cause=refund_id,
        corrects_id=invoice.id,
        currency=invoice.currency,
        **_said(uow, content),
    )
    await _write(uow, paper, prefix)


def _said(uow: UnitOfWork, content: Content) -> dict[str, Any]:
    """Return the columns that follow from the content; the number is taken last of all."""
    now = uow.clock.now()
    return {
        "year": now.year,
        "number": 0,
        "name": "",
        "net_minor": content.net_minor,
        "tax_minor": content.tax_minor,
        "total_minor": content.net_minor + content.tax_minor,
        "content": content.stored(),
        "issued_at": now,
    }


async def _write(uow: UnitOfWork, paper: Invoice, prefix: str) -> None:
    """Take the next number and write the paper with it; others wait for the number until then."""
    taken = await uow.session.execute(
        text(
            "INSERT INTO invoice_series AS s (organizer_id, kind, year, last_number)"
            " VALUES (:organizer, :kind, :year, 1)"
            " ON CONFLICT (organizer_id, kind, year)"
            " DO UPDATE SET last_number = s.last_number + 1 RETURNING last_number"
        ),
        {"organizer": paper.organizer_id, "kind": paper.kind, "year": paper.year},
    )
    kind = PaperKind(paper.kind)
    paper.number = int(taken.scalar_one())
    paper.name = paper_name(prefix, kind, paper.year, paper.number)
    uow.add(paper)
    await uow.session.flush()
    is_note = kind is PaperKind.credit_note
    verb = Verb.credit_note_issued if is_note else Verb.invoice_issued
    uow.audit(verb, paper.id, name=paper.name, total_minor=paper.total_minor)


async def _papers(uow: UnitOfWork, order_id: UUID) -> list[Invoice]:
    """Return the papers of an order, the invoice first; later papers of it wait for ours."""
    chosen = select(Invoice).where(col(Invoice.order_id) == order_id)
    await uow.session.execute(chosen.with_for_update(key_share=True))
    # Read again: while we waited, somebody may have written one more.
    ordered = chosen.order_by(col(Invoice.corrects_id).is_not(None), col(Invoice.id))
    return list((await uow.session.execute(ordered)).scalars())


def _seller(profile: TaxProfile, locale: str) -> Party:
    place = country(profile.country, locale) if profile.country else ""
    lines = (profile.legal_name, *profile.address.splitlines(), place)
    return Party(tuple(line for line in lines if line), profile.vat_id)


def _buyer(order: OrderView, business: TaxBuyer) -> Party:
    lines = (business.company, order.buyer_name, order.buyer_email)
    return Party(tuple(line for line in lines if line), business.vat_id)
