"""Whatever happens to orders, in whatever order: what is left of it is what a plain count says."""

import asyncio
from pathlib import Path

import hypothesis.strategies as st
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import initialize, precondition, rule, run_state_machine_as_test

from bilten_app.domains.inventory.public import SoldOut
from bilten_app.domains.orders.public import (
    CHANGE_HOLD,
    MoneyDisputed,
    NothingChanges,
    NotRefundable,
    OrderClosed,
    OrderDisputed,
)
from bilten_app.infra.embedded import EmbeddedPostgres
from bilten_app.kit.errors import Refused
from tests.databases import Databases
from tests.integration.model.buying import WHICH, Buying
from tests.integration.model.counted import Kind, Sale
from tests.integration.model.machine import some

EXAMPLES, STEPS = 8, 30
# One walk takes a hundred times as long as an example of a pure function.
A_SEARCH_OF = 10


def was_bought(sale: Sale) -> bool:
    return bool(sale.payers)


def has_tickets(sale: Sale) -> bool:
    return bool(sale.tickets)


def can_be_disputed(sale: Sale) -> bool:
    return sale in sale.payers and not sale.dispute


def is_disputed(sale: Sale) -> bool:
    return sale.dispute == "open"


def was_decided(sale: Sale) -> bool:
    return sale.dispute in {"won", "lost"}


def why_not_end(sale: Sale) -> type[Refused] | None:
    """Return why tickets of an order cannot be given back."""
    if sale.state != "paid":
        return OrderClosed
    return NotRefundable if sale.is_frozen else None


def why_not_move(sale: Sale) -> type[Refused] | None:
    """Return why tickets of an order can neither be changed nor get another buyer."""
    if sale.state == "paid" and sale.is_asked_back:
        return OrderDisputed
    return why_not_end(sale)


class Selling(Buying):
    """Three ticket types with few places, and what becomes of orders once they are paid."""

    @initialize(
        few=st.integers(1, 4),
        more=st.integers(2, 8),
        told=st.lists(st.booleans(), min_size=2, max_size=4),
    )
    def open(self, few: int, more: int, told: list[bool]) -> None:
        """Some have bought when it begins: else most of the steps would find nothing to do."""
        self.done(
            self.opened([Kind(40_00, 1_46, few), Kind(25_00, 1_03, more), Kind(25_00, 1_03, 3)])
        )
        for at, is_told in enumerate(told):
            self.buy(at % 2, 1 + at % 2, is_told=is_told)

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
        elif sale.is_disputed(minor):
            assert said is MoneyDisputed
        else:
            assert said is None
            sale.give_back(minor, 0)

    @precondition(some(has_tickets))
    @rule(which=WHICH)
    def refund_a_ticket(self, which: int) -> None:
        at, sale = self.chosen(which, has_tickets)

        said = self.said(self.office.refund_ticket(at))

        assert said is why_not_end(sale)
        if said is None:
            sale.give_back(sale.worth(1), 1)

    @precondition(some(was_bought))
    @rule(which=WHICH)
    def cancel(self, which: int) -> None:
        at, sale = self.chosen(which, was_bought)

        said = self.said(self.office.cancel(at))

        if sale.state != "paid":
            assert said is OrderClosed
        elif sale.is_disputed(sale.left):
            assert said is MoneyDisputed
        else:
            assert said is None
            sale.is_in_review, is_free = False, sale.is_in_review or not sale.is_frozen
            sale.give_back(sale.left, len(sale.tickets) if is_free else 0)
            sale.state = "cancelled"

    @precondition(some(has_tickets))
    @rule(which=WHICH, many=st.integers(1, 2), kind=st.integers(0, 2), is_told=st.booleans())
    def change(self, which: int, many: int, kind: int, *, is_told: bool) -> None:
        """Tickets are changed for others; a difference is paid at once, and perhaps told of."""
        at, sale = self.chosen(which, has_tickets)
        to, moving = self.kinds[kind], sale.tickets[:many]

        said = self.said(self.office.swap(at, many, kind))

        if why := why_not_move(sale):
            assert said is why
        elif to is sale.kind:
            assert said is NothingChanges
        elif to.left < len(moving):
            assert said is SoldOut
        else:
            assert said is None
            new = self.follow(sale, to, moving, sale.buyer)
            if new.to_pay:
                to.held += new.quantity
                self.pay_for_the_latest(is_told=is_told)
            else:
                new.sell()

    @precondition(some(has_tickets))
    @rule(which=WHICH, many=st.integers(1, 2))
    def split(self, which: int, many: int) -> None:
        at, sale = self.chosen(which, has_tickets)
        moving = sale.tickets[:many]
        is_whole = sale.worth(len(moving)) == sale.kind.each * len(moving)

        said = self.said(self.office.split(at, many))

        assert said is (why_not_move(sale) or (None if is_whole else NotRefundable))
        if said is None:
            self.follow(sale, sale.kind, moving, len(self.sales)).sell()

    @precondition(some(can_be_disputed))
    @rule(which=WHICH)
    def dispute(self, which: int) -> None:
        at, sale = self.chosen(which, can_be_disputed)

        self.done(self.office.dispute(at))

        sale.dispute = "open"

    @precondition(some(is_disputed))
    @rule(which=WHICH, won=st.booleans())
    def decide(self, which: int, *, won: bool) -> None:
        self.hear_of_decision(*self.chosen(which, is_disputed), won=won)

    @precondition(some(was_decided))
    @rule(which=WHICH)
    def decide_otherwise(self, which: int) -> None:
        """The bank changes its mind."""
        at, sale = self.chosen(which, was_decided)
        self.hear_of_decision(at, sale, won=sale.dispute == "lost")

    def hear_of_decision(self, at: int, sale: Sale, *, won: bool) -> None:
        self.done(self.office.decide(at, won=won))

        sale.dispute = "won" if won else "lost"
        for one in self.sales:
            if sale in one.payers and not (won and one.state == "paid"):
                one.lose()
            elif sale in one.payers:
                one.win_back()
        if not won:
            self.watched |= {sale.buyer}

    def follow(self, sale: Sale, kind: Kind, moving: list[int], buyer: int) -> Sale:
        """Return the order that is to take the place of tickets."""
        new = Sale(kind, len(moving), self.clock.now() + CHANGE_HOLD, buyer, sale, moving)
        new.funded = min(sale.worth(len(moving)), new.total)
        self.sales.append(new)
        return new


def test_whatever_happens_selling_ends_as_a_plain_count_says(
    postgres: EmbeddedPostgres, tmp_path: Path
) -> None:
    profile = settings()
    few = settings(
        profile,
        max_examples=EXAMPLES if profile.derandomize else profile.max_examples // A_SEARCH_OF,
        stateful_step_count=STEPS,
        # To find the shortest way to a failure takes minutes; a search has them.
        phases=[one for one in Phase if one is not Phase.shrink or not profile.derandomize],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )
    loop = asyncio.new_event_loop()
    databases = Databases(postgres)  # whose connections belong to this loop

    class Here(Selling):
        def __init__(self) -> None:
            super().__init__(loop, databases, tmp_path)

    try:
        run_state_machine_as_test(Here, settings=few)
    finally:
        loop.run_until_complete(databases.close())
        loop.close()
