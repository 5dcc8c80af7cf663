"""The test cards of the sandbox gateway: one for each thing a real gateway does."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Self

from bilten_app.ports.cards import PaidWith

_AT_ONCE = (timedelta(),)


@dataclass(frozen=True, slots=True)
class Scenario:
    """What happens to a payment with one test card.

    `webhook_delays` says when each webhook goes out (none: never); `wrong_by` collects another
    amount than was asked for, which no honest gateway does; `disputed` opens a dispute at once.
    A `shared` card is the same for everybody; of the others each buyer has one of their own.
    """

    card: str
    title: str
    note: str
    refusal: str = ""
    challenge: bool = False
    settles_after: timedelta = timedelta()
    webhook_delays: tuple[timedelta, ...] = _AT_ONCE
    wrong_by: int = 0
    disputed: bool = False
    country: str = ""
    shared: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether it is paid at once, and told of once."""
        differs = self.refusal or self.challenge or self.settles_after or self.wrong_by
        return not (differs or self.disputed) and self.webhook_delays == _AT_ONCE

    @classmethod
    def of(cls, card: str) -> "Self | Scenario":
        """Return the scenario of a card number; unknown cards are declined."""
        digits = "".join(c for c in card if c.isdigit())
        return SCENARIOS.get(digits, SCENARIOS["4000000000000002"])


_ALL = (
    Scenario("4242424242424242", "Success", "Paid at once."),
    Scenario("4000000000000002", "Declined", "The bank says no.", refusal="card_declined"),
    Scenario(
        "4000000000009995", "Insufficient funds", "Not enough on the account.",
        refusal="insufficient_funds",
    ),
    Scenario("4000000000003220", "3-D Secure", "The bank asks you to approve.", challenge=True),
    Scenario(
        "4000000000000077", "Slow", "The bank answers after 8 seconds.",
        settles_after=timedelta(seconds=8),
    ),
    Scenario(
        "4000000000000101", "Webhook late", "Paid; the message comes 20 seconds later.",
        webhook_delays=(timedelta(seconds=20),),
    ),
    Scenario(
        "4000000000000119", "Webhook twice", "Paid; the same message comes two times.",
        webhook_delays=(timedelta(), timedelta(seconds=2)),
    ),
    Scenario(
        "4000000000000127", "Webhook never", "Paid; no message ever comes.", webhook_delays=()
    ),
    Scenario(
        "4000000000000135", "Wrong amount", "A gateway that collects one unit too few.", wrong_by=-1
    ),
    Scenario(
        "4000000000000259", "Disputed", "Paid; then the bank asks for the money back.",
        disputed=True,
    ),
    Scenario(
        "4000000760000002", "Passed around", "Paid; a card from Brazil that many people use.",
        country="BR", shared=True,
    ),
)  # fmt: skip

SCENARIOS = {scenario.card: scenario for scenario in _ALL}


def paid_with(card: str, email: str) -> PaidWith:
    """Return what the gateway tells of a card that somebody paid with."""
    scenario = Scenario.of(card)
    owner = "" if scenario.shared else email.casefold()
    told = hashlib.sha256(f"{scenario.card} {owner}".encode()).hexdigest()
    return PaidWith(f"card_{told[:16]}", scenario.country)
