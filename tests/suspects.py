"""Orders that look like fraud, and those who decide about them."""

from collections.abc import Sequence
from uuid import UUID

from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import OrderRef
from bilten_app.domains.risk import queries as risk
from bilten_app.domains.risk import service as risk_service
from bilten_app.domains.risk.public import ListDraft, ListKind, ReviewView, Trait
from bilten_app.domains.tickets import queries as tickets
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor, ActorKind
from bilten_app.kit.ids import new_id
from bilten_app.kit.roles import STAFF_GRANTS, StaffRole
from tests.factories import Stage, given_checkout, given_order
from tests.gateway import card, gateway_of, hear

STAFF = Actor(
    ActorKind.user,
    user_id=new_id(),
    name="Sam Finance",
    verified=True,
    staff=STAFF_GRANTS[StaffRole.moderator],
)
NOORS = "noor@guests.example.com"


async def given_listed(
    rt: Runtime, kind: ListKind, trait: Trait = Trait.address, value: str = NOORS, days: int = 0
) -> UUID:
    """Put somebody on a list: whoever buys in tests, if not said otherwise."""
    async with rt.unit_of_work(STAFF) as uow:
        draft = ListDraft(kind, trait, value, "Seen before.", days)
        return await risk_service.put(uow, rt.vault, STAFF, draft=draft)


async def given_held(rt: Runtime, stage: Stage, email: str = NOORS) -> OrderRef:
    """Buy two tickets that wait for a person."""
    entry = await given_listed(rt, ListKind.watch, value=email)
    ref = await given_order(rt, stage, email=email)
    checkout = await given_checkout(rt, ref)
    await gateway_of(rt).choose(checkout, card("Success"))
    await gateway_of(rt).answer_challenge(checkout, approved=True)
    await hear(rt, checkout, event_id=f"evt_{ref.code}")
    async with rt.unit_of_work(STAFF) as uow:
        await risk_service.take_off(uow, STAFF, entry_id=entry)
    return ref


async def decide(rt: Runtime, ref: OrderRef, *, approve: bool) -> None:
    """Decide as the platform's staff do."""
    act = orders.approve_review if approve else orders.refuse_review
    async with rt.unit_of_work(STAFF) as uow:
        await act(uow, STAFF, order_id=ref.id, note="Looked at it.")


async def review_of(rt: Runtime, ref: OrderRef) -> ReviewView | None:
    async with rt.read() as session:
        return await risk.review_of(session, ref.id)


async def ticket_states(rt: Runtime, ref: OrderRef) -> Sequence[str]:
    async with rt.read() as session:
        return [one.state.value for one in await tickets.of_order(session, ref.id)]
