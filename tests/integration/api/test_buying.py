"""From a hold to tickets, through the API: nothing is sold twice, and a request counts once."""

import asyncio
from collections import Counter
from datetime import timedelta

import httpx
import pytest

from bilten_app.infra.runtime import Runtime
from bilten_app.kit.clock import FrozenClock
from tests.factories import draft, given_event, places
from tests.gateway import card, gateway_of, webhook
from tests.shop import BUYER, V1, Placed, checkout, hold, new_key, new_visitor, place, slug_of
from tests.work import settle


async def tell(
    api: httpx.AsyncClient, rt: Runtime, reference: str, event_id: str = "evt_1", **changes: object
) -> httpx.Response:
    """Bring the gateway's webhook, and do what follows."""
    body = await webhook(rt, reference, event_id, **changes)
    headers = gateway_of(rt).signed_headers(body)
    answer = await api.post(f"{V1}/webhooks/sandbox", content=body, headers=headers)
    await settle(rt)
    return answer


async def state_of(api: httpx.AsyncClient, placed: Placed) -> str:
    return (await api.get(placed.path, headers=placed.key)).json()["state"]


async def tickets_of(api: httpx.AsyncClient, placed: Placed) -> list[dict[str, str]]:
    answer = await api.get(f"{placed.path}/tickets", headers=placed.key)
    return answer.json()["tickets"]


