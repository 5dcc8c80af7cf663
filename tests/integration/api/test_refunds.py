"""Refunds through the API."""

import asyncio

import httpx
import pytest

from bilten_app.domains.organizers import service as organizers
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.roles import Role
from bilten_app.web.door import SESSION_COOKIE
from tests.aftersale import given_paid, refunds, tickets_of
from tests.factories import Stage, given_event, order_of
from tests.people import given_signed_in
from tests.shop import V1, new_key
from tests.work import settle


async def sign_in(
    api: httpx.AsyncClient, rt: Runtime, stage: Stage | None, role: Role = Role.manager
) -> None:
    """Sign a new person in, who works for the stage's organization."""
    person, token = await given_signed_in(rt)
    if stage:
        async with rt.unit_of_work(stage.owner) as uow:
            await organizers.add_member(
                uow, stage.owner, organizer_id=stage.organizer_id,
                user_id=person.require_user(), role=role,
            )  # fmt: skip
    api.cookies.set(SESSION_COOKIE, token)


async def test_a_ticket_is_given_back_once_however_often_it_is_sent(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    stage = await given_event(rt)
    ref = await given_paid(rt, stage)
    one, _ = await tickets_of(rt, ref)
    await sign_in(api, rt, stage)
    address, key = f"{V1}/organizer/orders/{ref.code}/refunds", new_key()
    wish = {"tickets": [str(one)], "with_fees": False, "reason": "ill"}

    answers = await asyncio.gather(*(api.post(address, json=wish, headers=key) for _ in range(3)))
    await settle(rt)
    listed = (await api.get(address)).json()["refunds"]

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert [(each["state"], each["tickets"], each["reason"]) for each in listed] == [
        ("done", 1, "ill")
    ]
    order = await order_of(rt, ref)
    assert order.refunded.minor * 2 == (order.total - order.fee).minor


async def test_a_key_of_another_refund_is_refused(api: httpx.AsyncClient, rt: Runtime) -> None:
    stage = await given_event(rt)
    ref = await given_paid(rt, stage)
    await sign_in(api, rt, stage)
    address, key = f"{V1}/organizer/orders/{ref.code}/refunds", new_key()
    await api.post(address, json={"amount_minor": 100}, headers=key)

    answer = await api.post(address, json={"amount_minor": 200}, headers=key)

    assert answer.status_code == 422
    assert len(await refunds(rt, ref)) == 1


async def test_a_key_whose_refund_was_refused_is_free_again(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    stage = await given_event(rt)
    ref = await given_paid(rt, stage)
    await sign_in(api, rt, stage)
    address, key = f"{V1}/organizer/orders/{ref.code}/refunds", new_key()

    refused = await api.post(address, json={"amount_minor": 10**9}, headers=key)
    taken = await api.post(address, json={"amount_minor": 100}, headers=key)

    assert (refused.status_code, taken.status_code) == (409, 201)


@pytest.mark.parametrize(
    "wish",
    [
        {},
        {"amount_minor": 0},
        {"amount_minor": 1, "tickets": ["0198f5c2-4b1e-7a9d-8f00-6a2b1c3d4e5f"]},
    ],
)
async def test_a_wish_names_tickets_or_an_amount(
    api: httpx.AsyncClient, rt: Runtime, wish: dict[str, object]
) -> None:
    stage = await given_event(rt)
    ref = await given_paid(rt, stage)
    await sign_in(api, rt, stage)

    answer = await api.post(
        f"{V1}/organizer/orders/{ref.code}/refunds", json=wish, headers=new_key()
    )

    assert answer.status_code == 422


async def test_strangers_find_nothing_and_the_box_office_may_not(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    stage, foreign = await given_event(rt), await given_event(rt)
    ref = await given_paid(rt, stage)
    address, wish = f"{V1}/organizer/orders/{ref.code}/refunds", {"amount_minor": 100}

    nobody = await api.post(address, json=wish, headers=new_key())
    await sign_in(api, rt, foreign)
    stranger = await api.post(address, json=wish, headers=new_key())
    strangers_list = await api.get(address)
    await sign_in(api, rt, stage, Role.gate_staff)
    gate = await api.post(address, json=wish, headers=new_key())

    assert (nobody.status_code, stranger.status_code, strangers_list.status_code) == (401, 404, 404)
    assert gate.status_code == 403
    assert await refunds(rt, ref) == []
