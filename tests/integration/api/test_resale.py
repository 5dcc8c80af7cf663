"""Selling a ticket on through the API: by the ticket's link, and bought like any order."""

from typing import Any

import httpx

from bilten_app.infra.runtime import Runtime
from bilten_app.kit.ids import new_id
from tests.factories import draft, given_event
from tests.gateway import card, gateway_of
from tests.resale import given_terms
from tests.shop import (
    BUYER,
    V1,
    Placed,
    checkout,
    new_key,
    place,
    slug_of,
    state_of,
    tell,
    tickets_of,
)


async def test_a_ticket_is_listed_bought_and_hands_over(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    stage = await given_event(rt, draft(capacity=1))
    await given_terms(rt, stage)
    slug = await slug_of(rt, stage)
    first = await place(api, rt, stage)
    await _pay(api, rt, first, "evt_1")
    (mine,) = await tickets_of(api, first)
    link = {"secret": mine["secret"]}
    path = f"{V1}/tickets/{mine['code']}/listing"

    assert (await api.get(path, params=link)).json()["code"] == "listing_gone"
    refused = await api.put(path, json={"price_minor": 999_999}, params=link)
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid_price")
    listed = (await api.put(path, json={"price_minor": 2000}, params=link)).json()
    repriced = (await api.put(path, json={"price_minor": 2500}, params=link)).json()

    assert listed["id"] == repriced["id"]
    parts = [repriced[name]["minor"] for name in ("royalty", "fee", "proceeds")]
    assert (parts, sum(parts)) == ([250, 125, 2125], 2500)
    (offer,) = await _offers(api, slug)
    assert (offer["price"]["minor"], offer["is_held"]) == (2500, False)
    assert await _offers(api, slug, most_minor=2499) == []
    assert await _offers(api, slug, with_seat=True) == []

    key = new_key()
    wanted = {"listing_id": offer["id"], **BUYER, "email": "ali@guests.example.com"}
    opened = await api.post(f"{V1}/orders", json=wanted, headers=key)
    again = await api.post(f"{V1}/orders", json=wanted, headers=key)
    held = await api.post(f"{V1}/orders", json=wanted, headers=new_key())

    assert opened.json()["order"] == again.json()["order"]
    assert (held.status_code, held.json()["code"]) == (409, "buyer_pays")
    assert (await api.delete(path, params=link)).json()["code"] == "buyer_pays"
    answer = opened.json()
    second = Placed("", answer["order"]["code"], answer["secret"])
    await _pay(api, rt, second, "evt_2")
    assert await state_of(api, second) == "paid"
    (theirs,) = await tickets_of(api, second)
    assert (theirs["id"], theirs["proof"] != mine["proof"]) == (mine["id"], True)
    assert await tickets_of(api, first) == []
    assert (await api.get(f"{V1}/tickets/{mine['code']}", params=link)).status_code == 404
    assert (await api.get(path, params=link)).status_code == 404


async def test_an_order_is_of_a_hold_or_of_a_listing(api: httpx.AsyncClient) -> None:
    both = {"hold_id": str(new_id()), "listing_id": str(new_id())}
    for wanted in ({}, both):
        answer = await api.post(f"{V1}/orders", json=wanted, headers=new_key())
        assert answer.status_code == 422
    unknown = {"listing_id": str(new_id())}
    answer = await api.post(f"{V1}/orders", json=unknown, headers=new_key())
    assert answer.status_code == 404


async def _offers(api: httpx.AsyncClient, slug: str, **narrowed: Any) -> list[dict[str, Any]]:
    answer = await api.get(f"{V1}/events/{slug}/listings", params=narrowed)
    assert answer.status_code == 200, answer.text
    return answer.json()["listings"]


async def _pay(api: httpx.AsyncClient, rt: Runtime, placed: Placed, event_id: str) -> None:
    reference = await checkout(api, placed)
    await gateway_of(rt).choose(reference, card("Success"))
    await tell(api, rt, reference, event_id)
