"""The worlds of the conformance suite: each gateway, and what happens on its side of the port."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal, Protocol

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bilten_app.adapters.paypal import door as paypal_door
from bilten_app.adapters.paypal.amounts import to_amount
from bilten_app.adapters.paypal.gateway import PayPalGateway
from bilten_app.adapters.sandbox.aftersale import Sandbox
from bilten_app.adapters.sandbox.customers import SandboxCustomers
from bilten_app.adapters.stripe.customers import StripeCustomers
from bilten_app.adapters.stripe.door import open_client
from bilten_app.adapters.stripe.gateway import StripeGateway
from bilten_app.kit.clock import Clock
from bilten_app.kit.money import Money
from bilten_app.ports.payees import SavedMethods
from bilten_app.ports.payments import ChargeState, Evidence, PaymentGateway
from tests.gateway import card
from tests.paypal_fake.merchant import WEBHOOK_ID
from tests.paypal_fake.server import CLIENT_ID, CLIENT_SECRET, PayPalFake, paypal_fake
from tests.stripe_fake import aftersale, checkout, saved
from tests.stripe_fake.server import SECRET_KEY, WEBHOOK_SECRET, StripeFake, stripe_fake

OVER = timedelta(hours=7)
EVIDENCE = Evidence(
    customer_name="Noor Aziz",
    customer_email="noor@guests.example.com",
    product="2 tickets, Standing, Night of Lights",
    service_date="1 June 2026",
    refund_policy="No refunds within a day of the show.",
    access_log="Entered at gate 2 at 19:04.",
    statement="The buyer was at the show.",
    pack=b"%PDF-1.7",
)
type Card = Literal["good", "empty", "asked"]
type Posted = tuple[bytes, dict[str, str]]


class World(Protocol):
    """One gateway, and the hands of its buyers, banks and staff."""

    @property
    def gateway(self) -> PaymentGateway:
        """The gateway, as Bilten sees it."""
        ...

    async def pay(self, ref: str) -> None:
        """The buyer agrees; a gateway that wants to be told is told."""
        ...

    async def decline(self, ref: str) -> None:
        """The buyer tries, and the bank says no."""
        ...

    async def refund_over_there(self, ref: str, amount: Money) -> None:
        """Somebody gives money back on the gateway's own site."""
        ...

    async def dispute(self, ref: str) -> str:
        """The buyer's bank asks for the money back."""
        ...

    async def decide(self, dispute: str, *, won: bool) -> None:
        """The bank has decided."""
        ...

    async def webhooks(self) -> list[Posted]:
        """Return the webhooks told since the last time, signed now, oldest first."""
        ...

    async def go_down(self) -> None:
        """Let every call fail from now on."""
        ...


class CardWorld(World, Protocol):
    """A gateway that remembers cards, and the hands of those who pay with them."""

    @property
    def cards(self) -> SavedMethods:
        """The gateway's memory of buyers, as Bilten sees it."""
        ...

    async def pay_with(self, ref: str, kind: Card) -> None:
        """The buyer types a card on the hosted page."""
        ...

    async def answer(self, ref: str, *, approved: bool) -> None:
        """The buyer's bank has asked, and they said whether it is them."""
        ...


@dataclass(slots=True)
class SandboxWorld:
    """The sandbox, on a database of its own."""

    gateway: Sandbox
    engine: AsyncEngine
    cards: SandboxCustomers
    sent: set[str] = field(default_factory=set[str])

    async def pay(self, ref: str) -> None:
        await self.gateway.choose(ref, card("Success"))

    async def pay_with(self, ref: str, kind: Card) -> None:
        titles = {"good": "Success", "empty": "Declined", "asked": "3-D Secure"}
        await self.gateway.choose(ref, card(titles[kind]))

    async def answer(self, ref: str, *, approved: bool) -> None:
        await self.gateway.answer_challenge(ref, approved=approved)

    async def decline(self, ref: str) -> None:
        await self.gateway.choose(ref, card("Insufficient funds"))

    async def refund_over_there(self, ref: str, amount: Money) -> None:
        assert await self.gateway.refund_at_desk(ref, amount.minor)

    async def dispute(self, ref: str) -> str:
        return await self.gateway.dispute(ref)

    async def decide(self, dispute: str, *, won: bool) -> None:
        await self.gateway.decide(dispute, won=won)

    async def webhooks(self) -> list[Posted]:
        async with self.engine.begin() as db:
            rows = await db.execute(text("SELECT id, body FROM sandbox.webhooks ORDER BY ctid"))
            news = [row for row in rows if row.id not in self.sent]
        self.sent |= {row.id for row in news}
        bodies = [row.body.encode() for row in news]
        return [(body, self.gateway.signed_headers(body)) for body in bodies]

    async def go_down(self) -> None:
        self.gateway.down = True


