"""Numbers run without a gap, and refunds give back their share of the tax."""

import asyncio
from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import col, select

from bilten_app.domains.invoices import queries, service
from bilten_app.domains.invoices.models import Invoice
from bilten_app.domains.invoices.public import InvoiceView, PaperKind
from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import OrderRef
from bilten_app.domains.payments import queries as payment_queries
from bilten_app.domains.pricing import service as pricing
from bilten_app.domains.pricing.public import Ask, TaxBuyer, VatStanding
from bilten_app.domains.pricing.public.drafts import TaxDraft
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.ids import new_id
from tests import banks
from tests.factories import Stage, given_checkout, given_event, given_order, order_of
from tests.gateway import card, gateway_of, hear
from tests.work import settle

SELLER = TaxDraft(
    registered=True, legal_name="Jazz GmbH", address="Quay 7\n10115 Berlin", country="DE",
    vat_id="DE123456788", invoice_prefix="JAZZ",
)  # fmt: skip
FRENCH = TaxBuyer("FR", "FR12345678100", VatStanding.valid, "Vins SA")


async def given_seller(rt: Runtime, said: TaxDraft = SELLER) -> Stage:
    stage = await given_event(rt)
    async with rt.unit_of_work(stage.owner) as uow:
        await pricing.save_taxes(uow, stage.owner, organizer_id=stage.organizer_id, draft=said)
    return stage


async def given_paid(rt: Runtime, stage: Stage) -> OrderRef:
    ref = await given_order(rt, stage)
    await pay(rt, ref)
    return ref


async def pay(rt: Runtime, ref: OrderRef) -> str:
    """Pay for an order; return the gateway's name for that."""
    checkout = await given_checkout(rt, ref)
    await gateway_of(rt).choose(checkout, card("Success"))
    await hear(rt, checkout, f"evt_{ref.code}")
    return checkout


async def given_placed_and_paid_untold(rt: Runtime, stage: Stage) -> OrderRef:
    """Return a paid order whose invoice nobody has written: its job is lost."""
    ref = await given_order(rt, stage)
    checkout = await given_checkout(rt, ref)
    await gateway_of(rt).choose(checkout, card("Success"))
    async with rt.read() as session:
        payment = await payment_queries.latest_of(session, ref.id)
    assert payment
    await orders.on_payment_captured(
        rt, payment_id=str(payment.id), gateway="sandbox", reference=str(ref.id),
        amount_minor=payment.amount.minor,
    )  # fmt: skip
    async with rt.unit_of_work() as uow:
        await uow.session.execute(text("DELETE FROM pgqueuer"))
    return ref


async def credit(rt: Runtime, ref: OrderRef, minor: int, refund_id: UUID | None = None) -> None:
    await service.credit(
        rt, order_id=str(ref.id), refund_id=str(refund_id or new_id()), minor=minor
    )


async def papers_of(rt: Runtime, ref: OrderRef) -> list[InvoiceView]:
    async with rt.read() as session:
        return list(await queries.of_order(session, ref.id))


async def numbers(rt: Runtime, kind: PaperKind) -> list[int]:
    async with rt.read() as session:
        chosen = select(col(Invoice.number)).where(col(Invoice.kind) == kind)
        return sorted((await session.execute(chosen)).scalars())


async def test_a_paid_order_has_one_invoice_however_often_the_job_runs(rt: Runtime) -> None:
    stage = await given_seller(rt)
    ref = await given_paid(rt, stage)

    await asyncio.gather(*(service.issue(rt, order_id=str(ref.id)) for _ in range(5)))

    (paper,) = await papers_of(rt, ref)
    assert paper.name == "JAZZ-2026-00001"
    assert paper.total.minor == paper.net.minor + paper.tax.minor > 0
    assert paper.tax.minor > 0


async def test_numbers_have_no_gap_though_many_are_written_at_once_and_some_fail(
    rt: Runtime,
) -> None:
    stage = await given_seller(rt)
    refs = [await given_paid(rt, stage) for _ in range(6)]

    jobs = [service.issue(rt, order_id=str(ref.id)) for ref in refs for _ in range(2)]
    await asyncio.gather(*jobs)

    assert await numbers(rt, PaperKind.invoice) == [1, 2, 3, 4, 5, 6]


async def test_an_order_that_is_not_paid_has_no_invoice(rt: Runtime) -> None:
    stage = await given_seller(rt)
    ref = await given_order(rt, stage)

    await service.issue(rt, order_id=str(ref.id))
    await credit(rt, ref, 100)

    assert await papers_of(rt, ref) == []


