"""Whatever happens to orders, in whatever order: what is left of it is what a plain count says."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from pydantic import SecretStr

from bilten_app.bootstrap import open_house
from bilten_app.domains.inventory.public import SoldOut
from bilten_app.domains.orders.public import NotRefundable, OrderClosed, OrderExpired
from bilten_app.infra.embedded import EmbeddedPostgres
from bilten_app.infra.settings import Settings
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.errors import Refused
from tests.conftest import NOON, fresh_database
from tests.factories import draft
from tests.integration.model.box_office import BoxOffice, refusal
from tests.integration.model.counted import Kind, Sale

HOLD_MINUTES = 15
EXAMPLES, STEPS = 8, 30
WHICH, LATEST = st.integers(0, 5), -1


def some(has: Callable[[Sale], bool]) -> Callable[[Any], bool]:
    """Whether there is an order like that."""
    return lambda machine: any(has(sale) for sale in machine.sales)


def is_unpaid(sale: Sale) -> bool:
    return sale.state in {"placed", "expired"}


def has_checkout(sale: Sale) -> bool:
    return sale.has_checkout


def is_untold(sale: Sale) -> bool:
    return bool(sale.collected) and not sale.is_known


def was_bought(sale: Sale) -> bool:
    return bool(sale.receipts)


class Selling(RuleBasedStateMachine):
    """Two ticket types with few places, and what buyers, banks, members and time do."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, postgres: EmbeddedPostgres, home: Path
    ) -> None:
        super().__init__()
        self.loop, self.postgres, self.home = loop, postgres, home
        self.stack = AsyncExitStack()
        self.clock = FrozenClock(NOON)
        self.sales: list[Sale] = []

    @initialize(
        few=st.integers(1, 4),
        more=st.integers(2, 8),
        told=st.lists(st.booleans(), min_size=2, max_size=4),
    )
    def open(self, few: int, more: int, told: list[bool]) -> None:
        """Some have bought when it begins: else most of the steps would find nothing to do."""
        self.kinds = [Kind(40_00, 1_46, few), Kind(25_00, 1_03, more)]
        self.office = self.done(self._opened())
        for at, is_told in enumerate(told):
            self.buy(at % 2, 1 + at % 2, is_told=is_told)

    @rule(kind=st.integers(0, 1), quantity=st.integers(1, 3))
    def place(self, kind: int, quantity: int) -> None:
        wanted = self.kinds[kind]

        said = self.said(self.office.place(kind, quantity))

        assert said is (SoldOut if wanted.left < quantity else None)
        if said is None:
            wanted.held += quantity
            until = self.clock.now() + timedelta(minutes=HOLD_MINUTES)
            self.sales.append(Sale(wanted, quantity, until))

    @rule(kind=st.integers(0, 1), quantity=st.integers(1, 3), is_told=st.booleans())
    def buy(self, kind: int, quantity: int, *, is_told: bool) -> None:
        """Most buyers do one after the other; the gateway may be slow to tell."""
        before = len(self.sales)
        self.place(kind, quantity)
        if len(self.sales) > before:
            self.check_out(LATEST)
            self.charge(LATEST)
            if is_told:
                self.tell(LATEST, 1)

    @precondition(some(is_unpaid))
    @rule(which=WHICH)
    def check_out(self, which: int) -> None:
        at, sale = self.chosen(which, is_unpaid)

        said = self.said(self.office.check_out(at))

        assert said is (OrderExpired if sale.state == "expired" else None)
        sale.has_checkout = sale.has_checkout or said is None

    @precondition(some(has_checkout))
    @rule(which=WHICH)
    def charge(self, which: int) -> None:
        at, sale = self.chosen(which, has_checkout)

        self.done(self.office.charge(at))

        sale.buy(self.clock.now())

    @precondition(some(has_checkout))
    @rule(which=WHICH, times=st.integers(1, 2))
    def tell(self, which: int, times: int) -> None:
        at, sale = self.chosen(which, has_checkout)

        self.done(self.office.tell(at, times))

        sale.hear()

    @precondition(some(has_checkout))
    @rule(which=WHICH)
    def look(self, which: int) -> None:
        at, sale = self.chosen(which, has_checkout)

        self.done(self.office.look(at))

        sale.hear()

    @rule(minutes=st.sampled_from([5, HOLD_MINUTES]))
    def wait(self, minutes: int) -> None:
        self.done(self.office.wait(minutes))

        for sale in self.sales:
            if sale.state == "placed" and sale.until <= self.clock.now():
                sale.close("expired")

    @precondition(some(is_untold))
    @rule(which=WHICH, spare=st.integers(0, 3))
    def tell_too_late(self, which: int, spare: int) -> None:
        """The time to pay ends and others take the places, all or nearly; only then we hear."""
        at, sale = self.chosen(which, is_untold)
        self.wait(HOLD_MINUTES)
        if (quantity := sale.kind.left - spare) > 0:
            self.place(self.kinds.index(sale.kind), quantity)

        self.done(self.office.tell(at, 1))

        sale.hear()

    @precondition(some(is_unpaid))
    @rule(which=WHICH)
    def give_up(self, which: int) -> None:
        at, sale = self.chosen(which, is_unpaid)

        said = self.said(self.office.give_up(at))

        assert said is (None if sale.state == "placed" else OrderClosed)
        if said is None:
            sale.close("cancelled")

    @precondition(some(was_bought))
    @rule(which=WHICH, part=st.sampled_from([3, 1]), more=st.integers(0, 1))
    def refund_an_amount(self, which: int, part: int, more: int) -> None:
        """All that is left or a part of it, and perhaps a cent more than that."""
        at, sale = self.chosen(which, was_bought)
        minor = sale.left // part + more

        said = self.said(self.office.refund_amount(at, minor))

        if sale.state != "paid":
            assert said is OrderClosed
        elif not 0 < minor <= sale.left:
            assert said is NotRefundable
        else:
            assert said is None
            sale.give_back(minor, 0)

    @precondition(some(lambda sale: sale.tickets > 0))
    @rule(which=WHICH)
    def refund_a_ticket(self, which: int) -> None:
        at, sale = self.chosen(which, lambda sale: sale.tickets > 0)

        self.done(self.office.refund_ticket(at))

        sale.give_back(min(sale.kind.each, sale.left), 1)

    @precondition(some(was_bought))
    @rule(which=WHICH)
    def cancel(self, which: int) -> None:
        at, sale = self.chosen(which, was_bought)

        said = self.said(self.office.cancel(at))

        assert said is (None if sale.state == "paid" else OrderClosed)
        if said is None:
            sale.give_back(sale.left, sale.tickets)

    @rule(kind=st.integers(0, 1), capacity=st.integers(0, 8))
    def resize(self, kind: int, capacity: int) -> None:
        self.done(self.office.resize(kind, capacity))

        self.kinds[kind].wanted = capacity

    @invariant()
    def is_as_counted(self) -> None:
        self.done(self._compare())

    def teardown(self) -> None:
        self.done(self.stack.aclose())

    def chosen(self, which: int, has: Callable[[Sale], bool] = lambda _: True) -> tuple[int, Sale]:
        """Return one of the orders that are like that, with its place among all."""
        fitting = [(at, sale) for at, sale in enumerate(self.sales) if has(sale)]
        return fitting[which % len(fitting)]

    def done[T](self, deed: Awaitable[T]) -> T:
        """Do something."""
        return self.loop.run_until_complete(deed)

    def said(self, deed: Awaitable[None]) -> type[Refused] | None:
        """Do something that may be refused; return why."""
        return self.done(refusal(deed))

    async def _opened(self) -> BoxOffice:
        address = await self.stack.enter_async_context(fresh_database(self.postgres))
        ours = Settings(
            database_url=SecretStr(address), data_dir=self.home, hold_minutes=HOLD_MINUTES
        )
        house = await self.stack.enter_async_context(open_house(ours, self.clock))
        drafts = [
            draft(name=f"Kind {i}", price_minor=kind.price, capacity=kind.wanted)
            for i, kind in enumerate(self.kinds)
        ]
        return await BoxOffice.opened(house.rt, self.clock, drafts)

    async def _compare(self) -> None:
        office = self.office
        await office.assert_sound()
        assert await office.counters() == [(one.left, one.held, one.sold) for one in self.kinds]
        receipts = await office.receipts()
        for at, sale in enumerate(self.sales):
            assert await office.of_order(at) == (
                sale.state, sale.tickets, sale.refunded, sale.in_clearing
            )  # fmt: skip
            assert receipts[at] == sale.receipts
            if sale.has_checkout:
                assert await office.at_gateway(at) == sale.collected - sale.returned


def test_whatever_happens_selling_ends_as_a_plain_count_says(
    postgres: EmbeddedPostgres, tmp_path: Path
) -> None:
    profile = settings()
    few = settings(
        profile,
        max_examples=EXAMPLES if profile.derandomize else profile.max_examples,
        stateful_step_count=STEPS,
        # To find the shortest way to a failure takes minutes; a search has them.
        phases=[one for one in Phase if one is not Phase.shrink or not profile.derandomize],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )
    loop = asyncio.new_event_loop()

    class Here(Selling):
        def __init__(self) -> None:
            super().__init__(loop, postgres, tmp_path)

    try:
        run_state_machine_as_test(Here, settings=few)
    finally:
        loop.close()