@dataclass(slots=True)
class StripeWorld:
    """Stripe's SDK against the fake."""

    gateway: StripeGateway
    fake: StripeFake
    cards: StripeCustomers

    async def pay(self, ref: str) -> None:
        assert checkout.pay(self.fake.memory, ref, "4242424242424242") == "paid"

    async def pay_with(self, ref: str, kind: Card) -> None:
        numbers = {
            "good": "4242424242424242", "empty": "4000000000000002", "asked": checkout.CHALLENGED,
        }  # fmt: skip
        checkout.pay(self.fake.memory, ref, numbers[kind])

    async def answer(self, ref: str, *, approved: bool) -> None:
        if ref.startswith("pi_"):
            saved.answer_bank(self.fake.memory, ref, approved=approved)
        else:
            checkout.answer_challenge(self.fake.memory, ref, approved=approved)

    async def decline(self, ref: str) -> None:
        assert checkout.pay(self.fake.memory, ref, "4000000000009995") == "declined"

    async def refund_over_there(self, ref: str, amount: Money) -> None:
        intent = ref
        if not ref.startswith("pi_"):
            intent = self.fake.memory.get("checkout.session", ref)["payment_intent"]
        wanted = {"payment_intent": intent, "amount": amount.minor}
        aftersale.refund(self.fake.memory, wanted)

    async def dispute(self, ref: str) -> str:
        return checkout.open_dispute(self.fake.memory, ref)["id"]

    async def decide(self, dispute: str, *, won: bool) -> None:
        checkout.decide_dispute(self.fake.memory, dispute, won=won)

    async def webhooks(self) -> list[Posted]:
        return self.fake.webhooks()

    async def go_down(self) -> None:
        self.fake.down = True


@dataclass(slots=True)
class PayPalWorld:
    """PayPal's API against the fake."""

    gateway: PayPalGateway
    fake: PayPalFake

    async def pay(self, ref: str) -> None:
        self.fake.merchant.approve(ref)
        assert (await self.gateway.look_up(ref)).state is ChargeState.approved
        await self.gateway.capture(ref)

    async def decline(self, ref: str) -> None:
        self.fake.merchant.approve(ref, funds=False)
        assert (await self.gateway.capture(ref)).reason == "instrument_declined"

    async def refund_over_there(self, ref: str, amount: Money) -> None:
        self.fake.merchant.refund_at_desk(ref, to_amount(amount)["value"])

    async def dispute(self, ref: str) -> str:
        return self.fake.merchant.dispute(ref)

    async def decide(self, dispute: str, *, won: bool) -> None:
        self.fake.merchant.decide(dispute, won=won)

    async def webhooks(self) -> list[Posted]:
        return self.fake.merchant.webhooks()

    async def go_down(self) -> None:
        self.fake.down = True


@asynccontextmanager
async def sandbox_world(engine: AsyncEngine, clock: Clock) -> AsyncGenerator[SandboxWorld]:
    """Open the sandbox."""
    sandbox = Sandbox(engine, clock, "http://pay.example", b"secret")
    yield SandboxWorld(sandbox, engine, SandboxCustomers(engine, clock))


@asynccontextmanager
async def stripe_world(clock: Clock) -> AsyncGenerator[StripeWorld]:
    """Open Stripe."""
    async with stripe_fake(clock) as fake, open_client(SECRET_KEY, fake.origin) as client:
        gateway = StripeGateway(client, WEBHOOK_SECRET, clock)
        yield StripeWorld(gateway, fake, StripeCustomers(client))


@asynccontextmanager
async def paypal_world(clock: Clock) -> AsyncGenerator[PayPalWorld]:
    """Open PayPal."""
    async with paypal_fake(clock) as fake, paypal_door.open_client(fake.origin) as client:
        door = paypal_door.Door(client, CLIENT_ID, CLIENT_SECRET, clock)
        yield PayPalWorld(PayPalGateway(door, WEBHOOK_ID), fake)
