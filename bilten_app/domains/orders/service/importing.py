"""Taking in a file of orders sold elsewhere: read, look what would happen, then do it by a job.

Each line is a transaction of its own that also moves the import's position, so a crash goes on
where it stopped; and each order is known by its reference, so a file twice makes nothing twice.
"""

import hashlib
from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bilten_app.domains.events import queries as events
from bilten_app.domains.events.public import EventSale, EventState
from bilten_app.domains.inventory import queries as inventory
from bilten_app.domains.orders.models import ImportedOrder, OrderImport
from bilten_app.domains.orders.public import (
    IMPORT_FLOW,
    Channel,
    ColumnUse,
    FundKind,
    ImportCheck,
    ImportLine,
    ImportNotClean,
    ImportStarted,
    ImportState,
    LineProblem,
    NotForSale,
    TicketsSentAgain,
    Verb,
)
from bilten_app.domains.orders.service import direct
from bilten_app.domains.orders.sheets import NEEDED, guess, read_lines, read_table
from bilten_app.domains.pricing import service as pricing
from bilten_app.domains.pricing.public import QuoteItem
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import Busy, UnitOfWork
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import BiltenError, Invalid
from bilten_app.kit.ids import new_id
from bilten_app.kit.roles import Permission
from bilten_app.kit.text import msgid

IMPORT_JOB = "orders.run_import"
CHOOSE = msgid("Choose the column that says this.")


async def upload_import(
    uow: UnitOfWork, actor: Actor, *, event_id: UUID, file_name: str, content: bytes
) -> UUID:
    """Keep a file that is to be taken in. For members with `orders:manage`.

    Raises NotATable, FileTooLong, NotForSale.
    """
    event = await events.sale(uow.session, event_id)
    actor.require(Permission.orders_manage, event.organizer_id, event_id=event.id)
    _require_sold(event)
    table = read_table(content)
    kept = OrderImport(
        id=new_id(), organizer_id=event.organizer_id, event_id=event.id,
        file_name=file_name[:120], content=content, digest=hashlib.sha256(content).hexdigest(),
        mapping={use.value: place for use, place in guess(table.header).items()},
        total=len(table.rows), made_by=actor.label, made_at=uow.clock.now(), problems=[],
    )  # fmt: skip
    uow.add(kept)
    return kept.id


async def check_import(
    session: AsyncSession, actor: Actor, *, import_id: UUID, mapping: Mapping[ColumnUse, int]
) -> ImportCheck:
    """Return what an import would do now, and change nothing. For members with `orders:manage`."""
    kept = await session.get_one(OrderImport, import_id)
    actor.require(Permission.orders_manage, kept.organizer_id, event_id=kept.event_id)
    return await _check(session, kept, mapping)


async def start_import(
    uow: UnitOfWork,
    actor: Actor,
    *,
    import_id: UUID,
    mapping: Mapping[ColumnUse, int],
    leave_out: bool = False,
    tell: bool = False,
) -> None:
    """Begin to take a file in, by a job; `leave_out` what cannot be, `tell` buyers by a mail.

    For members with `orders:manage`. Raises ImportStarted, ImportNotClean, Invalid.
    """
    kept = await uow.get(OrderImport, import_id, lock=True)
    actor.require(Permission.orders_manage, kept.organizer_id, event_id=kept.event_id)
    if kept.state != ImportState.uploaded:
        raise ImportStarted
    if missing := {use.value: CHOOSE for use in NEEDED if use not in mapping}:
        raise Invalid(missing)
    checked = await _check(uow.session, kept, mapping)
    if checked.problems and not leave_out:
        raise ImportNotClean
    uow.advance(
        kept, IMPORT_FLOW, ImportState.running, tells=tell,
        mapping={use.value: place for use, place in mapping.items()},
        problems=[[one.line, one.column, one.text] for one in checked.problems],
    )  # fmt: skip
    uow.enqueue(IMPORT_JOB, {"import_id": str(kept.id)}, dedupe_key=f"import:{kept.id}")
    uow.audit(Verb.import_started, kept.id, lines=len(checked.lines))


