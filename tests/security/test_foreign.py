"""What belongs to one organizer, asked for by another: it is not there, and nothing changes."""

import json
from collections.abc import Sequence
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from tests.people import picture
from tests.security.wire import a_wire, our_handlers, owner_of
from tests.security.world import Desk, World, guest_cookie
from tests.server import Site

BUYER = "noor@guests.example.com"
TABLES = (
    "events", "venues", "ticket_types", "pools", "orders", "order_lines", "tickets", "gates",
    "devices", "organizers", "members", "media",
)  # fmt: skip
# What an organizer can do to an event, an order or a gate, with arguments that would be right.
PLACES = {
    "EditorState": "/organizer/events/{slug}",
    "GateState": "/organizer/events/{slug}/gate",
    "SoldOrderState": "/organizer/orders/{order}",
    "AttendeesState": "/organizer/attendees",
    "OrdersState": "/organizer/orders",
    "DashboardState": "/organizer",
}
ROUTES = [
    "/organizer/events/{slug}/attendees.csv",
    "/api/v1/organizer/events/{slug}",
    "/api/v1/organizer/events/{slug}/orders",
    "/api/v1/organizer/events/{slug}/attendees",
    "/api/v1/organizer/events/{slug}/door",
]


def organizer_handlers() -> list[str]:
    """Return every handler that only an organizer may call."""
    from reflex_base.registry import RegistrationContext  # noqa: PLC0415 - after the pages

    known = RegistrationContext.get().event_handlers
    return [
        name
        for name in our_handlers()
        if getattr(known[name].states[0], "_access", "") == "organizer"
    ]


def right_values(desk: Desk) -> dict[str, Any]:
    """Return arguments that would be right for the owner."""
    return {
        "gate_id": str(desk.gate_id),
        "device_id": str(desk.scanner.device),
        "incident_id": str(desk.gate_id),
        "type_id": str(desk.stage.types[0]),
        "organizer_id": str(desk.stage.organizer_id),
        "event_id": str(desk.stage.event_id),
        "form": {
            "name": "Taken over", "title": "Taken over", "reason": "Taken over", "price": "0",
            "capacity": 1, "max_per_order": 1, "event": desk.slug, "q": "", "state": "",
            "starts_local": "2030-01-01T10:00", "ends_local": "2030-01-01T12:00",
            "time_zone": "Europe/Berlin", "country": "DE", "city": "Taken over",
            "refund_policy": "Taken over", "color": "#000000", "currency": "EUR",
        },
    }  # fmt: skip


async def everything_of(site: Site, desk: Desk) -> Sequence[tuple[Any, ...]]:
    """Return every row that is the organizer's, as text."""
    found: list[tuple[Any, ...]] = []
    async with site.rt.read() as session:
        for table in TABLES:
            asked = text(f"SELECT t::text FROM {table} t WHERE t::text LIKE ANY(:ids) ORDER BY 1")
            ids = [f"%{desk.stage.organizer_id}%", f"%{desk.stage.event_id}%", f"%{desk.gate_id}%"]
            rows = (await session.execute(asked, {"ids": ids})).all()
            found += [(table, *row) for row in rows]
    return found


@pytest.mark.parametrize("name", organizer_handlers(), ids=lambda n: n.split("____")[-1])
async def test_no_event_of_one_organizer_reaches_what_is_anothers(
    site: Site, world: World, name: str
) -> None:
    before = await everything_of(site, world.ours)
    path = PLACES.get(owner_of(name), "/organizer").format(
        slug=world.ours.slug, order=world.ours.order.code
    )
    values = right_values(world.ours)
    payload = {argument: values.get(argument, "") for argument in our_handlers()[name]}

    async with a_wire(site.origin, cookie=world.theirs.cookie, path=path) as wire:
        opening = f"{name.rpartition('.')[0]}.open"
        query = {"event": world.ours.slug, "step": "basics"}
        routed = {"pathname": path, "asPath": f"{path}?event={world.ours.slug}", "query": query}
        if opening in our_handlers():
            await wire.ask(opening, router_data=routed)
        await wire.ask(name, payload, router_data=routed)
        heard = json.dumps(wire.heard)

    assert await everything_of(site, world.ours) == before
    assert world.ours.order.code not in heard.replace(path, "")
    assert str(world.ours.stage.organizer_id) not in heard


@pytest.mark.parametrize("route", ROUTES)
async def test_no_route_of_one_organizer_shows_what_is_anothers(
    browser: httpx.AsyncClient, world: World, route: str
) -> None:
    path = route.format(slug=world.ours.slug)

    own = await browser.get(path, headers={"cookie": world.ours.cookie})
    foreign = await browser.get(path, headers={"cookie": world.theirs.cookie})
    guest = await browser.get(path, headers={"cookie": guest_cookie()})

    assert own.status_code == 200
    assert foreign.status_code == 404
    assert guest.status_code in {401, 404}
    assert BUYER not in foreign.text + guest.text


@pytest.mark.parametrize(
    "route",
    [
        "/uploads/events/{slug}/cover",
        "/uploads/events/{slug}/gallery",
        "/uploads/organization/{home}/logo",
    ],
)
async def test_no_picture_is_hung_in_anothers_place(
    site: Site, browser: httpx.AsyncClient, world: World, route: str
) -> None:
    before = await everything_of(site, world.ours)
    path = route.format(slug=world.ours.slug, home=world.ours.home)

    for cookie in (world.theirs.cookie, world.user_cookie, guest_cookie()):
        answer = await browser.post(
            path,
            files=dict.fromkeys(("picture", "gallery_picture"), ("a.png", picture())),
            headers={"cookie": cookie},
        )
        assert answer.status_code in {303, 401, 403, 404}

    assert await everything_of(site, world.ours) == before


async def test_a_scanner_of_one_event_reads_nothing_of_another(
    browser: httpx.AsyncClient, world: World
) -> None:
    enrolled = world.theirs.scanner.enrolled
    assert enrolled

    pack = await browser.get(
        "/api/v1/scanner/pack",
        params={"event": str(world.ours.stage.event_id)},
        headers={"authorization": f"Bearer {enrolled.token}"},
    )

    assert pack.status_code == 200
    assert pack.json()["event"]["id"] == str(world.theirs.stage.event_id)
    for bad in ("", "Bearer", "Bearer x", f"Basic {enrolled.token}", "Bearer é"):
        refused = await browser.get(
            "/api/v1/scanner/pack", headers=[(b"authorization", bad.encode())]
        )
        assert refused.status_code == 401
