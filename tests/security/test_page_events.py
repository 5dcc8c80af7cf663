"""Attempts on the socket of the pages: each comes to nothing."""

import json
from typing import Any

import pytest
from websockets.exceptions import InvalidStatus

from bilten_app.kit.ids import new_token
from tests.factories import order_of
from tests.security.wire import ROOT, Delta, a_wire, event_name, told
from tests.security.world import World, guest_cookie
from tests.server import Site

ORGANIZERS = [("OrdersState", "open"), ("AttendeesState", "open"), ("EditorState", "publish")]


def var(state: Delta, owner: str, name: str) -> Any:
    """Return a state var as the browser has it."""
    found = [v for s, v in state.items() if s.endswith(owner)]
    return found[0].get(f"{name}_rx_state_") if found else None


@pytest.mark.parametrize(("state", "handler"), ORGANIZERS)
async def test_a_guest_gets_nothing_from_a_desk_that_was_never_drawn(
    site: Site, world: World, state: str, handler: str
) -> None:
    async with a_wire(site.origin, cookie=guest_cookie()) as wire:
        await wire.send(event_name(state, handler))
        after = await wire.settle()

        assert world.ours.order.code not in json.dumps(after)
        assert "noor@guests.example.com" not in json.dumps(wire.heard)
        assert "/sign-in" in json.dumps([update.get("events") for update in wire.heard])


@pytest.mark.parametrize(("state", "handler"), ORGANIZERS)
async def test_a_user_without_an_organization_gets_nothing_from_a_desk(
    site: Site, world: World, state: str, handler: str
) -> None:
    async with a_wire(site.origin, cookie=world.user_cookie) as wire:
        await wire.send(event_name(state, handler))
        after = await wire.settle()

        assert "noor@guests.example.com" not in json.dumps([after, wire.heard])


async def test_an_organizer_gets_a_desk(site: Site, world: World) -> None:
    """The attempts above would otherwise prove nothing."""
    async with a_wire(site.origin, cookie=world.ours.cookie) as wire:
        after = await wire.open("/organizer/orders", "OrdersState")

    assert "noor@guests.example.com" in json.dumps(after)


@pytest.mark.parametrize(
    "name",
    [
        "bilten_app___web___public___event___state____event_state._load",
        "bilten_app___web___public___checkout___state____checkout_state._begin",
        "bilten_app___web___handler____notice_state.reset",
        "bilten_app___web___session____session_state.set_signed_in",
        "bilten_app___web___session____session_state.get_state",
        "bilten_app___web___session____session_state.__init__",
    ],
)
async def test_what_is_no_handler_cannot_be_called(site: Site, name: str) -> None:
    async with a_wire(site.origin, cookie=guest_cookie()) as wire:
        before = await wire.settle()
        after = await wire.ask(f"{ROOT}.{name}", {"value": True})

    assert after == before


@pytest.mark.parametrize(
    "payload",
    [{"var_name": "signed_in", "value": True}, {"var_name": "_owner", "value": "x"}],
)
async def test_no_var_can_be_set_from_outside(site: Site, payload: dict[str, Any]) -> None:
    setter = event_name("SessionState", "setvar")
    async with a_wire(site.origin, cookie=guest_cookie()) as wire:
        after = await wire.ask(setter, payload)

    assert var(after, "session_state", "signed_in") is False


@pytest.mark.parametrize("by", ["update_vars_internal", "hydrate_and_load"])
async def test_no_var_can_be_slipped_in_as_client_storage(site: Site, by: str) -> None:
    owner = event_name("SessionState", "enter").rpartition(".")[0]
    name = f"{ROOT}.hydrate_and_load"
    if by == "update_vars_internal":
        name = f"{ROOT}.reflex___state____update_vars_internal_state.update_vars_internal"
    forged = {f"{owner}.signed_in_rx_state_": True, f"{owner}.signed_in": True}
    async with a_wire(site.origin, cookie=guest_cookie()) as wire:
        after = await wire.ask(name, {"vars": forged})

    assert var(after, "session_state", "signed_in") is False


