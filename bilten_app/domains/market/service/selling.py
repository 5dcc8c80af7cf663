"""A buyer holds a listing, pays for it, and its seller is paid; or all of it is undone."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from bilten_app.domains.events import queries as events
from bilten_app.domains.events.public import EventState
from bilten_app.domains.ledger import service as ledger
from bilten_app.domains.ledger.public import Deal
from bilten_app.domains.market import queries
from bilten_app.domains.market.models import Listing
from bilten_app.domains.market.public import (
    LISTING_FLOW,
    BuyerPays,
    EndReason,
    ListingGone,
    ListingState,
    OwnListing,
    ResaleOver,
    ResaleUndone,
    SellerPaid,
    SoldListing,
    TicketResold,
    Verb,
)
from bilten_app.domains.market.rules import closes_at
from bilten_app.domains.pricing import service as pricing
from bilten_app.domains.tickets import service as tickets
from bilten_app.infra.uow import UnitOfWork
from bilten_app.infra.vault import Vault
from bilten_app.kit.actor import SYSTEM
from bilten_app.kit.mailbox import mailbox_key
from bilten_app.kit.money import Money


async def hold(
    uow: UnitOfWork, *, listing_id: UUID, order_id: UUID, user_id: UUID | None, until: datetime
) -> SoldListing:
    """Keep a listing for one buyer's order, until they have paid or the time is over.

    Raises ListingGone, BuyerPays, OwnListing, ResaleOver.
    """
    row = await _locked(uow, listing_id)
    if row.state != ListingState.open:
        raise ListingGone
    if queries.is_held(row, uow.clock.now()) and row.order_id != order_id:
        raise BuyerPays
    if user_id is not None and row.seller_user_id == user_id:
        raise OwnListing
    sale = await events.sale(uow.session, row.event_id)
    if not sale.is_for_sale:
        raise ListingGone
    terms = await queries.terms_of(uow.session, row.event_id, row.ticket_type_id)
    times = (await events.times(uow.session, [row.event_id]))[row.event_id]
    if uow.clock.now() >= closes_at(terms, times):
        raise ResaleOver
    row.order_id, row.held_until = order_id, until
    await uow.session.flush()
    return queries.sold_view(row)


async def extend(uow: UnitOfWork, *, order_id: UUID, until: datetime) -> None:
    """Keep a listing for its buyer a while longer."""
    for row in await _of(uow, col(Listing.order_id) == order_id):
        if row.state == ListingState.open:
            row.held_until = until


async def let_go(uow: UnitOfWork, *, order_id: UUID) -> None:
    """Let others have a listing whose buyer gave it up; one that another took meanwhile stays."""
    for row in await _of(uow, col(Listing.order_id) == order_id):
        if row.state == ListingState.open:
            row.order_id, row.held_until = None, None


async def sell(
    uow: UnitOfWork, vault: Vault, *, order_id: UUID, listing_id: UUID, to: tickets.NewOwner
) -> None:
    """Give a listed ticket to the buyer whose order is paid in this transaction.

    Money that comes after the hold has run out is honoured while the ticket is for sale and nobody
    else is paying for it. Raises ListingGone.
    """
    row = await _locked(uow, listing_id)
    if row.state != ListingState.open:
        raise ListingGone
    if row.order_id != order_id and queries.is_held(row, uow.clock.now()):
        raise ListingGone
    uow.advance(
        row, LISTING_FLOW, ListingState.sold, order_id=order_id, held_until=None,
        sold_at=uow.clock.now(),
    )  # fmt: skip
    await uow.session.flush()
    await tickets.sell_on(uow, vault, ticket_id=row.ticket_id, to=to)
    await ledger.post(uow, [ledger.resale_sold(_deal(uow, row), minor=row.proceeds_minor)])
    uow.record(
        TicketResold(
            row.id, row.ticket_id, order_id, row.seller_order_id, row.event_id, row.organizer_id
        )
    )
    uow.audit(Verb.sold, row.id, order=str(order_id), price_minor=row.price_minor)


async def settle(uow: UnitOfWork, *, listing_id: UUID) -> bool:
    """Pay the seller of a listing as credit with the organizer; whether it was still owed.

    The money goes to the organizer, who owes it as credit: both are one transaction.
    """
    row = await _locked(uow, listing_id)
    if row.state != ListingState.sold:
        return False
    event = await events.sale(uow.session, row.event_id)
    if event.state is not EventState.ended:
        return False
    uow.advance(row, LISTING_FLOW, ListingState.settled, ended_at=uow.clock.now())
    await ledger.post(uow, [ledger.resale_settled(_deal(uow, row), minor=row.proceeds_minor)])
    if mailbox_key(row.seller_email):  # else they have been forgotten
        await pricing.give_credit(
            uow, SYSTEM, organizer_id=row.organizer_id, email=row.seller_email,
            value=Money(row.proceeds_minor, row.currency), reference=row.id, note=event.title,
        )  # fmt: skip
    uow.record(SellerPaid(row.id, row.seller_order_id, row.event_id))
    uow.audit(Verb.settled, row.id, minor=row.proceeds_minor)
    return True


async def undo(uow: UnitOfWork, *, order_id: UUID) -> bool:
    """Take back what the seller of a refunded order's ticket is owed; whether anything was.

    It is the organizer's again, who has paid the buyer back. What was settled is not taken back.
    Harmless twice.
    """
    rows = await _of(uow, col(Listing.order_id) == order_id, col(Listing.state) == "sold")
    for row in rows:
        await _undo(uow, row, EndReason.refunded)
    return bool(rows)


async def undo_of_seller(uow: UnitOfWork, *, order_id: UUID) -> None:
    """Keep from a seller what they are owed, whose own money went back: nobody is paid twice.

    The tickets stay with those who bought them. Harmless twice.
    """
    rows = await _of(uow, col(Listing.seller_order_id) == order_id, col(Listing.state) == "sold")
    for row in rows:
        row.repaid_at = uow.clock.now()
        await _undo(uow, row, EndReason.disputed)


async def mark_repaid(uow: UnitOfWork, *, listing_id: UUID) -> SoldListing | None:
    """Say that the seller of an undone listing has their own money back; None when it was said."""
    row = await _locked(uow, listing_id)
    if row.state != ListingState.undone or row.repaid_at is not None:
        return None
    row.repaid_at = uow.clock.now()
    return queries.sold_view(row)


async def _undo(uow: UnitOfWork, row: Listing, reason: EndReason) -> None:
    uow.advance(
        row, LISTING_FLOW, ListingState.undone, reason=reason.value, ended_at=uow.clock.now()
    )
    await uow.session.flush()
    await ledger.post(uow, [ledger.resale_undone(_deal(uow, row), minor=row.proceeds_minor)])
    uow.record(ResaleUndone(row.id, row.seller_order_id, row.event_id))
    uow.audit(Verb.undone, row.id, reason=reason.value)


def _deal(uow: UnitOfWork, row: Listing) -> Deal:
    return Deal(row.id, row.organizer_id, row.currency, uow.clock.now(), row.event_id)


async def _locked(uow: UnitOfWork, listing_id: UUID) -> Listing:
    return await uow.get(Listing, listing_id, lock=True)


async def _of(uow: UnitOfWork, *chosen: ColumnElement[bool]) -> Sequence[Listing]:
    wanted = select(Listing).where(*chosen).order_by(col(Listing.id))
    wanted = wanted.with_for_update(key_share=True).execution_options(populate_existing=True)
    return (await uow.session.execute(wanted)).scalars().all()
