"""The life of an entry of a waiting list: join it, leave it, take or decline what is offered.

The pool is locked first and the entry after, as the offers do it.
"""

from datetime import timedelta
from uuid import UUID

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from bilten_app.domains.events import queries as events
from bilten_app.domains.inventory import queries as inventory_queries
from bilten_app.domains.inventory import service as inventory
from bilten_app.domains.inventory.public import (
    HoldId,
    TicketTypeView,
    TooManyInOrder,
    UnknownTicketType,
)
from bilten_app.domains.organizers.public import OrganizerStopped
from bilten_app.domains.waiting.models import Entry, Offer
from bilten_app.domains.waiting.public import (
    ENTRY_FLOW,
    ENTRY_LINK,
    OFFER_FLOW,
    AlreadyListed,
    EntryId,
    EntryRef,
    EntryState,
    ListClosed,
    ListJoined,
    OfferOver,
    OfferState,
    StillOnSale,
    Verb,
    Wish,
)
from bilten_app.domains.waiting.service.pools import is_open, lock, sold_until, tell_pool
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import Invalid
from bilten_app.kit.ids import new_code
from bilten_app.kit.text import msgid
from bilten_app.kit.typed import one_line

MAX_NAME = 120


async def join_list(
    rt: Runtime, actor: Actor, *, event_id: UUID, wish: Wish, name: str, email: str, locale: str
) -> EntryRef:
    """Wait for places of a ticket type; the mail has the link to leave or to accept.

    Raises StillOnSale while there are enough, ListClosed, AlreadyListed, TooManyInOrder,
    UnknownTicketType, Invalid.
    """
    name, email = _checked(name, email, wish)
    async with rt.unit_of_work(actor) as uow:
        kind = await _ticket_type(uow, event_id, wish)
        if kind.pool_id is None or not kind.has_list:
            raise ListClosed
        free, _ = await lock(uow, kind.pool_id)
        if free >= wish.quantity:
            raise StillOnSale
        if not await is_open(uow, kind.id):
            raise ListClosed
        entry = Entry(
            code=new_code(),
            event_id=event_id,
            ticket_type_id=kind.id,
            pool_id=kind.pool_id,
            name=name,
            email=email,
            locale=locale,
            user_id=actor.user_id,
            quantity=wish.quantity,
            least=wish.least or wish.quantity,
            joined_at=uow.clock.now(),
        )
        uow.add(entry)
        try:
            await uow.session.flush()
        except IntegrityError as error:
            raise AlreadyListed from error
        await tell_pool(uow, kind.pool_id)
        uow.record(ListJoined(entry.id))
    return ref_of(rt, entry.id, entry.code)


async def accept(rt: Runtime, actor: Actor, *, entry_id: UUID) -> HoldId:
    """Take the open offer: its hold stands as long as for any checkout. Harmless twice.

    Raises OfferOver, ListClosed, and OrganizerStopped while the organizer is suspended.
    """
    async with rt.unit_of_work(actor) as uow:
        entry = await _locked(uow, entry_id)
        if (await events.sale(uow.session, entry.event_id)).suspended:
            raise OrganizerStopped
        offer = await latest_offer(uow, entry_id)
        if offer is None:
            raise OfferOver
        if offer.state == OfferState.accepted:
            return HoldId(offer.hold_id)
        now = uow.clock.now()
        if offer.state != OfferState.open or offer.expires_at <= now:
            raise OfferOver
        if not await _is_sold(uow, entry):
            raise ListClosed
        extended = await uow.session.execute(
            text(
                "UPDATE holds SET expires_at = greatest(expires_at, :until)"
                " WHERE hold_id = :hold AND expires_at > :now RETURNING hold_id"
            ),
            {
                "hold": offer.hold_id,
                "now": now,
                "until": now + timedelta(minutes=rt.settings.hold_minutes),
            },
        )
        if extended.scalar_one_or_none() is None:
            raise OfferOver
        await uow.move(offer, OFFER_FLOW, OfferState.accepted, closed_at=now)
        await uow.move(entry, ENTRY_FLOW, EntryState.accepted, closed_at=now)
        uow.audit(Verb.offer_accepted, entry_id, quantity=offer.quantity)
    return HoldId(offer.hold_id)


