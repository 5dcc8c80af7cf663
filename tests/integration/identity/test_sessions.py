"""Signing in and out; a session is one look-up, lives while it is used, and ends."""

import asyncio
import time
from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import text

from bilten_app.domains.identity import queries
from bilten_app.domains.identity import service as identity
from bilten_app.domains.identity.public import WrongPassword
from bilten_app.infra.passwords import Passwords
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.signin_settings import LEAST_PASSWORD_MIB
from bilten_app.kit.actor import GUEST, SYSTEM, ActorKind
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.errors import NotFound, TooMany
from bilten_app.kit.ids import new_code
from tests.people import PASSWORD, actor_of, given_organizer, given_signed_in, given_user, new_email
from tests.statements import statements


def _later(rt: Runtime, **by: float) -> None:
    assert isinstance(rt.clock, FrozenClock)
    rt.clock.move(timedelta(**by))


async def _seen_at(rt: Runtime) -> str:
    async with rt.read() as session:
        newest = text("SELECT seen_at::text FROM sessions ORDER BY id DESC LIMIT 1")
        return (await session.execute(newest)).scalar_one()


async def test_a_session_tells_who_is_asking(rt: Runtime) -> None:
    email = new_email()

    actor, _ = await given_signed_in(rt, email=email)

    assert (actor.kind, actor.email, actor.name) == (ActorKind.user, email, "Ada Berg")


@pytest.mark.parametrize("token", [None, "", "made-up-token"])
async def test_nobody_is_a_guest_who_keeps_their_visitor(rt: Runtime, token: str | None) -> None:
    actor = await actor_of(rt, token, visitor="abc")

    assert (actor.kind, actor.visitor) == (ActorKind.guest, "abc")


async def test_who_is_asking_costs_one_statement(rt: Runtime) -> None:
    _, token = await given_signed_in(rt)

    with statements(rt) as sent:
        await actor_of(rt, token)

    assert len(sent) == 1


async def test_who_asks_at_the_same_moment_shares_a_statement_and_nothing_else(
    rt: Runtime,
) -> None:
    people = [await given_signed_in(rt) for _ in range(3)]
    tokens = [token for _, token in people]

    with statements(rt) as sent:
        known = await asyncio.gather(*(actor_of(rt, one) for one in [*tokens, "made-up-token"]))

    assert len(sent) == 1
    assert [one.user_id for one in known] == [*(person.user_id for person, _ in people), None]


async def test_nobody_waits_to_mark_a_session_that_another_process_is_marking(
    rt: Runtime,
) -> None:
    person, token = await given_signed_in(rt)
    _later(rt, minutes=10)
    before = await _seen_at(rt)

    async with rt.unit_of_work() as another:
        await another.session.execute(text("SELECT 1 FROM sessions FOR UPDATE"))
        async with asyncio.timeout(2):
            known = await actor_of(rt, token)

    assert known.user_id == person.user_id
    assert await _seen_at(rt) == before


async def test_owners_hold_the_grants_of_their_organization(rt: Runtime) -> None:
    owner, organizer_id = await given_organizer(rt)

    assert "events:write" in owner.grants[organizer_id]


async def test_an_unknown_address_gets_the_answer_of_a_wrong_password(rt: Runtime) -> None:
    rt.passwords = Passwords(LEAST_PASSWORD_MIB, bytes(32))
    email = new_email()
    await given_user(rt, email=email)

    with pytest.raises(WrongPassword):
        await identity.sign_in(rt, GUEST, email=email, password="wrong", address=new_code())
    with pytest.raises(WrongPassword):
        await identity.sign_in(rt, GUEST, email=new_email(), password=PASSWORD, address=new_code())


async def test_an_unknown_address_takes_as_long_as_a_wrong_password(rt: Runtime) -> None:
    email = new_email()
    await given_user(rt, email=email)

    async def shortest(address: str) -> float:
        took: list[float] = []
        for _ in range(4):
            began = time.perf_counter()
            with pytest.raises(WrongPassword):
                await identity.sign_in(
                    rt, GUEST, email=address, password="wrong", address=new_code()
                )
            took.append(time.perf_counter() - began)
        return min(took)

    known, unknown = await shortest(email), await shortest(new_email())

    assert 0.5 < known / unknown < 2


async def test_the_sixth_attempt_in_a_minute_waits_whoever_tries(rt: Runtime) -> None:
    email = new_email()
    await given_user(rt, email=email)
    for _ in range(5):
        with pytest.raises(WrongPassword):
            await identity.sign_in(rt, GUEST, email=email, password="wrong", address=new_code())

    with pytest.raises(TooMany):
        await identity.sign_in(
            rt, GUEST, email=email.upper(), password=PASSWORD, address=new_code()
        )


