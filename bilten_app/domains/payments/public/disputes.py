"""The states of disputes, what a bank's claim forbids, and the facts about them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from bilten_app.domains.payments.public.payments import PaymentId
from bilten_app.kit.errors import Refused
from bilten_app.kit.facts import Fact
from bilten_app.kit.money import Money
from bilten_app.kit.states import Flow
from bilten_app.kit.text import msgid

DisputeId = NewType("DisputeId", UUID)


class DisputeState(StrEnum):
    """Where a dispute is. Banks may ask again, and an appeal may win what was lost."""

    opened = "opened"
    under_review = "under_review"
    won = "won"
    lost = "lost"


DISPUTE_FLOW = Flow[DisputeState](
    {
        DisputeState.opened: {DisputeState.under_review, DisputeState.won, DisputeState.lost},
        DisputeState.under_review: {DisputeState.opened, DisputeState.won, DisputeState.lost},
        DisputeState.won: {DisputeState.opened, DisputeState.lost},
        DisputeState.lost: {DisputeState.won},
    }
)
UNDECIDED = frozenset({DisputeState.opened, DisputeState.under_review})


class BankDecides(Refused):
    """What a bank asks for, or has taken, is not sent back a second time."""

    code = "bank_decides"
    text = msgid("The buyer's bank asks for this money. Wait until it has decided.")


class DisputeOver(Refused):
    """A dispute takes no more answers."""

    code = "dispute_over"
    text = msgid("This dispute takes no answer any more.")


@dataclass(frozen=True, slots=True)
class Claim:
    """What banks want of a payment: whether one still asks, and what they have taken.

    Who only inquires wants none of it yet, and may be answered by a refund.
    """

    is_open: bool = False
    lost_minor: int = 0
    is_inquired: bool = False


@dataclass(frozen=True, slots=True)
class DisputeOpened(Fact):
    """A bank asks for the money back, perhaps again; `turn` tells one time from another."""

    name = "payments.dispute_opened"

    dispute_id: UUID
    payment_id: UUID
    gateway: str
    reference: UUID
    amount_minor: int
    currency: str
    turn: UUID


@dataclass(frozen=True, slots=True)
class DisputeDecided(Fact):
    """The bank has decided, for us or for the buyer; `fee_minor` is what it charged us.

    It may decide otherwise later: `turn` tells one time from another.
    """

    name = "payments.dispute_decided"

    dispute_id: UUID
    payment_id: UUID
    gateway: str
    reference: UUID
    amount_minor: int
    currency: str
    fee_minor: int
    is_won: bool
    turn: UUID


@dataclass(frozen=True, slots=True)
class DisputeView:
    """A dispute as others see it.

    `held` is what the gateway has taken from us because of it, `fee` what it charged for it. In an
    inquiry the bank only asks, and takes nothing.
    """

    id: DisputeId
    payment_id: PaymentId
    reference: UUID
    gateway: str
    state: DisputeState
    amount: Money
    held: Money
    fee: Money
    is_inquiry: bool
    reason: str
    respond_by: datetime | None
    opened_at: datetime
    answered_at: datetime | None
    decided_at: datetime | None