async def test_of_two_hundred_at_once_one_gets_the_last_place(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    stage = await given_event(rt, draft(capacity=1))

    answers = await asyncio.gather(
        *(hold(api, rt, stage, headers={**new_key(), **new_visitor()}) for _ in range(200))
    )

    told = Counter((one.status_code, one.json().get("code")) for one in answers)
    assert told == {(201, None): 1, (409, "sold_out"): 199}
    assert await places(rt, stage) == [(0, 1, 0)]


async def test_a_stranger_buys_a_ticket(api: httpx.AsyncClient, rt: Runtime) -> None:
    stage = await given_event(rt)
    placed = await place(api, rt, stage, 2)

    reference = await checkout(api, placed)
    await gateway_of(rt).choose(reference, card("Success"))
    answer = await tell(api, rt, reference)

    assert answer.status_code == 204
    assert await state_of(api, placed) == "paid"
    sold = await tickets_of(api, placed)
    assert [one["proof"][:4] for one in sold] == ["BT1:", "BT1:"]
    link = {"secret": sold[0]["secret"]}
    alone = await api.get(f"{V1}/tickets/{sold[0]['code']}", params=link)
    assert alone.json() == sold[0]
    date = await api.get(f"{V1}/tickets/{sold[0]['code']}/event.ics", params=link)
    assert date.text.startswith("BEGIN:VCALENDAR")
    paper = await api.get(f"{placed.path}/tickets.pdf", headers=placed.key)
    assert paper.content.startswith(b"%PDF-")


async def test_a_free_order_needs_no_gateway(api: httpx.AsyncClient, rt: Runtime) -> None:
    stage = await given_event(rt, draft(price_minor=0))
    placed = await place(api, rt, stage)

    answer = await api.post(f"{placed.path}/payment", headers={**placed.key, **new_key()})

    assert answer.json() == {"checkout_url": None}
    assert await state_of(api, placed) == "paid"


async def test_a_webhook_five_times_and_days_later_is_one_sale(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    stage = await given_event(rt)
    placed = await place(api, rt, stage)
    reference = await checkout(api, placed)
    await gateway_of(rt).choose(reference, card("Success"))

    for _ in range(5):
        assert (await tell(api, rt, reference)).status_code == 204
    assert isinstance(rt.clock, FrozenClock)
    rt.clock.move(timedelta(days=3))
    assert (await tell(api, rt, reference)).status_code == 204
    assert (await tell(api, rt, reference, event_id="evt_again")).status_code == 204

    assert len(await tickets_of(api, placed)) == 1
    assert await places(rt, stage) == [(99, 0, 1)]


async def test_webhooks_out_of_order_end_where_those_in_order_end(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    stage = await given_event(rt)
    placed = await place(api, rt, stage)
    reference = await checkout(api, placed)
    await gateway_of(rt).choose(reference, card("Success"))

    await tell(api, rt, reference, event_id="evt_2")
    await tell(api, rt, reference, event_id="evt_1", state="failed", reason="card_declined")
    await tell(api, rt, reference, event_id="evt_0", state="pending")

    assert await state_of(api, placed) == "paid"
    assert len(await tickets_of(api, placed)) == 1


@pytest.mark.parametrize("signature", ["", "t=1,v1=00", "t=x", "nonsense", "t=1,v1=\xe9"])
async def test_a_webhook_that_nobody_signed_changes_nothing(
    api: httpx.AsyncClient, rt: Runtime, signature: str
) -> None:
    stage = await given_event(rt)
    placed = await place(api, rt, stage)
    reference = await checkout(api, placed)
    await gateway_of(rt).choose(reference, card("Success"))
    body = await webhook(rt, reference, "evt_1")

    answer = await api.post(
        f"{V1}/webhooks/sandbox",
        content=body,
        headers=httpx.Headers([(b"sandbox-signature", signature.encode("latin-1"))]),
    )
    await settle(rt)

    assert (answer.status_code, answer.json()["code"]) == (400, "bad_signature")
    assert await state_of(api, placed) == "placed"


async def test_an_altered_webhook_is_refused(api: httpx.AsyncClient, rt: Runtime) -> None:
    stage = await given_event(rt)
    placed = await place(api, rt, stage)
    reference = await checkout(api, placed)
    body = await webhook(rt, reference, "evt_1", state="captured")
    headers = gateway_of(rt).signed_headers(body)

    answer = await api.post(
        f"{V1}/webhooks/sandbox", content=body.replace(b"2500", b"0001") + b" ", headers=headers
    )

    assert answer.status_code == 400
    assert await state_of(api, placed) == "placed"


async def test_money_of_another_amount_buys_nothing(api: httpx.AsyncClient, rt: Runtime) -> None:
    stage = await given_event(rt)
    placed = await place(api, rt, stage)
    reference = await checkout(api, placed)
    await gateway_of(rt).choose(reference, card("Wrong amount"))

    answer = await tell(api, rt, reference)

    assert answer.status_code == 204
    assert await state_of(api, placed) == "placed"
    assert await tickets_of(api, placed) == []


async def test_a_webhook_of_an_unknown_gateway_finds_nobody(api: httpx.AsyncClient) -> None:
    answer = await api.post(f"{V1}/webhooks/nobody", content=b"{}")

    assert answer.status_code == 404


async def test_the_same_key_finds_the_same_hold_and_never_another(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    stage = await given_event(rt)
    key = new_key()

    first, again, other = [await hold(api, rt, stage, n, headers=key) for n in (2, 2, 3)]

    assert first.json() == again.json()
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert await places(rt, stage) == [(98, 2, 0)]


async def test_two_browsers_with_one_key_have_a_hold_each(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    stage = await given_event(rt)
    key = new_key()

    holds = [await hold(api, rt, stage, headers={**key, **new_visitor()}) for _ in range(2)]

    assert holds[0].json()["id"] != holds[1].json()["id"]


async def test_the_same_order_request_twice_at_once_is_one_order(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    stage = await given_event(rt)
    held = (await hold(api, rt, stage)).json()
    key, wanted = new_key(), {"hold_id": held["id"], **BUYER}

    answers = [await api.post(f"{V1}/orders", json=wanted, headers=key) for _ in range(3)]
    other = await api.post(f"{V1}/orders", json={**wanted, "name": "Kim"}, headers=key)

    assert {(one.status_code, one.json()["order"]["code"]) for one in answers} == {
        (201, answers[0].json()["order"]["code"])
    }
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


async def test_paying_twice_opens_one_checkout(api: httpx.AsyncClient, rt: Runtime) -> None:
    stage = await given_event(rt)
    placed = await place(api, rt, stage)
    key = {**placed.key, **new_key()}

    answers = [await api.post(f"{placed.path}/payment", headers=key) for _ in range(2)]
    another = await checkout(api, placed)

    assert answers[0].json() == answers[1].json()
    assert answers[0].json()["checkout_url"].endswith(another)


async def test_places_come_back_once_when_they_are_given_back_twice(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    stage = await given_event(rt, draft(capacity=3))
    held = (await hold(api, rt, stage, 2)).json()
    placed = await place(api, rt, stage)
    assert await places(rt, stage) == [(0, 3, 0)]

    for _ in range(2):
        assert (await api.delete(f"{V1}/holds/{held['id']}")).status_code == 204
    first = await api.delete(placed.path, headers=placed.key)
    second = await api.delete(placed.path, headers=placed.key)

    assert (first.status_code, second.status_code) == (204, 409)
    assert await places(rt, stage) == [(3, 0, 0)]


async def test_a_hold_that_ran_out_cannot_be_ordered(api: httpx.AsyncClient, rt: Runtime) -> None:
    stage = await given_event(rt)
    held = (await hold(api, rt, stage)).json()
    assert isinstance(rt.clock, FrozenClock)
    rt.clock.move(timedelta(minutes=16))

    answer = await api.post(f"{V1}/orders", json={"hold_id": held["id"]}, headers=new_key())

    assert (answer.status_code, answer.json()["code"]) == (409, "hold_expired")


async def test_a_buyer_is_told_which_field_to_mend(api: httpx.AsyncClient, rt: Runtime) -> None:
    stage = await given_event(rt)
    placed = await place(api, rt, stage)

    bad = await api.put(
        f"{placed.path}/buyer", headers=placed.key, json={"name": " ", "email": "noor@"}
    )
    good = await api.put(
        f"{placed.path}/buyer",
        headers=placed.key,
        json={"name": "Kim\u0007 Lee", "email": "k@x.org"},
    )

    assert (bad.status_code, set(bad.json()["problems"])) == (422, {"name", "email"})
    assert (good.status_code, good.json()["buyer_name"]) == (200, "Kim Lee")


async def test_a_ticket_type_of_another_event_is_unknown(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    stage, other = await given_event(rt), await given_event(rt)
    await hold(api, rt, stage)

    answer = await hold(api, rt, stage, type_id=other.types[0])

    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_ticket_type")
    assert await places(rt, other) == [(100, 0, 0)]


async def test_what_belongs_to_others_does_not_exist(api: httpx.AsyncClient, rt: Runtime) -> None:
    stage = await given_event(rt)
    mine, theirs = await place(api, rt, stage), await place(api, rt, stage)

    answers = [
        await api.get(theirs.path, headers=mine.key),
        await api.get(theirs.path),
        await api.get(f"{theirs.path}/tickets", headers=mine.key),
        await api.get(f"{theirs.path}/tickets.pdf", headers=mine.key),
        await api.put(f"{theirs.path}/buyer", headers=mine.key, json=BUYER),
        await api.post(f"{theirs.path}/payment", headers={**mine.key, **new_key()}),
        await api.delete(theirs.path, headers=mine.key),
        await api.get(f"{V1}/orders/ZZZZZZZZ", headers=mine.key),
        await api.get(f"{V1}/tickets/{mine.code}", headers=mine.key),
    ]

    assert {(one.status_code, one.json()["code"]) for one in answers} == {(404, "not_found")}


async def test_one_browser_may_not_hold_without_end(api: httpx.AsyncClient, rt: Runtime) -> None:
    stage = await given_event(rt)
    browser = new_visitor()

    answers = [await hold(api, rt, stage, headers={**new_key(), **browser}) for _ in range(31)]

    assert [one.status_code for one in answers] == [201] * 30 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0


async def test_the_catalog_shows_what_is_on_sale(api: httpx.AsyncClient, rt: Runtime) -> None:
    stage = await given_event(rt)
    slug = await slug_of(rt, stage)

    listed = (await api.get(f"{V1}/events", params={"search": "jazz", "currency": "EUR"})).json()
    none = (await api.get(f"{V1}/events", params={"currency": "USD"})).json()
    past = {"to": "2026-06-02T00:00:00Z"}
    shown = await api.get(f"{V1}/events/{slug}")
    await hold(api, rt, stage, 3)
    left = (await api.get(f"{V1}/events/{slug}/availability")).json()

    assert [event["slug"] for event in listed["events"]] == [slug]
    assert listed["next_cursor"] is None
    assert none["events"] == []
    assert (await api.get(f"{V1}/events", params=past)).json()["total"] == 0
    (kind,) = shown.json()["ticket_types"]
    assert (kind["list_price"]["decimal"], kind["price"]["decimal"]) == ("25.00", "26.03")
    assert left["ticket_types"] == [
        {"ticket_type_id": str(stage.types[0]), "left": 97, "sale": "on_sale"}
    ]


async def test_a_catalog_answer_that_is_known_is_not_sent_again(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    stage = await given_event(rt)
    path = f"{V1}/events/{await slug_of(rt, stage)}"
    first = await api.get(path)

    again = await api.get(path, headers={"If-None-Match": first.headers["ETag"]})
    await hold(api, rt, stage)
    changed = await api.get(path, headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert changed.status_code == 200
