"""One batch at a time, for whom most has been waited; none can hold the others up."""

import asyncio
from collections.abc import Sequence

import pytest

from bilten_app.infra.batch import Batch
from bilten_app.infra.turns import Turns

NEVER_S = 3600.0


async def settle() -> None:
    """Let everything go as far as it can."""
    for _ in range(20):
        await asyncio.sleep(0)


class Stage:
    """Answers with what it was asked, when it may, and remembers what came together."""

    def __init__(self, turns: Turns, *, is_open: bool = True) -> None:
        self.batches: list[list[int]] = []
        self.opened = asyncio.Event()
        self.batch = Batch[int, int](self._act, turns=turns)
        if is_open:
            self.opened.set()

    async def _act(self, numbers: Sequence[int]) -> Sequence[int]:
        self.batches.append(list(numbers))
        await self.opened.wait()
        return numbers


async def test_who_comes_while_another_batch_has_its_turn_shares_the_next() -> None:
    turns = Turns(NEVER_S)
    first, second = Stage(turns, is_open=False), Stage(turns)
    async with asyncio.TaskGroup() as tasks, asyncio.timeout(5):
        for stage, number in ((first, 1), (second, 2), (second, 3)):
            tasks.create_task(stage.batch.ask(number))
            await settle()
        assert second.batches == []

        first.opened.set()

    assert first.batches == [[1]]
    assert second.batches == [[2, 3]]


async def test_the_next_turn_is_theirs_who_have_waited_most_together() -> None:
    turns, order = Turns(NEVER_S), list[str]()
    held = asyncio.Event()

    async def work(name: str, how_many: int) -> None:
        async with turns.turn(lambda: how_many):
            order.append(name)
            await held.wait()

    async with asyncio.TaskGroup() as tasks, asyncio.timeout(5):
        for name, how_many in (("first", 1), ("few", 1), ("many", 1_000_000)):
            tasks.create_task(work(name, how_many))
            await settle()
        held.set()

    assert order == ["first", "many", "few"]


async def test_a_turn_that_lasts_too_long_is_over_for_the_others() -> None:
    turns = Turns(longest_s=0.0)
    stuck, other = Stage(turns, is_open=False), Stage(turns)
    waiting = asyncio.create_task(stuck.batch.ask(1))
    await settle()

    async with asyncio.timeout(5):
        assert await other.batch.ask(2) == 2

    stuck.opened.set()
    assert await waiting == 1


async def test_what_a_batch_asks_for_itself_is_a_part_of_its_turn() -> None:
    turns = Turns(NEVER_S)
    inner = Stage(turns)

    async def ask_further(numbers: Sequence[int]) -> Sequence[int]:
        return [await inner.batch.ask(number) for number in numbers]

    async with asyncio.timeout(5):
        assert await Batch[int, int](ask_further, turns=turns).ask(7) == 7


@pytest.mark.parametrize("is_running", [True, False])
async def test_who_gives_up_leaves_the_turn_to_the_next(*, is_running: bool) -> None:
    turns = Turns(NEVER_S)
    began, free = asyncio.Event(), asyncio.Event()

    async def work() -> None:
        async with turns.turn(lambda: 1):
            began.set()
            await free.wait()

    running, waiting = asyncio.create_task(work()), asyncio.create_task(work())
    await began.wait()
    await settle()

    (running if is_running else waiting).cancel()
    free.set()

    async with asyncio.timeout(5):
        ends = await asyncio.gather(running, waiting, return_exceptions=True)
        assert await Stage(turns).batch.ask(3) == 3
    assert [isinstance(end, asyncio.CancelledError) for end in ends] == [is_running, not is_running]
