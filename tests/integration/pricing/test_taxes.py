"""Whose tax an event has, and what becomes of a buyer's VAT id."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlmodel import select

from bilten_app.domains.pricing import service as pricing
from bilten_app.domains.pricing.models import VatCheck
from bilten_app.domains.pricing.public import Ask, Quote, Rounding, TaxBuyer, VatStanding
from bilten_app.domains.pricing.public.drafts import TaxDraft
from bilten_app.infra.outbox import FactRow
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.errors import Forbidden
from bilten_app.kit.ids import new_id
from tests.factories import Stage, draft, given_event
from tests.integration.pricing.given import priced, wish

SELLER = TaxDraft(
    registered=True, reverse_charge=True, legal_name="Jazz GmbH", address="Quay 7", country="DE"
)


async def given_taxes(rt: Runtime, stage: Stage, said: TaxDraft = SELLER) -> None:
    async with rt.unit_of_work(stage.owner) as uow:
        await pricing.save_taxes(uow, stage.owner, organizer_id=stage.organizer_id, draft=said)


async def sold_to(rt: Runtime, stage: Stage, buyer: TaxBuyer | None = None) -> Quote:
    ask = Ask(buyer=buyer) if buyer else Ask()
    return await priced(rt, wish(rt, stage, ask=ask))


async def test_who_is_not_registered_taxes_nothing(rt: Runtime) -> None:
    stage = await given_event(rt)

    quote = await sold_to(rt, stage)

    assert (quote.tax_minor, quote.taxes) == (0, ())


async def test_an_event_in_germany_has_german_tax_wherever_the_buyer_lives(rt: Runtime) -> None:
    stage = await given_event(rt, draft(price_minor=2500))
    await given_taxes(rt, stage)

    quote = await sold_to(rt, stage, TaxBuyer("US"))

    assert [(one.rate.country, one.rate.ppm) for one in quote.taxes] == [("DE", 190_000)]
    assert quote.tax_minor == (quote.total_minor * 19 * 2 + 119) // 238


async def test_the_rate_is_that_of_the_day_of_the_event(rt: Runtime) -> None:
    stage = await given_event(rt)  # on the first of July
    await given_taxes(rt, stage)
    async with rt.unit_of_work(stage.owner) as uow:
        for ppm, since in ((160_000, date(2026, 6, 1)), (200_000, date(2026, 7, 2))):
            await pricing.save_rate(
                uow, stage.owner, organizer_id=stage.organizer_id, country="DE",
                kind="standard", ppm=ppm, valid_from=since,
            )  # fmt: skip

    assert (await sold_to(rt, stage)).taxes[0].rate.ppm == 160_000


async def test_a_ticket_type_may_be_taxed_as_another_kind(rt: Runtime) -> None:
    stage = await given_event(rt)
    await given_taxes(rt, stage)
    async with rt.unit_of_work(stage.owner) as uow:
        await pricing.set_tax_kind(
            uow, stage.owner, ticket_type_id=stage.types[0], kind="admission"
        )

    assert (await sold_to(rt, stage)).taxes[0].rate.ppm == 70_000


async def test_the_way_of_rounding_is_the_organizers(rt: Runtime) -> None:
    stage = await given_event(rt)
    await given_taxes(rt, stage, replace(SELLER, rounding=Rounding.sum, included=False))

    quote = await sold_to(rt, stage)

    assert quote.total_minor == quote.net_minor + quote.tax_minor
    assert quote.tax_added_minor == quote.tax_minor > 0


async def test_a_fee_agreed_with_the_platform_counts_instead_of_everybodys(rt: Runtime) -> None:
    stage = await given_event(rt)
    async with rt.unit_of_work() as uow:
        await pricing.agree_fee(
            uow, uow.actor, organizer_id=stage.organizer_id, currency="EUR", basis_points=100,
            fixed_minor=0,
        )  # fmt: skip

    assert (await sold_to(rt, stage)).fee_minor == 25
    with pytest.raises(Forbidden):
        async with rt.unit_of_work(stage.owner) as uow:
            await pricing.agree_fee(
                uow, stage.owner, organizer_id=stage.organizer_id, currency="EUR",
                basis_points=0, fixed_minor=0,
            )  # fmt: skip


async def test_a_business_with_a_valid_id_owes_the_tax_itself(rt: Runtime) -> None:
    stage = await given_event(rt)
    await given_taxes(rt, stage)

    buyer = await pricing.check_vat(rt, reference=new_id(), vat_id="ATU 123 451 00")
    quote = await sold_to(rt, stage, buyer)

    assert buyer.standing is VatStanding.valid
    assert (quote.tax_minor, quote.reverse_charge) == (0, True)


async def test_an_id_that_fails_later_is_flagged_and_told(rt: Runtime, clock: FrozenClock) -> None:
    reference = new_id()
    await pricing.check_vat(rt, reference=reference, vat_id="ATU12345100")
    await _rename(rt, "ATU12345200")
    clock.move(timedelta(days=1))

    for _ in range(2):
        await pricing.recheck_vat(rt)

    assert await _check(rt) == (VatStanding.invalid, True)
    assert await _facts(rt) == ["pricing.vat_id_failed"]


async def test_while_the_register_is_down_tax_is_charged_and_the_id_asked_about_again(
    rt: Runtime,
) -> None:
    stage = await given_event(rt)
    await given_taxes(rt, stage)
    buyer = await pricing.check_vat(rt, reference=new_id(), vat_id="ATU12345300")

    quote = await sold_to(rt, stage, buyer)
    assert (buyer.standing, quote.reverse_charge) == (VatStanding.unchecked, False)
    assert quote.tax_minor > 0

    await pricing.recheck_vat(rt)
    assert await _check(rt) == (VatStanding.unchecked, False)

    await _rename(rt, "ATU12345100")
    await pricing.recheck_vat(rt)
    assert await _check(rt) == (VatStanding.valid, True)
    assert await _facts(rt) == ["pricing.vat_id_proven"]


async def _rename(rt: Runtime, vat_id: str) -> None:
    """Let the register answer otherwise: the sandbox goes by the last digits."""
    async with rt.unit_of_work() as uow:
        (await uow.session.execute(select(VatCheck))).scalar_one().vat_id = vat_id


async def _check(rt: Runtime) -> tuple[str, bool]:
    async with rt.read() as session:
        check = (await session.execute(select(VatCheck))).scalar_one()
        return check.standing, check.flagged


async def _facts(rt: Runtime) -> list[str]:
    async with rt.read() as session:
        facts = (await session.execute(select(FactRow))).scalars()
        return [fact.name for fact in facts if fact.name.startswith("pricing.")]
