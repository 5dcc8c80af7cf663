"""What the register says of a VAT id after the sale: tax goes back, or somebody must look."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bilten_app.adapters.sandbox.mail import MailSink
from bilten_app.adapters.vies import ViesRegister, open_client
from bilten_app.domains.invoices import queries as invoices
from bilten_app.domains.invoices.service.buyers import buyer_of
from bilten_app.domains.ledger import queries as ledger
from bilten_app.domains.ledger.public import Account, AccountKind
from bilten_app.domains.orders import queries
from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import OrderRef, RefundWish
from bilten_app.domains.pricing import service as pricing
from bilten_app.domains.pricing.public import Ask
from bilten_app.domains.pricing.public.drafts import TaxDraft
from bilten_app.infra.breaker import Breaker
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.clock import FrozenClock
from tests.aftersale import refunds, tickets_of
from tests.banks import decide, dispute
from tests.changes import SAME, change, part
from tests.factories import Stage, draft, given_checkout, given_event, given_order, order_of
from tests.gateway import card, gateway_of, hear
from tests.vies_fake import ViesFake, vies_fake
from tests.work import settle, tell_all_again

FRENCH = "FR12345678100"
SELLER = TaxDraft(
    registered=True, reverse_charge=True, legal_name="Jazz GmbH", address="Quay 7", country="DE"
)


@pytest.fixture
async def vies(rt: Runtime, clock: FrozenClock) -> AsyncIterator[ViesFake]:
    async with vies_fake() as fake, open_client(fake.origin) as client:
        rt.gateways = replace(rt.gateways, vat=ViesRegister(client, Breaker(clock)))
        yield fake


async def given_stage(rt: Runtime) -> Stage:
    stage = await given_event(rt, draft(), draft(name="Balcony"))
    async with rt.unit_of_work(stage.owner) as uow:
        await pricing.save_taxes(uow, stage.owner, organizer_id=stage.organizer_id, draft=SELLER)
    return stage


async def given_placed(rt: Runtime, stage: Stage) -> OrderRef:
    """Place an order of a French business."""
    ref = await given_order(rt, stage)
    buyer = await pricing.check_vat(rt, reference=ref.id, vat_id=FRENCH)
    async with rt.unit_of_work() as uow:
        await orders.bring(uow, order_id=ref.id, ask=Ask(buyer=buyer))
    return ref


async def given_sold(rt: Runtime, stage: Stage) -> OrderRef:
    ref = await given_placed(rt, stage)
    await pay(rt, ref)
    return ref


async def pay(rt: Runtime, ref: OrderRef) -> None:
    checkout = await given_checkout(rt, ref)
    await gateway_of(rt).choose(checkout, card("Success"))
    await hear(rt, checkout, f"evt_{ref.code}")


async def ask_again(rt: Runtime) -> None:
    await pricing.recheck_vat(rt)
    await settle(rt)


async def told(rt: Runtime) -> list[str]:
    assert isinstance(rt.gateways.email, MailSink)
    return [mail.email.subject for mail in await rt.gateways.email.newest()]


async def test_tax_charged_while_the_register_was_down_goes_back_once_it_answers(
    rt: Runtime, vies: ViesFake
) -> None:
    stage = await given_stage(rt)
    vies.down = True
    ref = await given_sold(rt, stage)
    charged = (await order_of(rt, ref)).tax.minor
    vies.down = False

    await ask_again(rt)
    await tell_all_again(rt)

    (given,) = await refunds(rt, ref)
    assert charged > 0
    assert (given.amount.minor, given.state, given.tickets) == (charged, "done", 0)
    async with rt.read() as session:
        owed = Account(AccountKind.tax, "EUR", stage.organizer_id)
        assert (await ledger.balance(session, owed)).minor == 0
        note = (await invoices.of_order(session, ref.id))[-1]
    assert (note.net.minor, note.tax.minor) == (0, charged)
    assert (await told(rt)).count(
        "A part of your order for Jazz by the Canal goes back to you"
    ) == 1


async def test_tickets_given_back_afterwards_cost_what_they_cost_without_tax(
    rt: Runtime, vies: ViesFake
) -> None:
    stage = await given_stage(rt)
    vies.down = True
    ref = await given_sold(rt, stage)
    order = await order_of(rt, ref)
    vies.down = False
    await ask_again(rt)

    for ticket in await tickets_of(rt, ref):
        async with rt.unit_of_work(stage.owner) as uow:
            wish = RefundWish(ticket_ids=frozenset({ticket}))
            await orders.refund(uow, stage.owner, order_id=ref.id, wish=wish)

    tax, first, second = [one.amount.minor for one in await refunds(rt, ref)]
    assert tax == order.tax.minor
    assert first == second == (order.total.minor - tax) // 2


async def test_an_id_proven_before_the_order_was_paid_gives_the_tax_back_after_it(
    rt: Runtime, vies: ViesFake, clock: FrozenClock
) -> None:
    stage = await given_stage(rt)
    vies.down = True
    ref = await given_placed(rt, stage)
    vies.down = False
    await ask_again(rt)
    await pay(rt, ref)
    assert await refunds(rt, ref) == []

    await orders.give_tax_back(rt, reference=str(ref.id), vat_id=FRENCH)
    await settle(rt)

    assert [one.amount for one in await refunds(rt, ref)] == [(await order_of(rt, ref)).tax]


@pytest.mark.parametrize("won", [True, False])
async def test_tax_waits_for_a_bank_and_goes_back_only_if_it_is_won(
    rt: Runtime, vies: ViesFake, *, won: bool
) -> None:
    stage = await given_stage(rt)
    vies.down = True
    ref = await given_sold(rt, stage)
    vies.down = False
    asked = await dispute(rt, ref)

    await ask_again(rt)
    meanwhile = await refunds(rt, ref)
    await decide(rt, asked, won=won)
    given = [one.amount for one in await refunds(rt, ref)]
    await tell_all_again(rt)

    assert meanwhile == []
    assert given == ([(await order_of(rt, ref)).tax] if won else [])
    assert [one.amount for one in await refunds(rt, ref)] == given


async def test_an_id_that_fails_later_changes_no_price_and_is_told_to_the_organizer(
    rt: Runtime, vies: ViesFake, clock: FrozenClock
) -> None:
    stage = await given_stage(rt)
    ref = await given_sold(rt, stage)
    before = await order_of(rt, ref)
    vies.revoked.add(FRENCH[2:])
    clock.move(timedelta(days=1, minutes=1))

    await ask_again(rt)
    await tell_all_again(rt)

    assert before.tax.minor == 0
    assert await order_of(rt, ref) == before
    assert await refunds(rt, ref) == []
    assert sum(words.startswith("The VAT id of order") for words in await told(rt)) == 1
    async with rt.read() as session:
        assert await queries.failed_vat_id(session, ref.id) == FRENCH


async def test_a_business_changes_its_tickets_without_tax(rt: Runtime, vies: ViesFake) -> None:
    stage = await given_stage(rt)
    ref = await given_sold(rt, stage)
    first, second = await tickets_of(rt, ref)

    swapped = await order_of(rt, await change(rt, stage, ref, [first], SAME))
    parted = await order_of(rt, await part(rt, stage, ref, [second]))
    await settle(rt)

    assert (swapped.state, parted.state) == ("paid", "paid")
    assert swapped.tax.minor == parted.tax.minor == 0
    assert swapped.total.minor + parted.total.minor == (await order_of(rt, ref)).total.minor
    for one in (swapped, parted):
        async with rt.read() as session:
            (paper,) = await invoices.of_order(session, one.id)
            _, content = await invoices.with_content(session, paper.id)
            buyer = await buyer_of(session, rt.vault, one.id, content)
        assert (content.reverse_charge, buyer.vat_id) == (True, FRENCH)


async def test_tax_of_changed_tickets_goes_back_too_once_the_register_answers(
    rt: Runtime, vies: ViesFake
) -> None:
    stage = await given_stage(rt)
    vies.down = True
    ref = await given_sold(rt, stage)
    charged = (await order_of(rt, ref)).tax.minor
    first, second = await tickets_of(rt, ref)
    swapped = await change(rt, stage, ref, [first], SAME)
    parted = await part(rt, stage, ref, [second])
    await settle(rt)
    vies.down = False

    await ask_again(rt)
    await tell_all_again(rt)

    given = [one for each in (swapped, parted) for one in await refunds(rt, each)]
    assert [one.amount.minor for one in given] == [charged // 2, charged // 2]
    async with rt.read() as session:
        owed = Account(AccountKind.tax, "EUR", stage.organizer_id)
        assert (await ledger.balance(session, owed)).minor == 0


async def test_who_has_the_tax_back_changes_tickets_without_it(rt: Runtime, vies: ViesFake) -> None:
    stage = await given_stage(rt)
    vies.down = True
    ref = await given_sold(rt, stage)
    vies.down = False
    await ask_again(rt)

    swapped = await change(rt, stage, ref, (await tickets_of(rt, ref))[:1], SAME)

    order = await order_of(rt, swapped)
    assert (order.state, order.tax.minor) == ("paid", 0)
