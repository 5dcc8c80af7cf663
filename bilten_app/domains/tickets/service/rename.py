"""A ticket changes hands: another name, another proof, and the old code lets nobody in."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, update

from bilten_app.domains.tickets.models import Ticket
from bilten_app.domains.tickets.public import (
    RenamedTooOften,
    TicketIsOut,
    TicketNotListed,
    TicketNotValid,
    TicketState,
    Verb,
)
from bilten_app.domains.tickets.service.issue import Holder, get_ready, sign
from bilten_app.domains.tickets.service.standing import bump_status
from bilten_app.infra.uow import UnitOfWork
from bilten_app.infra.vault import Vault
from bilten_app.kit.errors import NotFound

MOST_GENERATIONS = 255


async def rename(
    uow: UnitOfWork,
    vault: Vault,
    *,
    order_id: UUID,
    ticket_id: UUID,
    name: str,
    email: str,
    most: int,
) -> tuple[int, str]:
    """Put a valid ticket of an order in another name; return its generation and the old address.

    At most `most` times. The generation grows, so that gates refuse the code, and the page the
    link, of whoever held it before.
    Raises TicketNotValid, TicketIsOut, RenamedTooOften.
    """
    ticket = await uow.get(Ticket, ticket_id, lock=True)
    if ticket.order_id != order_id:
        raise NotFound
    if ticket.state != TicketState.valid:
        raise TicketNotValid
    if ticket.is_out or ticket.moved_on:
        raise TicketIsOut
    if ticket.generation > most:
        raise RenamedTooOften
    was = ticket.holder_email
    ticket.holder_name, ticket.holder_email = name, email
    if email.casefold() != was.casefold():
        ticket.user_id = None
    await renew(uow, vault, ticket)
    uow.audit(Verb.ticket_renamed, ticket.id, generation=ticket.generation)
    return ticket.generation, was


@dataclass(frozen=True, slots=True)
class NewOwner:
    """To whom a ticket is sold on: its only place in a line of another order."""

    order_id: UUID
    order_line_id: UUID
    holder: Holder


async def sell_on(uow: UnitOfWork, vault: Vault, *, ticket_id: UUID, to: NewOwner) -> None:
    """Move a listed ticket to another order: the number stays, the proof of before dies.

    What the gates know of it goes by its number, so somebody who is inside stays inside. Raises
    TicketNotListed, RenamedTooOften.
    """
    ticket = await uow.get(Ticket, ticket_id, lock=True)
    if ticket.state != TicketState.listed:
        raise TicketNotListed
    if ticket.generation >= MOST_GENERATIONS:
        raise RenamedTooOften
    ticket.state = TicketState.valid
    ticket.order_id, ticket.order_line_id, ticket.position = to.order_id, to.order_line_id, 0
    ticket.user_id = to.holder.user_id
    ticket.holder_name, ticket.holder_email = to.holder.name, to.holder.email
    await renew(uow, vault, ticket)
    uow.audit(Verb.ticket_sold_on, ticket.id, generation=ticket.generation)


async def renew(uow: UnitOfWork, vault: Vault, ticket: Ticket) -> None:
    """Give a locked ticket a proof of its next generation, and tell the gates."""
    event_id, type_id = ticket.event_id, ticket.ticket_type_id
    ready = (await get_ready(uow, vault, {event_id: [type_id]}))[event_id]
    ticket.generation += 1
    sign(ready, ticket)
    await uow.session.flush()
    await bump_status(uow, event_id)


async def correct_address(uow: UnitOfWork, *, order_id: UUID, was: str, email: str) -> None:
    """Write another address on the tickets of an order that had the wrong one."""
    wrong = col(Ticket.order_id) == order_id, col(Ticket.holder_email) == was
    await uow.session.execute(
        update(Ticket)
        .where(*wrong)
        .values(holder_email=email)
        .execution_options(synchronize_session=False)
    )