async def decline(uow: UnitOfWork, *, entry_id: UUID) -> None:
    """Give an open offer up; the places are the next one's at once. Raises OfferOver."""
    entry = await _locked(uow, entry_id)
    offer = await latest_offer(uow, entry_id)
    if offer is None or offer.state != OfferState.open:
        raise OfferOver
    await give_up(uow, entry, offer, OfferState.declined)


async def leave(uow: UnitOfWork, *, entry_id: UUID) -> None:
    """Wait no longer; an open offer goes to the next one. Harmless twice."""
    entry = await _locked(uow, entry_id)
    if entry.state not in {EntryState.waiting, EntryState.offered}:
        return
    offer = await latest_offer(uow, entry_id)
    if offer and offer.state == OfferState.open:
        await uow.move(offer, OFFER_FLOW, OfferState.declined, closed_at=uow.clock.now())
        await inventory.release(uow, hold_id=offer.hold_id)
    await uow.move(entry, ENTRY_FLOW, EntryState.left, closed_at=uow.clock.now())
    await tell_pool(uow, entry.pool_id)
    uow.audit(Verb.entry_left, entry_id)


async def give_up(uow: UnitOfWork, entry: Entry, offer: Offer, how: OfferState) -> None:
    """End an open offer that nobody takes; the caller has locked the pool, then the entry."""
    now = uow.clock.now()
    await uow.move(offer, OFFER_FLOW, how, closed_at=now)
    after = EntryState.lapsed if await _is_sold(uow, entry) else EntryState.over
    await uow.move(entry, ENTRY_FLOW, after, closed_at=now)
    await inventory.release(uow, hold_id=offer.hold_id)


async def latest_offer(uow: UnitOfWork, entry_id: UUID) -> Offer | None:
    """Return the newest offer of an entry, locked."""
    chosen = (
        select(Offer)
        .where(col(Offer.entry_id) == entry_id)
        .order_by(col(Offer.offered_at).desc(), col(Offer.id).desc())
        .limit(1)
        .with_for_update(key_share=True)
    )
    return (await uow.session.execute(chosen)).scalar_one_or_none()


def ref_of(rt: Runtime, entry_id: UUID, code: str) -> EntryRef:
    """Return where the entry's page is."""
    return EntryRef(EntryId(entry_id), code, rt.vault.link_secret(ENTRY_LINK, entry_id))


async def _locked(uow: UnitOfWork, entry_id: UUID) -> Entry:
    entry = await uow.get(Entry, entry_id)
    await lock(uow, entry.pool_id)
    return await uow.get(Entry, entry_id, lock=True)


async def _is_sold(uow: UnitOfWork, entry: Entry) -> bool:
    """Whether what somebody waits for is still sold."""
    ends = await sold_until(uow, entry.ticket_type_id)
    return ends is not None and uow.clock.now() < ends


async def _ticket_type(uow: UnitOfWork, event_id: UUID, wish: Wish) -> TicketTypeView:
    types = await inventory_queries.ticket_types(uow.session, event_id, at=uow.clock.now())
    found = next((one for one in types if one.id == wish.ticket_type_id), None)
    if found is None:
        raise UnknownTicketType
    if wish.quantity > found.max_per_order:
        raise TooManyInOrder(most=found.max_per_order)
    return found


def _checked(name: str, email: str, wish: Wish) -> tuple[str, str]:
    problems: dict[str, str] = {}
    name = one_line(name)
    if not 0 < len(name) <= MAX_NAME:
        problems["name"] = msgid("Tell us your name, in at most 120 characters.")
    try:
        email = validate_email(email.strip(), check_deliverability=False).normalized
    except EmailNotValidError:
        problems["email"] = msgid("This is not a complete e-mail address, like anna@example.org.")
    if wish.quantity < 1:
        problems["quantity"] = msgid("Wait for one place at least.")
    elif wish.least is not None and not 1 <= wish.least <= wish.quantity:
        problems["least"] = msgid("The least you take cannot be more than what you wait for.")
    if problems:
        raise Invalid(problems)
    return name, email
