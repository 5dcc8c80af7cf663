"""Codes and credit through the API: not found by trying, and not spent by others."""

import httpx

from bilten_app.domains.pricing import service as pricing
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.ids import new_id
from bilten_app.kit.money import Money
from tests.factories import given_event
from tests.integration.pricing.given import given_promo, half
from tests.shop import BUYER, new_visitor, place


async def test_an_address_alone_spends_nobodys_credit(api: httpx.AsyncClient, rt: Runtime) -> None:
    stage = await given_event(rt)
    async with rt.unit_of_work(stage.owner) as uow:
        await pricing.give_credit(
            uow, stage.owner, organizer_id=stage.organizer_id, email=BUYER["email"],
            value=Money(1000, "EUR"), reference=new_id(),
        )  # fmt: skip
    placed = await place(api, rt, stage)

    answer = await api.put(
        f"{placed.path}/codes", json={"codes": [], "use_credit": True}, headers=placed.key
    )

    assert answer.status_code == 409
    assert answer.json()["code"] == "credit_not_yours"
    order = (await api.get(placed.path, headers=placed.key)).json()
    assert order["to_pay"] == order["total"]


async def test_codes_are_not_found_by_trying(api: httpx.AsyncClient, rt: Runtime) -> None:
    stage = await given_event(rt)
    await given_promo(rt, stage, half(name="Half of it"))
    placed = await place(api, rt, stage)
    who = {**placed.key, **new_visitor()}
    for number in range(10):
        guess = {"codes": [f"GUESS{number}"]}
        answer = await api.put(f"{placed.path}/codes", json=guess, headers=who)
        assert answer.status_code == 200

    last = await api.put(f"{placed.path}/codes", json={"codes": ["HALF"]}, headers=who)

    assert last.status_code == 429
