"""The orders of the weeks before: paid, some taken back, and those of what was called off."""

from uuid import UUID

from bilten_app.bootstrap import House
from bilten_app.demo.content import Event
from bilten_app.demo.seed.carts import Cart, called_off, closing
from bilten_app.demo.seed.diary import Diary
from bilten_app.demo.seed.people import Residents
from bilten_app.demo.seed.quiet import QuietRuntime
from bilten_app.demo.seed.town import Town
from bilten_app.domains.events import service as events
from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import CloseReason, PastOrder
from bilten_app.infra.jobs import run_due
from bilten_app.kit.actor import Actor
from bilten_app.kit.money import Money
from bilten_app.ports.payments import Collected
from bilten_app.worker.jobs import job_functions

WHY = (
    "Two of the cast are ill, and this play cannot be done with one voice less. We are very sorry. "
    "Your money is on its way back; you need not do anything."
)


async def sell(
    rt: QuietRuntime, house: House, diary: Diary, town: Town, event: Event, past: list[Cart],
    who: Residents,
) -> None:  # fmt: skip
    """Write the orders of one event, and tell the gateway that it has collected their money."""
    if not past:
        return
    owner = who.owners[event.organizer]
    if f"orders/{event.slug}" not in diary:
        await _take_in(rt.at(closing(town, event)), diary, event, past, owner, who.fan)
    if f"charges/{event.slug}" not in diary:
        totals: list[int] = diary[f"orders/{event.slug}"]["totals"]
        await house.history.add(
            [
                Collected(
                    gateway_ref=cart.gateway_ref,
                    amount=Money(minor, event.currency),
                    email=cart.buyer.email,
                    description=event.title,
                    at=cart.at,
                )
                for cart, minor in zip(past, totals, strict=True)
                if minor
            ]
        )
        async with rt.unit_of_work() as uow:
            await diary.note(uow, f"charges/{event.slug}")


async def call_off(
    rt: QuietRuntime, diary: Diary, town: Town, event: Event, who: Residents
) -> None:
    """Cancel an event whose content says so; its orders follow."""
    if event.stage != "cancelled" or f"unsold/{event.slug}" in diary:
        return
    rt, owner = rt.at(called_off(town)), who.owners[event.organizer]
    event_id = diary[f"event/{event.slug}"]["id"]
    if f"called-off/{event.slug}" not in diary:
        async with rt.unit_of_work(owner) as uow:
            await events.cancel(uow, owner, event_id=UUID(event_id), reason=WHY)
            await diary.note(uow, f"called-off/{event.slug}")
    await orders.on_event_cancelled(rt, event_id=event_id)
    async with rt.unit_of_work() as uow:
        await diary.note(uow, f"unsold/{event.slug}")


async def refund(rt: QuietRuntime) -> None:
    """Do the jobs that cancelled orders left: the money goes back before anybody looks.

    Each in a transaction of its own, so that a kill loses one at most.
    """
    functions = job_functions(rt)
    while True:
        async with rt.unit_of_work() as uow:
            if not await run_due(uow.session, functions, limit=1):
                return


async def _take_in(
    rt: QuietRuntime, diary: Diary, event: Event, past: list[Cart], owner: Actor, fan: UUID
) -> None:
    known = diary[f"event/{event.slug}"]
    types = [UUID(type_id) for type_id in known["types"]]
    async with rt.unit_of_work(owner) as uow:
        views = await orders.import_paid(
            uow,
            rt.vault,
            owner,
            event_id=UUID(known["id"]),
            gateway="sandbox",
            past=[_order(cart, types, fan) for cart in past],
        )
        for order, cart in zip(views, past, strict=True):
            if cart.is_given_back:
                await orders.cancel(uow, owner, order_id=order.id, reason=CloseReason.organizer)
        totals = [order.total.minor for order in views]
        ids = [str(order.id) for order in views]
        await diary.note(uow, f"orders/{event.slug}", totals=totals, ids=ids)


def _order(cart: Cart, types: list[UUID], fan: UUID) -> PastOrder:
    return PastOrder(
        at=cart.at,
        buyer_name=cart.buyer.name,
        buyer_email=cart.buyer.email,
        lines={types[position]: count for position, count in cart.lines.items()},
        gateway_ref=cart.gateway_ref,
        locale=cart.locale,
        user_id=fan if cart.is_the_fans else None,
    )
