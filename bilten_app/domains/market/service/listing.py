"""A holder lists a ticket, changes its price, and takes it back."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from bilten_app.domains.events import queries as events
from bilten_app.domains.market import queries
from bilten_app.domains.market.models import Listing
from bilten_app.domains.market.public import (
    LISTING_FLOW,
    AdmittedAlready,
    Bounds,
    BuyerPays,
    EndReason,
    ListedAlready,
    ListingGone,
    ListingId,
    ListingState,
    ResaleOff,
    ResaleOver,
    Terms,
    Verb,
)
from bilten_app.domains.market.rules import bounds, check_price, closes_at, split
from bilten_app.domains.tickets import service as tickets
from bilten_app.domains.tickets.public import TicketNotValid, TicketView
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.ids import new_id
from bilten_app.kit.money import Money


@dataclass(frozen=True, slots=True)
class Offer:
    """A ticket that its holder may sell on; `face` is what its first buyer paid, `paid` they."""

    ticket: TicketView
    organizer_id: UUID
    user_id: UUID | None
    face: Money
    paid: Money


async def check_resellable(
    uow: UnitOfWork, ticket: TicketView, face: Money
) -> tuple[Terms, Bounds]:
    """Return the terms and bounds of a ticket that may be listed now.

    Raises ResaleOff, ResaleOver, AdmittedAlready.
    """
    sale = await events.sale(uow.session, ticket.event_id)
    terms = await queries.terms_of(uow.session, ticket.event_id, ticket.ticket_type_id)
    if not terms.is_on or not sale.is_for_sale or not face.minor:
        raise ResaleOff
    times = (await events.times(uow.session, [ticket.event_id]))[ticket.event_id]
    until = closes_at(terms, times)
    if uow.clock.now() >= until:
        raise ResaleOver
    let_in = text("SELECT EXISTS (SELECT FROM admissions WHERE event_id = :event AND index = :i)")
    bound = {"event": ticket.event_id, "i": ticket.index}
    if (await uow.session.execute(let_in, bound)).scalar_one():
        raise AdmittedAlready
    return terms, bounds(terms, face, until)


async def list_ticket(
    uow: UnitOfWork, offer: Offer, *, price: Money, fee_basis_points: int
) -> ListingId:
    """Put a valid ticket up for sale: from now on no gate lets it in.

    The caller holds its order's lock, and has seen that nothing stands against it. Raises
    InvalidPrice, ListedAlready, TicketNotValid, TicketIsOut and what `check_resellable` raises.
    """
    ticket = offer.ticket
    terms, allowed = await check_resellable(uow, ticket, offer.face)
    check_price(price, allowed)
    parts = split(
        price, royalty_basis_points=terms.royalty_basis_points, fee_basis_points=fee_basis_points
    )
    row = Listing(
        id=new_id(), event_id=ticket.event_id, organizer_id=offer.organizer_id,
        ticket_type_id=ticket.ticket_type_id, ticket_id=ticket.id, seller_order_id=ticket.order_id,
        seller_user_id=offer.user_id, seller_email=ticket.holder_email, currency=price.currency,
        face_minor=offer.face.minor, paid_minor=offer.paid.minor, price_minor=price.minor,
        royalty_minor=parts.royalty.minor, fee_minor=parts.fee.minor,
        proceeds_minor=parts.proceeds.minor, listed_at=uow.clock.now(),
    )  # fmt: skip
    uow.add(row)
    try:
        await uow.session.flush()
    except IntegrityError as refused:
        raise ListedAlready from refused
    await tickets.require_in_custody(uow, [ticket.id])
    if not await tickets.put_up(
        uow, order_id=ticket.order_id, event_id=ticket.event_id, ticket_id=ticket.id
    ):
        raise TicketNotValid
    uow.audit(Verb.listed, row.id, ticket=str(ticket.id), price_minor=price.minor)
    return ListingId(row.id)


async def reprice(uow: UnitOfWork, *, ticket_id: UUID, price: Money, fee_basis_points: int) -> None:
    """Ask another price for a listed ticket. Raises ListingGone, BuyerPays, InvalidPrice."""
    row = await open_of(uow, ticket_id)
    _check_free(uow, row)
    terms = await queries.terms_of(uow.session, row.event_id, row.ticket_type_id)
    times = (await events.times(uow.session, [row.event_id]))[row.event_id]
    face = Money(row.face_minor, row.currency)
    check_price(price, bounds(terms, face, closes_at(terms, times)))
    parts = split(
        price, royalty_basis_points=terms.royalty_basis_points, fee_basis_points=fee_basis_points
    )
    row.price_minor, row.royalty_minor = price.minor, parts.royalty.minor
    row.fee_minor, row.proceeds_minor = parts.fee.minor, parts.proceeds.minor
    uow.audit(Verb.repriced, row.id, price_minor=price.minor)


async def withdraw(uow: UnitOfWork, *, ticket_id: UUID) -> None:
    """Take a ticket back from sale: it opens the door again. Raises ListingGone, BuyerPays."""
    row = await open_of(uow, ticket_id)
    _check_free(uow, row)
    await end(uow, row, EndReason.seller)


async def open_of(uow: UnitOfWork, ticket_id: UUID) -> Listing:
    """Lock and return the open listing of a ticket. Raises ListingGone."""
    chosen = select(Listing).where(
        col(Listing.ticket_id) == ticket_id, col(Listing.state) == ListingState.open
    )
    chosen = chosen.with_for_update(key_share=True).execution_options(populate_existing=True)
    row = (await uow.session.execute(chosen)).scalar_one_or_none()
    if row is None:
        raise ListingGone
    return row


async def end(uow: UnitOfWork, row: Listing, reason: EndReason) -> None:
    """End a locked, open listing without a buyer; its ticket opens the door again."""
    uow.advance(
        row, LISTING_FLOW, ListingState.withdrawn, reason=reason.value, ended_at=uow.clock.now(),
        order_id=None, held_until=None,
    )  # fmt: skip
    await uow.session.flush()
    await tickets.take_down(
        uow, order_id=row.seller_order_id, event_id=row.event_id, ticket_id=row.ticket_id
    )
    uow.audit(Verb.withdrawn, row.id, reason=reason.value)


def _check_free(uow: UnitOfWork, row: Listing) -> None:
    if queries.is_held(row, uow.clock.now()):
        raise BuyerPays
