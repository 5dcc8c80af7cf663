"""The box office: shifts at a cash drawer, what is sold there, and what may be refused."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from bilten_app.domains.orders.public.changes import FundKind
from bilten_app.kit.errors import Invalid, Refused
from bilten_app.kit.money import Money
from bilten_app.kit.text import msgid


class NoShift(Refused):
    """Cash is taken and given back in a shift."""

    code = "no_shift"
    text = msgid("Open a shift at the box office first: cash belongs to a drawer.")


class ShiftOpen(Refused):
    """One shift after the other."""

    code = "shift_open"
    text = msgid("You have an open shift. Close it first.")


class OtherCurrency(Refused):
    """A drawer has one currency."""

    code = "other_currency"
    text = msgid("Your shift is in another currency than this event.")


class TooLittle(Invalid):
    """Less was handed over than it costs."""

    code = "too_little"


@dataclass(frozen=True, slots=True)
class CounterSale:
    """What is sold over the counter. `tendered_minor` is what was handed over in cash.

    `reference` is what the card terminal printed; name and address are optional. `prices` are those
    that the buyer chose, by type.
    """

    event_id: UUID
    lines: Mapping[UUID, int]
    tender: FundKind
    tendered_minor: int = 0
    reference: str = ""
    name: str = ""
    email: str = ""
    locale: str = "en"
    prices: Mapping[UUID, int] = field(default_factory=dict[UUID, int])


@dataclass(frozen=True, slots=True)
class Gift:
    """Free tickets for somebody."""

    name: str
    email: str
    lines: Mapping[UUID, int]
    locale: str = "en"


@dataclass(frozen=True, slots=True)
class ShiftView:
    """A shift: what was in the drawer, what went in and out, and what was counted at its end.

    `zone` is the time zone of the event that it sold for last; "" while it has sold nothing.
    """

    id: UUID
    opened_by: str
    opened_at: datetime
    closed_at: datetime | None
    float_: Money
    cash_sales: Money
    cash_refunds: Money
    terminal_sales: Money
    orders: int
    counted: Money | None
    note: str
    zone: str = ""

    @property
    def expected(self) -> Money:
        """What should lie in the drawer."""
        return self.float_ + self.cash_sales - self.cash_refunds

    @property
    def difference(self) -> Money | None:
        """What was counted beyond what should be there."""
        return None if self.counted is None else self.counted - self.expected
