"""Tickets whose price the buyer chooses, through the API."""

import httpx

from bilten_app.domains.inventory.public import OpenPrice
from bilten_app.infra.runtime import Runtime
from tests.factories import draft, given_event
from tests.shop import V1, new_key, slug_of


async def test_a_program_reads_the_bounds_and_chooses_a_price(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    open_price = OpenPrice(most_minor=100_00, suggested=(10_00, 20_00))
    stage = await given_event(rt, draft(price_minor=5_00, open_price=open_price))
    slug = await slug_of(rt, stage)
    shown = (await api.get(f"{V1}/events/{slug}")).json()["ticket_types"][0]["open_price"]
    key = new_key()

    def wanted(minor: int) -> dict[str, object]:
        line = {"ticket_type_id": str(stage.types[0]), "quantity": 1, "price_minor": minor}
        return {"event": slug, "lines": [line]}

    held, other, low = [
        await api.post(f"{V1}/holds", json=wanted(minor), headers=headers)
        for minor, headers in ((8_00, key), (9_00, key), (1_00, new_key()))
    ]

    assert (shown["least"]["minor"], shown["most"]["minor"]) == (5_00, 100_00)
    assert [one["minor"] for one in shown["suggested"]] == [10_00, 20_00]
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert (low.status_code, low.json()["code"]) == (422, "price_outside")
    placed = await api.post(f"{V1}/orders", json={"hold_id": held.json()["id"]}, headers=new_key())
    assert placed.json()["order"]["lines"][0]["unit"]["minor"] == 8_00
