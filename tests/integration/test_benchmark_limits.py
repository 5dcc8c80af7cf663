"""What benchmarks call the limit, or a copy of an order, fits today's tables."""

import pytest
from sqlalchemy import text

from benchmarks.sell.bare import HOLD, ORDER, script_of
from benchmarks.sell.growth import COPIES, fill
from bilten_app.infra.runtime import Runtime
from tests.banks import is_sound
from tests.databases import connected
from tests.factories import given_checkout, given_event, given_order, places
from tests.gateway import card, gateway_of, hear


@pytest.mark.parametrize(("transaction", "moved"), [(HOLD, (99, 1, 0)), (ORDER, (99, 0, 1))])
async def test_a_bare_transaction_moves_a_place(
    rt: Runtime, database: str, transaction: str, moved: tuple[int, int, int]
) -> None:
    stage = await given_event(rt)
    async with connected(database) as connection:
        pool = await connection.fetchval("SELECT id FROM pools")
        script = script_of(transaction, stage.event_id, stage.types, [pool])
        chosen, _, statements = script.strip().partition("\n")
        assert chosen.startswith("\\set place")

        await connection.execute(statements.replace(":place", "1"))

    assert await places(rt, stage) == [moved]


async def test_copies_of_an_order_are_counted_and_in_the_books_as_it_is(rt: Runtime) -> None:
    stage = await given_event(rt)
    ref = await given_order(rt, stage, lines={stage.types[0]: 1})
    checkout = await given_checkout(rt, ref)
    await gateway_of(rt).choose(checkout, card("Success"))
    await hear(rt, checkout, "evt_1")
    before = await rows(rt)

    await fill(rt, ref.id, 1, 3)

    assert await rows(rt) == {table: 4 * count for table, count in before.items()}
    assert await places(rt, stage) == [(99, 0, 4)]
    assert await is_sound(rt)


async def rows(rt: Runtime) -> dict[str, int]:
    """Return how many rows stand for the order in each table that is copied."""
    async with rt.read() as session:
        return {
            table: (await session.execute(text(f"SELECT count(*) FROM {table}"))).scalar_one()
            for table in ("orders", "order_lines", "payments", "tickets", "sandbox.checkouts")
            if table in COPIES
        }
