"""Buying for a business: who owes the tax, and what is said while a register is down."""

import pytest

from bilten_app.domains.orders import queries as orders
from bilten_app.infra.runtime import Runtime
from tests.factories import given_event, given_order, new_guest, order_of
from tests.integration.web.given import Enter, act, checkout_of, given_taxes


async def test_a_business_elsewhere_owes_the_tax_itself(rt: Runtime, enter: Enter) -> None:
    stage = await given_event(rt)
    await given_taxes(rt, stage)
    ref = await given_order(rt, stage)
    checkout, bring = await checkout_of(enter(new_guest()), ref)
    before = await order_of(rt, ref)

    await act(
        bring, "name_business",
        form={"company": "Alm AG", "country": "AT", "vat_id": "U12345100"},
    )  # fmt: skip

    order = await order_of(rt, ref)
    assert bring.errors == {}
    assert before.tax.minor > 0
    assert order.total == before.total - before.tax
    assert "you owe it" in checkout.brought.business.note
    assert ("Without tax: you owe it", f"-€{before.tax.minor / 100:.2f}") in [
        (row.text, row.amount) for row in checkout.bought.sums
    ]


async def test_while_the_register_is_down_tax_is_charged_and_said(
    rt: Runtime, enter: Enter
) -> None:
    stage = await given_event(rt)
    await given_taxes(rt, stage)
    ref = await given_order(rt, stage)
    before = await order_of(rt, ref)
    checkout, bring = await checkout_of(enter(new_guest()), ref)

    await act(
        bring, "name_business", form={"company": "Alm AG", "country": "AT", "vat_id": "ATU12345300"}
    )

    assert "does not answer" in checkout.brought.business.note
    assert (await order_of(rt, ref)).total == before.total


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"vat_id": "ATU12345200"}, "vat_id", "does not know"),
        ({"country": "FR"}, "vat_id", "another country"),
        ({"company": ""}, "company", "name of the business"),
    ],
)
async def test_a_number_that_is_refused_is_not_kept_nor_the_one_before(
    rt: Runtime, enter: Enter, typed: dict[str, str], field: str, words: str
) -> None:
    stage = await given_event(rt)
    await given_taxes(rt, stage)
    ref = await given_order(rt, stage)
    before = await order_of(rt, ref)
    _, bring = await checkout_of(enter(new_guest()), ref)
    good = {"company": "Alm AG", "country": "AT", "vat_id": "ATU12345100"}
    if field == "vat_id":
        await act(bring, "name_business", form=good)

    await act(bring, "name_business", form=good | typed)

    assert words in bring.errors[field]
    async with rt.read() as session:
        kept = await orders.asked(session, ref.id)
    assert kept.buyer.vat_id == ""
    assert (await order_of(rt, ref)).total == before.total
