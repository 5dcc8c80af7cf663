"""Somebody signs in for work by SAML: the provider posts from another site, and they are in."""

from playwright.async_api import Browser, expect
from sqlalchemy import text

from bilten_app.domains.organizers import service as organizers
from bilten_app.kit.roles import Role
from tests.e2e.access import grave_findings
from tests.e2e.conftest import WAIT_MS, Site, new_device
from tests.e2e.desk import ready
from tests.idp import providing
from tests.people import given_organizer, new_email

expect.set_options(timeout=WAIT_MS)


async def test_a_team_signs_in_by_its_saml_provider(site: Site, browser: Browser) -> None:
    owner, organizer_id = await given_organizer(site.rt, name="Saml Hall")
    email = new_email().replace("@", "@saml.")
    context = await new_device(browser)
    page = await context.new_page()
    async with providing(site.rt.clock) as idp:
        idp.host, idp.subject = "localhost", email
        idp.attributes = {"mail": [email], "displayName": ["Mara Lind"]}
        await organizers.save_saml(
            site.rt, owner, organizer_id=organizer_id, metadata=idp.metadata(),
            default_role=Role.marketer,
        )  # fmt: skip
        async with site.rt.unit_of_work(owner) as uow:
            domain = email.partition("@")[2]
            await organizers.add_domain(uow, owner, organizer_id=organizer_id, domain=domain)
            proven = text("UPDATE team_domains SET proven_at = now() WHERE domain = :domain")
            await uow.session.execute(proven, {"domain": domain})
            await organizers.switch_issuer(
                uow, owner, organizer_id=organizer_id, on=True, only=False
            )

        await page.goto(f"{site.origin}/sign-in/work")
        await ready(page)
        await page.get_by_label("Work e-mail").fill(email)
        await page.get_by_role("button", name="Go on").click()
        await page.get_by_role("button", name="Yes, it is me").click()
        await page.wait_for_url(f"{site.origin}/organizer")
        await expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert await grave_findings(page) == []
    await context.close()
