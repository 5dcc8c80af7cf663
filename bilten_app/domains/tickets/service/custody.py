"""A ticket goes to a wallet and comes back; whoever the chain names holds it.

While it is out, nothing here gives it to another, changes it or pays for it: see `TicketIsOut`.
"""

from collections.abc import Collection
from uuid import UUID

from sqlmodel import col, select

from bilten_app.domains.tickets.models import Ticket
from bilten_app.domains.tickets.public import TicketIsOut, TicketNotValid, TicketState, Verb
from bilten_app.domains.tickets.service.rename import MOST_GENERATIONS, renew
from bilten_app.infra.uow import UnitOfWork
from bilten_app.infra.vault import Vault
from bilten_app.kit.errors import NotFound


async def require_in_custody(uow: UnitOfWork, ticket_ids: Collection[UUID]) -> None:
    """Keep tickets with who bought them until the commit. Raises TicketIsOut if one has gone."""
    elsewhere = col(Ticket.is_out) | col(Ticket.moved_on)
    chosen = select(elsewhere).where(col(Ticket.id).in_(ticket_ids)).order_by(col(Ticket.id))
    if any((await uow.session.execute(chosen.with_for_update(key_share=True))).scalars()):
        raise TicketIsOut


async def lend(uow: UnitOfWork, *, ticket_id: UUID, user_id: UUID) -> None:
    """Let somebody's valid ticket out. Raises NotFound, TicketNotValid, TicketIsOut."""
    ticket = await uow.get(Ticket, ticket_id, lock=True)
    if ticket.user_id != user_id:
        raise NotFound
    if ticket.state != TicketState.valid:
        raise TicketNotValid
    if ticket.is_out:
        raise TicketIsOut
    ticket.is_out = True
    uow.audit(Verb.ticket_lent, ticket.id)


async def take_back(uow: UnitOfWork, *, ticket_id: UUID) -> None:
    """Have a ticket here again. Harmless twice."""
    ticket = await uow.get(Ticket, ticket_id, lock=True)
    if ticket.is_out:
        ticket.is_out = False
        uow.audit(Verb.ticket_taken_back, ticket.id)


async def hand_over(
    uow: UnitOfWork, vault: Vault, *, ticket_id: UUID, user_id: UUID | None, name: str, email: str
) -> None:
    """Let somebody else hold a ticket that is out; None is somebody whom we do not know.

    Its generation grows, so the code and the page of whoever held it before are worth nothing. A
    proof counts to 255; a ticket that moves on after that opens no door until staff look at it.
    """
    ticket = await uow.get(Ticket, ticket_id, lock=True)
    ticket.user_id, ticket.holder_name, ticket.holder_email = user_id, name, email
    ticket.moved_on = True
    if ticket.generation < MOST_GENERATIONS:
        await renew(uow, vault, ticket)
    elif ticket.state == TicketState.valid:
        ticket.state = TicketState.frozen
    uow.audit(Verb.ticket_moved, ticket.id, generation=ticket.generation)


async def know_holder(
    uow: UnitOfWork, *, ticket_id: UUID, user_id: UUID, name: str, email: str
) -> None:
    """Say who it is that holds a ticket already; their code stays."""
    ticket = await uow.get(Ticket, ticket_id, lock=True)
    ticket.user_id, ticket.holder_name, ticket.holder_email = user_id, name, email
