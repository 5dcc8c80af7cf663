"""Buyers who have their cards saved, and what they do with them, for tests."""

from sqlalchemy import text

from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import OrderRef
from bilten_app.domains.payments import queries
from bilten_app.domains.payments import service as payments
from bilten_app.domains.payments.public import CardView
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from tests.factories import Stage, given_order
from tests.people import given_signed_in
from tests.ports.worlds import Card, CardWorld
from tests.till import Till
from tests.work import settle

HERE = "http://bilten.example/orders/7KQ2"


async def pay(
    rt: Runtime, actor: Actor, ref: OrderRef, method: str, *, keep: bool = False
) -> str | None:
    return await orders.pay(
        rt, actor, order_id=ref.id, return_url=HERE, method=method, keep_card=keep
    )


async def pay_again(rt: Runtime, actor: Actor, ref: OrderRef, card: CardView) -> str | None:
    return await orders.pay(rt, actor, order_id=ref.id, return_url=HERE, card_id=card.id)


async def ref_of(rt: Runtime, ref: OrderRef) -> str:
    """Return under what name the gateway knows the newest payment of an order."""
    async with rt.read() as session:
        found = await session.execute(
            text("SELECT gateway_ref FROM payments WHERE reference = :id ORDER BY id DESC"),
            {"id": ref.id},
        )
        return str(found.scalars().first())


async def hear(till: Till, world: CardWorld, *, times: int = 1, latest_first: bool = False) -> None:
    """Let the gateway tell, and do all that follows."""
    told = await world.webhooks()
    for body, headers in (told[::-1] if latest_first else told) * times:
        await payments.take_webhook(till.rt, gateway=world.gateway.name, body=body, headers=headers)
    await settle(till.rt)


async def cards_of(rt: Runtime, actor: Actor) -> list[CardView]:
    assert actor.user_id is not None
    async with rt.read() as session:
        return list(await queries.saved_cards(session, actor.user_id))


async def count(rt: Runtime, what: str) -> int:
    async with rt.read() as session:
        return (await session.execute(text(f"SELECT count(*) FROM {what}"))).scalar_one()


async def given_card(
    till: Till, world: CardWorld, stage: Stage, kind: Card = "good", times: int = 1
) -> tuple[Actor, CardView]:
    """Return somebody who has paid and wanted the card saved."""
    actor, _ = await given_signed_in(till.rt)
    ref = await given_order(till.rt, stage)
    await pay(till.rt, actor, ref, world.gateway.name, keep=True)
    checkout = await ref_of(till.rt, ref)
    await world.pay_with(checkout, kind)
    if kind == "asked":
        await world.answer(checkout, approved=True)
    await hear(till, world, times=times)
    (card,) = await cards_of(till.rt, actor)
    return actor, card
