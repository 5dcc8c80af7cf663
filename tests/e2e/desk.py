"""The organizer's browser, and what both desk stories do in it."""

from playwright.async_api import BrowserContext, Locator, Page, ViewportSize

from bilten_app.domains.identity import queries as identity_queries
from bilten_app.domains.identity import service as identity
from bilten_app.kit.actor import GUEST, Actor
from bilten_app.kit.ids import new_code
from bilten_app.web.door import SESSION_COOKIE
from tests.e2e.conftest import Site
from tests.people import PASSWORD

DESK = ViewportSize(width=1280, height=900)


async def sign_in(site: Site, context: BrowserContext, actor: Actor) -> None:
    """Give the browser a session of this person."""
    assert actor.user_id
    async with site.rt.read() as session:
        email = (await identity_queries.profile(session, actor.user_id)).email
    signed_in = await identity.sign_in(
        site.rt, GUEST, email=email, password=PASSWORD, address=new_code()
    )
    await context.add_cookies(
        [{"name": SESSION_COOKIE, "value": signed_in.token, "url": site.origin}]
    )


async def ready(page: Page) -> None:
    """Wait until the page shows its content."""
    await page.wait_for_selector("main#main[data-ready=true]")


async def follow(link: Locator) -> None:
    """Go where a link leads, and wait until that page shows its content.

    The page before stays drawn for a moment after the address has changed.
    """
    page = link.page
    await page.locator("main#main").evaluate("main => main.dataset.left = ''")
    await link.click()
    await page.wait_for_selector("main#main[data-ready=true]:not([data-left])")
