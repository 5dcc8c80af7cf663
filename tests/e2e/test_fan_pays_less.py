"""A fan opens hidden tickets with a code, pays with a gift card, and takes the invoice along."""

import re
from datetime import date
from uuid import UUID

import pytest
from playwright.async_api import Page, expect

from bilten_app.domains.pricing import service as pricing
from bilten_app.domains.pricing.public import PromoKind
from bilten_app.domains.pricing.public.drafts import PromoDraft, TaxDraft
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.money import Money
from tests.e2e.access import violations
from tests.e2e.conftest import WAIT_MS, Site
from tests.factories import Stage, draft, given_event
from tests.shop import slug_of

BUYER, EMAIL = "Noor Aziz", "noor@guests.example.com"

pytestmark = pytest.mark.e2e
expect.set_options(timeout=WAIT_MS)


async def test_codes_a_gift_card_and_a_business_from_the_link_to_the_invoice(
    site: Site, page: Page
) -> None:
    stage = await _given_backstage(site.rt)
    card = await _given_offers(site.rt, stage)

    await page.goto(f"{site.origin}/e/{await slug_of(site.rt, stage)}?code=crew")
    await expect(page.get_by_text("Your code CREW opens these tickets.")).to_be_visible()
    await page.get_by_role("button", name="One Backstage more").click()
    await page.get_by_role("button", name="Continue").first.click()
    await page.wait_for_url("**/checkout/**")

    await _apply(page, "nothing")
    await expect(page.get_by_text("There is no such code.")).to_be_visible()
    await expect(page.get_by_label("Promotion code or gift card")).to_be_focused()
    await _apply(page, "half")
    await expect(page.get_by_role("button", name="Remove HALF")).to_be_visible()
    await _apply(page, card)
    await expect(page.get_by_text(f"Gift card ending in {card[-4:]}")).to_be_visible()
    await page.get_by_text("Backstage").click()
    await expect(page.get_by_text("“Half of it”")).to_be_visible()

    await page.get_by_text("Buying for a business?").click()
    await page.get_by_label("Business").fill("Alm AG")
    await page.get_by_label("Country").select_option("AT")
    await page.get_by_label("VAT number").fill("ATU12345100")
    await page.get_by_role("button", name="Put it on the invoice").click()
    await expect(page.get_by_text("No tax is charged")).to_be_visible()
    assert await violations(page) == []

    await page.get_by_label("Name", exact=True).fill(BUYER)
    await page.get_by_label("E-mail").fill(EMAIL)
    await page.get_by_role("button", name="Pay €").click()
    await page.wait_for_url("**/sandbox/pay/**")
    await page.get_by_role("radio", name=re.compile("^Success")).check()
    await page.get_by_role("button", name="Pay").click()
    await expect(page.get_by_role("heading", name="You are going!")).to_be_visible()
    async with page.expect_download() as fetched:
        await page.get_by_role("link", name="Invoice").click()
    file = await (await fetched.value).path()

    assert file.read_bytes().startswith(b"%PDF")


async def _apply(page: Page, code: str) -> None:
    await page.get_by_label("Promotion code or gift card").fill(code)
    await page.get_by_role("button", name="Apply").click()


async def _given_backstage(rt: Runtime) -> Stage:
    return await given_event(rt, draft(), draft(name="Backstage", price_minor=9000, hidden=True))


async def _given_offers(rt: Runtime, stage: Stage) -> str:
    """Let a code open what is hidden, another halve it, and tax be owed; return a card's code."""
    owner, opens = stage.owner, frozenset[UUID]({stage.types[1]})
    crew = PromoDraft(PromoKind.unlock, name="Crew", code="CREW", ticket_types=opens)
    half = PromoDraft(PromoKind.percent, name="Half of it", code="HALF", value=500_000)
    taxes = TaxDraft(
        registered=True, kind="admission", reverse_charge=True, legal_name="Lock House GmbH",
        address="Quay 7", country="DE",
    )  # fmt: skip
    async with rt.unit_of_work(owner) as uow:
        for one in (crew, half):
            await pricing.save_promo(uow, owner, event_id=stage.event_id, draft=one)
        await pricing.save_taxes(uow, owner, organizer_id=stage.organizer_id, draft=taxes)
        await pricing.save_rate(
            uow, owner, organizer_id=stage.organizer_id, country="DE", kind="admission",
            ppm=190_000, valid_from=date(2020, 1, 1),
        )  # fmt: skip
        card = await pricing.issue_card(
            uow, owner, organizer_id=stage.organizer_id, value=Money(2000, "EUR")
        )
    return card.code
