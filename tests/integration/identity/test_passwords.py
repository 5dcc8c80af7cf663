"""Another password: with the present one, or by a mailed link that works once, for an hour."""

from datetime import timedelta
from uuid import UUID

import pytest
from argon2 import PasswordHasher
from sqlalchemy import text

from bilten_app.domains.identity import service as identity
from bilten_app.domains.identity.public import LinkGone, Mend, NotChanged, WrongPassword
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import GUEST, ActorKind
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.errors import NotFound, TooMany
from bilten_app.kit.ids import new_code, new_id
from tests.people import PASSWORD, actor_of, given_signed_in, given_user, link_of, new_email

NEWER = "seven quiet lighthouses"


async def _reset_token(rt: Runtime, email: str) -> str:
    """Ask for a link as the job does; return its secret."""
    link_id = new_id()
    await identity.mail_reset(rt, email=email, link_id=str(link_id))
    return identity.link_token(rt, link_id)


async def _reset(rt: Runtime, token: str, password: str = NEWER) -> None:
    await identity.reset_password(rt, GUEST, token=token, password=password, address=new_code())


async def _opens(rt: Runtime, email: str, password: str) -> bool:
    try:
        await identity.sign_in(rt, GUEST, email=email, password=password, address=new_code())
    except WrongPassword:
        return False
    return True


async def _jobs(rt: Runtime) -> list[str]:
    async with rt.read() as session:
        queued = text("SELECT entrypoint FROM pgqueuer ORDER BY id")
        return list((await session.execute(queued)).scalars())


async def _stored(rt: Runtime, user_id: UUID) -> str:
    async with rt.read() as session:
        chosen = text("SELECT password_hash FROM users WHERE id = :id")
        return (await session.execute(chosen, {"id": user_id})).scalar_one()


async def test_a_hash_from_before_there_were_keys_is_renewed_at_the_next_sign_in(
    rt: Runtime,
) -> None:
    email, older = new_email(), PasswordHasher(2, 1024, parallelism=1).hash(PASSWORD)
    user_id = await given_user(rt, email=email)
    async with rt.unit_of_work() as uow:
        change = text("UPDATE users SET password_hash = :older WHERE id = :id")
        await uow.session.execute(change, {"older": older, "id": user_id})

    assert not await _opens(rt, email, NEWER)
    assert await _stored(rt, user_id) == older
    assert await _opens(rt, email, PASSWORD)

    renewed = await _stored(rt, user_id)
    assert not rt.passwords.is_outdated(renewed)
    assert await _opens(rt, email, PASSWORD)
    assert await _stored(rt, user_id) == renewed


async def test_asking_is_the_same_for_an_address_without_an_account(rt: Runtime) -> None:
    known, unknown = new_email(), new_email()
    await given_user(rt, email=known)
    before = len(await _jobs(rt))

    for email in (known, unknown):
        await identity.ask_reset(rt, GUEST, email=email, address=new_code())

    assert len(await _jobs(rt)) - before == 2


async def test_an_account_is_written_to_three_times_an_hour_and_a_browser_asks_ten_times(
    rt: Runtime,
) -> None:
    before, address = len(await _jobs(rt)), new_code()

    for _ in range(10):
        await identity.ask_reset(rt, GUEST, email="noor@guests.example.com", address=address)

    assert len(await _jobs(rt)) - before == 3
    with pytest.raises(TooMany):
        await identity.ask_reset(rt, GUEST, email=new_email(), address=address)


async def test_the_job_makes_one_link_however_often_it_runs(rt: Runtime) -> None:
    email = new_email()
    user_id, link_id = await given_user(rt, email=email), new_id()

    for _ in range(2):
        await identity.mail_reset(rt, email=email, link_id=str(link_id))

    assert await link_of(rt, user_id) == link_id
    async with rt.read() as session:
        told = text("SELECT count(*) FROM facts WHERE payload ->> 'link_id' = :id")
        assert (await session.execute(told, {"id": str(link_id)})).scalar_one() == 1


async def test_a_reset_ends_every_session_and_works_once(rt: Runtime) -> None:
    email = new_email()
    _, session_token = await given_signed_in(rt, email=email)
    first, second = await _reset_token(rt, email), await _reset_token(rt, email)

    await _reset(rt, first)

    assert (await actor_of(rt, session_token)).kind is ActorKind.guest
    assert await _opens(rt, email, NEWER)
    assert not await _opens(rt, email, PASSWORD)
    for spent in (first, second):
        with pytest.raises(LinkGone):
            await _reset(rt, spent, "another quiet lighthouse")


async def test_a_reset_link_lasts_one_hour(rt: Runtime) -> None:
    email = new_email()
    await given_user(rt, email=email)
    token = await _reset_token(rt, email)
    assert isinstance(rt.clock, FrozenClock)
    rt.clock.move(timedelta(hours=1))

    with pytest.raises(LinkGone):
        await _reset(rt, token)


async def test_a_weak_password_leaves_the_link_as_it_was(rt: Runtime) -> None:
    email = new_email()
    await given_user(rt, email=email)
    token = await _reset_token(rt, email)

    with pytest.raises(NotChanged) as refused:
        await _reset(rt, token, "password1234")

    assert refused.value.problems == {"password": Mend.common_password}
    await _reset(rt, token)


async def test_a_reset_proves_an_address_that_somebody_else_signed_up_with(rt: Runtime) -> None:
    email = new_email()
    await given_user(rt, email=email, proven=False)

    await _reset(rt, await _reset_token(rt, email))

    assert await _opens(rt, email, NEWER)
    assert not await _opens(rt, email, PASSWORD)


async def test_changing_it_renews_this_session_and_ends_the_others(rt: Runtime) -> None:
    email = new_email()
    actor, here = await given_signed_in(rt, email=email)
    elsewhere = await identity.sign_in(
        rt, GUEST, email=email, password=PASSWORD, address=new_code()
    )

    signed_in = await identity.change_password(
        rt, actor, token=here, current=PASSWORD, password=NEWER, address=new_code()
    )

    assert (await actor_of(rt, signed_in.token)).user_id == actor.user_id
    for ended in (here, elsewhere.token):
        assert (await actor_of(rt, ended)).kind is ActorKind.guest
    assert await _opens(rt, email, NEWER)


async def test_changing_it_needs_the_present_one(rt: Runtime) -> None:
    actor, here = await given_signed_in(rt)

    with pytest.raises(NotChanged) as refused:
        await identity.change_password(
            rt, actor, token=here, current="not mine", password=NEWER, address=new_code()
        )

    assert refused.value.problems == {"current": Mend.wrong_current}
    assert (await actor_of(rt, here)).user_id == actor.user_id


async def test_of_a_long_password_every_character_counts(rt: Runtime) -> None:
    email, longest = new_email(), "Zx7!kq-PvR2m" * 10 + "8 letter"
    await given_user(rt, email=email)
    await _reset(rt, await _reset_token(rt, email), longest)

    assert await _opens(rt, email, longest)
    for other in (longest[:-1], f"{longest}x"):
        assert not await _opens(rt, email, other)


async def test_the_session_of_somebody_else_is_not_renewed(rt: Runtime) -> None:
    actor, _ = await given_signed_in(rt)
    _, foreign = await given_signed_in(rt)

    with pytest.raises(NotFound):
        await identity.change_password(
            rt, actor, token=foreign, current=PASSWORD, password=NEWER, address=new_code()
        )

    assert (await actor_of(rt, foreign)).user_id != actor.user_id
