"""Bilten with three gateways at once, each in a world of its own."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from bilten_app.adapters.guarded import GuardedGateway
from bilten_app.adapters.sandbox.customers import SandboxCustomers
from bilten_app.domains.payments import queries, service
from bilten_app.domains.payments.public import PaymentView
from bilten_app.infra.breaker import Breaker, Outages
from bilten_app.infra.jobs import JobFunction, run_due
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.ids import new_id
from bilten_app.kit.money import Money
from bilten_app.worker.jobs import job_functions
from bilten_app.worker.loop import dispatch_all
from tests.gateway import gateway_of
from tests.ports.sales import EUR_25
from tests.ports.worlds import (
    PayPalWorld,
    SandboxWorld,
    StripeWorld,
    World,
    paypal_world,
    stripe_world,
)


@dataclass(frozen=True, slots=True)
class Till:
    """Bilten and its gateways: what a buyer pays, and what the gateways tell."""

    rt: Runtime
    sandbox: SandboxWorld
    stripe: StripeWorld
    paypal: PayPalWorld

    def world(self, name: str) -> World:
        """Return the world of a gateway."""
        return {"sandbox": self.sandbox, "stripe": self.stripe, "paypal": self.paypal}[name]

    async def start(
        self, method: str, amount: Money = EUR_25, reference: UUID | None = None
    ) -> PaymentView:
        """Open a checkout for fifteen minutes."""
        return await service.start(
            self.rt,
            reference=reference or new_id(),
            amount=amount,
            email="noor@guests.example.com",
            description="Night of Lights",
            return_url="http://bilten.example/orders/7KQ2",
            expires_at=self.rt.clock.now() + timedelta(minutes=15),
            method=method,
        )

    async def ref(self, payment: PaymentView) -> str:
        """Return the name of a payment at its gateway."""
        url = payment.checkout_url or ""
        return url.rsplit("token=" if payment.gateway == "paypal" else "/", 1)[1]

    async def paid(self, method: str, amount: Money = EUR_25) -> PaymentView:
        """Return a payment that was paid and told of."""
        payment = await self.start(method, amount)
        await self.world(method).pay(await self.ref(payment))
        await self.hear(method)
        return await self.now(payment)

    async def hear(self, method: str, *, times: int = 1) -> None:
        """Take in what a gateway tells, and do what follows."""
        news = await self.world(method).webhooks()
        for body, headers in news * times:
            await service.take_webhook(self.rt, gateway=method, body=body, headers=headers)
        await self.settle()

    async def settle(self) -> None:
        """Do what follows in the domain of payments; others would ask for what was bought."""
        functions = {
            name: act if name.startswith("payments.") else _pass_over
            for name, act in job_functions(self.rt).items()
        }
        while await dispatch_all(self.rt) or await self._run(functions):
            continue

    async def _run(self, functions: Mapping[str, JobFunction]) -> int:
        async with self.rt.unit_of_work() as uow:
            return await run_due(uow.session, functions)

    async def now(self, payment: PaymentView) -> PaymentView:
        """Return a payment as it is now."""
        async with self.rt.read() as session:
            found = await queries.payment(session, payment.id)
        assert found is not None
        return found


async def _pass_over(**_: object) -> None:
    """Another domain's job."""


@asynccontextmanager
async def opened_till(rt: Runtime, clock: FrozenClock) -> AsyncGenerator[Till]:
    """Give a runtime Stripe and PayPal beside its sandbox."""
    async with stripe_world(clock) as stripe, paypal_world(clock) as paypal:
        outages = Outages(rt.engine, clock)
        added = {
            world.gateway.name: GuardedGateway(world.gateway, Breaker(clock), outages)
            for world in (stripe, paypal)
        }
        methods = {**rt.gateways.payment_methods, **added}
        rt.gateways = replace(
            rt.gateways,
            payment_methods=methods,
            offered=("sandbox", "stripe", "paypal"),
            saved_methods={**rt.gateways.saved_methods, "stripe": stripe.cards},
        )
        yield Till(
            rt,
            SandboxWorld(gateway_of(rt), rt.engine, SandboxCustomers(rt.engine, clock)),
            stripe,
            paypal,
        )
