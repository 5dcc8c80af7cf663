"""Passkeys: bound to this site, asked once, and stopped when they count backwards."""

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from bilten_app.domains.identity import queries
from bilten_app.domains.identity import service as identity
from bilten_app.domains.identity.public import (
    PasskeyKnown,
    PasskeyPurpose,
    PasskeyQuestion,
    PasskeyRefused,
    SignedIn,
    Suspended,
)
from bilten_app.domains.identity.service import Browser
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import GUEST, Actor, ActorKind
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.errors import NotFound, ProofNeeded
from bilten_app.kit.ids import new_code
from bilten_app.kit.roles import StaffRole
from tests.authenticator import Authenticator
from tests.people import actor_of, given_signed_in, given_staff

HERE = Browser("203.0.113.9", "Firefox/140 X11")


def _telephone(rt: Runtime) -> Authenticator:
    origin = rt.settings.origin
    return Authenticator(origin, urlsplit(origin).hostname or "")


async def _asked(rt: Runtime, actor: Actor, purpose: PasskeyPurpose) -> PasskeyQuestion:
    return await identity.ask_passkey(
        rt, actor, purpose=purpose, origin=rt.settings.origin, address=new_code()
    )


async def _added(rt: Runtime, actor: Actor, session_token: str, key: Authenticator) -> SignedIn:
    question = await _asked(rt, actor, PasskeyPurpose.add)
    return await identity.add_passkey(
        rt,
        actor,
        origin=rt.settings.origin,
        question=question.token,
        credential=key.make(question.options),
        name="My telephone",
        session_token=session_token,
        browser=HERE,
    )


async def _signed_in(rt: Runtime, key: Authenticator) -> SignedIn:
    question = await _asked(rt, GUEST, PasskeyPurpose.sign_in)
    return await identity.sign_in_by_passkey(
        rt,
        GUEST,
        origin=rt.settings.origin,
        question=question.token,
        credential=key.sign(question.options),
        browser=HERE,
    )


async def test_a_passkey_signs_in_without_an_address_or_a_second_step(rt: Runtime) -> None:
    actor, before = await given_signed_in(rt)
    key = _telephone(rt)
    after = await _added(rt, actor, before, key)

    signed_in = await _signed_in(rt, key)

    assert not signed_in.is_half
    assert (await actor_of(rt, signed_in.token)).user_id == actor.user_id
    assert (await actor_of(rt, before)).kind is ActorKind.guest
    assert (await actor_of(rt, after.token)).user_id == actor.user_id
    with pytest.raises(PasskeyKnown):
        await _added(rt, actor, after.token, key)


async def test_each_question_is_long_and_new(rt: Runtime) -> None:
    asked = [
        json.loads((await _asked(rt, GUEST, PasskeyPurpose.sign_in)).options)["challenge"]
        for _ in range(2)
    ]

    assert len(set(asked)) == 2
    assert all(len(base64.urlsafe_b64decode(one + "==")) == 32 for one in asked)


async def test_an_answer_counts_once(rt: Runtime) -> None:
    actor, token = await given_signed_in(rt)
    key = _telephone(rt)
    await _added(rt, actor, token, key)
    question = await _asked(rt, GUEST, PasskeyPurpose.sign_in)
    answer = {"question": question.token, "credential": key.sign(question.options)}
    await identity.sign_in_by_passkey(rt, GUEST, origin=rt.settings.origin, **answer, browser=HERE)

    with pytest.raises(PasskeyRefused):
        await identity.sign_in_by_passkey(
            rt, GUEST, origin=rt.settings.origin, **answer, browser=HERE
        )


async def test_an_answer_that_comes_late_does_not_count(rt: Runtime) -> None:
    actor, token = await given_signed_in(rt)
    key = _telephone(rt)
    await _added(rt, actor, token, key)
    question = await _asked(rt, GUEST, PasskeyPurpose.sign_in)
    assert isinstance(rt.clock, FrozenClock)
    rt.clock.move(timedelta(minutes=5))

    with pytest.raises(PasskeyRefused):
        await identity.sign_in_by_passkey(
            rt,
            GUEST,
            origin=rt.settings.origin,
            question=question.token,
            credential=key.sign(question.options),
            browser=HERE,
        )


@pytest.mark.parametrize(
    "elsewhere",
    [
        lambda key: replace(key, origin="https://bilten.evil.example"),
        lambda key: replace(key, domain="evil.example"),
        lambda key: replace(key, is_verified=False),
        lambda key: replace(key, key=Authenticator("", "").key),
        lambda key: replace(key, credential_id=b"nobody's"),
    ],
    ids=["origin", "domain", "unverified", "another-key", "unknown"],
)
async def test_what_is_not_ours_opens_nothing(
    rt: Runtime, elsewhere: Callable[[Authenticator], Authenticator]
) -> None:
    actor, token = await given_signed_in(rt)
    key = _telephone(rt)
    await _added(rt, actor, token, key)

    with pytest.raises(PasskeyRefused):
        await _signed_in(rt, elsewhere(key))


