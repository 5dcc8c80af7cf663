"""What a buyer's bank does, at the sandbox gateway, and what Bilten makes of it."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import text

from bilten_app.adapters.sandbox.customers import SandboxCustomers
from bilten_app.domains.inventory import queries as inventory
from bilten_app.domains.ledger import queries as ledger
from bilten_app.domains.ledger.public import AccountKind
from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import OrderRef
from bilten_app.domains.payments import queries as payments
from bilten_app.domains.payments import service as payment_service
from bilten_app.domains.tickets import queries as tickets
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.clock import FrozenClock
from tests.factories import Stage, draft, given_checkout, given_event, given_order, order_of
from tests.gateway import card, gateway_of
from tests.ports.worlds import SandboxWorld
from tests.work import settle


async def states(rt: Runtime, ref: OrderRef) -> Sequence[str]:
    """Return how the tickets of an order stand."""
    async with rt.read() as session:
        return [one.state.value for one in await tickets.of_order(session, ref.id)]


async def is_sound(rt: Runtime) -> bool:
    """Whether counters agree with rows and the books sum to zero."""
    async with rt.read() as session:
        drifts = await inventory.drifts(session)
        return not drifts and not (await ledger.trial_balance(session)).difference


async def checkout_of(rt: Runtime, ref: OrderRef) -> str:
    """Return the gateway's name for the payment of an order."""
    async with rt.read() as session:
        payment = await payments.payment(session, (await order_of(rt, ref)).payment_id or ref.id)
    assert payment
    assert payment.checkout_url
    return payment.checkout_url.rsplit("/", 1)[1]


def world_of(rt: Runtime) -> SandboxWorld:
    """Return the world of the sandbox gateway."""
    return SandboxWorld(gateway_of(rt), rt.engine, SandboxCustomers(rt.engine, rt.clock))


async def hear(rt: Runtime, *, times: int = 1, latest_first: bool = False) -> None:
    """Take in what the gateway tells, as often as said, and do what follows each time."""
    told = await world_of(rt).webhooks()
    for body, headers in (told[::-1] if latest_first else told) * times:
        await payment_service.take_webhook(rt, gateway="sandbox", body=body, headers=headers)
        await settle(rt)


async def dispute(rt: Runtime, ref: OrderRef) -> str:
    """Let a bank ask for the money of an order; return the gateway's name for it."""
    asked = await gateway_of(rt).dispute(await checkout_of(rt, ref))
    await hear(rt, times=2)
    return asked


async def decide(rt: Runtime, asked: str, *, won: bool) -> None:
    """Let a bank decide, and hear of it twice."""
    await gateway_of(rt).decide(asked, won=won)
    await hear(rt, times=2)


async def given_late(rt: Runtime, clock: FrozenClock) -> tuple[Stage, OrderRef, str]:
    """Pay, untold, for an order whose places are sold to somebody else by now."""
    stage = await given_event(rt, draft(capacity=2))
    ref = await given_order(rt, stage)
    checkout = await given_checkout(rt, ref)
    await gateway_of(rt).choose(checkout, card("Success"))
    clock.move(timedelta(minutes=16))
    await orders.expire_due(rt)
    await given_order(rt, stage)
    return stage, ref, checkout


async def refunds_sent(rt: Runtime) -> list[int]:
    """Return what the gateway was asked to give back, refund by refund."""
    async with rt.read() as session:
        made = await session.execute(
            text("SELECT amount_minor FROM sandbox.refunds WHERE refund_id IS NOT NULL")
        )
        return list(made.scalars())


async def books(rt: Runtime) -> dict[str, int]:
    """Return what all accounts hold that hold anything, by their kind."""
    async with rt.read() as session:
        found = (await ledger.trial_balance(session)).balances
    held = dict.fromkeys((one.account.kind for one in found), 0)
    for one in found:
        held[one.account.kind] += one.amount.minor
    return {AccountKind(kind).value: minor for kind, minor in held.items() if minor}
