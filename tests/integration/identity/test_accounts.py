"""Registering, proving the address, and what may go wrong on the way."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from bilten_app.domains.identity import service as identity
from bilten_app.domains.identity.public import LinkGone, Mend, NotRegistered
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import GUEST, SYSTEM
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.errors import NotFound, TooMany, Unauthenticated
from tests.people import PASSWORD, actor_of, given_signed_in, given_user, new_email


async def _link_of(rt: Runtime, user_id: UUID) -> UUID:
    async with rt.read() as session:
        told = text(
            "SELECT payload ->> 'link_id' FROM facts WHERE payload ->> 'user_id' = :user"
            " ORDER BY id DESC LIMIT 1"
        )
        return UUID((await session.execute(told, {"user": str(user_id)})).scalar_one())


async def _follow(rt: Runtime, token: str) -> None:
    async with rt.unit_of_work(SYSTEM) as uow:
        await identity.verify(uow, token=token)


async def test_an_address_belongs_to_one_user_in_every_spelling(rt: Runtime) -> None:
    email = new_email()
    await given_user(rt, email=email)

    with pytest.raises(NotRegistered) as refused:
        await given_user(rt, email=email.upper())

    assert refused.value.problems == {"email": Mend.email_taken}


async def test_bad_fields_are_told_one_by_one_and_nothing_is_stored(rt: Runtime) -> None:
    with pytest.raises(NotRegistered) as refused:
        await identity.register(rt, GUEST, email="x", name="", password="x", address="bad-fields")

    assert set(refused.value.problems) == {"email", "name", "password"}


async def test_the_mailed_link_proves_the_address_and_is_stored_nowhere(rt: Runtime) -> None:
    actor, session_token = await given_signed_in(rt)
    assert actor.user_id is not None
    token = identity.link_token(rt, await _link_of(rt, actor.user_id))

    await _follow(rt, token)
    await _follow(rt, token)

    assert not actor.verified
    assert (await actor_of(rt, session_token)).verified
    async with rt.read() as session:
        told = (
            await session.execute(text("SELECT string_agg(payload::text, '') FROM facts"))
        ).scalar()
    assert token not in str(told)


async def test_a_link_expires(rt: Runtime) -> None:
    user_id = await given_user(rt)
    token = identity.link_token(rt, await _link_of(rt, user_id))
    assert isinstance(rt.clock, FrozenClock)
    rt.clock.move(timedelta(days=2))

    with pytest.raises(LinkGone):
        await _follow(rt, token)


async def test_an_invented_link_is_refused(rt: Runtime) -> None:
    with pytest.raises(LinkGone):
        await _follow(rt, "nothing-we-ever-sent")


async def test_another_link_can_be_asked_for_three_times(rt: Runtime) -> None:
    actor, session_token = await given_signed_in(rt)
    assert actor.user_id is not None
    first = await _link_of(rt, actor.user_id)

    for _ in range(3):
        await identity.ask_verification(rt, actor)

    assert await _link_of(rt, actor.user_id) != first
    with pytest.raises(TooMany):
        await identity.ask_verification(rt, actor)
    await _follow(rt, identity.link_token(rt, await _link_of(rt, actor.user_id)))
    assert (await actor_of(rt, session_token)).verified


async def test_a_password_is_stored_as_argon2id_only(rt: Runtime) -> None:
    user_id = await given_user(rt)

    async with rt.read() as session:
        chosen = text("SELECT password_hash FROM users WHERE id = :id")
        stored = (await session.execute(chosen, {"id": user_id})).scalar_one()

    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert PASSWORD not in stored


async def test_staff_is_who_the_command_line_said(rt: Runtime) -> None:
    actor, token = await given_signed_in(rt)
    assert actor.user_id is not None

    async with rt.unit_of_work() as uow:
        await identity.set_staff(uow, user_id=actor.user_id, is_staff=True)
    let_in = await actor_of(rt, token)

    let_in.require_staff()
    with pytest.raises(NotFound):
        actor.require_staff()
    with pytest.raises(Unauthenticated):
        GUEST.require_staff()
