"""Before money goes out, a person shows again that it is them."""

from datetime import timedelta

import pytest

from bilten_app.domains.identity import service as identity
from bilten_app.domains.identity.public import NotChanged
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import ActorKind
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.errors import ProofNeeded
from tests.people import PASSWORD, actor_of, given_signed_in


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
