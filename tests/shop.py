"""Buying through the API."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx

from bilten_app.domains.events import queries as events
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.ids import new_id, new_token
from tests.factories import Stage
from tests.gateway import gateway_of, webhook
from tests.work import settle

BUYER = {"name": "Noor Aziz", "email": "noor@guests.example.com"}
V1 = "/api/v1"


@dataclass(frozen=True, slots=True)
class Placed:
    """An order as its buyer knows it."""

    id_of_hold: str
    code: str
    secret: str

    @property
    def path(self) -> str:
        return f"{V1}/orders/{self.code}"

    @property
    def key(self) -> dict[str, str]:
        return {"Bilten-Secret": self.secret}


def new_key() -> dict[str, str]:
    return {"Idempotency-Key": str(new_id())}


def new_visitor() -> dict[str, str]:
    return {"Cookie": f"bilten_visitor={new_token()}"}


async def slug_of(rt: Runtime, stage: Stage) -> str:
    async with rt.read() as session:
        return (await events.sale(session, stage.event_id)).slug


async def hold(
    api: httpx.AsyncClient,
    rt: Runtime,
    stage: Stage,
    quantity: int = 1,
    *,
    type_id: UUID | None = None,
    headers: dict[str, str] | None = None,
) -> httpx.Response:
    """Hold places of the first ticket type."""
    lines = [{"ticket_type_id": str(type_id or stage.types[0]), "quantity": quantity}]
    wanted: dict[str, Any] = {"event": await slug_of(rt, stage), "lines": lines}
    return await api.post(f"{V1}/holds", json=wanted, headers=headers or new_key())


async def place(api: httpx.AsyncClient, rt: Runtime, stage: Stage, quantity: int = 1) -> Placed:
    """Hold places and place the order, with its buyer."""
    held = (await hold(api, rt, stage, quantity)).json()
    wanted = {"hold_id": held["id"], **BUYER}
    answer = await api.post(f"{V1}/orders", json=wanted, headers=new_key())
    assert answer.status_code == 201, answer.text
    placed = answer.json()
    return Placed(held["id"], placed["order"]["code"], placed["secret"])


async def checkout(api: httpx.AsyncClient, placed: Placed) -> str:
    """Open the gateway's checkout; return its reference there."""
    answer = await api.post(f"{placed.path}/payment", headers={**placed.key, **new_key()})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["checkout_url"]).rsplit("/", 1)[1]


async def tell(
    api: httpx.AsyncClient,
    rt: Runtime,
    reference: str,
    event_id: str = "evt_1",
    gateway: str = "sandbox",
    **changes: object,
) -> httpx.Response:
    """Bring the gateway's webhook, and do what follows."""
    body = await webhook(rt, reference, event_id, **changes)
    headers = gateway_of(rt).signed_headers(body)
    answer = await api.post(f"{V1}/webhooks/{gateway}", content=body, headers=headers)
    await settle(rt)
    return answer


async def state_of(api: httpx.AsyncClient, placed: Placed) -> str:
    return (await api.get(placed.path, headers=placed.key)).json()["state"]


async def tickets_of(api: httpx.AsyncClient, placed: Placed) -> list[dict[str, str]]:
    answer = await api.get(f"{placed.path}/tickets", headers=placed.key)
    return answer.json()["tickets"]
