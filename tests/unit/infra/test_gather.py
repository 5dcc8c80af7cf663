"""What can wait is written together, and not lost when the process ends."""

from collections.abc import Sequence

from bilten_app.infra.gather import MOST, Gather


async def test_what_was_added_is_written_together_when_the_process_ends() -> None:
    written: list[list[int]] = []
    gather = Gather[int](keep(written), every_s=3600)

    for number in range(3):
        gather.add(number)
    await gather.close()

    assert written == [[0, 1, 2]]


async def test_much_is_written_before_its_time() -> None:
    written: list[list[int]] = []
    gather = Gather[int](keep(written), every_s=3600)

    for number in range(MOST):
        gather.add(number)
    await gather.close()

    assert [len(each) for each in written] == [MOST]


async def test_a_failure_loses_its_figures_and_no_others() -> None:
    written: list[list[int]] = []
    gather = Gather[int](failing_first(written), every_s=0)

    gather.add(1)
    await gather.close()
    gather.add(2)
    await gather.close()

    assert written == [[2]]


def keep(written: list[list[int]]):
    async def act(items: Sequence[int]) -> None:
        written.append(list(items))

    return act


def failing_first(written: list[list[int]]):
    failures = iter([OSError("away")])

    async def act(items: Sequence[int]) -> None:
        for error in failures:
            raise error
        written.append(list(items))

    return act
