"""Webhooks through the API: what goes in, what is told once, and what the log shows."""

import asyncio

import httpx

from bilten_app.domains.webhooks import service as webhooks
from bilten_app.domains.webhooks.public import (
    MOST_ENDPOINTS,
    EndpointDraft,
    HookKind,
    TooManyEndpoints,
)
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.roles import Role
from tests.factories import given_event
from tests.integration.api.test_refunds import sign_in
from tests.shop import V1

HOOKS = f"{V1}/organizer/webhooks"
WANTED_URL = "https://example.com/hooks"
WANTED = {"url": WANTED_URL, "kinds": ["order.paid", "ticket.issued"]}


async def test_a_webhook_is_added_with_a_secret_that_is_told_once(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    stage = await given_event(rt)
    await sign_in(api, rt, stage, Role.owner)
    of = {"organizer_id": str(stage.organizer_id)}

    added = await api.post(HOOKS, json=WANTED, params=of)

    assert added.status_code == 201
    secret, hook = added.json()["secret"], added.json()["webhook"]
    assert secret.startswith("whsec_")
    assert (hook["url"], hook["kinds"]) == (WANTED["url"], WANTED["kinds"])
    listed = await api.get(HOOKS, params=of)
    assert listed.json() == {"webhooks": [hook]}
    rotated = await api.post(f"{HOOKS}/{hook['id']}/secret")
    assert rotated.json()["secret"] != secret
    assert rotated.json()["webhook"]["old_secret_until"]
    assert secret.encode() not in (await api.get(f"{HOOKS}/{hook['id']}")).content


async def test_what_cannot_be_saved_is_told_field_by_field(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    stage = await given_event(rt)
    await sign_in(api, rt, stage, Role.owner)

    refused = await api.post(
        HOOKS, json={"url": "http://10.0.0.1/", "kinds": []},
        params={"organizer_id": str(stage.organizer_id)},
    )  # fmt: skip

    assert refused.status_code == 422
    assert refused.json()["code"] == "invalid_webhook"
    assert set(refused.json()["problems"]) == {"url", "kinds"}


async def test_an_organization_has_so_many_webhooks_and_no_more(rt: Runtime) -> None:
    stage = await given_event(rt)
    draft = EndpointDraft(WANTED_URL, frozenset({HookKind.order_paid}))
    adding = [
        webhooks.add(rt, stage.owner, organizer_id=stage.organizer_id, draft=draft)
        for _ in range(MOST_ENDPOINTS + 1)
    ]

    done = await asyncio.gather(*adding, return_exceptions=True)

    assert [type(one) for one in done if isinstance(one, Exception)] == [TooManyEndpoints]


async def test_a_test_message_shows_in_the_log(api: httpx.AsyncClient, rt: Runtime) -> None:
    stage = await given_event(rt)
    await sign_in(api, rt, stage, Role.owner)
    of = {"organizer_id": str(stage.organizer_id)}
    hook = (await api.post(HOOKS, json=WANTED, params=of)).json()["webhook"]["id"]

    first, second = [(await api.post(f"{HOOKS}/{hook}/test")).json()["delivery"] for _ in range(2)]

    page = (await api.get(f"{HOOKS}/{hook}/deliveries", params={"size": 1})).json()
    assert [one["id"] for one in page["deliveries"]] == [second["id"]]
    rest = {"cursor": page["next_cursor"], "state": "queued"}
    page = (await api.get(f"{HOOKS}/{hook}/deliveries", params=rest)).json()
    assert [one["id"] for one in page["deliveries"]] == [first["id"]]
    assert page["next_cursor"] is None


async def test_who_may_only_sell_at_the_door_may_not_send_data_away(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    stage = await given_event(rt)
    await sign_in(api, rt, stage, Role.box_office)

    refused = await api.post(HOOKS, json=WANTED, params={"organizer_id": str(stage.organizer_id)})

    assert refused.status_code == 403
