"""Changing paid orders of ours: names, addresses, notes; for members."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from bilten_app.api.deps import Member, Rt
from bilten_app.api.shapes import MAX_EMAIL, MAX_NAME, Code, In
from bilten_app.api.v1.tickets import TicketListOut, tickets_out
from bilten_app.domains.orders import queries
from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import NoteView

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
