"""What selling means, counted the plain way: no database, no gateway, no worker."""

from dataclasses import dataclass, field
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


@dataclass(eq=False)
class Sale:
    """An order, and where its money is: `collected` and `returned` are the gateway's.

    `is_known` says that Bilten has heard of what was collected. `money` is what is left of what
    paid for it, own money first; `payers` are the orders whose payments ever did. An order that
    takes the place of tickets has `before` and their numbers as `moving`.
    """

    kind: Kind
    quantity: int
    until: datetime
    buyer: int
    before: "Sale | None" = None
    moving: list[int] = field(default_factory=list[int])
    funded: int = 0
    state: str = "placed"
    tickets: list[int] = field(default_factory=list[int])
    lost: list[int] = field(default_factory=list[int])
    refunded: int = 0
    receipts: int = 0
    has_checkout: bool = False
    collected: int = 0
    returned: int = 0
    is_known: bool = False
    dispute: str = ""
    is_watched: bool = False
    is_in_review: bool = False
    money: "list[tuple[Sale, int]]" = field(default_factory=list["tuple[Sale, int]"])
    payers: "set[Sale]" = field(default_factory=set["Sale"])

    @property
    def total(self) -> int:
        return self.kind.each * self.quantity

    @property
    def to_pay(self) -> int:
        """What its own payment is asked for."""
        return self.total - self.funded

    @property
    def left(self) -> int:
        """What was paid and not given back yet."""
        return self.total - self.refunded

    @property
    def is_asked_back(self) -> bool:
        """Whether a bank asks for money behind it, and has not decided."""
        return any(one.dispute == "open" for one in self.payers)

    @property
    def is_frozen(self) -> bool:
        """Whether its tickets wait for a bank or a person."""
        return self.is_in_review or self.is_asked_back

    @property
    def frozen(self) -> int:
        return len(self.tickets) if self.is_frozen else 0

    @property
    def valid(self) -> int:
        return len(self.tickets) - self.frozen

    @property
    def at_gateway(self) -> int:
        """What the gateway keeps of its payment."""
        taken = self.collected if self.dispute in {"open", "lost"} else 0
        return self.collected - self.returned - taken

    @property
    def in_clearing(self) -> int:
        """What the books say the gateway keeps of it for us."""
        return self.at_gateway if self.is_known else 0

    def worth(self, tickets: int) -> int:
        """What so many tickets give back: a part of their price may have gone back before."""
        return min(self.kind.each * tickets, self.left)

    def is_disputed(self, minor: int) -> bool:
        """Whether a bank asks for money behind it, or has some of what would have to go back."""
        back, _ = cut(self.money, minor)
        return self.is_asked_back or any(one.dispute == "lost" for one, _ in back)

    def close(self, state: str) -> None:
        """End unpaid, the places free."""
        self.kind.held -= self.quantity
        self.state = state

    def buy(self, now: datetime) -> None:
        """The buyer's card is charged, while the checkout is open."""
        if not self.collected and now < self.until:
            self.collected = self.to_pay

    def hear(self) -> None:
        """News of the charge comes in, for the first time or again."""
        if self.is_known or not self.collected:
            return
        self.is_known = True
        fits = self.state == "placed" or (
            self.state == "expired" and self.kind.left >= self.quantity
        )
        if self.state == "placed":
            self.close("expired")
        if not fits or not self.takes_its_place:
            self.returned = self.collected
            return
        self.sell()

    @property
    def takes_its_place(self) -> bool:
        """Whether the tickets it stands in the place of are there, with what was paid for them."""
        before = self.before
        return before is None or (
            before.state == "paid"
            and not before.is_frozen
            and set(self.moving) <= set(before.tickets)
            and before.worth(len(self.moving)) >= self.funded
        )

    def sell(self) -> None:
        """Tickets come to be; those that they take the place of end, with their money."""
        self.money = [(self, self.collected)] if self.collected else []
        if self.before:
            self.money += self.before.hand_on(self.moving, self.funded)
        self.payers = {payer for payer, _ in self.money}
        self.kind.sold += self.quantity
        self.state, self.tickets = "paid", list(range(self.quantity))
        self.is_in_review = self.is_watched and bool(self.collected)
        self.receipts = int(not self.is_in_review)

    def hand_on(self, tickets: list[int], carried: int) -> "list[tuple[Sale, int]]":
        """End tickets for others; return the money that goes along, the rest goes to the buyer."""
        worth = self.worth(len(tickets))
        going, self.money = cut(self.money, worth)
        back, along = cut(going, worth - carried)
        self.refunded += worth
        pay_back(back)
        self.end(tickets)
        return along

    def give_back(self, minor: int, tickets: int) -> None:
        """End the first tickets, and send money back; without tickets an order is over."""
        back, self.money = cut(self.money, minor)
        self.refunded += minor
        pay_back(back)
        self.end(self.tickets[:tickets])

    def end(self, tickets: list[int]) -> None:
        """Tickets end, and their places are free."""
        self.tickets = [one for one in self.tickets if one not in tickets]
        self.kind.sold -= len(tickets)
        if tickets and not self.tickets:
            self.state = "cancelled"

    def lose(self) -> None:
        """The bank has taken the money: no ticket is left of what it paid."""
        self.is_in_review = False
        self.kind.sold -= len(self.tickets)
        self.lost += self.tickets
        self.tickets = []

    def win_back(self) -> None:
        """The bank gives the money back: the tickets come back, or the money goes to the buyer."""
        if any(one.dispute in {"open", "lost"} for one in self.payers):
            return
        back, self.lost = self.lost, []
        if 0 < len(back) <= self.kind.left:
            self.tickets = back
            self.kind.sold += len(back)
        elif back:
            self.give_back(self.left, 0)
            self.state = "cancelled"


def cut[T](money: list[tuple[T, int]], minor: int) -> tuple[list[tuple[T, int]], ...]:
    """Return the first so much of some money, and the rest."""
    first: list[tuple[T, int]] = []
    rest: list[tuple[T, int]] = []
    for payer, has in money:
        part = min(has, minor)
        minor -= part
        first += [(payer, part)] if part else []
        rest += [(payer, has - part)] if has > part else []
    return first, rest


def pay_back(money: list[tuple[Sale, int]]) -> None:
    """Send money to who paid it."""
    for payer, minor in money:
        payer.returned += minor
