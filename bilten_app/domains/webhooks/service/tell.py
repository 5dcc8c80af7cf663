"""From facts to messages: one for each happening, and a call for each endpoint that wants it.

Every reaction is harmless twice: a message's id follows from what happened, and one that is there
is not told again.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bilten_app.domains.events import queries as events
from bilten_app.domains.orders import queries as orders
from bilten_app.domains.tickets import queries as ticket_queries
from bilten_app.domains.tickets.public import TicketState, TicketView
from bilten_app.domains.webhooks.models import Call, Endpoint, Message
from bilten_app.domains.webhooks.public import CallState, EndpointState, HookKind
from bilten_app.domains.webhooks.rules import calls as rules
from bilten_app.domains.webhooks.rules import payloads
from bilten_app.domains.webhooks.rules.payloads import Told
from bilten_app.infra.jobs import JobFunction
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.ids import new_id
from bilten_app.kit.money import Money
from bilten_app.kit.twins import is_test


@dataclass(frozen=True, slots=True)
class Happening:
    """Something to tell: `once` names what happened, `object_id` what it happened to."""

    kind: HookKind
    once: str
    object_id: UUID
    data: Told


async def on_order_paid(
    rt: Runtime, *, order_id: str, organizer_id: str, fact_id: int = 0, is_held: bool = False,
    **_: object,
) -> None:  # fmt: skip
    """Tell of a paid order and its tickets. Those of a held one are told when it is let go."""
    wished = HookKind.order_paid, *(() if is_held else (HookKind.ticket_issued,))
    async with rt.read() as session:
        if not await _wanting(session, UUID(organizer_id), wished):
            return
        order = await orders.order(session, UUID(order_id))
        issued = () if is_held else await ticket_queries.of_order(session, order.id)
    paid = Happening(HookKind.order_paid, order_id, order.id, payloads.order(order))
    await _tell(rt, UUID(organizer_id), fact_id, [paid, *_issued(issued)])


async def on_order_released(
    rt: Runtime, *, order_id: str, organizer_id: str, fact_id: int = 0, **_: object
) -> None:
    """Tell of the tickets of an order that was held."""
    async with rt.read() as session:
        if not await _wanting(session, UUID(organizer_id), [HookKind.ticket_issued]):
            return
        issued = await ticket_queries.of_order(session, UUID(order_id))
    await _tell(rt, UUID(organizer_id), fact_id, _issued(issued))


async def on_loss_reversed(
    rt: Runtime, *, order_id: str, organizer_id: str, turn: str, tickets: int, fact_id: int = 0,
    **_: object,
) -> None:  # fmt: skip
    """Tell of tickets that are valid again, as of issued ones: that is what they are once more."""
    async with rt.read() as session:
        if not tickets or not await _wanting(session, UUID(organizer_id), [HookKind.ticket_issued]):
            return
        issued = await ticket_queries.of_order(session, UUID(order_id))
    valid = [one for one in issued if one.state is TicketState.valid]
    told = [
        Happening(HookKind.ticket_issued, f"{one.id}:{turn}", one.id, payloads.ticket(one))
        for one in valid
    ]
    await _tell(rt, UUID(organizer_id), fact_id, told)


async def on_order_cancelled(
    rt: Runtime, *, order_id: str, organizer_id: str, fact_id: int = 0, **_: object
) -> None:
    """Tell of a cancelled order."""
    await _tell_order(rt, HookKind.order_cancelled, order_id, organizer_id, fact_id, order_id, {})


async def on_order_refunded(
    rt: Runtime, *, refund_id: str, order_id: str, organizer_id: str, refund_minor: int,
    currency: str, fact_id: int = 0, **_: object,
) -> None:  # fmt: skip
    """Tell of money that went back."""
    amount = payloads.money(Money(refund_minor, currency))
    refund = {"refund": {"id": refund_id, "amount": amount}}
    kind = HookKind.order_refunded
    await _tell_order(rt, kind, order_id, organizer_id, fact_id, refund_id, refund)


async def on_tickets_voided(rt: Runtime, *, order_id: str, fact_id: int = 0, **_: object) -> None:
    """Tell of each ticket of an order that lets nobody in any more."""
    async with rt.read() as session:
        order = await orders.order(session, UUID(order_id))
        if not await _wanting(session, order.organizer_id, [HookKind.ticket_voided]):
            return
        issued = await ticket_queries.of_order(session, order.id)
    void = [one for one in issued if one.state is TicketState.void]
    told = [_of_ticket(HookKind.ticket_voided, one) for one in void]
    await _tell(rt, order.organizer_id, fact_id, told)


async def on_tickets_admitted(
    rt: Runtime, *, event_id: str, indexes: Sequence[int], fact_id: int = 0, **_: object
) -> None:
    """Tell of the first time each ticket was let in."""
    async with rt.read() as session:
        event = (await events.cards(session, [UUID(event_id)]))[UUID(event_id)]
        if not await _wanting(session, event.organizer_id, [HookKind.ticket_admitted]):
            return
        seen = await ticket_queries.at_indexes(session, event.id, indexes)
    told = [_of_ticket(HookKind.ticket_admitted, one) for one in seen]
    await _tell(rt, event.organizer_id, fact_id, told)


async def on_event_published(
    rt: Runtime, *, event_id: str, organizer_id: str, fact_id: int = 0, **_: object
) -> None:
    """Tell of an event that may be found."""
    await _tell_event(rt, HookKind.event_published, event_id, organizer_id, fact_id, event_id)


async def on_event_changed(
    rt: Runtime, *, event_id: str, organizer_id: str, change_id: str, fact_id: int = 0,
    **_: object,
) -> None:  # fmt: skip
    """Tell of a published event that is not what it was."""
    await _tell_event(rt, HookKind.event_changed, event_id, organizer_id, fact_id, change_id)


async def on_event_cancelled(
    rt: Runtime, *, event_id: str, organizer_id: str, fact_id: int = 0, **_: object
) -> None:
    """Tell of an event that will not happen."""
    await _tell_event(rt, HookKind.event_cancelled, event_id, organizer_id, fact_id, event_id)


async def write(
    uow: UnitOfWork, endpoints: Sequence[Endpoint], place: int, told: Sequence[Happening]
) -> None:
    """Write messages that are not there yet, and their calls.

    To an endpoint that is switched off they have failed at once: its owner can replay them.
    """
    for one in told:
        wanting = [each for each in endpoints if _wants(each, one.kind)]
        if not wanting:
            continue
        organizer_id, now = wanting[0].organizer_id, uow.clock.now()
        message_id = rules.message_id(organizer_id, one.kind, one.once)
        message = {
            "id": message_id,
            "organizer_id": organizer_id,
            "kind": one.kind.value,
            "body": payloads.body(one.kind, now, one.data, is_test=is_test(organizer_id)),
            "made_at": now,
        }
        made = insert(Message).values(message).on_conflict_do_nothing().returning(col(Message.id))
        if (await uow.session.execute(made)).scalar_one_or_none() is None:
            continue
        for each in wanting:
            is_off = each.state != EndpointState.active
            uow.add(
                Call(
                    id=new_id(),
                    endpoint_id=each.id,
                    message_id=message_id,
                    object_id=one.object_id,
                    place=place,
                    state=(CallState.failed if is_off else CallState.queued).value,
                    next_at=None if is_off else now,
                    queued_at=now,
                    ended_at=now if is_off else None,
                )
            )


async def _tell_order(
    rt: Runtime, kind: HookKind, order_id: str, organizer_id: str, place: int, once: str, more: Told
) -> None:
    async with rt.read() as session:
        if not await _wanting(session, UUID(organizer_id), [kind]):
            return
        order = await orders.order(session, UUID(order_id))
    data = {**payloads.order(order), **more}
    await _tell(rt, UUID(organizer_id), place, [Happening(kind, once, order.id, data)])


async def _tell_event(
    rt: Runtime, kind: HookKind, event_id: str, organizer_id: str, place: int, once: str
) -> None:
    async with rt.read() as session:
        if not await _wanting(session, UUID(organizer_id), [kind]):
            return
        event = (await events.cards(session, [UUID(event_id)]))[UUID(event_id)]
    told = Happening(kind, once, event.id, payloads.event(event))
    await _tell(rt, UUID(organizer_id), place, [told])


async def _tell(rt: Runtime, organizer_id: UUID, place: int, told: Sequence[Happening]) -> None:
    async with rt.unit_of_work() as uow:
        endpoints = await _wanting(uow.session, organizer_id, {one.kind for one in told})
        await write(uow, endpoints, place, told)


async def _wanting(
    session: AsyncSession, organizer_id: UUID, kinds: Collection[HookKind]
) -> Sequence[Endpoint]:
    chosen = select(Endpoint).where(col(Endpoint.organizer_id) == organizer_id)
    rows = (await session.execute(chosen)).scalars().all()
    return [row for row in rows if any(_wants(row, kind) for kind in kinds)]


def _wants(endpoint: Endpoint, kind: HookKind) -> bool:
    return kind.value in endpoint.kinds or kind is HookKind.test


def _issued(issued: Sequence[TicketView]) -> Sequence[Happening]:
    return [_of_ticket(HookKind.ticket_issued, one) for one in issued]


def _of_ticket(kind: HookKind, one: TicketView) -> Happening:
    return Happening(kind, str(one.id), one.id, payloads.ticket(one))


TELLS: Mapping[JobFunction, frozenset[HookKind]] = {
    on_order_paid: frozenset({HookKind.order_paid, HookKind.ticket_issued}),
    on_order_released: frozenset({HookKind.ticket_issued}),
    on_loss_reversed: frozenset({HookKind.ticket_issued}),
    on_order_cancelled: frozenset({HookKind.order_cancelled}),
    on_order_refunded: frozenset({HookKind.order_refunded}),
    on_event_published: frozenset({HookKind.event_published}),
    on_event_changed: frozenset({HookKind.event_changed}),
    on_event_cancelled: frozenset({HookKind.event_cancelled}),
}
"""What reactions to facts of an organization tell: without an endpoint for it, they do nothing."""
