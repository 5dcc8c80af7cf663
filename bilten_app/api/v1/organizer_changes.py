"""Changing paid orders of ours: names, addresses, notes; for members."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from bilten_app.api.deps import IdempotencyKey, Member, Rt
from bilten_app.api.shapes import MAX_EMAIL, MAX_NAME, Code, In, MoneyOut
from bilten_app.api.v1.tickets import TicketListOut, tickets_out
from bilten_app.domains.orders import queries
from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import NoteView, OrderRef, OrderState
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.ids import normal_code, shown_code

router = APIRouter(prefix="/organizer/orders/{code}", tags=["Organizer"])

TicketId = Annotated[UUID, Path(description="The `id` of the ticket.")]
MAX_NOTE = 2000


class HolderIn(In):
    """Who holds a ticket from now on."""

    name: str = Field(max_length=MAX_NAME, pattern=r"^[^\x00]*$")
    email: str = Field(max_length=MAX_EMAIL, pattern=r"^[^\x00]*$")


class SendIn(In):
    """Where the tickets go; an address that is not the order's corrects it."""

    email: str = Field(default="", max_length=MAX_EMAIL, pattern=r"^[^\x00]*$")


class NoteIn(In):
    """What is to be remembered of an order; the buyer does not read it."""

    words: str = Field(max_length=MAX_NOTE, pattern=r"^[^\x00]*$")


class NoteOut(BaseModel):
    """A note, and who wrote it when."""

    id: UUID
    words: str
    written_by: str = Field(examples=["user:0198f5c2-4b1e-7a9d-8f00-6a2b1c3d4e5f"])
    written_at: datetime

    @classmethod
    def of(cls, note: NoteView) -> Self:
        """Return the shape of a note."""
        return cls(
            id=note.id, words=note.words, written_by=note.written_by, written_at=note.written_at
        )


class ChangeIn(In):
    """Which tickets become which."""

    tickets: list[UUID] = Field(min_length=1, max_length=100)
    ticket_type_id: UUID


class SplitIn(HolderIn):
    """Which tickets move to whom."""

    tickets: list[UUID] = Field(min_length=1, max_length=100)


class ChangedOut(BaseModel):
    """The order that takes the place of tickets; with something `to_pay`, once that is paid."""

    code: str = Field(examples=["7KQ2-M9XD"])
    page: str
    state: OrderState
    total: MoneyOut
    to_pay: MoneyOut


class NoteListOut(BaseModel):
    """The notes of an order, the oldest first."""

    notes: list[NoteOut]


@router.put("/tickets/{ticket_id}/holder", summary="Put a ticket in another name")
async def rename_holder(
    rt: Rt, actor: Member, code: Code, ticket_id: TicketId, holder: HolderIn
) -> TicketListOut:
    """Give a ticket another holder; the old code ends. Return the order's tickets."""
    async with rt.unit_of_work(actor) as uow:
        order = await queries.organizer_order(uow.session, actor, code)
        await orders.rename_holder(
            uow, rt.vault, actor, order_id=order.id, ticket_id=ticket_id,
            name=holder.name, email=holder.email,
        )  # fmt: skip
    return await tickets_out(rt, order.id)


@router.post("/mails", status_code=202, summary="Send the tickets again")
async def send_tickets(rt: Rt, actor: Member, code: Code, wanted: SendIn) -> None:
    """Mail the tickets once more, three times an hour at most."""
    async with rt.read() as session:
        order = await queries.organizer_order(session, actor, code)
    await orders.send_tickets(rt, actor, order_id=order.id, email=wanted.email)


@router.post("/changes", status_code=201, summary="Change tickets for others")
async def change_tickets(
    rt: Rt, actor: Member, key: IdempotencyKey, code: Code, wanted: ChangeIn
) -> ChangedOut:
    """Change tickets for as many of another type of the same event; once for each key.

    At the same price it is done at once; what is cheaper gives the difference back. For what is
    dearer the buyer gets a mail; until the difference is paid nothing changes.
    """
    async with rt.read() as session:
        order = await queries.organizer_order(session, actor, code)
    ref = await orders.change_tickets(
        rt, actor, order_id=order.id, ticket_ids=wanted.tickets, type_id=wanted.ticket_type_id,
        hold_id=_made_by(rt, actor, code, key),
    )  # fmt: skip
    return await _changed(rt, ref)


@router.post("/splits", status_code=201, summary="Move tickets to another buyer")
async def split_order(
    rt: Rt, actor: Member, key: IdempotencyKey, code: Code, wanted: SplitIn
) -> ChangedOut:
    """Move tickets into an order of another buyer, with what was paid for them; once a key."""
    async with rt.read() as session:
        order = await queries.organizer_order(session, actor, code)
    ref = await orders.split(
        rt, actor, order_id=order.id, ticket_ids=wanted.tickets, name=wanted.name,
        email=wanted.email, new_order_id=_made_by(rt, actor, code, key),
    )  # fmt: skip
    return await _changed(rt, ref)


@router.get("/notes", summary="Notes about an order")
async def list_notes(rt: Rt, actor: Member, code: Code) -> NoteListOut:
    """Return what members noted."""
    async with rt.read() as session:
        order = await queries.organizer_order(session, actor, code)
        notes = await queries.notes_of(session, order.id)
    return NoteListOut(notes=[NoteOut.of(note) for note in notes])


@router.post("/notes", status_code=201, summary="Note something about an order")
async def write_note(rt: Rt, actor: Member, code: Code, note: NoteIn) -> NoteListOut:
    """Write a note; the order list finds it by its words. Return all notes of the order."""
    async with rt.unit_of_work(actor) as uow:
        order = await queries.organizer_order(uow.session, actor, code)
        await orders.write_note(uow, actor, order_id=order.id, words=note.words)
    return await list_notes(rt, actor, code)


def _made_by(rt: Runtime, actor: Actor, code: str, key: str) -> UUID:
    """Return the id of what this member's key makes of this order."""
    named = f"{actor.label}\0{normal_code(code)}\0{key}".encode()
    return UUID(bytes=rt.vault.derive("api.changes", named)[:16], version=5)


async def _changed(rt: Runtime, ref: OrderRef) -> ChangedOut:
    async with rt.read() as session:
        order = await queries.order(session, ref.id)
    return ChangedOut(
        code=shown_code(order.code),
        page=f"{rt.settings.origin}/orders/{ref.code}/{ref.secret}",
        state=order.state,
        total=MoneyOut.of(order.total),
        to_pay=MoneyOut.of(order.to_pay),
    )
