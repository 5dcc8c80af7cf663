"""Invoices on the order's page: for whoever has its link, and for nobody else."""

from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest
from fastapi import FastAPI

from bilten_app.domains.invoices import queries as invoices
from bilten_app.domains.invoices import service as invoicing
from bilten_app.domains.orders.public import OrderRef
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.ids import new_id
from bilten_app.web import door, downloads
from bilten_app.web.public.order.view import find, may_change, page_of
from tests.factories import given_checkout, given_event, given_order
from tests.gateway import card, gateway_of, hear
from tests.integration.web.given import given_taxes


@pytest.fixture
async def browser(rt: Runtime) -> AsyncIterator[httpx.AsyncClient]:
    door.move_in(rt)
    app = FastAPI()
    app.include_router(downloads.router)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://bilten.test") as client:
        yield client


async def given_bought(rt: Runtime, *, is_taxed: bool = True) -> OrderRef:
    stage = await given_event(rt)
    if is_taxed:
        await given_taxes(rt, stage)
    ref = await given_order(rt, stage)
    checkout = await given_checkout(rt, ref)
    await gateway_of(rt).choose(checkout, card("Success"))
    await hear(rt, checkout, f"evt_{ref.code}")
    return ref


async def test_the_invoice_and_the_credit_note_can_be_taken_along(
    rt: Runtime, browser: httpx.AsyncClient
) -> None:
    ref = await given_bought(rt)
    await invoicing.credit(rt, order_id=str(ref.id), refund_id=str(new_id()), minor=1000)

    page = page_of(rt, await find(rt, ref.code, ref.secret), "en", secret=ref.secret)

    assert page.bought.is_paid
    assert [row.title.split()[0] for row in page.papers.rows] == ["Invoice", "Credit"]
    for row in page.papers.rows:
        answer = await browser.get(row.href)
        assert answer.content.startswith(b"%PDF")
        assert answer.headers["cache-control"] == "private, no-store"


async def test_an_order_opens_no_paper_of_another(rt: Runtime, browser: httpx.AsyncClient) -> None:
    ours, theirs = await given_bought(rt), await given_bought(rt)
    async with rt.read() as session:
        (paper,) = await invoices.of_order(session, theirs.id)

    foreign = await browser.get(f"/orders/{ours.code}/{ours.secret}/papers/{paper.id}.pdf")
    guessed = await browser.get(f"/orders/{theirs.code}/{'A' * 20}/papers/{paper.id}.pdf")

    assert (foreign.status_code, guessed.status_code) == (404, 404)


async def test_an_invoice_that_is_being_written_is_waited_for(rt: Runtime) -> None:
    ref = await given_bought(rt)
    found = await find(rt, ref.code, ref.secret)
    early = replace(found, papers=[])

    told = page_of(rt, early, "en", secret=ref.secret).papers

    assert may_change(early, rt.clock.now())
    assert (told.is_shown, told.is_due) == (True, True)
    assert not may_change(found, rt.clock.now())
    assert not page_of(rt, found, "en", secret=ref.secret).papers.is_due


async def test_nobody_waits_for_the_invoice_of_a_seller_who_charges_no_tax(rt: Runtime) -> None:
    ref = await given_bought(rt, is_taxed=False)

    found = await find(rt, ref.code, ref.secret)

    assert not may_change(found, rt.clock.now())
    assert not page_of(rt, found, "en", secret=ref.secret).papers.is_shown
