"""What an organizer says of resale."""

from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from bilten_app.domains.events import queries as events
from bilten_app.domains.inventory import queries as inventory
from bilten_app.domains.inventory.public import UnknownTicketType
from bilten_app.domains.market.models import ResaleTerms
from bilten_app.domains.market.public import Terms, Verb
from bilten_app.domains.market.rules import check_terms
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import Actor
from bilten_app.kit.ids import new_id
from bilten_app.kit.roles import Permission


async def choose_terms(
    uow: UnitOfWork,
    actor: Actor,
    *,
    event_id: UUID,
    terms: Terms,
    ticket_type_id: UUID | None = None,
) -> None:
    """Say on which terms tickets of an event are sold on, or those of one type.

    What is for sale stays as it was listed. For members with `events:write`. Raises InvalidTerms
    naming the field, UnknownTicketType.
    """
    await _require(uow, actor, event_id, ticket_type_id)
    check_terms(terms)
    values = {
        "is_on": terms.is_on, "cap_basis_points": terms.cap_basis_points,
        "royalty_basis_points": terms.royalty_basis_points, "hours": terms.hours,
        "changed_at": uow.clock.now(),
    }  # fmt: skip
    written = insert(ResaleTerms).values(
        id=new_id(), event_id=event_id, ticket_type_id=ticket_type_id, **values
    )
    await uow.session.execute(
        written.on_conflict_do_update(index_elements=["event_id", "ticket_type_id"], set_=values)
    )
    uow.audit(
        Verb.terms_changed, event_id, type=str(ticket_type_id or ""), is_on=terms.is_on,
        cap=terms.cap_basis_points, royalty=terms.royalty_basis_points, hours=terms.hours,
    )  # fmt: skip


async def drop_terms(
    uow: UnitOfWork, actor: Actor, *, event_id: UUID, ticket_type_id: UUID
) -> None:
    """Let a ticket type go by the terms of its event again. For members with `events:write`."""
    await _require(uow, actor, event_id, ticket_type_id)
    await uow.session.execute(
        delete(ResaleTerms).where(
            col(ResaleTerms.event_id) == event_id, col(ResaleTerms.ticket_type_id) == ticket_type_id
        )
    )
    uow.audit(Verb.terms_changed, event_id, type=str(ticket_type_id))


async def _require(
    uow: UnitOfWork, actor: Actor, event_id: UUID, ticket_type_id: UUID | None
) -> None:
    event = await events.sale(uow.session, event_id)
    actor.require(Permission.events_write, event.organizer_id, event_id=event_id)
    if ticket_type_id is not None:
        known = await inventory.prices(uow.session, [ticket_type_id])
        if ticket_type_id not in known or known[ticket_type_id].event_id != event_id:
            raise UnknownTicketType
