"""What changes of a paid order without its money: names, addresses, notes."""

from uuid import UUID

from bilten_app.domains.events import queries as events
from bilten_app.domains.orders.models import Order, OrderNote
from bilten_app.domains.orders.public import (
    RENAME_BEFORE,
    RENAMES,
    RENAMES_BY_BUYER,
    HolderChanged,
    OrderClosed,
    OrderState,
    RenamesOver,
    TicketsSentAgain,
    Verb,
)
from bilten_app.domains.orders.rules import checked_buyer
from bilten_app.domains.orders.service.contested import check_settled
from bilten_app.domains.tickets import service as tickets
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.infra.vault import Vault
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import Invalid
from bilten_app.kit.ids import new_id
from bilten_app.kit.roles import Permission
from bilten_app.kit.text import msgid
from bilten_app.kit.typed import many_lines

MAX_NOTE = 1000
AN_HOUR_S, SENDS_AN_HOUR = 3600, 3
EMPTY_NOTE = msgid("Write a sentence or two first.")
LONG_NOTE = msgid("This is too long. Please shorten it.")


async def rename_holder(
    uow: UnitOfWork,
    vault: Vault,
    actor: Actor,
    *,
    order_id: UUID,
    ticket_id: UUID,
    name: str,
    email: str,
) -> None:
    """Put a ticket in another name. For members with `orders:manage`.

    Raises OrderClosed, OrderDisputed, TicketNotValid, RenamedTooOften, Invalid.
    """
    order = await uow.get(Order, order_id, lock=True)
    actor.require(Permission.orders_manage, order.organizer_id, event_id=order.event_id)
    await _rename(uow, vault, order, ticket_id, name, email, most=RENAMES)


async def rename_own(
    uow: UnitOfWork, vault: Vault, *, order_id: UUID, ticket_id: UUID, name: str, email: str
) -> None:
    """Put a ticket in another name; whoever holds the order's link may, a few times and in time.

    Raises RenamesOver and what `rename_holder` raises.
    """
    order = await uow.get(Order, order_id, lock=True)
    starts_at = (await events.times(uow.session, [order.event_id]))[order.event_id].starts_at
    if uow.clock.now() > starts_at - RENAME_BEFORE:
        raise RenamesOver
    await _rename(uow, vault, order, ticket_id, name, email, most=RENAMES_BY_BUYER)


async def send_tickets(rt: Runtime, actor: Actor, *, order_id: UUID, email: str = "") -> None:
    """Mail the tickets of a paid order again; another `email` corrects its address first.

    The caller has checked that the actor may read the order. Whoever had the old address is told.
    Raises TooMany, OrderClosed, OrderDisputed, Invalid.
    """
    await rt.gateways.limits.hit(
        "send-tickets", str(order_id), limit=SENDS_AN_HOUR, per_s=AN_HOUR_S
    )
    async with rt.unit_of_work(actor) as uow:
        order = await uow.get(Order, order_id, lock=True)
        await _require_free(uow, order)
        was = await _correct(uow, order, email) if email else ""
        sending = new_id()
        uow.record(TicketsSentAgain(sending, order.id, order.event_id, was))
        uow.audit(Verb.tickets_sent_again, order.id, corrected=bool(was))


async def write_note(uow: UnitOfWork, actor: Actor, *, order_id: UUID, words: str) -> UUID:
    """Note something about an order. For members with `orders:read`. Raises Invalid."""
    order = await uow.get(Order, order_id)
    actor.require(Permission.orders_read, order.organizer_id, event_id=order.event_id)
    written = many_lines(words)
    if not written or len(written) > MAX_NOTE:
        raise Invalid({"words": LONG_NOTE if written else EMPTY_NOTE})
    note = OrderNote(
        id=new_id(), order_id=order.id, words=written, written_by=actor.label,
        written_at=uow.clock.now(),
    )  # fmt: skip
    uow.add(note)
    uow.audit(Verb.note_written, order.id, note=str(note.id))
    return note.id


async def _rename(
    uow: UnitOfWork,
    vault: Vault,
    order: Order,
    ticket_id: UUID,
    name: str,
    email: str,
    *,
    most: int,
) -> None:
    name, email = checked_buyer(name, email)
    await _require_free(uow, order)
    generation, was = await tickets.rename(
        uow, vault, order_id=order.id, ticket_id=ticket_id, name=name, email=email, most=most
    )
    uow.record(HolderChanged(ticket_id, order.id, order.event_id, generation, was))


async def _correct(uow: UnitOfWork, order: Order, email: str) -> str:
    """Put a better address on an order and its tickets; return the old one, "" when it is that."""
    _, email = checked_buyer(order.buyer_name, email)
    was = order.buyer_email
    if email == was:
        return ""
    order.buyer_email = email
    await tickets.correct_address(uow, order_id=order.id, was=was, email=email)
    uow.audit(Verb.address_corrected, order.id)
    return was


async def _require_free(uow: UnitOfWork, order: Order) -> None:
    if order.state != OrderState.paid:
        raise OrderClosed(state=order.state)
    await check_settled(uow, order)