async def test_refunds_in_parts_give_back_the_whole_tax_and_no_more(rt: Runtime) -> None:
    stage = await given_seller(rt)
    ref = await given_paid(rt, stage)
    await service.issue(rt, order_id=str(ref.id))
    (invoice,) = await papers_of(rt, ref)
    third = invoice.total.minor // 3

    await asyncio.gather(*(credit(rt, ref, third) for _ in range(3)), credit(rt, ref, 99_999))
    await credit(rt, ref, 500)

    notes = [paper for paper in await papers_of(rt, ref) if paper.kind is PaperKind.credit_note]
    assert sum(note.total.minor for note in notes) == invoice.total.minor
    assert sum(note.tax.minor for note in notes) == invoice.tax.minor
    assert await numbers(rt, PaperKind.credit_note) == list(range(1, len(notes) + 1))


async def test_a_refund_has_one_credit_note(rt: Runtime) -> None:
    stage = await given_seller(rt)
    ref, refund_id = await given_paid(rt, stage), new_id()
    await service.issue(rt, order_id=str(ref.id))

    for _ in range(2):
        await credit(rt, ref, 1000, refund_id)

    assert [paper.name for paper in await papers_of(rt, ref)] == [
        "JAZZ-2026-00001",
        "JAZZ-C2026-00001",
    ]


async def test_a_paper_never_changes(rt: Runtime) -> None:
    stage = await given_seller(rt)
    ref = await given_paid(rt, stage)
    await service.issue(rt, order_id=str(ref.id))

    for statement in ("UPDATE invoices SET total_minor = 0, net_minor = 0, tax_minor = 0",
                      "DELETE FROM invoices"):  # fmt: skip
        with pytest.raises(DBAPIError, match="append-only"):
            async with rt.unit_of_work() as uow:
                await uow.session.execute(text(statement))


async def test_papers_are_printed(rt: Runtime) -> None:
    stage = await given_seller(rt, replace(SELLER, included=False))
    ref = await given_paid(rt, stage)
    await service.issue(rt, order_id=str(ref.id))
    await credit(rt, ref, 1000)

    for paper in await papers_of(rt, ref):
        assert (await service.render(rt, invoice_id=paper.id)).startswith(b"%PDF-")


async def test_a_credit_note_that_is_asked_for_first_brings_its_invoice(rt: Runtime) -> None:
    stage = await given_seller(rt)
    ref = await given_placed_and_paid_untold(rt, stage)
    refund_id = new_id()

    await asyncio.gather(
        *(credit(rt, ref, 1000, refund_id) for _ in range(3)),
        service.issue(rt, order_id=str(ref.id)),
    )
    await service.issue(rt, order_id=str(ref.id))

    papers = await papers_of(rt, ref)
    assert sorted((paper.kind, paper.name) for paper in papers) == [
        (PaperKind.credit_note, "JAZZ-C2026-00001"),
        (PaperKind.invoice, "JAZZ-2026-00001"),
    ]


@pytest.mark.parametrize("included", [True, False])
async def test_a_business_that_owes_the_tax_itself_has_an_invoice_and_credit_notes(
    rt: Runtime, *, included: bool
) -> None:
    stage = await given_seller(rt, replace(SELLER, reverse_charge=True, included=included))
    ref = await given_order(rt, stage)
    async with rt.unit_of_work() as uow:
        await orders.bring(uow, order_id=ref.id, ask=Ask(buyer=FRENCH))
    await pay(rt, ref)
    total = (await order_of(rt, ref)).total

    async with rt.unit_of_work(stage.owner) as uow:
        await orders.cancel(uow, stage.owner, order_id=ref.id)
    await settle(rt)

    invoice, note = await papers_of(rt, ref)
    assert (invoice.kind, invoice.net, invoice.tax.minor) == (PaperKind.invoice, total, 0)
    assert (note.kind, note.net, note.tax.minor) == (PaperKind.credit_note, total, 0)


async def test_a_refund_made_over_there_has_a_credit_note(rt: Runtime) -> None:
    stage = await given_seller(rt)
    ref = await given_order(rt, stage)
    checkout = await pay(rt, ref)

    await gateway_of(rt).refund_at_desk(checkout, 1000)
    await banks.hear(rt, times=2)

    _, note = await papers_of(rt, ref)
    assert (note.kind, note.total.minor) == (PaperKind.credit_note, 1000)
    assert note.tax.minor > 0


async def test_who_charges_no_tax_writes_no_papers(rt: Runtime) -> None:
    stage = await given_event(rt)
    ref = await given_paid(rt, stage)

    await service.issue(rt, order_id=str(ref.id))
    await credit(rt, ref, 1000)

    assert await papers_of(rt, ref) == []
