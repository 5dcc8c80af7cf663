"""What is on, for programs."""

import httpx

from bilten_app.infra.runtime import Runtime
from tests.factories import given_event
from tests.shop import V1, hold, slug_of


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
