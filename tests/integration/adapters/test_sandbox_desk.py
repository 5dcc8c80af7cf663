"""The sandbox gateway's own desk, where a visitor plays its staff and the buyer's bank."""

from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI

from bilten_app.adapters.sandbox.aftersale import Sandbox
from bilten_app.adapters.sandbox.desk import DESK, desk_pages
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.errors import Unavailable
from bilten_app.kit.ids import new_id
from bilten_app.kit.money import Money
from bilten_app.ports.payments import CheckoutRequest
from tests.gateway import card, gateway_of


@pytest.fixture
async def desk(rt: Runtime) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI(openapi_url=None)
    app.include_router(desk_pages(gateway_of(rt), rt.engine))
    inside = httpx.ASGITransport(app)
    async with httpx.AsyncClient(
        transport=inside, base_url="http://desk.test", follow_redirects=True
    ) as client:
        yield client


async def paid(gateway: Sandbox, rt: Runtime) -> str:
    request = CheckoutRequest(
        payment_id=new_id(),
        amount=Money(2500, "EUR"),
        description="Night of Lights",
        email="noor@guests.example.com",
        return_url="http://bilten.test",
        expires_at=rt.clock.now() + timedelta(minutes=15),
    )
    ref = (await gateway.start(request)).gateway_ref
    await gateway.choose(ref, card("Success"))
    return ref


async def test_the_desk_shows_what_was_paid(desk: httpx.AsyncClient, rt: Runtime) -> None:
    empty = (await desk.get(DESK)).text
    await paid(gateway_of(rt), rt)

    page = (await desk.get(DESK)).text

    assert "Nobody has paid yet" in empty
    assert "€25.00 · Night of Lights" in page
    assert "noor@guests.example.com" in page


async def test_money_is_given_back_at_the_desk_but_never_too_much(
    desk: httpx.AsyncClient, rt: Runtime
) -> None:
    ref = await paid(gateway_of(rt), rt)

    for minor in ("2000", "501"):
        page = (await desk.post(f"{DESK}/{ref}/refund", data={"minor": minor})).text

    assert "€20.00 given back" in page


@pytest.mark.parametrize("outcome", ["won", "lost"])
async def test_a_dispute_is_opened_and_decided_at_the_desk(
    desk: httpx.AsyncClient, rt: Runtime, outcome: str
) -> None:
    ref = await paid(gateway_of(rt), rt)

    opened = (await desk.post(f"{DESK}/{ref}/dispute")).text
    dispute = opened.split(f'formaction="{DESK}/')[1].split("/")[0]
    decided = (await desk.post(f"{DESK}/{dispute}/{outcome}")).text

    assert "dispute needs response" in opened
    assert f"dispute {outcome}" in decided


async def test_the_desk_can_play_an_outage(desk: httpx.AsyncClient, rt: Runtime) -> None:
    ref = await paid(gateway_of(rt), rt)

    await desk.post("/sandbox/outage", data={"state": "down"})
    with pytest.raises(Unavailable):
        await gateway_of(rt).look_up(ref)
    page = (await desk.post("/sandbox/outage", data={"state": "up"})).text

    assert "Act as if down" in page
    await gateway_of(rt).look_up(ref)
