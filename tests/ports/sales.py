"""What the suites of payment gateways do again and again."""

from datetime import datetime, timedelta

from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.ids import new_id
from bilten_app.kit.money import Money
from bilten_app.ports.payments import CheckoutRequest, News, RefundRequest, ReportRow
from tests.ports.worlds import World

EUR_25 = Money(2500, "EUR")


def wanted(clock: FrozenClock, amount: Money = EUR_25) -> CheckoutRequest:
    return CheckoutRequest(
        payment_id=new_id(),
        amount=amount,
        description="Night of Lights, 2 tickets",
        email="noor@guests.example.com",
        return_url="http://bilten.example/orders/7KQ2",
        expires_at=clock.now() + timedelta(minutes=15),
    )


async def opened(world: World, clock: FrozenClock, amount: Money = EUR_25) -> str:
    return (await world.gateway.start(wanted(clock, amount))).gateway_ref


async def paid(world: World, clock: FrozenClock, amount: Money = EUR_25) -> str:
    """Return a checkout that was paid, its webhooks read and gone."""
    ref = await opened(world, clock, amount)
    await world.pay(ref)
    await world.webhooks()
    return ref


async def news(world: World) -> list[News]:
    """Return what the newest webhooks say."""
    events = [await world.gateway.verify(*posted) for posted in await world.webhooks()]
    said = [await world.gateway.read(event.raw) for event in events]
    return [one for one in said if one is not None]


def giving_back(ref: str, minor: int) -> RefundRequest:
    return RefundRequest(new_id(), ref, Money(minor, "EUR"), "The show was moved.")


async def report(world: World, start: datetime, end: datetime) -> list[ReportRow]:
    return [row async for row in world.gateway.report(start, end)]
