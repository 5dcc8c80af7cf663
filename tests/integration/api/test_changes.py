"""Changing paid orders through the API: by the buyer's link, and by members."""

import httpx

from bilten_app.infra.runtime import Runtime
from bilten_app.kit.roles import Role
from tests.aftersale import given_paid
from tests.factories import given_event
from tests.integration.api.test_refunds import sign_in
from tests.shop import V1

NEW = {"name": "Ali Hassan", "email": "ali@guests.example.com"}


async def test_a_buyer_renames_a_ticket_by_the_link_of_the_order(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    stage = await given_event(rt)
    ref, other = await given_paid(rt, stage), await given_paid(rt, stage)
    mine, theirs = {"Bilten-Secret": ref.secret}, {"Bilten-Secret": other.secret}
    address = f"{V1}/orders/{ref.code}"
    before = (await api.get(f"{address}/tickets", headers=mine)).json()["tickets"][0]
    renaming = f"{address}/tickets/{before['code']}/holder"

    wrong = await api.put(renaming, json=NEW, headers=theirs)
    foreign = await api.put(
        f"{V1}/orders/{other.code}/tickets/{before['code']}/holder", json=NEW, headers=theirs
    )
    bad = await api.put(renaming, json={**NEW, "email": "nobody"}, headers=mine)
    done = await api.put(renaming, json=NEW, headers=mine)

    assert (wrong.status_code, foreign.status_code, bad.status_code) == (404, 404, 422)
    after = done.json()["tickets"][0]
    assert (after["holder_name"], after["code"]) == (NEW["name"], before["code"])
    assert after["proof"] != before["proof"]
    assert after["secret"] != before["secret"]
    old = {"Bilten-Secret": before["secret"]}
    gone = await api.get(f"{V1}/tickets/{before['code']}", headers=old)
    assert gone.status_code == 404


async def test_a_buyer_has_the_tickets_sent_again_three_times_an_hour(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    stage = await given_event(rt)
    ref = await given_paid(rt, stage)
    mine = {"Bilten-Secret": ref.secret}

    answers = [
        await api.post(f"{V1}/orders/{ref.code}/mails", json={}, headers=mine) for _ in range(4)
    ]

    assert [one.status_code for one in answers] == [202, 202, 202, 429]


async def test_a_member_changes_orders_of_the_organization_and_no_other(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    stage, foreign = await given_event(rt), await given_event(rt)
    ref, theirs = await given_paid(rt, stage), await given_paid(rt, foreign)
    await sign_in(api, rt, stage)
    address, elsewhere = f"{V1}/organizer/orders/{ref.code}", f"{V1}/organizer/orders/{theirs.code}"
    ticket = (
        await api.get(f"{V1}/orders/{ref.code}/tickets", headers={"Bilten-Secret": ref.secret})
    ).json()["tickets"][0]["id"]

    noted = await api.post(f"{address}/notes", json={"words": "By the side door."})
    renamed = await api.put(f"{address}/tickets/{ticket}/holder", json=NEW)
    sent = await api.post(f"{address}/mails", json={})
    refused = [
        await api.post(f"{elsewhere}/notes", json={"words": "Mine now."}),
        await api.get(f"{elsewhere}/notes"),
        await api.put(f"{elsewhere}/tickets/{ticket}/holder", json=NEW),
        await api.post(f"{elsewhere}/mails", json={}),
    ]

    assert [note["words"] for note in noted.json()["notes"]] == ["By the side door."]
    assert (renamed.status_code, sent.status_code) == (200, 202)
    assert {one.status_code for one in refused} == {404}


async def test_the_box_office_notes_but_renames_nothing(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    stage = await given_event(rt)
    ref = await given_paid(rt, stage)
    await sign_in(api, rt, stage, Role.box_office)
    address = f"{V1}/organizer/orders/{ref.code}"
    ticket = (
        await api.get(f"{V1}/orders/{ref.code}/tickets", headers={"Bilten-Secret": ref.secret})
    ).json()["tickets"][0]["id"]

    renamed = await api.put(f"{address}/tickets/{ticket}/holder", json=NEW)
    noted = await api.post(f"{address}/notes", json={"words": "Paid at the door."})

    assert (renamed.status_code, noted.status_code) == (403, 201)
