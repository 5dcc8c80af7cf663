"""Nobody is judged by play money: what stops or holds a real order lets a test through."""

import pytest

from bilten_app.domains.risk.public import ListKind, PaymentStopped
from bilten_app.infra.runtime import Runtime
from tests.factories import given_checkout, given_event, given_order, order_of
from tests.gateway import card, gateway_of, hear
from tests.people import given_organizer, given_sandbox
from tests.suspects import given_listed, review_of


async def test_who_may_not_buy_may_try_it_at_a_test(rt: Runtime) -> None:
    owner, organizer_id = await given_organizer(rt)
    live = await given_event(rt, of=(owner, organizer_id))
    test = await given_event(rt, of=await given_sandbox(rt, owner, organizer_id))
    await given_listed(rt, ListKind.deny)

    with pytest.raises(PaymentStopped):
        await given_checkout(rt, await given_order(rt, live))
    assert await given_checkout(rt, await given_order(rt, test))


async def test_a_paid_test_waits_for_nobody(rt: Runtime) -> None:
    owner, organizer_id = await given_organizer(rt)
    test = await given_event(rt, of=await given_sandbox(rt, owner, organizer_id))
    await given_listed(rt, ListKind.watch)
    ref = await given_order(rt, test)
    checkout = await given_checkout(rt, ref)

    await gateway_of(rt).choose(checkout, card("Success"))
    await hear(rt, checkout, gateway="test")

    assert (await order_of(rt, ref)).state == "paid"
    assert await review_of(rt, ref) is None
