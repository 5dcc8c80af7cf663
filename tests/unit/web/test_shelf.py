"""The shelf: many ask, one makes, nobody is shown what is old."""

import asyncio

import pytest

from bilten_app.web.shelf import Shelf


class Kitchen:
    """Counts what it makes, on a clock that we move."""

    def __init__(self) -> None:
        self.now_s = 100.0
        self.made = 0
        self.door = asyncio.Event()
        self.door.set()

    async def make(self) -> int:
        self.made += 1
        made = self.made
        await self.door.wait()
        return made

    async def burn(self) -> int:
        self.made += 1
        raise RuntimeError("burnt")

    def shelf(self, most: int = 8) -> Shelf[str, int]:
        return Shelf(keep_s=1.0, most=most, now_s=lambda: self.now_s)


async def test_a_crowd_costs_what_one_does() -> None:
    kitchen = Kitchen()
    shelf = kitchen.shelf()

    served = await asyncio.gather(*(shelf.get("oud", kitchen.make) for _ in range(50)))

    assert served == [1] * 50


async def test_it_is_kept_from_the_moment_its_making_began() -> None:
    kitchen = Kitchen()
    shelf = kitchen.shelf()
    kitchen.door.clear()
    first = asyncio.create_task(shelf.get("oud", kitchen.make))
    await asyncio.sleep(0)
    kitchen.now_s += 0.9
    kitchen.door.set()
    assert await first == 1

    assert await shelf.get("oud", kitchen.make) == 1
    kitchen.now_s += 0.1
    assert await shelf.get("oud", kitchen.make) == 2


async def test_a_failure_is_told_and_not_kept() -> None:
    kitchen = Kitchen()
    shelf = kitchen.shelf()

    with pytest.raises(RuntimeError):
        await shelf.get("oud", kitchen.burn)

    assert await shelf.get("oud", kitchen.make) == 2


async def test_one_who_leaves_does_not_take_it_from_the_others() -> None:
    kitchen = Kitchen()
    shelf = kitchen.shelf()
    kitchen.door.clear()
    leaving = asyncio.create_task(shelf.get("oud", kitchen.make))
    staying = asyncio.create_task(shelf.get("oud", kitchen.make))
    await asyncio.sleep(0)

    leaving.cancel()
    kitchen.door.set()

    assert await staying == 1
    assert leaving.cancelled()


async def test_the_oldest_makes_room() -> None:
    kitchen = Kitchen()
    shelf = kitchen.shelf(most=2)
    for key in ("a", "b", "c"):
        await shelf.get(key, kitchen.make)

    assert await shelf.get("c", kitchen.make) == 3
    assert await shelf.get("a", kitchen.make) == 4
