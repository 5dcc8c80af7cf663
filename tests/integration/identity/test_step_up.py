"""Before money goes out, a person shows again that it is them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bilten_app.domains.identity import service as identity
from bilten_app.domains.identity.public import NotChanged
from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import RefundWish
from bilten_app.domains.organizers import service as organizers
from bilten_app.domains.payouts import service as payouts
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import ActorKind
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.errors import ProofNeeded
from bilten_app.kit.roles import Role
from bilten_app.ports.payouts import BankAccount
from tests.factories import given_event, given_order
from tests.people import PASSWORD, actor_of, given_organizer, given_signed_in, given_user, new_email


async def test_a_proof_lasts_a_quarter_of_an_hour(rt: Runtime) -> None:
    _, token = await given_signed_in(rt)
    assert isinstance(rt.clock, FrozenClock)
    rt.clock.move(timedelta(minutes=15))
    (await actor_of(rt, token)).require_recent_proof()
    rt.clock.move(timedelta(seconds=1))

    with pytest.raises(ProofNeeded):
        (await actor_of(rt, token)).require_recent_proof()


async def test_the_password_proves_it_anew_and_the_session_gets_another_token(rt: Runtime) -> None:
    _, before = await given_signed_in(rt)
    assert isinstance(rt.clock, FrozenClock)
    rt.clock.move(timedelta(hours=1))
    actor = await actor_of(rt, before)

    after = await identity.prove(rt, actor, token=before, current=PASSWORD)

    (await actor_of(rt, after.token)).require_recent_proof()
    assert (await actor_of(rt, before)).kind is ActorKind.guest


async def test_a_wrong_password_proves_nothing(rt: Runtime) -> None:
    _, token = await given_signed_in(rt)
    assert isinstance(rt.clock, FrozenClock)
    rt.clock.move(timedelta(hours=1))

    with pytest.raises(NotChanged):
        await identity.prove(rt, await actor_of(rt, token), token=token, current="wrong")

    with pytest.raises(ProofNeeded):
        (await actor_of(rt, token)).require_recent_proof()


async def test_an_old_session_gives_no_money_back(rt: Runtime) -> None:
    stage = await given_event(rt)
    ref = await given_order(rt, stage)
    stale = replace(stage.owner, proved_at=None)

    async with rt.unit_of_work(stale) as uow:
        with pytest.raises(ProofNeeded):
            await orders.refund(uow, stale, order_id=ref.id, wish=RefundWish(amount_minor=1))


async def test_an_old_session_names_no_bank_account(rt: Runtime) -> None:
    stage = await given_event(rt)
    stale = replace(stage.owner, proved_at=None)

    with pytest.raises(ProofNeeded):
        await payouts.change_destination(
            rt,
            stale,
            organizer_id=stage.organizer_id,
            currency="EUR",
            account=BankAccount("Eve", "DE89370400440532013000", "COBADEFFXXX"),
        )


async def test_an_old_session_lets_nobody_into_the_team(rt: Runtime) -> None:
    owner, organizer_id = await given_organizer(rt)
    stale, helper = replace(owner, proved_at=None), await given_user(rt)
    async with rt.unit_of_work(owner) as uow:
        await organizers.add_member(
            uow, owner, organizer_id=organizer_id, user_id=helper, role=Role.gate_staff
        )

    async with rt.unit_of_work(stale) as uow:
        with pytest.raises(ProofNeeded):
            await organizers.set_role(
                uow, stale, organizer_id=organizer_id, user_id=helper, role=Role.owner
            )
    with pytest.raises(ProofNeeded):
        await organizers.invite(
            rt, stale, organizer_id=organizer_id, email=new_email(), role=Role.owner
        )
