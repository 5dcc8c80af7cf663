"""What members and staff are told of banks: what is true, and each thing once."""

from collections.abc import Sequence

import pytest

from bilten_app.adapters.sandbox.mail import MailSink
from bilten_app.domains.identity import queries as identity
from bilten_app.domains.orders import service as orders
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.roles import StaffRole
from bilten_app.ports.messages import Email
from tests.aftersale import given_paid
from tests.banks import checkout_of, hear
from tests.factories import Stage, given_event
from tests.gateway import gateway_of
from tests.people import given_staff
from tests.work import settle, tell_all_again


async def mails_to(rt: Runtime, address: str) -> Sequence[Email]:
    """Return what somebody was told, the newest first."""
    assert isinstance(rt.gateways.email, MailSink)
    kept = [one for one in await rt.gateways.email.newest() if one.email.to == address]
    found = [await rt.gateways.email.find(one.email.message_id) for one in kept]
    return [one.email for one in found if one]


async def owner_of(rt: Runtime, stage: Stage) -> str:
    async with rt.read() as session:
        return (await identity.profile(session, stage.owner.require_user())).email


async def about_banks(rt: Runtime, address: str) -> Sequence[str]:
    """Return the subjects of what somebody was told of banks, the oldest first."""
    subjects = [one.subject for one in await mails_to(rt, address)]
    return [one.split(" order ")[0] for one in subjects[::-1] if "bank" in one]


async def test_a_bank_that_asks_for_the_money_of_an_order_that_is_over_holds_no_tickets(
    rt: Runtime,
) -> None:
    stage = await given_event(rt)
    ref = await given_paid(rt, stage)
    checkout = await checkout_of(rt, ref)
    async with rt.unit_of_work(stage.owner) as uow:
        await orders.cancel(uow, stage.owner, order_id=ref.id)
    await settle(rt)

    await gateway_of(rt).dispute(checkout)
    await hear(rt)

    told = (await mails_to(rt, await owner_of(rt, stage)))[0]
    assert "A bank asks" in told.subject
    assert "The order is over already, so no ticket waits." in told.text
    assert "The tickets wait" not in told.text


async def test_nobody_is_asked_to_answer_what_is_decided_before_they_are_told(rt: Runtime) -> None:
    stage = await given_event(rt)
    ref = await given_paid(rt, stage)
    asked = await gateway_of(rt).dispute(await checkout_of(rt, ref))
    await gateway_of(rt).decide(asked, won=True)

    await hear(rt, latest_first=True)

    assert "A bank asks for the money of" not in await about_banks(rt, await owner_of(rt, stage))


# DECIDED


@pytest.mark.parametrize(
    ("won", "subject", "then"),
    [
        (True, "The bank decided for you about", "There is nothing that you need to do."),
        (False, "The bank decided for the buyer of", "This dispute takes no more answers."),
    ],
)
async def test_a_decision_is_told_once_to_members_and_staff_however_often_it_is_heard(
    rt: Runtime, *, won: bool, subject: str, then: str
) -> None:
    stage, staff = await given_event(rt), await given_staff(rt, StaffRole.admin)
    ref = await given_paid(rt, stage)
    asked = await gateway_of(rt).dispute(await checkout_of(rt, ref))
    await hear(rt)

    await gateway_of(rt).decide(asked, won=won)
    await hear(rt, times=3)
    await tell_all_again(rt)

    owner = await owner_of(rt, stage)
    assert await about_banks(rt, owner) == ["A bank asks for the money of", subject]
    assert await about_banks(rt, staff.email) == [subject]
    to_owner, to_staff = (await mails_to(rt, owner))[0], (await mails_to(rt, staff.email))[0]
    assert then in to_owner.text
    assert "/organizer/disputes" in to_owner.text
    assert "/admin/disputes" in to_staff.text


async def test_a_bank_that_decides_otherwise_is_told_of_each_time(rt: Runtime) -> None:
    stage = await given_event(rt)
    ref = await given_paid(rt, stage)
    asked = await gateway_of(rt).dispute(await checkout_of(rt, ref))
    await hear(rt)

    for won in (True, False, True):
        await gateway_of(rt).decide(asked, won=won)
        await hear(rt, times=2)

    told = await about_banks(rt, await owner_of(rt, stage))
    assert [one for one in told if "decided" in one] == [
        "The bank decided for you about",
        "The bank decided for the buyer of",
        "The bank decided for you about",
    ]
