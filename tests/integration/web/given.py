"""What happens on the buyer's pages, for tests: clicks, checkouts, cards and taxes."""

from collections.abc import Callable
from datetime import date
from typing import Any

import reflex as rx

from bilten_app.domains.orders.public import OrderRef
from bilten_app.domains.pricing import service as pricing
from bilten_app.domains.pricing.public.drafts import TaxDraft
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.money import Money
from bilten_app.web.public.checkout.bringing import BringState
from bilten_app.web.public.checkout.state import CheckoutState
from tests.factories import Stage, order_of

type Enter = Callable[[Actor], rx.State]
BUYER = {"name": "Noor Aziz", "email": "noor@guests.example.com"}


async def act(state: rx.State, name: str, **payload: Any) -> None:
    outcome = type(state).event_handlers[name].fn(state, **payload)
    if hasattr(outcome, "__aiter__"):
        async for _ in outcome:
            pass
    else:
        await outcome


async def checkout_of(root: rx.State, ref: OrderRef) -> tuple[CheckoutState, BringState]:
    """Return the states of an order's checkout."""
    checkout = await root.get_state(CheckoutState)
    checkout.address = f"/checkout/{ref.code}/{ref.secret}"
    return checkout, await root.get_state(BringState)


async def given_card(rt: Runtime, stage: Stage, minor: int = 2000) -> str:
    async with rt.unit_of_work(stage.owner) as uow:
        made = await pricing.issue_card(
            uow, stage.owner, organizer_id=stage.organizer_id, value=Money(minor, "EUR")
        )
    return made.code


async def given_taxes(rt: Runtime, stage: Stage) -> None:
    """Let the organizer charge 19 % of Germany, and nothing to businesses elsewhere."""
    taxes = TaxDraft(
        registered=True, kind="admission", reverse_charge=True, legal_name="Lock House GmbH",
        address="Quay 7", country="DE", vat_id="DE123456789",
    )  # fmt: skip
    async with rt.unit_of_work(stage.owner) as uow:
        await pricing.save_taxes(uow, stage.owner, organizer_id=stage.organizer_id, draft=taxes)
        await pricing.save_rate(
            uow, stage.owner, organizer_id=stage.organizer_id, country="DE", kind="admission",
            ppm=190_000, valid_from=date(2020, 1, 1),
        )  # fmt: skip


async def to_pay(rt: Runtime, ref: OrderRef) -> int:
    return (await order_of(rt, ref)).to_pay.minor
