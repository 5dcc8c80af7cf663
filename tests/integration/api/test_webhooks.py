"""What gateways tell us counts once, in any order, and only when they signed it."""

from datetime import timedelta

import httpx
import pytest

from bilten_app.infra.runtime import Runtime
from bilten_app.kit.clock import FrozenClock
from tests.factories import given_event, places
from tests.gateway import card, gateway_of, webhook
from tests.shop import V1, checkout, place, state_of, tell, tickets_of
from tests.work import settle


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
