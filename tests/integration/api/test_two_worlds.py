"""Programs at the wall between live and test: what stands on the other side is not there."""

from datetime import timedelta

import httpx
import pytest

from bilten_app.domains.tickets import queries as tickets
from bilten_app.domains.tickets import service as ticket_service
from bilten_app.infra.runtime import Runtime
from tests.aftersale import given_paid
from tests.factories import draft, given_both, given_order
from tests.programs import bearing, given_key
from tests.shop import BUYER, V1, hold, new_key, slug_of
from tests.waiting import change_type, given_room, listed


@pytest.mark.parametrize("is_test_key", [True, False])
async def test_a_program_never_reaches_into_the_other_world(
    api: httpx.AsyncClient, rt: Runtime, *, is_test_key: bool
) -> None:
    live, stage = await given_both(rt)
    _, secret = await given_key(rt, live.owner, is_test=is_test_key)
    own, other = (stage, live) if is_test_key else (live, stage)
    shown, refs = bearing(secret), [await given_order(rt, stage) for stage in (own, other)]
    for stage, ref, status in ((own, refs[0], 200), (other, refs[1], 404)):
        slug, link = await slug_of(rt, stage), {**shown, "Bilten-Secret": ref.secret}
        for path in (
            f"events/{slug}", f"events/{slug}/availability", f"organizer/events/{slug}/orders",
            f"organizer/orders/{ref.code}/refunds", f"orders/{ref.code}",
            f"orders/{ref.code}/tickets", f"orders/{ref.code}/quote",
        ):  # fmt: skip
            answer = await api.get(f"{V1}/{path}", headers=link)
            assert (path, answer.status_code) == (path, status)
    ref, link = refs[1], {**shown, "Bilten-Secret": refs[1].secret}
    assert (await hold(api, rt, other, headers={**new_key(), **shown})).status_code == 404
    assert (await hold(api, rt, own, headers={**new_key(), **shown})).status_code == 201
    paying = await api.post(f"{V1}/orders/{ref.code}/payment", headers={**new_key(), **link})
    assert paying.status_code == 404
    held = (await hold(api, rt, other)).json()
    wanted = {"hold_id": held["id"], **BUYER}
    placed = await api.post(f"{V1}/orders", json=wanted, headers={**new_key(), **shown})
    assert (placed.status_code, placed.json()["code"]) == (409, "hold_expired")


@pytest.mark.parametrize("is_test_key", [True, False])
async def test_what_has_a_link_of_its_own_is_not_there_for_the_other_world(
    api: httpx.AsyncClient, rt: Runtime, *, is_test_key: bool
) -> None:
    live, test = await given_both(rt)
    _, secret = await given_key(rt, live.owner, is_test=is_test_key)
    own, other = (test, live) if is_test_key else (live, test)
    met: list[list[int]] = []

    for stage in (own, other):
        await given_paid(rt, stage)
        async with rt.read() as session:
            ticket = (await tickets.of_event(session, stage.event_id))[0]
        ticket_link = {"Bilten-Secret": ticket_service.secret_of(rt.vault, ticket)}
        await change_type(rt, stage, draft(capacity=2))
        entry = await listed(rt, stage)
        await given_room(rt, stage, opens_at=rt.clock.now() + timedelta(hours=1))
        slug = await slug_of(rt, stage)
        entry_link = {"Bilten-Secret": entry.secret}
        asked = (
            (f"tickets/{ticket.code}", ticket_link),
            (f"tickets/{ticket.code}/event.ics", ticket_link),
            (f"waiting-list/{entry.code}", entry_link),
            (f"waiting-rooms/{slug}/draw", {}),
        )
        met.append(
            [
                (await api.get(f"{V1}/{path}", headers={**link, **bearing(secret)})).status_code
                for path, link in asked
            ]
        )

    assert met == [[200] * 4, [404] * 4]


async def test_nobody_between_keeps_an_answer_about_a_test(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    live, test = await given_both(rt)

    for_all, for_one = [
        await api.get(f"{V1}/events/{await slug_of(rt, stage)}") for stage in (live, test)
    ]

    assert "public" in for_all.headers["Cache-Control"]
    assert for_one.headers["Cache-Control"] == "private, no-cache"


async def test_the_price_of_a_test_among_others_has_no_fee_in_it(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    live, _ = await given_both(rt)
    _, secret = await given_key(rt, live.owner, is_test=True)

    told = [
        (await api.get(f"{V1}/events", headers=shown)).json()["events"][0]["from_price"]["minor"]
        for shown in ({}, bearing(secret))
    ]

    assert told == [26_03, 25_00]
