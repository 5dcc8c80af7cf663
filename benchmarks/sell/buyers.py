"""Somebody who buys one ticket: over HTTP as a browser would, or through the services alone."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import cast
from uuid import UUID

from sqlalchemy import text

from benchmarks.http import Door
from benchmarks.stage import OnSale
from bilten_app.adapters.guarded import GuardedGateway
from bilten_app.adapters.sandbox.gateway import SandboxGateway
from bilten_app.adapters.sandbox.scenarios import Scenario
from bilten_app.domains.inventory import service as inventory
from bilten_app.domains.orders import service as orders
from bilten_app.domains.payments import service as payments
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import GUEST, Actor
from bilten_app.kit.ids import new_id

CARD = "4242424242424242"
PRICE_MINOR = 2500


async def hold_over_http(door: Door, sale: OnSale, key: str) -> str:
    """Hold one place as somebody whose address nobody has seen; return the hold's id."""
    door.address = f"10.{secrets.randbelow(256)}.{secrets.randbelow(256)}.{secrets.randbelow(256)}"
    cart = {
        "event": sale.slug,
        "lines": [{"ticket_type_id": str(secrets.choice(sale.type_ids)), "quantity": 1}],
    }
    return (await door.post("/api/v1/holds", cart, key)).json()["id"]


async def buy_over_http(door: Door, sale: OnSale, origin: str, name: str) -> None:
    """Hold, order, ask where to pay, and pay there: four requests; the gateway tells the rest."""
    hold_id = await hold_over_http(door, sale, f"hold-{name}")
    buyer = {"hold_id": hold_id, "name": "Bo Lind", "email": f"{name}@bench.example.com"}
    order = (await door.post("/api/v1/orders", buyer, f"order-{name}")).json()
    address = f"/api/v1/orders/{order['code']}/payment?secret={order['secret']}"
    opened = (await door.post(address, {}, f"pay-{name}")).json()
    await door.submit(opened["checkout_url"].removeprefix(origin), f"card={CARD}")


@dataclass(frozen=True, slots=True)
class Shop:
    """Sells in this process: the services that pages and worker call, one after the other."""

    rt: Runtime
    sale: OnSale

    async def buy(self, name: str, actor: Actor = GUEST) -> UUID:
        """Hold, order, pay at the gateway, hear its webhook, issue the ticket; return the order."""
        rt, hold_id = self.rt, new_id()
        until = rt.clock.now() + timedelta(minutes=rt.settings.hold_minutes)
        chosen = secrets.choice(self.sale.type_ids)
        await inventory.take(rt, hold_id=hold_id, lines={chosen: 1}, until=until)
        return await self.pay(hold_id, name, actor)

    async def pay(self, hold_id: UUID, name: str, actor: Actor = GUEST) -> UUID:
        """Order what is held, and pay for it; return the order."""
        rt, email = self.rt, f"{name}@bench.example.com"
        order = await orders.place_held(
            rt, actor, hold_id=hold_id, buyer_name="Bo Lind", buyer_email=email
        )
        back = f"{rt.settings.origin}/orders/{order.code}"
        url = await orders.pay(rt, actor, order_id=order.id, return_url=back)
        checkout = (url or "").rpartition("/")[2]
        await self._gateway.choose(checkout, Scenario.of(CARD))
        event_id = await self._tell(checkout, order.to_pay.minor, order.to_pay.currency)
        await payments.on_webhook_stored(rt, gateway="sandbox", event_id=event_id)
        payment_id = await rt.together(_payments_of, order.id)
        await orders.on_payment_captured(
            rt, payment_id=str(payment_id), gateway="sandbox", reference=str(order.id),
            amount_minor=order.to_pay.minor,
        )  # fmt: skip
        return order.id

    async def _tell(self, checkout: str, minor: int, currency: str) -> str:
        """Take in the gateway's signed webhook; return the event's id."""
        event_id = f"evt_{secrets.token_hex(12)}"
        charge = {
            "checkout": checkout, "state": "captured", "amount_minor": minor, "currency": currency,
            "reason": "",
        }  # fmt: skip
        told = {"id": event_id, "type": "charge.captured", "charge": charge}
        body = json.dumps(told).encode()
        signed = self._gateway.signed_headers(body)
        await payments.take_webhook(self.rt, gateway="sandbox", body=body, headers=signed)
        return event_id

    @property
    def _gateway(self) -> SandboxGateway:
        guarded = cast("GuardedGateway", self.rt.gateways.payment_methods["sandbox"])
        return cast("SandboxGateway", guarded.behind)


async def _payments_of(rt: Runtime, order_ids: Sequence[UUID]) -> list[UUID]:
    async with rt.read() as session:
        rows = await session.execute(
            text("SELECT reference, id FROM payments WHERE reference = ANY(:orders)"),
            {"orders": list(order_ids)},
        )
    found = {row.reference: row.id for row in rows}
    return [found[order_id] for order_id in order_ids]
