"""Events, carts and paid orders for tests, made through the services."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from bilten_app.domains.events import service as events
from bilten_app.domains.inventory import queries as inventory_queries
from bilten_app.domains.inventory import service as inventory
from bilten_app.domains.inventory.service import TicketTypeDraft
from bilten_app.domains.orders import queries as order_queries
from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import OrderRef, OrderView
from bilten_app.domains.payments import queries as payment_queries
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor, ActorKind
from bilten_app.kit.ids import new_code
from bilten_app.kit.roles import Permission
from tests.people import given_organizer, given_sandbox

RETURN_URL = "http://bilten.test/orders"


@dataclass(frozen=True, slots=True)
class Stage:
    """A published event with its owner; `types` are its ticket types in the given order."""

    owner: Actor
    organizer_id: UUID
    event_id: UUID
    types: tuple[UUID, ...]


def draft(**changes: object) -> TicketTypeDraft:
    """Return a ticket type of 100 places at 25.00."""
    values = {"name": "Standing", "price_minor": 2500, "capacity": 100, **changes}
    return TicketTypeDraft(**values)  # pyright: ignore[reportArgumentType]


async def given_event(
    rt: Runtime,
    *drafts: TicketTypeDraft,
    currency: str = "EUR",
    time_zone: str = "Europe/Berlin",
    of: tuple[Actor, UUID] | None = None,
) -> Stage:
    """Publish an event a month from now, `of` a new organization or of one that is there."""
    owner, organizer_id = of or await given_organizer(rt)
    starts = rt.clock.now().replace(tzinfo=None) + timedelta(days=30)
    async with rt.unit_of_work(owner) as uow:
        event_id = await events.create_draft(
            uow, owner, organizer_id=organizer_id, title="Jazz by the Canal",
            currency=currency, time_zone=time_zone,
        )  # fmt: skip
        await events.edit(
            uow, owner, event_id=event_id, summary="Three trios and the water.",
            description="An evening of quiet swing.", refund_policy="Until a week before.",
            starts_local=starts, ends_local=starts + timedelta(hours=3),
        )  # fmt: skip
        await events.set_venue(
            uow, owner, event_id=event_id, name="Lock House", address="Quay 7", city="Berlin",
            country="DE", time_zone=time_zone,
        )  # fmt: skip
        scope = owner.require(Permission.events_write, organizer_id)
        types = [
            await inventory.save_ticket_type(uow, scope, event_id=event_id, draft=one)
            for one in (drafts or (draft(),))
        ]
        await uow.session.flush()
        await events.publish(uow, owner, event_id=event_id)
    return Stage(owner, organizer_id, event_id, tuple(types))


async def given_both(rt: Runtime) -> tuple[Stage, Stage]:
    """Publish an event of an organization, and one among its tests."""
    live = await given_event(rt)
    of = await given_sandbox(rt, live.owner, live.organizer_id)
    return live, await given_event(rt, of=of)


def new_guest() -> Actor:
    """Return a guest with a browser of their own."""
    return Actor(ActorKind.guest, visitor=new_code())


async def given_order(
    rt: Runtime,
    stage: Stage,
    guest: Actor | None = None,
    lines: Mapping[UUID, int] | None = None,
    email: str = "noor@guests.example.com",
) -> OrderRef:
    """Place an order for two of the first ticket type, with a buyer who can be told."""
    ref = await orders.place(
        rt, guest or new_guest(), event_id=stage.event_id, lines=lines or {stage.types[0]: 2}
    )
    async with rt.unit_of_work() as uow:
        await orders.describe_buyer(uow, order_id=ref.id, name="Noor Aziz", email=email)
    return ref


async def given_checkout(rt: Runtime, ref: OrderRef) -> str:
    """Open the gateway's checkout for an order; return its reference there."""
    guest = new_guest()
    url = await orders.pay(rt, guest, order_id=ref.id, return_url=f"{RETURN_URL}/{ref.code}")
    assert url is not None
    return url.rsplit("/", 1)[1]


async def order_of(rt: Runtime, ref: OrderRef) -> OrderView:
    """Return the order as it is now."""
    async with rt.read() as session:
        return await order_queries.order(session, ref.id)


async def refunded_of(rt: Runtime, ref: OrderRef) -> int:
    """Return how much of the order's latest payment was promised back."""
    async with rt.read() as session:
        payment = await payment_queries.latest_of(session, ref.id)
    return payment.refunded.minor if payment else 0


async def places(rt: Runtime, stage: Stage) -> list[tuple[int, int, int]]:
    """Return (left, held, sold) of each ticket type."""
    async with rt.read() as session:
        found = await inventory_queries.ticket_types(
            session, stage.event_id, at=rt.clock.now(), with_hidden=True
        )
    return [(one.left, one.held, one.sold) for one in found]
