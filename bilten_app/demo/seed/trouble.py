"""What finance staff look at: money that banks ask back, and orders that wait for a person.

Every step is harmless twice, or looks for what an earlier run has done.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

from bilten_app.bootstrap import House
from bilten_app.demo.content import desk as content
from bilten_app.demo.content.desk import Claim
from bilten_app.demo.seed.carts import Cart
from bilten_app.demo.seed.desk import Stage, stage_of
from bilten_app.demo.seed.diary import Diary
from bilten_app.demo.seed.people import Residents
from bilten_app.demo.seed.quiet import QuietRuntime
from bilten_app.demo.seed.town import Town
from bilten_app.domains.inventory import service as inventory
from bilten_app.domains.orders import queries as order_queries
from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import OrderState, OrderView
from bilten_app.domains.payments import queries as payments
from bilten_app.domains.payments import service as payment_service
from bilten_app.domains.payments.public import DisputeState, DisputeView
from bilten_app.domains.risk import queries as risk_queries
from bilten_app.domains.risk import service as risk
from bilten_app.domains.risk.public import ListDraft, ListKind, Trait
from bilten_app.infra import once
from bilten_app.infra.once import ExternalEvent
from bilten_app.kit.actor import Actor, ActorKind
from bilten_app.kit.roles import STAFF_GRANTS, StaffRole
from bilten_app.ports.payments import Evidence

GATEWAY = "sandbox"
TO_RESPOND = timedelta(days=7)
SOONEST = timedelta(days=1)
HOLD = timedelta(minutes=15)
AS_STAFF = STAFF_GRANTS[StaffRole.admin]


@dataclass(frozen=True, slots=True)
class Sold:
    """An order of the weeks before."""

    cart: Cart
    order_id: UUID


async def get_into_trouble(
    rt: QuietRuntime, house: House, diary: Diary, town: Town, who: Residents,
    past: dict[str, list[Cart]],
) -> None:  # fmt: skip
    """Let banks ask for money, and let orders look like fraud."""
    if stage := stage_of(diary, town, who, content.DISPUTED):
        sold = _sold(diary[f"orders/{stage.slug}"], past[stage.slug])
        for claim in content.CLAIMS:
            if (page := f"claim/{claim.order}") not in diary:
                await _ask_back(rt, house, town, stage, claim, sold[claim.order])
                async with rt.unit_of_work() as uow:
                    await diary.note(uow, page)
    stage = stage_of(diary, town, who, content.HELD)
    if stage and "held" not in diary:
        staff = Actor(ActorKind.user, user_id=who.staff, verified=True, staff=AS_STAFF)
        await _watch(rt.at(town.base), diary, staff)
        held = [await _buy(rt, house, stage, number) for number in range(len(content.SUSPECTS))]
        await _let_go(rt, staff, held[content.LET_GO])
        async with rt.unit_of_work() as uow:
            await diary.note(uow, "held")


def _sold(page: dict[str, Any], past: list[Cart]) -> list[Sold]:
    """Return the orders that cost something and still stand."""
    orders = zip(past, page["ids"], page["totals"], strict=True)
    return [
        Sold(cart, UUID(order_id))
        for cart, order_id, minor in orders
        if minor and not cart.is_given_back and not cart.is_the_fans
    ]


async def _ask_back(
    rt: QuietRuntime, house: House, town: Town, stage: Stage, claim: Claim, sold: Sold
) -> None:
    """Let the gateway tell of a dispute at its moment, and do what follows."""
    at = max(town.base - timedelta(days=claim.days_ago), sold.cart.at + SOONEST)
    ref = await house.history.dispute(sold.cart.gateway_ref, at=at, due=at + TO_RESPOND)
    dispute, about = await _hear(rt.at(at), sold, ref, "opened")
    await orders.on_dispute_opened(rt.at(at), **about)
    if claim.outcome in {"won", "lost"}:
        is_won, end = claim.outcome == "won", min(at + TO_RESPOND, town.base)
        await house.history.decide(ref, at=end, won=is_won)
        _, about = await _hear(rt.at(end), sold, ref, "decided")
        await orders.on_dispute_decided(rt.at(end), **about, fee_minor=0, is_won=is_won)
    elif claim.outcome == "under_review" and dispute.state is DisputeState.opened:
        await _answer(rt.at(at), stage, dispute, sold.cart)


async def _hear(
    rt: QuietRuntime, sold: Sold, ref: str, what: str
) -> tuple[DisputeView, dict[str, Any]]:
    """Hear from the gateway of a dispute; return it, and what reactions are told of it."""
    event = ExternalEvent(GATEWAY, f"evt_{ref}_{what}", {"dispute": ref})
    async with rt.unit_of_work() as uow:
        await once.store(uow, [event])
    await payment_service.on_webhook_stored(rt, gateway=GATEWAY, event_id=event.external_id)
    async with rt.read() as session:
        payment = await payments.latest_of(session, sold.order_id)
        known = await payments.disputes(session, payment_ids=[payment.id] if payment else [])
    dispute = known[0]
    return dispute, {
        "dispute_id": str(dispute.id), "payment_id": str(dispute.payment_id), "gateway": GATEWAY,
        "reference": str(sold.order_id), "amount_minor": dispute.amount.minor,
    }  # fmt: skip


async def _answer(rt: QuietRuntime, stage: Stage, dispute: DisputeView, cart: Cart) -> None:
    evidence = Evidence(
        customer_name=cart.buyer.name,
        customer_email=cart.buyer.email,
        product=stage.slug,
        service_date=f"{rt.clock.now():%Y-%m-%d}",
        refund_policy="",
        access_log="",
        statement=content.STATEMENT,
    )
    await orders.answer_dispute(rt, stage.owner, dispute_id=dispute.id, evidence=evidence)


async def _watch(rt: QuietRuntime, diary: Diary, staff: Actor) -> None:
    if "watched" in diary:
        return
    draft = ListDraft(ListKind.watch, Trait.domain, content.WATCHED, content.WATCHED_FOR)
    async with rt.unit_of_work(staff) as uow:
        await risk.put(uow, rt.vault, staff, draft=draft)
        await diary.note(uow, "watched")


async def _buy(rt: QuietRuntime, house: House, stage: Stage, number: int) -> OrderView:
    """Buy and pay as a suspect does; where an earlier run stopped, go on."""
    buyer, lines = content.SUSPECTS[number]
    hold_id = uuid5(stage.id, f"suspect {number}")
    visitor = Actor(ActorKind.guest, visitor=hold_id.hex)
    async with rt.read() as session:
        order = await order_queries.of_hold(session, hold_id)
    if order is None:
        await inventory.take(
            rt, hold_id=hold_id, lines=stage.lines(lines), until=rt.clock.now() + HOLD
        )
        order = await orders.place_held(
            rt, visitor, hold_id=hold_id, buyer_name=buyer.name, buyer_email=buyer.email
        )
    if order.state is not OrderState.placed:
        return order
    url = await orders.pay(rt, visitor, order_id=order.id, return_url=rt.settings.origin)
    await house.history.pay((url or "").rpartition("/")[2], content.CARD_OF_MANY)
    async with rt.read() as session:
        payment = await payments.latest_of(session, order.id)
    if payment:
        told = await payment_service.refresh(rt, payment_id=payment.id)
        await orders.on_payment_captured(
            rt, payment_id=str(payment.id), gateway=GATEWAY, reference=str(order.id),
            amount_minor=told.amount.minor,
        )  # fmt: skip
    return order


async def _let_go(rt: QuietRuntime, staff: Actor, order: OrderView) -> None:
    async with rt.unit_of_work(staff) as uow:
        if await risk_queries.in_review(uow.session, [order.id]):
            await orders.approve_review(uow, staff, order_id=order.id, note=content.LET_GO_FOR)
