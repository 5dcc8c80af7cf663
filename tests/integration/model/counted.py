"""What selling means, counted the plain way: no database, no gateway, no worker."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(eq=False)
class Kind:
    """A ticket type with places of its own; `fee` is what its buyer pays beside the price."""

    price: int
    fee: int
    wanted: int
    held: int = 0
    sold: int = 0

    @property
    def each(self) -> int:
        """What a ticket costs."""
        return self.price + self.fee

    @property
    def left(self) -> int:
        return max(0, self.wanted - self.held - self.sold)


@dataclass
class Sale:
    """An order, and where its money is: `collected` and `returned` are the gateway's.

    `is_known` says that Bilten has heard of what was collected.
    """

    kind: Kind
    quantity: int
    until: datetime
    state: str = "placed"
    tickets: int = 0
    refunded: int = 0
    receipts: int = 0
    has_checkout: bool = False
    collected: int = 0
    returned: int = 0
    is_known: bool = False

    @property
    def total(self) -> int:
        return self.kind.each * self.quantity

    @property
    def left(self) -> int:
        """What was paid and not given back yet."""
        return self.total - self.refunded

    @property
    def in_clearing(self) -> int:
        """What the books say the gateway keeps of it for us."""
        return self.collected - self.returned if self.is_known else 0

    def close(self, state: str) -> None:
        """End unpaid, the places free."""
        self.kind.held -= self.quantity
        self.state = state

    def buy(self, now: datetime) -> None:
        """The buyer's card is charged, while the checkout is open."""
        if not self.collected and now < self.until:
            self.collected = self.total

    def hear(self) -> None:
        """News of the charge comes in, for the first time or again."""
        if self.is_known or not self.collected:
            return
        self.is_known = True
        if self.state == "placed":
            self.kind.held -= self.quantity
        elif self.state != "expired" or self.kind.left < self.quantity:
            self.returned = self.collected
            return
        self.kind.sold += self.quantity
        self.state, self.tickets, self.receipts = "paid", self.quantity, 1

    def give_back(self, minor: int, tickets: int) -> None:
        """Void tickets, and send money back; without tickets an order is over."""
        self.refunded += minor
        self.returned += minor
        self.tickets -= tickets
        self.kind.sold -= tickets
        if tickets and not self.tickets:
            self.state = "cancelled"
