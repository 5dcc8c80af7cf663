"""What only some payment gateways have: organizers who are paid out, and buyers they remember."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from bilten_app.kit.errors import Refused
from bilten_app.kit.money import Money
from bilten_app.kit.text import msgid


class PayoutState(StrEnum):
    """What the gateway says of money on its way to a bank."""

    pending = "pending"
    paid = "paid"
    failed = "failed"


@dataclass(frozen=True, slots=True)
class PayeeRequest:
    """An organizer to be known at the gateway; `organizer_id` is the idempotency key."""

    organizer_id: UUID
    name: str
    email: str
    country: str


@dataclass(frozen=True, slots=True)
class Payee:
    """An organizer's account at the gateway, and what it still wants to know."""

    account_ref: str
    may_receive: bool
    may_withdraw: bool
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TransferRequest:
    """Money from our balance to an organizer's; `transfer_id` is the idempotency key."""

    transfer_id: UUID
    account_ref: str
    amount: Money
    description: str


@dataclass(frozen=True, slots=True)
class Transfer:
    """A transfer that the gateway made."""

    gateway_ref: str
    amount: Money
    reversed: Money


@dataclass(frozen=True, slots=True)
class PayoutRequest:
    """Money from an organizer's balance to their bank; `payout_id` is the idempotency key."""

    payout_id: UUID
    account_ref: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Payout:
    """Where a payout is."""

    gateway_ref: str
    state: PayoutState
    reason: str = ""


class Payees(Protocol):
    """A gateway that can pay organizers. Outages raise Unavailable."""

    async def enroll(self, request: PayeeRequest) -> Payee:
        """Open an account for an organizer, once."""
        ...

    async def payee(self, account_ref: str) -> Payee:
        """Return what the gateway says of an account."""
        ...

    async def onboarding(self, account_ref: str, *, return_url: str) -> str:
        """Return the address of a hosted page where the organizer answers what is missing."""
        ...

    async def transfer(self, request: TransferRequest) -> Transfer:
        """Move money to an account, once for each `transfer_id`."""
        ...

    async def take_back(self, transfer_ref: str, *, reversal_id: UUID, amount: Money) -> Transfer:
        """Move money of a transfer back to us, once for each `reversal_id`."""
        ...

    async def pay_out(self, request: PayoutRequest) -> Payout:
        """Send an account's money to its bank, once for each `payout_id`."""
        ...


@dataclass(frozen=True, slots=True)
class SavedMethod:
    """A way to pay that the gateway remembers, in words a buyer knows it by."""

    gateway_ref: str
    brand: str
    last4: str
    expires: str


class MethodForgotten(Refused):
    """The gateway does not remember this way to pay any more."""

    code = "method_forgotten"
    text = msgid("This card is not saved any more, and nothing was charged. Please choose another.")


class SavedMethods(Protocol):
    """A gateway that remembers how a buyer pays. Outages raise Unavailable."""

    async def customer(self, *, user_id: UUID, email: str) -> str:
        """Return the reference of a buyer, made on the first call."""
        ...

    async def saved(self, customer_ref: str) -> Sequence[SavedMethod]:
        """Return what the gateway remembers."""
        ...

    async def forget(self, method_ref: str) -> None:
        """Let the gateway forget one way to pay. Harmless twice."""
        ...
