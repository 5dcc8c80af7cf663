"""A fan finds an evening, pays in the sandbox, and holds a code that a gate lets in."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from playwright.async_api import BrowserContext, Page, expect
from sqlalchemy import text

from bilten_app.kit.proof.verdict import Verdict
from tests.e2e.buying import BUYER, EMAIL, code_on, fill, pay, read_code, use_card, verdict
from tests.e2e.conftest import WAIT_MS, Site
from tests.e2e.desk import follow, ready

pytestmark = pytest.mark.e2e
expect.set_options(timeout=WAIT_MS)


async def test_a_fan_pays_with_3d_secure_and_is_let_in(site: Site, page: Page) -> None:
    await page.goto(site.origin + "/discover")
    await page.get_by_role("link", name=site.scene.title).first.click()
    await _choose(page, "Standing", "Balcony")
    await pay(page, "3-D Secure")
    await page.get_by_role("button", name="Approve").click()

    await expect(page.get_by_role("heading", name="You are going!")).to_be_visible()
    await expect(page.get_by_text(EMAIL)).to_be_visible()
    standing = await code_on(page, "Standing")
    await page.go_back()
    balcony = await code_on(page, "Balcony")

    assert await verdict(site, site.scene.event_id, standing) is Verdict.admitted
    assert await verdict(site, site.scene.event_id, balcony) is Verdict.admitted


async def test_a_rotating_code_changes_and_opens_offline(
    site: Site, page: Page, context: BrowserContext
) -> None:
    await _buy(site, page, "Balcony")
    first = await code_on(page, "Balcony")
    await page.wait_for_selector("html[data-kept=true]", state="attached")

    await context.set_offline(True)
    await page.clock.install(time=site.rt.clock.now() + timedelta(seconds=15))
    await page.reload()

    await expect(page.get_by_text("You are offline")).to_be_visible()
    await expect(page.get_by_text(BUYER)).to_be_visible()
    second = await read_code(page)
    assert second != first
    assert await verdict(site, site.scene.event_id, second) is Verdict.admitted


async def test_a_declined_card_can_be_followed_by_another(site: Site, page: Page) -> None:
    await _go_to(site, page, "Standing")
    await pay(page, "Declined")
    await expect(page.get_by_role("alert")).to_contain_text("declined")

    await use_card(page, "Success")

    await expect(page.get_by_role("heading", name="You are going!")).to_be_visible()
    assert await _count(site, page, "payments WHERE reference = (SELECT id FROM o)") == 1


async def test_a_closed_tab_goes_on_where_it_was(
    site: Site, page: Page, context: BrowserContext
) -> None:
    await _go_to(site, page, "Standing")
    address = page.url
    await page.close()

    again = await context.new_page()
    await again.goto(address)

    await expect(again.get_by_text("Your places are held for")).to_be_visible()
    await pay(again, "Success")
    await expect(again.get_by_role("heading", name="You are going!")).to_be_visible()


async def test_who_went_back_from_the_gateway_can_still_pay(site: Site, page: Page) -> None:
    await _go_to(site, page, "Standing")
    await fill(page)
    await page.wait_for_url("**/sandbox/pay/**")

    await page.go_back()
    await expect(page.get_by_label("Name")).to_have_value(BUYER)
    await page.get_by_role("button", name="Pay").click()
    await page.wait_for_url("**/sandbox/pay/**")
    await page.get_by_role("link", name="Go back without paying").click()

    await expect(page.get_by_role("heading", name="Confirming your payment")).to_be_visible()
    await page.get_by_role("link", name="Go on to pay").click()
    await use_card(page, "Success")
    await expect(page.get_by_role("heading", name="You are going!")).to_be_visible()


async def test_two_quick_clicks_make_one_order_and_one_payment(site: Site, page: Page) -> None:
    await page.goto(f"{site.origin}/e/{site.scene.slug}")
    await ready(page)
    await page.get_by_role("button", name="One Standing more").click()
    await page.get_by_role("button", name="Continue").first.dblclick()
    await page.wait_for_url("**/checkout/**")

    await page.get_by_label("Name").fill(BUYER)
    await page.get_by_label("E-mail").fill(EMAIL)
    await page.get_by_role("button", name="Pay").dblclick()
    await page.wait_for_url("**/sandbox/pay/**")

    same_visitor = "orders WHERE visitor = (SELECT visitor FROM newest)"
    assert await _count_newest(site, same_visitor) == 1
    assert await _count_newest(site, "payments WHERE reference = (SELECT id FROM newest)") == 1


async def test_an_expired_hold_is_told_and_leads_back(site: Site, page: Page) -> None:
    await _go_to(site, page, "Standing")
    await _run(
        site,
        "UPDATE orders SET hold_until = now() - interval '1 second' WHERE code = :code",
        code=_code_of(page),
    )

    await fill(page)

    await expect(page.get_by_role("heading", name="The time to pay ran out").last).to_be_visible()
    await follow(page.get_by_role("link", name="Choose again"))
    await page.wait_for_url(f"**/e/{site.scene.slug}")


async def test_a_payment_whose_webhook_never_comes_is_found_out(site: Site, page: Page) -> None:
    await _go_to(site, page, "Standing")

    await pay(page, "Webhook never")

    await expect(page.get_by_role("heading", name="You are going!")).to_be_visible()


async def test_free_tickets_need_no_gateway(site: Site, page: Page) -> None:
    await _go_to(site, page, "Students")

    await fill(page)

    await expect(page.get_by_role("heading", name="You are going!")).to_be_visible()


async def test_places_can_be_given_up(site: Site, page: Page) -> None:
    await _go_to(site, page, "Standing")

    await page.get_by_role("button", name="Give up these places").click()
    await page.get_by_role("button", name="Give them up").click()

    await expect(
        page.get_by_role("heading", name="These places are free again").last
    ).to_be_visible()


async def test_secret_addresses_are_kept_secret(site: Site, page: Page) -> None:
    await _buy(site, page, "Standing")

    answer = await page.request.get(page.url)
    wrong = await page.request.get(page.url[:-2] + "xx")

    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "noindex" in answer.headers["x-robots-tag"]
    assert wrong.status == 404


async def test_the_papers_of_an_order_can_be_taken_home(site: Site, page: Page) -> None:
    await _buy(site, page, "Standing")

    paper = await page.request.get(f"{page.url}/tickets.pdf")
    date = await page.request.get(f"{page.url}/event.ics")

    assert (await paper.body())[:5] == b"%PDF-"
    assert site.scene.title in await date.text()


async def _buy(site: Site, page: Page, kind: str) -> None:
    await _go_to(site, page, kind)
    await pay(page, "Success")
    await expect(page.get_by_role("heading", name="You are going!")).to_be_visible()


async def _go_to(site: Site, page: Page, kind: str) -> None:
    await page.goto(f"{site.origin}/e/{site.scene.slug}")
    await _choose(page, kind)


async def _choose(page: Page, *kinds: str) -> None:
    await page.wait_for_url("**/e/**")
    await ready(page)
    for kind in kinds:
        await page.get_by_role("button", name=f"One {kind} more").click()
    await page.get_by_role("button", name="Continue").first.click()
    await page.wait_for_url("**/checkout/**")
    await expect(page.get_by_text("Your places are held for")).to_be_visible()


def _code_of(page: Page) -> str:
    return urlsplit(page.url).path.split("/")[2]


async def _run(site: Site, statement: str, **values: str) -> None:
    async with site.rt.unit_of_work() as uow:
        await uow.session.execute(text(statement), values)


async def _count(site: Site, page: Page, what: str) -> int:
    with_order = f"WITH o AS (SELECT * FROM orders WHERE code = :code) SELECT count(*) FROM {what}"
    async with site.rt.read() as session:
        return (await session.execute(text(with_order), {"code": _code_of(page)})).scalar_one()


async def _count_newest(site: Site, what: str) -> int:
    newest = "WITH newest AS (SELECT * FROM orders ORDER BY id DESC LIMIT 1)"
    async with site.rt.read() as session:
        return (await session.execute(text(f"{newest} SELECT count(*) FROM {what}"))).scalar_one()
