"""What is told to nobody: not in the pages, not in the state, not in the log."""

import csv
import io
import json
import re
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text

from bilten_app.domains.events import queries
from bilten_app.domains.events import service as events
from bilten_app.kit.ids import new_code
from bilten_app.run_web import WEB
from tests.factories import draft, given_event, given_order
from tests.people import PASSWORD
from tests.security.wire import Delta, a_wire
from tests.security.world import World, guest_cookie
from tests.server import Site

EVIL = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'"


async def test_words_of_an_organizer_stay_words_on_every_page(
    site: Site, browser: httpx.AsyncClient
) -> None:
    stage = await given_event(site.rt, draft(name=EVIL[:40]))
    async with site.rt.unit_of_work(stage.owner) as uow:
        await events.edit(
            uow, stage.owner, event_id=stage.event_id, title=f"Evil {EVIL}", summary=EVIL,
            description=f"{EVIL}\n\n{EVIL}", refund_policy=EVIL, age_policy=EVIL,
            line_up=(EVIL,),
        )  # fmt: skip
    slug = await slug_of(site, stage.event_id)

    for path in (f"/e/{slug}", "/discover?q=evil", "/", "/sitemap.xml"):
        page = (await browser.get(path)).text
        assert "<script>alert(1)" not in page, path
        assert "<img src=x" not in page, path
    page = (await browser.get(f"/e/{slug}")).text
    data = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert data
    assert json.loads(data[1])["name"].startswith("Evil </script>")


async def test_words_of_a_buyer_are_no_formula_in_a_spreadsheet(
    site: Site, browser: httpx.AsyncClient, world: World
) -> None:
    desk = world.ours
    async with site.rt.unit_of_work(desk.stage.owner) as uow:
        await uow.session.execute(
            text(
                "UPDATE tickets SET holder_name = '=HYPERLINK(\"http://evil\")' WHERE code = :code"
            ),
            {"code": desk.ticket_code},
        )

    path = f"/organizer/events/{desk.slug}/attendees.csv"
    table = (await browser.get(path, headers={"cookie": desk.cookie})).text

    cells = [cell for row in csv.reader(io.StringIO(table)) for cell in row]
    assert any("HYPERLINK" in cell for cell in cells)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


async def test_a_mail_in_the_sandbox_runs_no_script(browser: httpx.AsyncClient) -> None:
    listed = await browser.get("/sandbox/mail")
    links = re.findall(r'href="(/sandbox/mail/[^"]+)"', listed.text)

    assert links
    for link in links[:3]:
        policy = (await browser.get(link)).headers["content-security-policy"]
        assert "unsafe" not in policy.partition("script-src")[2].partition(";")[0]


def test_the_compiled_pages_hold_no_secret(site: Site) -> None:
    secrets = secrets_of(site)
    files = [
        file for file in (WEB / "build").rglob("*") if file.suffix in {".js", ".html", ".json"}
    ]

    assert files
    for file in files:
        told = file.read_text("utf-8", "replace")
        assert not [name for name, secret in secrets.items() if secret in told], file


async def test_no_page_tells_the_browser_more_than_it_needs(site: Site, world: World) -> None:
    desk = world.ours
    seen: list[Delta] = []
    async with a_wire(site.origin, cookie=desk.cookie) as wire:
        for path, state in (
            ("/", "HomeState"),
            (f"/e/{desk.slug}", "EventState"),
            ("/organizer/orders", "OrdersState"),
            (f"/orders/{desk.order.code}/{desk.order.secret}", "OrderPageState"),
            (f"/organizer/orders/{desk.order.code}", "SoldOrderState"),
        ):
            seen.append(await wire.open(path, state))

    told = json.dumps([seen, wire.heard])
    enrolled = desk.scanner.enrolled
    assert enrolled
    for secret in (desk.session, desk.session[::-1], PASSWORD, enrolled.token, "argon2"):
        assert secret not in told
    assert not [name for name, secret in secrets_of(site).items() if secret in told]


async def test_the_log_holds_nothing_that_opens_anything(
    site: Site, browser: httpx.AsyncClient, world: World
) -> None:
    desk = world.ours
    password = f"pw {new_code()} of mine"
    email = f"{new_code().lower()}@guests.example.com"
    typed = {"name": "Ida", "email": email, "password": password}
    await browser.post("/auth/sign-up", data=typed)
    mine = {"email": desk.email, "password": PASSWORD}
    token = (await browser.post("/auth/sign-in", data=mine)).cookies["bilten_session"]
    await browser.post("/auth/sign-in", data={**typed, "password": f"{password}?"})
    order = await given_order(site.rt, desk.stage)
    guest = guest_cookie()
    for path in (
        f"/orders/{order.code}/{order.secret}",
        f"/checkout/{order.code}/{order.secret}",
        f"/tickets/{desk.ticket_code}/{desk.ticket_secret}",
        f"/api/v1/orders/{order.code}?secret={order.secret}",
        f"/orders/{order.code}/{order.secret}/tickets.pdf",
        f"/verify/{token}",
    ):
        await browser.get(path)
    async with a_wire(site.origin, cookie=guest) as wire:
        await wire.open(f"/checkout/{order.code}/{order.secret}", "CheckoutState")
        await wire.send("no.such.event", {"secret": order.secret})
        await wire.settle()

    said = site.web.said + site.worker.said

    assert "page event refused" in said
    for secret in (
        token, password, email, order.secret, desk.session, desk.ticket_secret, wire.token,
        guest.partition("=")[2], *secrets_of(site).values(),
    ):  # fmt: skip
        assert secret not in said


@pytest.mark.parametrize("name", ["master.key", "postgres.secret", "valkey.secret"])
def test_a_key_is_read_by_its_owner_alone(site: Site, name: str) -> None:
    file: Path = site.settings.data_dir / name

    assert not file.exists() or file.stat().st_mode & 0o077 == 0


def secrets_of(site: Site) -> dict[str, str]:
    """Return what the processes know and nobody else may."""
    settings = site.settings
    assert settings.database_url
    assert settings.redis_url
    return {
        "master key": (settings.data_dir / "master.key").read_text("ascii").strip(),
        "database": settings.database_url.get_secret_value().split(":")[2].partition("@")[0],
        "cache": settings.redis_url.get_secret_value().split(":")[2].partition("@")[0],
    }


async def slug_of(site: Site, event_id: UUID) -> str:
    """Return the slug of an event."""
    async with site.rt.read() as session:
        return (await queries.by_id(session, event_id)).slug