@pytest.mark.parametrize(
    "event",
    [
        "words",
        None,
        7,
        [1, 2],
        {},
        {"name": 5},
        {"name": ["a"]},
        {"name": "x" * 100_000},
        {"name": f"{ROOT}.hydrate", "payload": "words"},
        {"name": f"{ROOT}.hydrate", "payload": [1]},
        {"name": f"{ROOT}.hydrate", "router_data": "words"},
        {"name": f"{ROOT}.hydrate", "router_data": {"pathname": {"a": 1}}},
        {"name": f"{ROOT}.hydrate", "router_data": {"query": "words"}},
        {"name": f"{ROOT}.hydrate", "router_data": {"pathname": "/" + "x" * 100_000}},
    ],
    ids=lambda event: str(event)[:60],
)
async def test_what_is_no_event_is_dropped_without_a_word_of_it(site: Site, event: object) -> None:
    mark = new_token()
    async with a_wire(site.origin, cookie=f"bilten_session={mark}") as wire:
        seen = len(site.web.said)
        await wire.say("event", event)
        await wire.settle()
        said = site.web.said[seen:]

    assert "Traceback" not in said
    assert mark not in said
    assert len(said) < 1000


async def test_headers_in_router_data_are_not_believed(site: Site, world: World) -> None:
    forged = {
        "pathname": "/organizer/orders",
        "query": {},
        "headers": {"cookie": world.ours.cookie},
        "ip": "10.0.0.1",
        "sid": "somebody",
        "token": "somebody",
    }
    async with a_wire(site.origin, cookie=guest_cookie()) as wire:
        await wire.send(event_name("OrdersState", "open"), router_data=forged)
        after = await wire.settle()

    assert "noor@guests.example.com" not in json.dumps([after, wire.heard])


async def test_the_state_of_a_closed_tab_is_empty_for_who_stole_its_token(
    site: Site, world: World
) -> None:
    async with a_wire(site.origin, cookie=world.ours.cookie) as victim:
        mine = await victim.open("/organizer/orders", "OrdersState")
    assert "noor@guests.example.com" in json.dumps(mine)

    for cookie in (guest_cookie(), "", world.theirs.cookie):
        async with a_wire(site.origin, token=victim.token, cookie=cookie) as thief:
            stolen = await thief.settle()
            assert "noor@guests.example.com" not in json.dumps([stolen, thief.heard])


async def test_a_tab_that_is_open_shares_its_state_with_nobody(site: Site, world: World) -> None:
    async with a_wire(site.origin, cookie=world.ours.cookie) as victim:
        await victim.open("/organizer/orders", "OrdersState")
        async with a_wire(site.origin, token=victim.token, cookie=guest_cookie()) as thief:
            stolen = await thief.settle()

    assert "noor@guests.example.com" not in json.dumps([stolen, thief.heard])


async def test_signing_out_empties_the_state_and_coming_back_keeps_it(
    site: Site, world: World
) -> None:
    async with a_wire(site.origin, cookie=world.ours.cookie) as wire:
        await wire.open("/organizer/orders", "OrdersState")
    async with a_wire(site.origin, token=wire.token, cookie=world.ours.cookie) as again:
        assert "noor@guests.example.com" in json.dumps(await again.settle())

    visitor = world.ours.cookie.split("; ")[1]
    async with a_wire(site.origin, token=wire.token, cookie=visitor) as out:
        assert "noor@guests.example.com" not in json.dumps(await out.settle())


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "null", "http://[", "http://127.0.0.1:1", "file://", "http://"],
)
async def test_a_foreign_page_opens_no_socket(site: Site, world: World, origin: str) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with a_wire(site.origin, cookie=world.ours.cookie, headers={"Origin": origin}):
            pass

    assert refused.value.response.status_code == 403


async def test_a_flood_is_dropped_and_hurts_nobody_else(site: Site) -> None:
    async with a_wire(site.origin, cookie=guest_cookie()) as flood:
        for _ in range(400):
            await flood.send(event_name("NoticeState", "dismiss"), {"x": "y"})
        async with a_wire(site.origin, cookie=guest_cookie()) as calm:
            assert told(await calm.settle()) == ""


async def test_an_order_cannot_be_cancelled_by_who_does_not_own_it(
    site: Site, world: World
) -> None:
    cancel = event_name("SoldOrderState", "cancel")
    for cookie in (guest_cookie(), world.user_cookie, world.theirs.cookie):
        async with a_wire(site.origin, cookie=cookie) as wire:
            await wire.open(f"/organizer/orders/{world.ours.order.code}", "SoldOrderState")
            await wire.ask(cancel, {"order": {"id": str(world.ours.order.id)}})

    assert (await order_of(site.rt, world.ours.order)).state == "paid"
