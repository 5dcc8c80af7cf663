"""A scanner's life: invited once, trusted for a day at a time, revoked; and who may say so."""

from dataclasses import replace

import pytest

from bilten_app.domains.scanning import queries
from bilten_app.domains.scanning import service as scanning
from bilten_app.domains.scanning.public import (
    DeviceRevoked,
    DeviceTokenExpired,
    EnrolLinkGone,
    Outcome,
)
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.errors import Forbidden, NotFound, Unauthenticated
from bilten_app.kit.proof import keys
from bilten_app.kit.roles import ROLE_GRANTS, Role
from tests.factories import given_event, new_guest
from tests.people import given_organizer
from tests.scanner import NOON_MS, given_gate, later, outcomes, two_gates


async def test_a_code_enrols_one_device_and_lives_a_quarter_of_an_hour(rt: Runtime) -> None:
    stage = await given_event(rt)
    gate = await given_gate(rt, stage)
    async with rt.unit_of_work(stage.owner) as uow:
        first = await scanning.invite_device(uow, stage.owner, gate_id=gate)
        second = await scanning.invite_device(uow, stage.owner, gate_id=gate)
    mine, foreign = (keys.public_of(keys.new_private_key()) for _ in range(2))

    await scanning.enrol(rt, token=first.token, device_key=mine, name="A", clock_ms=NOON_MS)
    with pytest.raises(EnrolLinkGone):
        await scanning.enrol(rt, token=first.token, device_key=foreign, name="B", clock_ms=0)
    await scanning.enrol(rt, token=first.token, device_key=mine, name="A", clock_ms=NOON_MS)
    later(rt, minutes=16)

    with pytest.raises(EnrolLinkGone):
        await scanning.enrol(rt, token=second.token, device_key=foreign, name="B", clock_ms=0)


async def test_a_token_lives_a_day_from_the_last_contact(rt: Runtime) -> None:
    _, north, _ = await two_gates(rt)
    assert north.enrolled is not None
    token = north.enrolled.token
    for _ in range(3):
        later(rt, hours=23)
        await scanning.authenticate(rt, token=token)
    later(rt, hours=24)

    with pytest.raises(DeviceTokenExpired):
        await scanning.authenticate(rt, token=token)


async def test_a_device_that_slept_too_long_goes_on_with_its_log(rt: Runtime) -> None:
    stage, north, _ = await two_gates(rt)
    north.scan(1)
    await north.upload(rt)
    north.scan(2)
    later(rt, hours=25)
    async with rt.unit_of_work(stage.owner) as uow:
        link = await scanning.invite_again(uow, stage.owner, device_id=north.active.id)

    north.enrolled = await scanning.enrol(
        rt, token=link.token, device_key=north.public, name="Phone 1", clock_ms=NOON_MS
    )

    assert outcomes(await north.upload(rt)) == [Outcome.repeat, Outcome.canonical]


async def test_a_revoked_device_is_turned_away_at_its_next_contact(rt: Runtime) -> None:
    stage, north, _ = await two_gates(rt)
    assert north.enrolled is not None
    north.scan(1)
    async with rt.unit_of_work(stage.owner) as uow:
        await scanning.revoke(uow, stage.owner, device_id=north.active.id)

    with pytest.raises(DeviceRevoked):
        await scanning.authenticate(rt, token=north.enrolled.token)
    with pytest.raises(DeviceRevoked):
        await north.upload(rt)


async def test_strangers_find_no_gate_and_box_office_may_not_open_one(rt: Runtime) -> None:
    stage = await given_event(rt)
    gate = await given_gate(rt, stage)
    stranger, _ = await given_organizer(rt)
    clerk = replace(stranger, grants={stage.organizer_id: ROLE_GRANTS[Role.box_office]})

    for actor, refusal in (
        (stranger, NotFound),
        (clerk, Forbidden),
        (new_guest(), Unauthenticated),
    ):
        async with rt.unit_of_work(actor) as uow:
            with pytest.raises(refusal):
                await scanning.invite_device(uow, actor, gate_id=gate)
            with pytest.raises(refusal):
                await queries.overview(uow.session, actor, event_id=stage.event_id)
            with pytest.raises(refusal):
                await scanning.create_gate(uow, actor, event_id=stage.event_id, name="Mine")
