"""What buyers, banks and time do to orders until they are paid, or are not."""

from datetime import timedelta

import hypothesis.strategies as st
from hypothesis.stateful import precondition, rule

from bilten_app.domains.inventory.public import SoldOut
from bilten_app.domains.orders.public import CHANGE_HOLD, OrderClosed, OrderExpired
from tests.integration.model.counted import Sale
from tests.integration.model.machine import HOLD_MINUTES, Compared, some

WHICH, LATEST = st.integers(0, 5), -1
TO_PAY = timedelta(minutes=HOLD_MINUTES)


def is_unpaid(sale: Sale) -> bool:
    return sale.state in {"placed", "expired"}


def has_checkout(sale: Sale) -> bool:
    return sale.has_checkout


def is_untold(sale: Sale) -> bool:
    return bool(sale.collected) and not sale.is_known


class Buying(Compared):
    """Steps with few places; `watched` are buyers who lost us a dispute."""

    watched: frozenset[int] = frozenset()

    @rule(kind=st.integers(0, 2), quantity=st.integers(1, 3))
    def place(self, kind: int, quantity: int) -> None:
        wanted = self.kinds[kind]

        said = self.said(self.office.place(kind, quantity))

        assert said is (SoldOut if wanted.left < quantity else None)
        if said is None:
            wanted.held += quantity
            until = self.clock.now() + TO_PAY
            self.sales.append(Sale(wanted, quantity, until, buyer=len(self.sales)))

    @rule(kind=st.integers(0, 2), quantity=st.integers(1, 3), is_told=st.booleans())
    def buy(self, kind: int, quantity: int, *, is_told: bool) -> None:
        """Most buyers do one after the other; the gateway may be slow to tell."""
        before = len(self.sales)
        self.place(kind, quantity)
        if len(self.sales) > before:
            self.pay_for_the_latest(is_told=is_told)

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

        self.hear(sale)

    @precondition(some(has_checkout))
    @rule(which=WHICH)
    def look(self, which: int) -> None:
        at, sale = self.chosen(which, has_checkout)

        self.done(self.office.look(at))

        self.hear(sale)

    @rule(time=st.sampled_from([timedelta(minutes=5), TO_PAY, CHANGE_HOLD]))
    def wait(self, time: timedelta) -> None:
        self.pass_time(time)

    @precondition(some(is_untold))
    @rule(which=WHICH, spare=st.integers(0, 3))
    def tell_too_late(self, which: int, spare: int) -> None:
        """The time to pay ends and others take the places, all or nearly; only then we hear."""
        at, sale = self.chosen(which, is_untold)
        self.pass_time(max(sale.until - self.clock.now(), timedelta()))
        if (quantity := sale.kind.left - spare) > 0:
            self.place(self.kinds.index(sale.kind), quantity)

        self.done(self.office.tell(at, 1))

        self.hear(sale)

    @precondition(some(is_unpaid))
    @rule(which=WHICH)
    def give_up(self, which: int) -> None:
        at, sale = self.chosen(which, is_unpaid)

        said = self.said(self.office.give_up(at))

        assert said is (None if sale.state == "placed" else OrderClosed)
        if said is None:
            sale.close("cancelled")

    @rule(kind=st.integers(0, 2), capacity=st.integers(0, 8))
    def resize(self, kind: int, capacity: int) -> None:
        self.done(self.office.resize(kind, capacity))

        self.kinds[kind].wanted = capacity

    @rule()
    def tell_all_again(self) -> None:
        """Whatever has happened is told once more: nothing changes."""
        self.done(self.office.tell_all_again())

    def pay_for_the_latest(self, *, is_told: bool) -> None:
        self.check_out(LATEST)
        self.charge(LATEST)
        if is_told:
            self.tell(LATEST, 1)

    def hear(self, sale: Sale) -> None:
        """Bilten hears of a charge; whoever lost us a dispute is looked at closely."""
        sale.is_watched = sale.buyer in self.watched
        sale.hear()