async def test_who_is_suspended_is_told_so_and_gets_no_session(rt: Runtime) -> None:
    actor, token = await given_signed_in(rt)
    key = _telephone(rt)
    await _added(rt, actor, token, key)
    moderator = await given_staff(rt, StaffRole.moderator)
    async with rt.unit_of_work(moderator) as uow:
        await identity.suspend_user(
            uow, moderator, user_id=actor.require_user(), reason="Sold forged tickets."
        )

    with pytest.raises(Suspended):
        await _signed_in(rt, key)


@pytest.mark.parametrize("credential", ["", "{}", "null", "[]", '{"id": 1}', "words"])
async def test_what_is_no_answer_is_refused(rt: Runtime, credential: str) -> None:
    question = await _asked(rt, GUEST, PasskeyPurpose.sign_in)

    with pytest.raises(PasskeyRefused):
        await identity.sign_in_by_passkey(
            rt,
            GUEST,
            origin=rt.settings.origin,
            question=question.token,
            credential=credential,
            browser=HERE,
        )


async def test_a_copy_is_found_by_its_count_and_opens_nothing_more(rt: Runtime) -> None:
    actor, token = await given_signed_in(rt)
    key = _telephone(rt)
    await _added(rt, actor, token, key)
    copy = replace(key)
    for _ in range(3):
        await _signed_in(rt, key)

    for either in (copy, key):
        with pytest.raises(PasskeyRefused):
            await _signed_in(rt, either)

    async with rt.read() as session:
        (shown,) = await queries.passkeys(session, actor)
    assert shown.is_flagged


async def test_a_question_to_sign_in_adds_no_passkey(rt: Runtime) -> None:
    actor, token = await given_signed_in(rt)
    question = await _asked(rt, GUEST, PasskeyPurpose.sign_in)

    with pytest.raises(PasskeyRefused):
        await identity.add_passkey(
            rt,
            actor,
            origin=rt.settings.origin,
            question=question.token,
            credential=_telephone(rt).make(question.options),
            name="x",
            session_token=token,
            browser=HERE,
        )


async def test_the_passkey_of_another_proves_nothing(rt: Runtime) -> None:
    actor, token = await given_signed_in(rt)
    stranger, foreign = await given_signed_in(rt)
    theirs = _telephone(rt)
    await _added(rt, stranger, foreign, theirs)
    question = await _asked(rt, actor, PasskeyPurpose.prove)

    with pytest.raises(PasskeyRefused):
        await identity.prove_by_passkey(
            rt,
            actor,
            origin=rt.settings.origin,
            question=question.token,
            credential=theirs.sign(question.options),
            session_token=token,
            browser=HERE,
        )


async def test_ones_own_passkey_proves_it_is_oneself(rt: Runtime) -> None:
    actor, token = await given_signed_in(rt)
    key = _telephone(rt)
    token = (await _added(rt, actor, token, key)).token
    assert isinstance(rt.clock, FrozenClock)
    rt.clock.move(timedelta(hours=1))
    actor = await actor_of(rt, token)
    question = await _asked(rt, actor, PasskeyPurpose.prove)

    proved = await identity.prove_by_passkey(
        rt,
        actor,
        origin=rt.settings.origin,
        question=question.token,
        credential=key.sign(question.options),
        session_token=token,
        browser=HERE,
    )

    (await actor_of(rt, proved.token)).require_recent_proof()


async def test_an_old_session_adds_and_removes_no_passkey(rt: Runtime) -> None:
    actor, token = await given_signed_in(rt)
    token = (await _added(rt, actor, token, _telephone(rt))).token
    assert isinstance(rt.clock, FrozenClock)
    rt.clock.move(timedelta(hours=1))
    actor = await actor_of(rt, token)
    async with rt.read() as session:
        (mine,) = await queries.passkeys(session, actor)

    with pytest.raises(ProofNeeded):
        await _asked(rt, actor, PasskeyPurpose.add)
    with pytest.raises(ProofNeeded):
        await identity.remove_passkey(rt, actor, passkey_id=mine.id, browser=HERE)


async def test_a_passkey_belongs_to_its_owner(rt: Runtime) -> None:
    actor, token = await given_signed_in(rt)
    stranger, _ = await given_signed_in(rt)
    key = _telephone(rt)
    await _added(rt, actor, token, key)
    async with rt.read() as session:
        (mine,) = await queries.passkeys(session, actor)

    async with rt.unit_of_work(stranger) as uow:
        with pytest.raises(NotFound):
            await identity.name_passkey(uow, stranger, passkey_id=mine.id, name="x")
    with pytest.raises(NotFound):
        await identity.remove_passkey(rt, stranger, passkey_id=mine.id, browser=HERE)

    await identity.remove_passkey(rt, actor, passkey_id=mine.id, browser=HERE)
    with pytest.raises(PasskeyRefused):
        await _signed_in(rt, key)
