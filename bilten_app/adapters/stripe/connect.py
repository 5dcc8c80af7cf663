"""Stripe Connect: organizers' accounts, what we transfer to them, and what they withdraw."""

from uuid import UUID

import stripe

from bilten_app.adapters.stripe.amounts import can_be_paid_out, of_units, to_units
from bilten_app.adapters.stripe.door import translated
from bilten_app.kit.money import Money
from bilten_app.ports.payees import (
    Payee,
    PayeeRequest,
    Payout,
    PayoutRequest,
    PayoutState,
    Transfer,
    TransferRequest,
)
from bilten_app.ports.payments import AmountNotTaken

_PAYOUT_STATES = {
    "paid": PayoutState.paid,
    "failed": PayoutState.failed,
    "canceled": PayoutState.failed,
}


class StripeConnect:
    """Pays organizers: Bilten answers for losses and pays the fees, Stripe asks who they are."""

    def __init__(self, client: stripe.StripeClient) -> None:
        self._api = client.v1

    async def enroll(self, request: PayeeRequest) -> Payee:
        """Open an account with the Express dashboard, once; payouts wait for our word."""
        with translated():
            account = await self._api.accounts.create_async(
                {
                    "country": request.country,
                    "email": request.email,
                    "business_profile": {"name": request.name},
                    "controller": {
                        "fees": {"payer": "application"},
                        "losses": {"payments": "application"},
                        "stripe_dashboard": {"type": "express"},
                    },
                    "capabilities": {"transfers": {"requested": True}},
                    "settings": {"payouts": {"schedule": {"interval": "manual"}}},
                    "metadata": {"organizer_id": str(request.organizer_id)},
                },
                {"idempotency_key": f"payee-{request.organizer_id}"},
            )
        return _payee(account)

    async def payee(self, account_ref: str) -> Payee:
        """Return what Stripe says of an account."""
        with translated():
            return _payee(await self._api.accounts.retrieve_async(account_ref))

    async def onboarding(self, account_ref: str, *, return_url: str) -> str:
        """Return a link that works once and for minutes; `return_url` makes the next one."""
        with translated():
            link = await self._api.account_links.create_async(
                {
                    "account": account_ref,
                    "type": "account_onboarding",
                    "return_url": return_url,
                    "refresh_url": return_url,
                }
            )
        return link.url

    async def transfer(self, request: TransferRequest) -> Transfer:
        """Move money to an account, once: also after Stripe has forgotten the key."""
        group = f"transfer-{request.transfer_id}"
        with translated():
            known = await self._api.transfers.list_async({"transfer_group": group, "limit": 1})
            made = known.data[0] if known.data else None
            made = made or await self._api.transfers.create_async(
                {
                    "amount": to_units(request.amount),
                    "currency": request.amount.currency.lower(),
                    "destination": request.account_ref,
                    "description": request.description,
                    "transfer_group": group,
                    "metadata": {"transfer_id": str(request.transfer_id)},
                },
                {"idempotency_key": group},
            )
        return _transfer(made)

    async def take_back(self, transfer_ref: str, *, reversal_id: UUID, amount: Money) -> Transfer:
        """Reverse a part of a transfer, once."""
        with translated():
            await self._api.transfers.reversals.create_async(
                transfer_ref,
                {"amount": to_units(amount), "metadata": {"reversal_id": str(reversal_id)}},
                {"idempotency_key": f"reversal-{reversal_id}"},
            )
            return _transfer(await self._api.transfers.retrieve_async(transfer_ref))

    async def pay_out(self, request: PayoutRequest) -> Payout:
        """Send an account's money to its bank, once; some currencies go in whole units only."""
        if not can_be_paid_out(request.amount):
            raise AmountNotTaken
        with translated():
            payout = await self._api.payouts.create_async(
                {
                    "amount": to_units(request.amount),
                    "currency": request.amount.currency.lower(),
                    "metadata": {"payout_id": str(request.payout_id)},
                },
                {
                    "idempotency_key": f"payout-{request.payout_id}",
                    "stripe_account": request.account_ref,
                },
            )
        state = _PAYOUT_STATES.get(payout.status, PayoutState.pending)
        return Payout(payout.id, state, payout.failure_code or "")


def _payee(account: stripe.Account) -> Payee:
    capabilities = account.capabilities
    missing = account.requirements.currently_due if account.requirements else None
    return Payee(
        account_ref=account.id,
        may_receive=bool(capabilities and capabilities.transfers == "active"),
        may_withdraw=account.payouts_enabled or False,
        missing=tuple(missing or ()),
    )


def _transfer(transfer: stripe.Transfer) -> Transfer:
    return Transfer(
        transfer.id,
        of_units(transfer.amount, transfer.currency),
        of_units(transfer.amount_reversed, transfer.currency),
    )