async def run_import(rt: Runtime, *, import_id: str) -> None:
    """Job: take in line after line. Harmless twice: the import knows where it is."""
    async with rt.read() as session:
        kept = await session.get_one(OrderImport, UUID(import_id))
        mapping = {ColumnUse(use): place for use, place in kept.mapping.items()}
        lines, _ = await _read(session, kept, mapping)
    for line in lines:
        try:
            async with rt.unit_of_work() as uow:
                if reached := await _reach(uow, kept.id, line):
                    await _take(uow, rt, reached, line)
        except Busy:
            raise  # the job comes again, and goes on with this line
        except BiltenError as refusal:
            async with rt.unit_of_work() as uow:
                if reached := await _reach(uow, kept.id, line):
                    reached.problems = [*reached.problems, [line.line, "", refusal.text]]
    async with rt.unit_of_work() as uow:
        kept = await uow.get(OrderImport, UUID(import_id), lock=True)
        if kept.state == ImportState.running:
            uow.advance(kept, IMPORT_FLOW, ImportState.done, finished_at=uow.clock.now())


async def _reach(uow: UnitOfWork, import_id: UUID, line: ImportLine) -> OrderImport | None:
    """Lock the import and move it on to a line; None when somebody was there before."""
    kept = await uow.get(OrderImport, import_id, lock=True)
    if kept.state != ImportState.running or kept.position >= line.line:
        return None
    kept.position = line.line
    return kept


async def _take(uow: UnitOfWork, rt: Runtime, kept: OrderImport, line: ImportLine) -> None:
    """Make the order of a line, or count it as known. Raises SoldOut and others."""
    event = await events.sale(uow.session, kept.event_id)
    order = direct.begin(
        uow, event, Channel.imported, name=line.name, email=line.email, locale="en"
    )
    fresh = await uow.session.execute(
        text(
            "INSERT INTO imported_orders (event_id, reference, order_id)"
            " VALUES (:event, :reference, :order) ON CONFLICT DO NOTHING RETURNING 1"
        ),
        {"event": event.id, "reference": line.reference, "order": order.id},
    )
    if fresh.first() is None:
        kept.known += 1
        return
    types = await direct.types_of(uow, event, {line.type_id: line.quantity})
    item = QuoteItem(line.type_id, line.quantity, line.price_minor)
    priced = pricing.quote_as_paid([item], currency=event.currency)
    sold = await direct.sell(uow, rt.vault, order, priced, types, taken=FundKind.elsewhere)
    kept.made += 1
    if kept.tells:
        uow.record(TicketsSentAgain(order.id, order.id, event.id, ""))
    uow.audit(Verb.order_imported, order.id, total_minor=sold.total.minor)


async def _check(
    session: AsyncSession, kept: OrderImport, mapping: Mapping[ColumnUse, int]
) -> ImportCheck:
    lines, problems = await _read(session, kept, mapping)
    chosen = select(col(ImportedOrder.reference)).where(
        col(ImportedOrder.event_id) == kept.event_id,
        col(ImportedOrder.reference).in_([one.reference for one in lines]),
    )
    known = set((await session.execute(chosen)).scalars())
    fresh = [one for one in lines if one.reference not in known]
    return ImportCheck(fresh, problems, len(known))


async def _read(
    session: AsyncSession, kept: OrderImport, mapping: Mapping[ColumnUse, int]
) -> tuple[list[ImportLine], list[LineProblem]]:
    event = await events.sale(session, kept.event_id)
    known = await inventory.ticket_types(session, event.id, at=kept.made_at, with_hidden=True)
    types: dict[str, UUID] = {one.name.casefold(): one.id for one in known}
    table = read_table(kept.content)
    return read_lines(table, mapping, types, currency=event.currency, digest=kept.digest)


def _require_sold(event: EventSale) -> None:
    if event.state not in {EventState.published, EventState.ended}:
        raise NotForSale
