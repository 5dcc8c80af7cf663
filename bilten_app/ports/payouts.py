"""Sending organizers their money."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from bilten_app.kit.money import Money
from bilten_app.ports.payees import Payout


@dataclass(frozen=True, slots=True, repr=False)
class BankAccount:
    """Where money goes. `number` is an IBAN, or an account number at the bank of `bank_code`."""

    holder: str
    number: str
    bank_code: str = ""


@dataclass(frozen=True, slots=True)
class SendRequest:
    """Money to be sent; `payout_id` is the idempotency key, `text` what the bank prints."""

    payout_id: UUID
    destination: BankAccount
    amount: Money
    text: str


class PayoutGateway(Protocol):
    """Whoever sends money to bank accounts. Outages raise Unavailable."""

    @property
    def name(self) -> str:
        """The word in rows: whose clearing account the money leaves."""
        ...

    async def send(self, request: SendRequest) -> Payout:
        """Send money, once for each `payout_id`."""
        ...

    async def look_up(self, gateway_ref: str) -> Payout:
        """Return where a payout is, or raise NotFound."""
        ...
