"""Selling over a counter, and what the books say of it."""

from uuid import UUID

from sqlalchemy import text

from bilten_app.domains.inventory import queries as inventory
from bilten_app.domains.ledger import queries as ledger
from bilten_app.domains.ledger.public import AccountKind
from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import CounterSale, FundKind, OrderView
from bilten_app.infra.once import Request
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.ids import new_id
from bilten_app.kit.money import Money
from tests.factories import Stage


def request(key: str = "", actor: str = "clerk") -> Request:
    return Request.of(key=key or str(new_id()), actor=actor, request="the same")


async def given_shift(
    rt: Runtime, stage: Stage, *, minor: int = 10_000, actor: Actor | None = None
) -> UUID:
    who = actor or stage.owner
    async with rt.unit_of_work(who) as uow:
        return await orders.open_shift(
            uow, who, organizer_id=stage.organizer_id, opening=Money(minor, "EUR")
        )


async def sell(
    rt: Runtime, stage: Stage, quantity: int = 1, *, key: str = "", **changes: object
) -> OrderView:
    """Sell tickets of the first type for cash, handed over with more than enough."""
    values = {
        "event_id": stage.event_id, "lines": {stage.types[0]: quantity}, "tender": FundKind.cash,
        "tendered_minor": 100_000, "name": "Walk-in", **changes,
    }  # fmt: skip
    sale = CounterSale(**values)  # pyright: ignore[reportArgumentType]
    async with rt.unit_of_work(stage.owner) as uow:
        return await orders.sell_at_counter(
            uow, rt.vault, stage.owner, sale=sale, request=request(key)
        )


async def accounts(rt: Runtime, stage: Stage) -> dict[str, int]:
    """Return what the organizer's accounts hold that hold anything."""
    async with rt.read() as session:
        found = await ledger.balances(session, stage.organizer_id)
    return {one.account.kind.value: one.amount.minor for one in found if one.amount.minor}


async def is_sound(rt: Runtime) -> bool:
    """Whether the books balance, nothing is between two orders, and pools count what is sold."""
    async with rt.read() as session:
        trial = await ledger.trial_balance(session)
        drifts = await inventory.drifts(session)
        funds = await session.execute(text(UNFUNDED))
    carried = [one for one in trial.balances if one.account.kind is AccountKind.carried]
    between = any(one.amount.minor for one in carried)
    return not trial.difference and not between and not drifts and not funds.all()


UNFUNDED = """
    SELECT o.id FROM orders o
    WHERE o.paid_at IS NOT NULL AND o.funded_minor <> coalesce(
        (SELECT sum(f.amount_minor) FROM order_funds f WHERE f.order_id = o.id), 0)
"""
