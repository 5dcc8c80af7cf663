"""Buyers whom Stripe remembers with their cards; Bilten keeps only the reference."""

from collections.abc import Sequence
from uuid import UUID

import stripe

from bilten_app.adapters.stripe import reading
from bilten_app.adapters.stripe.door import translated
from bilten_app.kit.errors import NotFound
from bilten_app.ports.payees import SavedMethod


class StripeCustomers:
    """The buyers' side of saved cards."""

    def __init__(self, client: stripe.StripeClient) -> None:
        self._api = client.v1

    async def customer(self, *, user_id: UUID, email: str) -> str:
        """Return the reference of a buyer, made on the first call."""
        with translated():
            customer = await self._api.customers.create_async(
                {"email": email, "metadata": {"user_id": str(user_id)}},
                {"idempotency_key": f"customer-{user_id}"},
            )
        return customer.id

    async def saved(self, customer_ref: str) -> Sequence[SavedMethod]:
        """Return the cards that Stripe remembers."""
        with translated():
            found = await self._api.customers.payment_methods.list_async(
                customer_ref, {"type": "card", "limit": 20}
            )
        return [reading.method_of(method.to_dict()) for method in found.data if method.card]

    async def forget(self, method_ref: str) -> None:
        """Let Stripe forget a card; it refuses what nobody has any more."""
        try:
            with translated():
                await self._api.payment_methods.detach_async(method_ref)
        except NotFound:
            return
        except stripe.InvalidRequestError:
            with translated():
                method = await self._api.payment_methods.retrieve_async(method_ref)
            if method.customer:
                raise
