"""Buyers who pay at the sandbox at the same moment: each once, and only who may."""

import asyncio
from collections import Counter
from datetime import timedelta

from sqlalchemy import text

from bilten_app.infra.runtime import Runtime
from bilten_app.kit.ids import new_id
from bilten_app.kit.money import Money
from bilten_app.ports.payments import ChargeState, CheckoutRequest
from tests.gateway import card, gateway_of


async def opened(rt: Runtime, *, minutes: int = 15, challenge: bool = False) -> str:
    request = CheckoutRequest(
        payment_id=new_id(),
        amount=Money(2500, "EUR"),
        description="Night of Lights",
        email="noor@guests.example.com",
        return_url="http://bilten.test",
        expires_at=rt.clock.now() + timedelta(minutes=minutes),
        challenge=challenge,
    )
    return (await gateway_of(rt).start(request)).gateway_ref


async def told(rt: Runtime) -> Counter[str]:
    """Return checkout → how many webhooks wait to tell of it."""
    async with rt.read() as session:
        rows = await session.execute(text("SELECT checkout_id FROM sandbox.webhooks"))
    return Counter(rows.scalars())


async def test_many_who_pay_at_once_are_each_told_of_once(rt: Runtime) -> None:
    refs = [await opened(rt) for _ in range(5)]

    twice = [*refs, *refs]
    await asyncio.gather(*(gateway_of(rt).choose(ref, card("Success")) for ref in twice))

    assert await told(rt) == Counter(refs)
    for ref in refs:
        charge = await gateway_of(rt).look_up(ref)
        assert (charge.state, charge.amount) == (ChargeState.captured, Money(2500, "EUR"))
        assert charge.paid_with is not None


async def test_among_those_who_pay_who_is_late_or_asked_by_the_bank_does_not_pay(
    rt: Runtime,
) -> None:
    plain, late = await opened(rt), await opened(rt, minutes=-1)
    asked = await opened(rt, challenge=True)

    refs = (plain, late, asked)
    await asyncio.gather(*(gateway_of(rt).choose(ref, card("Success")) for ref in refs))

    states = [(await gateway_of(rt).look_up(ref)).state for ref in refs]
    assert states == [ChargeState.captured, ChargeState.expired, ChargeState.pending]
    assert await told(rt) == Counter([plain])
