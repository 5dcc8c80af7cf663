"""A buyer asks for money back; the organizer approves, which is the refund, or refuses.

Whoever changes a request locks its order first, as refunds do, so the two cannot wait in a circle.
"""

from collections.abc import Collection
from uuid import UUID

from bilten_app.domains.events import queries as events
from bilten_app.domains.orders import queries
from bilten_app.domains.orders.models import Order, RefundRequest
from bilten_app.domains.orders.public import (
    REQUEST_FLOW,
    NoTicketsChosen,
    NotRefundable,
    OrderState,
    RefundAsked,
    RefundDenied,
    RefundWish,
    RequestDecided,
    RequestState,
    Verb,
)
from bilten_app.domains.orders.rules import check_bundles, why_not_ask
from bilten_app.domains.orders.service.refunds import refund
from bilten_app.domains.tickets import queries as tickets
from bilten_app.domains.tickets.public import TicketIsOut
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import Invalid
from bilten_app.kit.ids import new_id
from bilten_app.kit.roles import Permission
from bilten_app.kit.text import msgid
from bilten_app.kit.typed import many_lines

MAX_WORDS = 1000
NO_NOTE = msgid("Tell the buyer why, in a sentence or two.")
TOO_LONG = msgid("This is too long. Please shorten it.")


async def ask_refund(
    uow: UnitOfWork, *, order_id: UUID, ticket_ids: Collection[UUID], reason: str = ""
) -> UUID:
    """Ask for the money of some tickets; whoever holds the order's link may. Return the request.

    Raises NoRefunds, RefundsOver, AskedAlready, NothingToGiveBack, NoTicketsChosen, NotRefundable,
    BundleStaysWhole, TicketIsOut.
    """
    order = await uow.get(Order, order_id, lock=True)
    event = await events.by_id(uow.session, order.event_id)
    places = await tickets.valid_places(uow.session, order_id)
    valid = {ticket.id for ticket in places}
    is_open = await queries.open_request(uow.session, order_id) is not None
    why = why_not_ask(OrderState(order.state), event, len(valid), uow.clock.now(), is_open=is_open)
    if why:
        raise why
    if not ticket_ids:
        raise NoTicketsChosen
    if not set(ticket_ids) <= valid:
        raise NotRefundable
    if await tickets.out_of_custody(uow.session, ticket_ids):
        raise TicketIsOut
    check_bundles(await queries.lines_of(uow.session, order_id), places, ticket_ids)
    request = RefundRequest(
        id=new_id(), order_id=order.id, organizer_id=order.organizer_id,
        ticket_ids=sorted(str(one) for one in set(ticket_ids)), reason=_words("reason", reason),
        asked_at=uow.clock.now(),
    )  # fmt: skip
    uow.add(request)
    uow.record(RefundAsked(request.id, order.id, order.event_id, order.organizer_id))
    uow.audit(Verb.refund_asked, order.id, request=str(request.id), tickets=len(set(ticket_ids)))
    return request.id


async def approve_refund(
    uow: UnitOfWork, actor: Actor, *, request_id: UUID, with_fees: bool = True
) -> UUID:
    """Give back what was asked for, as far as it is still valid; return the refund's id.

    For members with `orders:refund`. Raises RequestDecided.
    """
    request = await _open(uow, actor, request_id)
    valid = {ticket.id for ticket in await tickets.valid_places(uow.session, request.order_id)}
    wish = RefundWish(
        ticket_ids=frozenset(valid & {UUID(one) for one in request.ticket_ids}),
        with_fees=with_fees,
        reason=request.reason,
    )
    return await refund(uow, actor, order_id=request.order_id, wish=wish)


async def refuse_refund(uow: UnitOfWork, actor: Actor, *, request_id: UUID, note: str) -> None:
    """Say no, and why. For members with `orders:refund`. Raises RequestDecided, Invalid."""
    note = _words("note", note)
    if not note:
        raise Invalid({"note": NO_NOTE})
    request = await _open(uow, actor, request_id)
    order = await uow.get(Order, request.order_id)
    uow.advance(
        request, REQUEST_FLOW, RequestState.refused, decided_by=actor.label,
        decided_at=uow.clock.now(), note=note,
    )  # fmt: skip
    uow.record(RefundDenied(request.id, order.id, order.event_id, order.organizer_id, note))
    uow.audit(Verb.refund_refused, order.id, request=str(request.id))


async def withdraw_refund(uow: UnitOfWork, *, order_id: UUID) -> None:
    """The buyer keeps the tickets after all. Raises RequestDecided."""
    await uow.get(Order, order_id, lock=True)
    request = await queries.open_request(uow.session, order_id)
    if request is None:
        raise RequestDecided
    uow.advance(request, REQUEST_FLOW, RequestState.withdrawn, decided_at=uow.clock.now())
    uow.audit(Verb.refund_withdrawn, order_id, request=str(request.id))


async def _open(uow: UnitOfWork, actor: Actor, request_id: UUID) -> RefundRequest:
    """Return an open request, its order locked, for who may decide it."""
    found = await uow.get(RefundRequest, request_id)
    order = await uow.get(Order, found.order_id, lock=True)
    actor.require(Permission.orders_refund, order.organizer_id, event_id=order.event_id)
    request = await uow.get(RefundRequest, request_id, lock=True)
    if request.state != RequestState.requested:
        raise RequestDecided
    return request


def _words(field: str, typed: str) -> str:
    words = many_lines(typed)
    if len(words) > MAX_WORDS:
        raise Invalid({field: TOO_LONG})
    return words
