"""Callers of one moment share the work, and only the one at fault hears of a failure."""

import asyncio
from collections.abc import Sequence

import pytest

from bilten_app.infra.batch import Batch


class Kitchen:
    """Doubles numbers, refuses 13, and remembers what was asked together."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []

    async def cook(self, numbers: Sequence[int]) -> Sequence[int | Exception]:
        self.batches.append(list(numbers))
        await asyncio.sleep(0)
        if 13 in numbers:
            raise LookupError
        return [ValueError(number) if number < 0 else number * 2 for number in numbers]


async def ask_all(kitchen: Kitchen, *numbers: int, most: int = 64) -> list[int | BaseException]:
    batch = Batch[int, int](kitchen.cook, most=most)
    return await asyncio.gather(*(batch.ask(each) for each in numbers), return_exceptions=True)


async def test_who_waits_at_the_same_moment_shares_one_call() -> None:
    kitchen = Kitchen()

    answers = await ask_all(kitchen, 1, 2, 3)

    assert answers == [2, 4, 6]
    assert kitchen.batches == [[1, 2, 3]]


async def test_what_gathers_meanwhile_is_the_next_call() -> None:
    kitchen = Kitchen()

    await ask_all(kitchen, 1, 2, 3, 4, 5, most=2)

    assert kitchen.batches == [[1, 2], [3, 4], [5]]


async def test_a_refusal_reaches_only_its_own_caller() -> None:
    one, refused, three = await ask_all(Kitchen(), 1, -2, 3)

    assert (one, three) == (2, 6)
    assert isinstance(refused, ValueError)


@pytest.mark.parametrize("place", range(7))
async def test_a_failure_is_halved_down_to_the_one_at_fault(place: int) -> None:
    numbers = [0, 1, 2, 3, 4, 5, 6]
    numbers[place] = 13

    answers = await ask_all(Kitchen(), *numbers)

    assert isinstance(answers[place], LookupError)
    assert [a for a in answers if isinstance(a, int)] == [2 * n for n in numbers if n != 13]


async def test_a_batch_works_on_after_a_failure() -> None:
    batch = Batch[int, int](Kitchen().cook)
    with pytest.raises(LookupError):
        await batch.ask(13)

    assert await batch.ask(4) == 8


async def test_a_caller_who_leaves_keeps_nobody_from_an_answer() -> None:
    batch = Batch[int, int](Kitchen().cook)
    leaving, staying = asyncio.create_task(batch.ask(1)), asyncio.create_task(batch.ask(2))
    await asyncio.sleep(0)
    leaving.cancel()

    assert await staying == 4
