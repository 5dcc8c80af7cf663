"""How the model and the real thing are driven side by side, and compared after every step."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis.stateful import RuleBasedStateMachine, invariant

from bilten_app.bootstrap import open_house
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.errors import Refused
from tests.conftest import NOON
from tests.databases import Databases
from tests.factories import draft
from tests.integration.model.box_office import BoxOffice, Told, address, refusal
from tests.integration.model.counted import Kind, Sale
from tests.settings import settings_of

HOLD_MINUTES = 15


def some(has: Callable[[Sale], bool]) -> Callable[[Any], bool]:
    """Whether there is an order like that."""
    return lambda machine: any(has(sale) for sale in machine.sales)


class Compared(RuleBasedStateMachine):
    """Has both worlds; whoever derives says what happens."""

    def __init__(self, loop: asyncio.AbstractEventLoop, databases: Databases, home: Path) -> None:
        super().__init__()
        self.loop, self.databases, self.home = loop, databases, home
        self.stack = AsyncExitStack()
        self.clock = FrozenClock(NOON)
        self.kinds: list[Kind] = []
        self.sales: list[Sale] = []

    def teardown(self) -> None:
        self.done(self.stack.aclose())

    @invariant()
    def is_as_counted(self) -> None:
        self.done(self._compare())

    def chosen(self, which: int, has: Callable[[Sale], bool]) -> tuple[int, Sale]:
        """Return one of the orders that are like that, with its place among all."""
        fitting = [(at, sale) for at, sale in enumerate(self.sales) if has(sale)]
        return fitting[which % len(fitting)]

    def done[T](self, deed: Awaitable[T]) -> T:
        """Do something."""
        return self.loop.run_until_complete(deed)

    def said(self, deed: Awaitable[None]) -> type[Refused] | None:
        """Do something that may be refused; return why."""
        return self.done(refusal(deed))

    def pass_time(self, time: timedelta) -> None:
        """Let time pass, and end what is over."""
        self.done(self.office.wait(time))
        for sale in self.sales:
            if sale.state == "placed" and sale.until <= self.clock.now():
                sale.close("expired")

    async def opened(self, kinds: list[Kind]) -> None:
        """Publish an event that sells these kinds of tickets, in a database of its own."""
        self.kinds = kinds
        database = await self.stack.enter_async_context(self.databases.lent())
        ours = settings_of(database, self.home, hold_minutes=HOLD_MINUTES)
        engine = self.databases.engine(database)
        house = await self.stack.enter_async_context(open_house(ours, self.clock, engine))
        drafts = [
            draft(name=f"Kind {i}", price_minor=kind.price, capacity=kind.wanted)
            for i, kind in enumerate(kinds)
        ]
        self.office = await BoxOffice.opened(house.rt, self.clock, drafts)

    async def _compare(self) -> None:
        office = self.office
        await office.assert_sound()
        assert await office.counters() == [(one.left, one.held, one.sold) for one in self.kinds]
        assert await office.told() == [
            Told(
                sale.state, sale.valid, sale.frozen, sale.refunded, sale.in_clearing,
                sale.at_gateway,
            )
            for sale in self.sales
        ]  # fmt: skip
        receipts = Counter[str]()
        for sale in self.sales:
            receipts[address(sale.buyer)] += sale.receipts
        assert await office.receipts() == {who: count for who, count in receipts.items() if count}
