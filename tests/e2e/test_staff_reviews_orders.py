"""Staff look at orders that wait: one is let go, one refused."""

from playwright.async_api import Browser, expect

from bilten_app.domains.identity import service as identity
from bilten_app.domains.orders import queries as orders
from bilten_app.domains.orders.public import OrderRef, OrderState
from bilten_app.kit.actor import SYSTEM
from bilten_app.kit.ids import shown_code
from bilten_app.kit.roles import StaffRole
from tests.e2e.access import grave_findings
from tests.e2e.conftest import Site, new_device
from tests.e2e.desk import DESK, follow, ready, sign_in
from tests.factories import given_event
from tests.suspects import given_held


async def test_staff_let_one_order_go_and_refuse_another(site: Site, browser: Browser) -> None:
    stage = await given_event(site.rt)
    buyers = ("ada@guests.example.com", "bea@guests.example.com")
    held = [await given_held(site.rt, stage, email) for email in buyers]
    async with site.rt.unit_of_work() as uow:
        reviewer = stage.owner.require_user()
        await identity.set_staff(uow, SYSTEM, user_id=reviewer, role=StaffRole.moderator)
    context = await new_device(browser, DESK)
    await sign_in(site, context, stage.owner)
    page = await context.new_page()

    for ref, act, done in (
        (held[0], "Approve", OrderState.paid),
        (held[1], "Refuse and refund", OrderState.cancelled),
    ):
        await page.goto(f"{site.origin}/admin/risk")
        await ready(page)
        assert await grave_findings(page) == []
        await follow(page.get_by_role("link", name=shown_code(ref.code)))
        await page.get_by_role("button", name=act).click()
        dialog = page.get_by_role("dialog")
        await dialog.get_by_label("Note, for us only").fill("Looked at it.")
        assert await grave_findings(page) == []
        await dialog.get_by_role("button", name=act).click()
        await expect(page.get_by_text("Looked at it.")).to_be_visible()
        assert await state_of(site, ref) is done
    await context.close()


async def state_of(site: Site, ref: OrderRef) -> OrderState:
    async with site.rt.read() as session:
        return (await orders.order(session, ref.id)).state
