"""A file of orders sold elsewhere: read, tried, taken in once, and gone on with after a crash."""

from uuid import UUID

import pytest

from bilten_app.domains.orders import queries
from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import (
    ColumnUse,
    FileTooLong,
    ImportNotClean,
    ImportStarted,
    ImportState,
    ImportView,
    NotATable,
)
from bilten_app.domains.orders.sheets import MAX_BYTES
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.errors import Invalid, NotFound
from tests.counter import accounts, is_sound
from tests.factories import Stage, draft, given_event, places
from tests.people import given_organizer
from tests.work import settle

FILE = """\
Customer;E-mail;Ticket;Qty;Booking;Paid
Ali Hassan;ali@guests.example.com;Standing;2;A-1;20,00
Zoe Marsh;zoe@guests.example.com;standing;1;A-2;18.50
"""
BROKEN = FILE + "Nobody;nowhere;Balcony;0;A-1;x\n"
COLUMNS = {
    ColumnUse.buyer: 0, ColumnUse.email: 1, ColumnUse.type: 2, ColumnUse.quantity: 3,
    ColumnUse.reference: 4, ColumnUse.price: 5,
}  # fmt: skip


async def uploaded(rt: Runtime, stage: Stage, file: str | bytes = FILE) -> UUID:
    content = file.encode() if isinstance(file, str) else file
    async with rt.unit_of_work(stage.owner) as uow:
        return await orders.upload_import(
            uow, stage.owner, event_id=stage.event_id, file_name="sold.csv", content=content
        )


async def start(rt: Runtime, stage: Stage, import_id: UUID, *, leave_out: bool = False) -> None:
    async with rt.unit_of_work(stage.owner) as uow:
        await orders.start_import(
            uow, stage.owner, import_id=import_id, mapping=COLUMNS, leave_out=leave_out
        )


async def shown(rt: Runtime, stage: Stage, import_id: UUID) -> ImportView:
    async with rt.read() as session:
        return await queries.import_run(session, stage.owner, import_id)


async def test_a_file_is_tried_and_then_taken_in(rt: Runtime) -> None:
    stage = await given_event(rt)
    import_id = await uploaded(rt, stage)

    guessed = (await shown(rt, stage, import_id)).mapping
    async with rt.read() as session:
        would = await orders.check_import(
            session, stage.owner, import_id=import_id, mapping=COLUMNS
        )
    assert guessed == {use.value: place for use, place in COLUMNS.items()}
    assert (len(would.lines), would.tickets, would.problems) == (2, 3, [])
    assert await places(rt, stage) == [(100, 0, 0)]

    await start(rt, stage, import_id)
    await settle(rt)

    done = await shown(rt, stage, import_id)
    assert (done.state, done.made, done.known) == (ImportState.done, 2, 0)
    assert done.position == done.total == 2
    assert await places(rt, stage) == [(97, 0, 3)]
    # What they paid elsewhere the organizer has, and owes no fee for.
    assert await accounts(rt, stage) == {"cash": 5850, "payable": 5850}
    assert await is_sound(rt)


async def test_the_same_file_twice_makes_nothing_twice(rt: Runtime) -> None:
    stage = await given_event(rt)
    first, second = await uploaded(rt, stage), await uploaded(rt, stage)

    for import_id in (first, second):
        await start(rt, stage, import_id)
        await settle(rt)
    await orders.run_import(rt, import_id=str(second))

    again = await shown(rt, stage, second)
    assert (again.made, again.known) == (0, 2)
    assert await places(rt, stage) == [(97, 0, 3)]


async def test_a_file_without_references_is_known_by_its_lines(rt: Runtime) -> None:
    stage = await given_event(rt)
    plain = "name,email,type,quantity\n" + "Ali,ali@guests.example.com,Standing,1\n" * 2
    for _ in range(2):
        import_id = await uploaded(rt, stage, plain)
        async with rt.unit_of_work(stage.owner) as uow:
            await orders.start_import(
                uow, stage.owner, import_id=import_id,
                mapping={use: place for use, place in COLUMNS.items() if place < 4},
            )  # fmt: skip
        await settle(rt)

    assert await places(rt, stage) == [(98, 0, 2)]


async def test_wrong_lines_are_named_and_left_out_only_when_asked(rt: Runtime) -> None:
    stage = await given_event(rt)
    import_id = await uploaded(rt, stage, BROKEN)

    with pytest.raises(ImportNotClean):
        await start(rt, stage, import_id)
    await start(rt, stage, import_id, leave_out=True)
    with pytest.raises(ImportStarted):
        await start(rt, stage, import_id, leave_out=True)
    await settle(rt)

    done = await shown(rt, stage, import_id)
    assert {(one.line, one.column) for one in done.problems} == {
        (4, "email"), (4, "type"), (4, "quantity"), (4, "price"), (4, "reference")
    }  # fmt: skip
    assert done.made == 2


async def test_a_line_without_places_is_told_and_the_others_are_made(rt: Runtime) -> None:
    stage = await given_event(rt, draft(capacity=1))
    import_id = await uploaded(rt, stage)

    await start(rt, stage, import_id)
    await settle(rt)

    done = await shown(rt, stage, import_id)
    assert (done.state, done.made) == (ImportState.done, 1)
    assert [(one.line, one.column) for one in done.problems] == [(2, "")]
    assert await places(rt, stage) == [(0, 0, 1)]
    assert await is_sound(rt)


@pytest.mark.parametrize("content", [b"", b"\x00\x01", b"one column\n1\n", b"a,b\n"])
async def test_what_is_no_table_is_refused(rt: Runtime, content: bytes) -> None:
    stage = await given_event(rt)

    with pytest.raises(NotATable):
        await uploaded(rt, stage, content)


async def test_a_file_that_is_too_long_is_refused(rt: Runtime) -> None:
    stage = await given_event(rt)

    with pytest.raises(FileTooLong):
        await uploaded(rt, stage, b"a,b\n" + b"1,2\n" * (MAX_BYTES // 4))


async def test_columns_that_are_needed_must_be_chosen(rt: Runtime) -> None:
    stage = await given_event(rt)
    import_id = await uploaded(rt, stage)

    async with rt.unit_of_work(stage.owner) as uow:
        with pytest.raises(Invalid) as refusal:
            await orders.start_import(
                uow, stage.owner, import_id=import_id, mapping={ColumnUse.buyer: 0}
            )
    assert set(refusal.value.problems) == {"email", "type", "quantity"}


async def test_a_stranger_sees_and_starts_nothing(rt: Runtime) -> None:
    stage = await given_event(rt)
    import_id = await uploaded(rt, stage)
    stranger, _ = await given_organizer(rt)

    async with rt.read() as session:
        with pytest.raises(NotFound):
            await queries.import_run(session, stranger, import_id)
    async with rt.unit_of_work(stranger) as uow:
        with pytest.raises(NotFound):
            await orders.start_import(uow, stranger, import_id=import_id, mapping=COLUMNS)