async def test_one_address_cannot_try_many_accounts(rt: Runtime) -> None:
    address = new_code()
    for _ in range(5):
        with pytest.raises(WrongPassword):
            await identity.sign_in(rt, GUEST, email=new_email(), password="x", address=address)

    with pytest.raises(TooMany):
        await identity.sign_in(rt, GUEST, email=new_email(), password="x", address=address)


async def test_a_session_lives_while_it_is_used_but_not_for_ever(rt: Runtime) -> None:
    _, token = await given_signed_in(rt)
    for _ in range(5):
        _later(rt, days=5)
        assert (await actor_of(rt, token)).kind is ActorKind.user

    _later(rt, days=5)

    assert (await actor_of(rt, token)).kind is ActorKind.guest


async def test_an_idle_session_ends_after_two_weeks(rt: Runtime) -> None:
    _, token = await given_signed_in(rt)

    _later(rt, days=14)

    assert (await actor_of(rt, token)).kind is ActorKind.guest


async def test_being_seen_is_written_every_five_minutes_at_most(rt: Runtime) -> None:
    _, token = await given_signed_in(rt)
    began = await _seen_at(rt)

    _later(rt, minutes=4)
    await actor_of(rt, token)
    soon = await _seen_at(rt)
    _later(rt, minutes=1)
    await actor_of(rt, token)

    assert soon == began
    assert await _seen_at(rt) > began


async def test_signing_out_ends_this_session_only(rt: Runtime) -> None:
    email = new_email()
    _, here = await given_signed_in(rt, email=email)
    elsewhere = await identity.sign_in(
        rt, GUEST, email=email, password=PASSWORD, address=new_code()
    )

    async with rt.unit_of_work(SYSTEM) as uow:
        await identity.sign_out(uow, token=here)

    assert (await actor_of(rt, here)).kind is ActorKind.guest
    assert (await actor_of(rt, elsewhere.token)).kind is ActorKind.user


async def test_ended_sessions_are_forgotten(rt: Runtime) -> None:
    await given_signed_in(rt)
    _later(rt, days=61)

    await identity.forget_ended_sessions(rt)

    async with rt.read() as session:
        left = (await session.execute(text("SELECT count(*) FROM sessions"))).scalar_one()
    assert left == 0


async def test_one_sees_where_one_is_signed_in_and_ends_what_one_does_not_know(rt: Runtime) -> None:
    email = new_email()
    actor, here = await given_signed_in(rt, email=email)
    elsewhere = await identity.sign_in(
        rt, GUEST, email=email, password=PASSWORD, address="203.0.113.77", agent="Firefox/140 X11"
    )

    async with rt.read() as session:
        mine, other = await queries.sessions(session, actor, session_token=here, now=rt.clock.now())
    async with rt.unit_of_work(actor) as uow:
        await identity.end_session(uow, actor, session_id=other.id)

    assert (mine.is_this, other.is_this) == (True, False)
    assert (other.place, other.agent) == ("203.0.113.0/24", "Firefox/140 X11")
    assert (await actor_of(rt, elsewhere.token)).kind is ActorKind.guest
    assert (await actor_of(rt, here)).kind is ActorKind.user


async def test_the_session_of_somebody_else_is_not_there(rt: Runtime) -> None:
    actor, here = await given_signed_in(rt)
    stranger, _ = await given_signed_in(rt)
    async with rt.read() as session:
        (mine,) = await queries.sessions(session, actor, session_token=here, now=rt.clock.now())

    async with rt.unit_of_work(stranger) as uow:
        with pytest.raises(NotFound):
            await identity.end_session(uow, stranger, session_id=mine.id)

    assert (await actor_of(rt, here)).kind is ActorKind.user


async def test_every_other_browser_is_signed_out_at_once(rt: Runtime) -> None:
    email = new_email()
    actor, here = await given_signed_in(rt, email=email)
    others = [
        await identity.sign_in(rt, GUEST, email=email, password=PASSWORD, address=new_code())
        for _ in range(2)
    ]

    async with rt.unit_of_work(actor) as uow:
        assert await identity.end_other_sessions(uow, actor, token=here) == 2

    for other in others:
        assert (await actor_of(rt, other.token)).kind is ActorKind.guest
    assert (await actor_of(rt, here)).kind is ActorKind.user


async def test_every_attempt_to_sign_in_is_written_down(rt: Runtime) -> None:
    email = new_email()
    user_id = await given_user(rt, email=email)

    for password in ("wrong", PASSWORD):
        with suppress(WrongPassword):
            await identity.sign_in(rt, GUEST, email=email, password=password, address=new_code())

    async with rt.read() as session:
        told = text("SELECT verb FROM audit_lines WHERE subject = :id ORDER BY id DESC LIMIT 2")
        verbs = (await session.execute(told, {"id": str(user_id)})).scalars().all()
    assert verbs == ["users.signed_in", "users.sign_in_failed"]
