"""Registering, proving the address, and what may go wrong on the way."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from bilten_app.domains.identity import service as identity
from bilten_app.domains.identity.public import LinkGone, NotRegistered, WrongPassword
from bilten_app.infra.passwords import Passwords
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.signin_settings import LEAST_PASSWORD_MIB
from bilten_app.kit.actor import GUEST, SYSTEM, Actor, ActorKind
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.errors import Forbidden, NotFound, TooMany, Unauthenticated
from bilten_app.kit.ids import new_code
from bilten_app.kit.roles import STAFF_GRANTS, StaffPermission, StaffRole
from tests.people import PASSWORD, actor_of, given_signed_in, given_user, link_of, new_email


async def _follow(rt: Runtime, token: str) -> None:
    async with rt.unit_of_work(SYSTEM) as uow:
        await identity.verify(uow, token=token)


async def test_an_address_belongs_to_one_user_in_every_spelling(rt: Runtime) -> None:
    email = new_email()
    await given_user(rt, email=email)

    again = await identity.register(
        rt, GUEST, email=email.upper(), name="Eve", password=PASSWORD, address=new_code()
    )

    assert again is None
    async with rt.read() as session:
        chosen = text("SELECT name FROM users WHERE lower(email) = lower(:email)")
        assert (await session.execute(chosen, {"email": email})).scalars().all() == ["Ada Berg"]


async def test_bad_fields_are_told_one_by_one_and_nothing_is_stored(rt: Runtime) -> None:
    with pytest.raises(NotRegistered) as refused:
        await identity.register(rt, GUEST, email="x", name="", password="x", address="bad-fields")

    assert set(refused.value.problems) == {"email", "name", "password"}


async def test_the_mailed_link_proves_the_address_and_is_stored_nowhere(rt: Runtime) -> None:
    email = new_email()
    user_id = await given_user(rt, email=email, proven=False)
    token = identity.link_token(rt, await link_of(rt, user_id))
    with pytest.raises(WrongPassword):
        await identity.sign_in(rt, GUEST, email=email, password=PASSWORD, address=new_code())

    await _follow(rt, token)
    await _follow(rt, token)

    signed_in = await identity.sign_in(
        rt, GUEST, email=email, password=PASSWORD, address=new_code()
    )
    assert (await actor_of(rt, signed_in.token)).verified
    async with rt.read() as session:
        told = (
            await session.execute(text("SELECT string_agg(payload::text, '') FROM facts"))
        ).scalar()
    assert token not in str(told)


async def test_a_link_expires(rt: Runtime) -> None:
    user_id = await given_user(rt, proven=False)
    token = identity.link_token(rt, await link_of(rt, user_id))
    assert isinstance(rt.clock, FrozenClock)
    rt.clock.move(timedelta(days=2))

    with pytest.raises(LinkGone):
        await _follow(rt, token)


async def test_an_invented_link_is_refused(rt: Runtime) -> None:
    with pytest.raises(LinkGone):
        await _follow(rt, "nothing-we-ever-sent")


async def test_another_link_can_be_asked_for_three_times(rt: Runtime) -> None:
    user_id = await given_user(rt, proven=False)
    actor = Actor(ActorKind.user, user_id=user_id)
    first = await link_of(rt, user_id)

    for _ in range(3):
        await identity.ask_verification(rt, actor)

    assert await link_of(rt, user_id) != first
    with pytest.raises(TooMany):
        await identity.ask_verification(rt, actor)


async def test_a_password_is_stored_as_argon2id_only(rt: Runtime) -> None:
    rt.passwords = Passwords(LEAST_PASSWORD_MIB, bytes(32))
    user_id = await given_user(rt)

    async with rt.read() as session:
        chosen = text("SELECT password_hash FROM users WHERE id = :id")
        stored = (await session.execute(chosen, {"id": user_id})).scalar_one()

    key, _, digest = stored.partition("$")
    assert key
    assert digest.startswith("argon2id$v=19$m=19456,t=2,p=1$")
    assert PASSWORD not in stored


async def test_staff_may_do_what_their_role_says_from_the_next_request_on(rt: Runtime) -> None:
    actor, token = await given_signed_in(rt)

    async with rt.unit_of_work() as uow:
        user_id = actor.require_user()
        await identity.set_staff(uow, SYSTEM, user_id=user_id, role=StaffRole.finance)
    let_in = await actor_of(rt, token)

    let_in.require_staff(StaffPermission.money_manage)
    with pytest.raises(Forbidden):
        let_in.require_staff(StaffPermission.review)
    with pytest.raises(NotFound):
        actor.require_staff(StaffPermission.money_manage)
    with pytest.raises(Unauthenticated):
        GUEST.require_staff(StaffPermission.money_manage)


async def test_nobody_gives_themselves_a_role(rt: Runtime) -> None:
    actor, token = await given_signed_in(rt)
    other, _ = await given_signed_in(rt)
    async with rt.unit_of_work() as uow:
        await identity.set_staff(uow, SYSTEM, user_id=actor.require_user(), role=StaffRole.support)
    support = await actor_of(rt, token)
    admin = replace(support, staff=STAFF_GRANTS[StaffRole.admin])

    for who, whom, refusal in (
        (support, other.require_user(), Forbidden),
        (admin, admin.require_user(), Forbidden),
        (other, other.require_user(), NotFound),
    ):
        with pytest.raises(refusal):
            async with rt.unit_of_work(who) as uow:
                await identity.set_staff(uow, who, user_id=whom, role=StaffRole.admin)
