"""Gates, devices and their logs: whatever happens offline, one admission counts, none is lost."""

import asyncio
from itertools import permutations

import pytest

from bilten_app.domains.scanning import queries
from bilten_app.domains.scanning.public import (
    Outcome,
    Overview,
)
from bilten_app.domains.tickets import queries as tickets
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.proof import guests
from bilten_app.kit.proof.ring import KeyRing
from bilten_app.kit.proof.status import Status, follow
from bilten_app.kit.proof.verdict import Facts, Gate, Verdict, decide
from tests.factories import Stage, given_checkout, given_event, given_order
from tests.gateway import card, gateway_of, hear
from tests.scanner import (
    NOON_MS,
    Scanner,
    given_gate,
    given_scanner,
    later,
    outcomes,
    two_gates,
)


async def overview(rt: Runtime, stage: Stage) -> Overview:
    async with rt.read() as session:
        return await queries.overview(session, stage.owner, event_id=stage.event_id)


async def status_of(rt: Runtime, scanner: Scanner, now: Status | None = None) -> Status:
    assert scanner.enrolled is not None
    async with rt.read() as session:
        news = await queries.status(
            session, rt.vault, scanner.active, after=now.seq if now else 0, now=rt.clock.now()
        )
    return follow(now, news.signed.open(scanner.enrolled.root_public, "status"))


async def test_a_sold_ticket_is_admitted_by_what_its_scanner_carries(rt: Runtime) -> None:
    stage = await given_event(rt)
    ref = await given_order(rt, stage)
    checkout = await given_checkout(rt, ref)
    await gateway_of(rt).choose(checkout, card("Success"))
    await hear(rt, checkout)
    scanner = await given_scanner(rt, stage, await given_gate(rt, stage))
    assert scanner.enrolled is not None
    pack = scanner.enrolled.pack
    ring = KeyRing.read(pack.ring.open(scanner.enrolled.root_public, "ring"))
    async with rt.read() as session:
        sold = [tickets.proof_text(one) for one in await tickets.of_event(session, stage.event_id)]
    later(rt, days=30)

    facts = Facts(
        ring=ring,
        status=await status_of(rt, scanner),
        gate=Gate(frozenset(), 0),
        clock_s=int(rt.clock.now().timestamp()),
        rotation_key=pack.rotation_key,
    )
    decision = decide(sold[0], facts)

    assert decision.verdict is Verdict.admitted
    assert decision.proof is not None
    line = guests.unseal(stage.event_id, decision.proof, pack.guests[decision.proof.body.index])
    assert line is not None
    assert b"Noor Aziz" in line
    assert len(pack.guests) == 2


async def test_two_online_scanners_in_the_same_second_one_counts(rt: Runtime) -> None:
    stage, north, south = await two_gates(rt)
    north.scan(7, NOON_MS + 400)
    south.scan(7, NOON_MS + 100)

    answers = await asyncio.gather(north.upload(rt), south.upload(rt))

    told = sorted(outcomes([one for answer in answers for one in answer]))
    assert told in (["canonical", "incident"], ["canonical", "canonical"])
    door = await overview(rt, stage)
    assert [(one.first.gate, one.second.gate) for one in door.incidents] == [("South", "North")]
    assert [count.admitted for count in door.gates] == [1, 1]
    assert (door.inside, door.arrived) == (2, 1)


async def test_the_second_online_scanner_is_told_where_and_when(rt: Runtime) -> None:
    stage, north, south = await two_gates(rt)
    north.scan(7, NOON_MS)
    south.scan(7, NOON_MS + 900)
    await north.upload(rt)

    (answer,) = await south.upload(rt)

    assert answer.outcome is Outcome.incident
    assert answer.first is not None
    assert (answer.first.gate, answer.first.device_id) == ("North", north.device)
    south.scan(7, NOON_MS + 1000, verdict=Verdict.already_used)
    assert outcomes(await south.upload(rt)) == [Outcome.repeat, Outcome.noted]
    door = await overview(rt, stage)
    assert [one.was_turned_away for one in door.incidents] == [True]
    assert (door.inside, door.arrived) == (1, 1)


async def test_a_ticket_shown_again_later_does_not_undo_that_its_guest_was_let_in(
    rt: Runtime,
) -> None:
    stage, north, south = await two_gates(rt)
    north.scan(7, NOON_MS)
    south.scan(7, NOON_MS + 900)
    south.scan(8, NOON_MS + 5000)
    south.scan(7, NOON_MS + 9000, verdict=Verdict.already_used)

    await north.upload(rt)
    await south.upload(rt)

    door = await overview(rt, stage)
    assert [one.was_turned_away for one in door.incidents] == [False]
    assert (door.inside, door.arrived) == (3, 2)


