"""An organizer lets tickets go to wallets, and a fan claims one, without paying for it."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from playwright.async_api import Browser, BrowserContext, Page, expect

from bilten_app.domains.events import queries as events
from bilten_app.domains.tickets import service as tickets
from bilten_app.domains.tickets.public import TicketView
from bilten_app.kit.evm import Key
from tests.e2e.access import grave_findings
from tests.e2e.conftest import WAIT_MS, Site, new_device
from tests.e2e.desk import DESK, ready, sign_in
from tests.factories import Stage, draft, given_event
from tests.mirror import indexing
from tests.onchain import World
from tests.people import given_signed_in
from tests.tokens import RICH, bought_by, linked

expect.set_options(timeout=WAIT_MS)
MOST_LOOKS = 40
INJECTED = Path(__file__).with_name("injected_wallet.js")


async def test_a_ticket_goes_to_the_wallet_of_a_fan(
    site: Site, world: World, browser: Browser
) -> None:
    stage = await given_event(site.rt, draft(price_minor=0), draft(name="Balcony"))
    await _offer(site, browser, stage)
    fan, token = await given_signed_in(site.rt)
    key = Key.new()
    await linked(site.rt, fan, token, key)
    (ticket,) = await bought_by(site.rt, stage, fan)

    async with _mirrored(site, world):
        context = await new_device(browser)
        await _put_wallet_into(context, world, key)
        await sign_in(site, context, fan)
        page = await context.new_page()
        await _claim(site, page, ticket)
        await _bring_back(site, page, ticket)
        await context.close()


async def _offer(site: Site, browser: Browser, stage: Stage) -> None:
    context = await new_device(browser, DESK)
    await sign_in(site, context, stage.owner)
    page = await context.new_page()
    async with site.rt.read() as session:
        slug = (await events.by_id(session, stage.event_id)).slug
    await _look_at(page, f"{site.origin}/organizer/events/{slug}/wallets")
    await page.get_by_label("Standing").check()
    await page.get_by_label("Your share of each resale").fill("11")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Between 0 and 10 percent.")).to_be_visible()
    await page.get_by_label("Your share of each resale").fill("0")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Its contract is being made.")).to_be_visible()
    made = page.get_by_text("Its contract is on the chain.")
    for _ in range(MOST_LOOKS):
        await _look_at(page, page.url)
        if await made.is_visible():
            break
    await expect(made).to_be_visible()
    await context.close()


async def _claim(site: Site, page: Page, ticket: TicketView) -> None:
    await _look_at(page, _address(site, ticket))
    await page.get_by_role("button", name="Claim to my wallet").click()
    await expect(page.get_by_text("On its way to your wallet")).to_be_visible()
    await expect(page.get_by_text("In your wallet", exact=True)).to_be_visible()
    assert await grave_findings(page) == []

    await page.get_by_role("link", name="My collection").click()
    await expect(page.get_by_role("heading", name="My collection")).to_be_visible()
    await ready(page)
    await expect(page.get_by_text("In your wallet", exact=True)).to_be_visible()
    assert await grave_findings(page) == []


async def _bring_back(site: Site, page: Page, ticket: TicketView) -> None:
    await _look_at(page, _address(site, ticket))
    await page.get_by_text("Bring it back to my account").click()
    assert await grave_findings(page) == []
    await page.get_by_role("button", name="Bring it back").click()
    await page.get_by_role("button", name="Willing Wallet").click()
    await expect(page.get_by_text("In your wallet", exact=True)).to_have_count(0)

    await _look_at(page, _address(site, ticket))
    await expect(page.get_by_role("button", name="Claim to my wallet")).to_be_visible()


def _address(site: Site, ticket: TicketView) -> str:
    return f"{site.origin}/tickets/{ticket.code}/{tickets.secret_of(site.rt.vault, ticket)}"


async def _put_wallet_into(context: BrowserContext, world: World, key: Key) -> None:
    """Let a wallet of the browser hold a key, and send what it is asked to."""
    account = "0x" + key.address.hex()

    def send(asked: dict[str, str]) -> str:
        assert asked["from"].lower() == account
        world.chain.ask("anvil_setBalance", account, RICH)
        world.chain.ask("anvil_impersonateAccount", account)
        return world.chain.ask("eth_sendTransaction", asked)

    await context.expose_function("walletAccount", lambda: account)
    await context.expose_function("walletSends", send)
    await context.add_init_script(path=INJECTED)


async def _look_at(page: Page, address: str) -> None:
    """Open a page, and see that everybody can use it."""
    await page.goto(address)
    await ready(page)
    assert await grave_findings(page) == []


@asynccontextmanager
async def _mirrored(site: Site, world: World) -> AsyncGenerator[None]:
    """Let the chain go on, and an indexer follow it."""
    over = asyncio.Event()

    async def follow() -> None:
        async with indexing(site.rt.engine, world) as indexer:
            while not over.is_set():
                world.chain.ask("anvil_mine", "0x1")
                await indexer.turn()
                with suppress(TimeoutError):
                    await asyncio.wait_for(over.wait(), 0.3)

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(follow())
        yield
        over.set()
