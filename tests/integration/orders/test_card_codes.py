"""Of a gift card's code an order keeps only what nobody can pay with."""

import json
import runpy

import asyncpg
import pytest
from sqlalchemy import text

from bilten_app.domains.orders import queries
from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import CodeBrought, CodeRefused, OrderRef
from bilten_app.domains.pricing import queries as cards
from bilten_app.domains.pricing.public import Ask, card_key
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.ids import shown_code
from tests.clusters import PROJECT
from tests.factories import Stage, given_checkout, given_event, given_order, new_guest, order_of
from tests.gateway import card, gateway_of, hear
from tests.integration.pricing.given import given_promo
from tests.integration.web.given import given_card


async def bring(rt: Runtime, ref: OrderRef, ask: Ask) -> None:
    async with rt.unit_of_work() as uow:
        await orders.bring(uow, order_id=ref.id, ask=ask)


async def add(rt: Runtime, ref: OrderRef, code: str) -> None:
    async with rt.unit_of_work() as uow:
        await orders.add_code(uow, order_id=ref.id, code=code)


async def at_rest(rt: Runtime, ref: OrderRef) -> str:
    """Return all that is stored of an order, as one would search it."""
    async with rt.read() as session:
        found = await session.execute(
            text("SELECT to_jsonb(o)::text FROM orders o WHERE id = :id"), {"id": ref.id}
        )
        return found.scalar_one().upper().replace("-", "").replace(" ", "")


async def placed_with(rt: Runtime, stage: Stage, code: str) -> OrderRef:
    return await orders.place(
        rt, new_guest(), event_id=stage.event_id, lines={stage.types[0]: 2},
        ask=Ask(frozenset({code})),
    )  # fmt: skip


@pytest.mark.parametrize("way", ["placed", "brought", "added", "resumed"])
@pytest.mark.parametrize("spelled", [str, str.lower, shown_code])
async def test_no_code_of_a_card_is_kept_however_it_came(
    rt: Runtime, way: str, spelled: type[str]
) -> None:
    stage, guest = await given_event(rt), new_guest()
    code = await given_card(rt, stage)
    typed = spelled(code)

    if way == "placed":
        ref = await placed_with(rt, stage, typed)
    else:
        ref = await given_order(rt, stage, guest)
    if way == "brought":
        await bring(rt, ref, Ask(frozenset({typed})))
    if way == "added":
        await add(rt, ref, typed)
    if way == "resumed":
        await orders.place(
            rt, guest, event_id=stage.event_id, lines={stage.types[0]: 2},
            ask=Ask(frozenset({typed})),
        )  # fmt: skip

    assert (await order_of(rt, ref)).gift.minor == 20_00
    assert code not in await at_rest(rt, ref)


async def test_what_is_kept_of_a_code_pays_for_nobody(rt: Runtime) -> None:
    stage = await given_event(rt)
    key = card_key(await given_card(rt, stage))
    ref = await given_order(rt, stage)

    await bring(rt, ref, Ask(frozenset({key})))
    with pytest.raises(CodeRefused):
        await add(rt, await given_order(rt, stage), key)

    assert (await order_of(rt, ref)).gift.minor == 0


async def test_a_card_still_pays_when_the_order_is_priced_again(rt: Runtime) -> None:
    stage = await given_event(rt)
    await given_promo(rt, stage)
    ref = await placed_with(rt, stage, await given_card(rt, stage))

    await add(rt, ref, "half")
    async with rt.unit_of_work() as uow:
        await orders.describe_buyer(uow, order_id=ref.id, name="Noor", email="noor@example.org")

    order = await order_of(rt, ref)
    assert (order.discount.minor, order.gift.minor) == (25_00, 20_00)


async def test_a_card_is_taken_back_by_its_key_and_known_when_it_comes_again(rt: Runtime) -> None:
    stage = await given_event(rt)
    code = await given_card(rt, stage)
    ref = await placed_with(rt, stage, code)
    with pytest.raises(CodeBrought):
        await add(rt, ref, code.lower())

    async with rt.unit_of_work() as uow:
        await orders.drop_code(uow, order_id=ref.id, code=card_key(code))

    assert (await order_of(rt, ref)).gift.minor == 0
    await add(rt, ref, code)
    assert (await order_of(rt, ref)).gift.minor == 20_00


async def test_a_refund_finds_the_card_again(rt: Runtime) -> None:
    stage = await given_event(rt)
    code = await given_card(rt, stage)
    ref = await given_order(rt, stage)
    await add(rt, ref, code)
    checkout = await given_checkout(rt, ref)
    await gateway_of(rt).choose(checkout, card("Success"))
    await hear(rt, checkout)

    async with rt.unit_of_work(stage.owner) as uow:
        await orders.cancel(uow, stage.owner, order_id=ref.id)

    async with rt.read() as session:
        found = await cards.card_by_code(session, code)
    assert found is not None
    assert found.balance.minor == 20_00


async def test_a_card_of_somebody_else_is_refused_and_not_kept(rt: Runtime) -> None:
    stage, other = await given_event(rt), await given_event(rt)
    code = await given_card(rt, other)
    ref = await given_order(rt, stage)

    with pytest.raises(CodeRefused):
        await add(rt, ref, code)
    await bring(rt, ref, Ask(frozenset({code})))

    assert (await order_of(rt, ref)).gift.minor == 0
    assert code not in await at_rest(rt, ref)


async def test_codes_that_were_kept_before_become_keys(rt: Runtime, database: str) -> None:
    stage = await given_event(rt)
    code = await given_card(rt, stage)
    ref = await given_order(rt, stage)
    asked = {"codes": [shown_code(code).lower(), "half"], "email": "", "use_credit": False}
    (file,) = (PROJECT / "alembic/versions").glob("*_no_card_codes.py")
    migration = runpy.run_path(str(file))
    old = await asyncpg.connect(database)
    try:
        await old.execute(
            "UPDATE orders SET asked = $1::jsonb,"
            " quote = jsonb_set(quote, '{refused}', $2::jsonb) WHERE id = $3",
            json.dumps(asked), json.dumps({code: "unknown", "HALF": "unknown"}), ref.id,
        )  # fmt: skip
        await old.execute(migration["KEYS"])
    finally:
        await old.close()

    async with rt.read() as session:
        kept, quote = await queries.asked(session, ref.id), await queries.quote(session, ref.id)
    assert (kept.codes, kept.cards) == ({"half"}, {card_key(code)})
    assert set(quote.refused) == {"HALF"}
    assert code not in await at_rest(rt, ref)