@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_offline_logs_merge_to_the_same_in_any_order_and_twice(
    rt: Runtime, order: tuple[int, ...]
) -> None:
    stage, north, south = await two_gates(rt)
    west = await given_scanner(rt, stage, north.gate, "Phone 3")
    scanners = (north, south, west)
    for number, scanner in enumerate(scanners):
        scanner.scan(7, NOON_MS + 1000 * number)
        scanner.scan(100 + number, NOON_MS + 5000)

    for number in (*order, *order):
        await scanners[number].upload(rt)

    door = await overview(rt, stage)
    assert door.inside == 6
    assert {(one.index, one.first.device_id) for one in door.incidents} == {(7, north.device)}
    assert {one.second.device_id for one in door.incidents} == {south.device, west.device}


async def test_an_earlier_scan_that_comes_late_takes_over(rt: Runtime) -> None:
    stage, north, south = await two_gates(rt)
    north.scan(7, NOON_MS + 5000)
    south.scan(7, NOON_MS, online=False)
    await north.upload(rt)

    (late,) = await south.upload(rt)

    assert late.outcome is Outcome.canonical
    (incident,) = (await overview(rt, stage)).incidents
    assert (incident.first.device_id, incident.second.device_id) == (south.device, north.device)


async def test_a_clock_that_is_wrong_is_corrected_by_its_offset(rt: Runtime) -> None:
    _, north, south = await two_gates(rt)
    north.scan(7, NOON_MS)
    south.scan(7, NOON_MS + 60_000, clock_offset_ms=-61_000)
    await north.upload(rt)

    assert outcomes(await south.upload(rt)) == [Outcome.canonical]


async def test_an_upload_that_was_cut_off_is_sent_again_whole(rt: Runtime) -> None:
    stage, north, _ = await two_gates(rt)
    for index in range(10):
        north.scan(index)
    await north.upload(rt, *north.written()[:6])

    again = await north.upload(rt)

    assert outcomes(again) == [Outcome.repeat] * 6 + [Outcome.canonical] * 4
    assert [one.seq for one in again] == list(range(1, 11))
    assert (await overview(rt, stage)).inside == 10


async def test_the_same_upload_twice_at_once_is_taken_in_once(rt: Runtime) -> None:
    stage, north, _ = await two_gates(rt)
    for index in range(5):
        north.scan(index)

    await asyncio.gather(*(north.upload(rt) for _ in range(4)))

    door = await overview(rt, stage)
    assert (door.inside, list(door.incidents)) == (5, [])


async def test_a_number_that_comes_back_with_other_content_is_refused(rt: Runtime) -> None:
    _, north, _ = await two_gates(rt)
    north.scan(1)
    await north.upload(rt)
    north.entries.clear()
    north.scan(2)

    assert outcomes(await north.upload(rt)) == [Outcome.refused]


async def test_a_scan_of_a_gate_of_another_event_is_refused(rt: Runtime) -> None:
    _, north, _ = await two_gates(rt)
    other = await given_event(rt)
    north.scan(1, gate=await given_gate(rt, other))

    assert outcomes(await north.upload(rt)) == [Outcome.refused]


async def test_what_was_used_reaches_every_device(rt: Runtime) -> None:
    stage, north, south = await two_gates(rt)
    for _ in range(2):
        ref = await given_order(rt, stage, lines={stage.types[0]: 1})
        checkout = await given_checkout(rt, ref)
        await gateway_of(rt).choose(checkout, card("Success"))
        await hear(rt, checkout, event_id=f"evt_{checkout}")
    async with rt.read() as session:
        sold = await tickets.of_event(session, stage.event_id)
    before = await status_of(rt, south)
    north.scan(sold[0].index)
    await north.upload(rt)

    after = await status_of(rt, south, before)

    assert after.seq > before.seq
    assert sold[0].index in after.used
    assert sold[1].index not in after.used
    later(rt, minutes=1)
    unchanged = await status_of(rt, south, after)
    assert (unchanged.seq, unchanged.as_of_ms) == (after.seq, after.as_of_ms + 60_000)


async def test_scans_are_listed_page_by_page(rt: Runtime) -> None:
    stage, north, _ = await two_gates(rt)
    for index in range(5):
        north.scan(index, override_by="Kim" if index == 4 else None)
    await north.upload(rt)

    async with rt.read() as session:
        page = await queries.scans(session, stage.owner, event_id=stage.event_id, size=3)
        rest = await queries.scans(
            session, stage.owner, event_id=stage.event_id, size=3, cursor=page.next_cursor
        )

    assert [scan.seq for scan in (*page.rows, *rest.rows)] == [5, 4, 3, 2, 1]
    assert page.rows[0].override_by == "Kim"
    assert rest.next_cursor is None
