"""The list behind a full sale: join it, leave it, take what is offered.

Whoever holds an entry's secret is the one who waits; a wrong secret looks like a wrong code.
"""

from dataclasses import replace
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from bilten_app.api.deps import Called, Caller, Person, Rt, paced, secret
from bilten_app.api.shapes import MAX_EMAIL, Code, In, Words
from bilten_app.api.worlds import event_at, require_event
from bilten_app.domains.orders import service as orders
from bilten_app.domains.waiting import queries, service
from bilten_app.domains.waiting.public import (
    EntryState,
    EntryView,
    OfferState,
    OfferView,
    SkipReason,
    SkipView,
    Wish,
)
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.ids import normal_code, shown_code

MOST_PLACES = 100
JOINS_EACH, JOINS_ADDRESS = 10, 600

router = APIRouter(prefix="/waiting-list", tags=["Waiting"])
join_pace = Depends(paced("waiting-list", each=JOINS_EACH, address=JOINS_ADDRESS))
LinkSecret = Annotated[str, Depends(secret)]


class EntryIn(In):
    """A wish for places that are sold out. A group that may be split says the `least` it takes."""

    event: str = Field(min_length=1, max_length=120, pattern=r"^[a-z0-9-]+$")
    ticket_type_id: UUID
    quantity: int = Field(strict=True, ge=1, le=MOST_PLACES, examples=[4])
    least: int | None = Field(default=None, strict=True, ge=1, le=MOST_PLACES, examples=[2])
    name: Words = Field(examples=["Noor Aziz"])
    email: Words = Field(max_length=MAX_EMAIL, examples=["noor@example.org"])


class OfferOut(BaseModel):
    """Places that are held for an entry until `expires_at`."""

    quantity: int
    state: OfferState
    offered_at: datetime
    expires_at: datetime

    @classmethod
    def of(cls, offer: OfferView) -> "OfferOut":
        """Return the shape of an offer."""
        return cls(
            quantity=offer.quantity,
            state=offer.state,
            offered_at=offer.offered_at,
            expires_at=offer.expires_at,
        )


class SkipOut(BaseModel):
    """A moment when an entry was passed over: `free` places were there, `least` were needed."""

    at: datetime
    reason: SkipReason
    free: int
    least: int

    @classmethod
    def of(cls, skip: SkipView) -> "SkipOut":
        """Return the shape of a skip."""
        return cls(at=skip.at, reason=skip.reason, free=skip.free, least=skip.least)


class EntryOut(BaseModel):
    """An entry of a list; `before` counts who waits for the same places and came earlier."""

    code: str = Field(examples=["7KQ2-M9XD"])
    state: EntryState
    event_id: UUID
    ticket_type_id: UUID
    quantity: int
    least: int
    joined_at: datetime
    before: int
    offer: OfferOut | None
    skips: list[SkipOut]

    @classmethod
    def of(cls, entry: EntryView) -> "EntryOut":
        """Return the shape of an entry."""
        return cls(
            code=shown_code(entry.code),
            state=entry.state,
            event_id=entry.event_id,
            ticket_type_id=entry.ticket_type_id,
            quantity=entry.quantity,
            least=entry.least,
            joined_at=entry.joined_at,
            before=entry.before,
            offer=OfferOut.of(entry.offer) if entry.offer else None,
            skips=[SkipOut.of(skip) for skip in entry.skips],
        )


class JoinedOut(BaseModel):
    """A new entry with its secret, which is told only here and in the mail."""

    code: str = Field(examples=["7KQ2-M9XD"])
    secret: str
    page: str
    entry: EntryOut


class TakenOut(BaseModel):
    """The order that an accepted offer became: pay it as any other."""

    code: str = Field(examples=["7KQ2-M9XD"])
    secret: str
    page: str
    hold_until: datetime


@router.post("", status_code=201, summary="Join a waiting list", dependencies=[join_pace])
async def join_list(rt: Rt, called: Called, person: Person, wanted: EntryIn) -> JoinedOut:
    """Wait for places of a sold-out ticket type; the link comes by mail, too."""
    event = await event_at(rt, called, wanted.event)
    ref = await service.join_list(
        rt,
        person,
        event_id=event.id,
        wish=Wish(wanted.ticket_type_id, wanted.quantity, wanted.least),
        name=wanted.name,
        email=wanted.email,
        locale=called.locale,
    )
    return JoinedOut(
        code=shown_code(ref.code),
        secret=ref.secret,
        page=f"{rt.settings.origin}/waiting-list/{ref.code}/{ref.secret}",
        entry=EntryOut.of(await _entry(rt, called, ref.code, ref.secret)),
    )


@router.get("/{code}", summary="One entry of a list")
async def read_entry(rt: Rt, called: Called, code: Code, key: LinkSecret) -> EntryOut:
    """Return the entry of a link, with its offer and each time it was passed over."""
    return EntryOut.of(await _entry(rt, called, code, key))


@router.delete("/{code}", status_code=204, summary="Leave a list")
async def leave_list(rt: Rt, called: Called, code: Code, key: LinkSecret) -> None:
    """Wait no longer; an open offer goes to the next one."""
    entry = await _entry(rt, called, code, key)
    async with rt.unit_of_work(called.actor) as uow:
        await service.leave(uow, entry_id=entry.id)


@router.post("/{code}/offer", status_code=201, summary="Accept an offer")
async def accept_offer(
    rt: Rt, called: Called, person: Person, code: Code, key: LinkSecret
) -> TakenOut:
    """Turn the open offer into an order; asked again, the same order answers.

    The order belongs to the link, not to the browser: a cart there stays what it is.
    """
    entry = await _entry(rt, called, code, key)
    buyer = replace(person, visitor=None)
    hold_id = await service.accept(rt, buyer, entry_id=entry.id)
    order = await orders.place_held(
        rt,
        buyer,
        hold_id=hold_id,
        buyer_name=entry.name,
        buyer_email=entry.email,
        locale=entry.locale,
    )
    ref = orders.secret_of(rt, order.id, order.code)
    return TakenOut(
        code=shown_code(ref.code),
        secret=ref.secret,
        page=f"{rt.settings.origin}/orders/{ref.code}/{ref.secret}",
        hold_until=order.hold_until,
    )


@router.delete("/{code}/offer", status_code=204, summary="Decline an offer")
async def decline_offer(rt: Rt, called: Called, code: Code, key: LinkSecret) -> None:
    """Give the open offer up; it goes to the next one at once."""
    entry = await _entry(rt, called, code, key)
    async with rt.unit_of_work(called.actor) as uow:
        await service.decline(uow, entry_id=entry.id)


async def _entry(rt: Runtime, called: Caller, code: str, key: str) -> EntryView:
    async with rt.read() as session:
        entry = await queries.by_link(session, rt.vault, code=normal_code(code), secret=key)
    await require_event(rt, called, entry.event_id)
    return entry
