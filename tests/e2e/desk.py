"""The organizer's browser, and what both desk stories do in it."""

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, BrowserContext, Locator, Page, ViewportSize

from bilten_app.domains.identity import queries as identity_queries
from bilten_app.domains.identity import service as identity
from bilten_app.kit.actor import GUEST, Actor
from bilten_app.kit.ids import new_code
from bilten_app.web.door import SESSION_COOKIE
from tests.e2e.conftest import PHONE, WAIT_MS, Site
from tests.people import PASSWORD

DESK = ViewportSize(width=1280, height=900)
GRAVE = {"serious", "critical"}


async def new_device(browser: Browser, viewport: ViewportSize = PHONE) -> BrowserContext:
    """Return a browser that has never been here; it shows everything at once, without a fade."""
    context = await browser.new_context(
        viewport=viewport, device_scale_factor=2, has_touch=True, reduced_motion="reduce"
    )
    context.set_default_timeout(WAIT_MS)
    return context


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


# What is fading in has no contrast yet; what turns for ever is never waited for.
FADED_IN = """Promise.allSettled(
    document.getAnimations()
        .filter(each => each.effect.getComputedTiming().endTime < 1000)
        .map(each => each.finished))"""


async def grave_findings(page: Page) -> list[str]:
    """Return what keeps people from using the page as it is now."""
    await page.evaluate(FADED_IN)
    violations = (await Axe().run(page)).response["violations"]
    return [
        f"{page.url} {rule['id']}: {node['html'][:160]}"
        for rule in violations
        if rule["impact"] in GRAVE
        for node in rule["nodes"]
    ]
