"""Taking in orders that were sold elsewhere, for members."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Body, Path
from pydantic import BaseModel, Field

from bilten_app.api.deps import Member, Rt
from bilten_app.api.shapes import In, Slug
from bilten_app.domains.events import queries as events
from bilten_app.domains.orders import queries
from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import (
    ColumnUse,
    ImportCheck,
    ImportState,
    ImportView,
    LineProblem,
)
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor

router = APIRouter(prefix="/organizer", tags=["Organizer"])

ImportId = Annotated[UUID, Path(description="The `id` of the import.")]
Column = Annotated[int, Field(strict=True, ge=0, le=49)]


class FileIn(In):
    """A table as text: a header, then a line for each order."""

    file_name: str = Field(default="orders.csv", max_length=120, pattern=r"^[^\x00]*$")
    csv: str = Field(min_length=1, max_length=2_000_000, pattern=r"^[^\x00]*$")


class MappingIn(In):
    """Which column, from 0, says what."""

    columns: dict[ColumnUse, Column]


class StartIn(MappingIn):
    """How the file is taken in."""

    leave_out: bool = Field(default=False, strict=True, description="Lines that cannot be.")
    tell: bool = Field(default=False, strict=True, description="Mail everybody their tickets.")


class LineProblemOut(BaseModel):
    """Why a line is not taken in."""

    line: int
    column: str
    problem: str

    @classmethod
    def of(cls, one: LineProblem) -> Self:
        """Return the shape of a problem."""
        return cls(line=one.line, column=one.column, problem=one.text)


class ImportOut(BaseModel):
    """An import, and how far it is."""

    id: UUID
    file_name: str
    state: ImportState
    header: list[str]
    columns: dict[str, int]
    lines: int
    position: int
    made: int
    known: int
    problems: list[LineProblemOut]
    finished_at: datetime | None

    @classmethod
    def of(cls, one: ImportView) -> Self:
        """Return the shape of an import."""
        return cls(
            id=one.id,
            file_name=one.file_name,
            state=one.state,
            header=list(one.header),
            columns=dict(one.mapping),
            lines=one.total,
            position=one.position,
            made=one.made,
            known=one.known,
            problems=[LineProblemOut.of(each) for each in one.problems],
            finished_at=one.finished_at,
        )


class OutlookOut(BaseModel):
    """What an import would do now."""

    orders: int
    tickets: int
    known: int
    problems: list[LineProblemOut]

    @classmethod
    def of(cls, would: ImportCheck) -> Self:
        """Return the shape of a dry run."""
        return cls(
            orders=len(would.lines),
            tickets=would.tickets,
            known=would.known,
            problems=[LineProblemOut.of(one) for one in would.problems],
        )


@router.post("/events/{slug}/imports", status_code=201, summary="Upload orders sold elsewhere")
async def upload_orders(
    rt: Rt, actor: Member, slug: Slug, file: Annotated[FileIn, Body()]
) -> ImportOut:
    """Keep a CSV file and guess its columns; nothing is made yet."""
    async with rt.unit_of_work(actor) as uow:
        event = await events.organizer_event(uow.session, actor, slug)
        import_id = await orders.upload_import(
            uow, actor, event_id=event.id, file_name=file.file_name, content=file.csv.encode()
        )
    return await _shown(rt, actor, import_id)


@router.get("/imports/{import_id}", summary="How far an import is")
async def read_import(rt: Rt, actor: Member, import_id: ImportId) -> ImportOut:
    """Return an import."""
    return await _shown(rt, actor, import_id)


@router.post("/imports/{import_id}/dry-run", summary="See what an import would do")
async def try_import(rt: Rt, actor: Member, import_id: ImportId, wanted: MappingIn) -> OutlookOut:
    """Return what would be made, what is here already, and which lines cannot be taken in."""
    async with rt.read() as session:
        await queries.import_run(session, actor, import_id)
        would = await orders.check_import(
            session, actor, import_id=import_id, mapping=wanted.columns
        )
    return OutlookOut.of(would)


@router.post("/imports/{import_id}/start", status_code=202, summary="Take the file in")
async def start_import(rt: Rt, actor: Member, import_id: ImportId, wanted: StartIn) -> ImportOut:
    """Begin; the same file twice makes nothing twice."""
    async with rt.unit_of_work(actor) as uow:
        await orders.start_import(
            uow, actor, import_id=import_id, mapping=wanted.columns,
            leave_out=wanted.leave_out, tell=wanted.tell,
        )  # fmt: skip
    return await _shown(rt, actor, import_id)


async def _shown(rt: Runtime, actor: Actor, import_id: UUID) -> ImportOut:
    async with rt.read() as session:
        return ImportOut.of(await queries.import_run(session, actor, import_id))
