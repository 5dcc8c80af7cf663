"""What benchmarks call the limit still does what a sale does, in today's tables."""

import pytest

from benchmarks.sell.bare import HOLD, ORDER, script_of
from bilten_app.infra.runtime import Runtime
from tests.databases import connected
from tests.factories import given_event, places


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
