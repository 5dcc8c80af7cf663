"""Cards that a gateway remembers for somebody: `kept → leaving → gone`, or gone over there."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from bilten_app.kit.states import Flow

CardId = NewType("CardId", UUID)


class CardState(StrEnum):
    """Where a saved card is; one that is `leaving` has yet to be forgotten by its gateway."""

    kept = "kept"
    leaving = "leaving"
    gone = "gone"


CARD_FLOW = Flow[CardState](
    {CardState.kept: {CardState.leaving, CardState.gone}, CardState.leaving: {CardState.gone}}
)


@dataclass(frozen=True, slots=True)
class CardView:
    """A saved card as its owner knows it; `expires` is `MM/YYYY`."""

    id: CardId
    gateway: str
    brand: str
    last4: str
    expires: str
    saved_at: datetime

    def is_over(self, now: datetime) -> bool:
        """Whether the month that is printed on it has passed."""
        month, _, year = self.expires.partition("/")
        return bool(year) and (int(year), int(month)) < (now.year, now.month)


@dataclass(frozen=True, slots=True)
class Remembering:
    """How a buyer pays whom a gateway knows; empty for everybody else.

    With a `method_ref` it is a card that was saved before, else what they pay with is saved.
    """

    gateway: str = ""
    customer_ref: str = ""
    method_ref: str = ""


NOTHING_REMEMBERED = Remembering()
