"""Another address: proven before it counts, told to the old one, and undone from there."""

from datetime import timedelta

import pytest

from bilten_app.domains.identity import queries
from bilten_app.domains.identity import service as identity
from bilten_app.domains.identity.public import LinkGone, LinkPurpose, Mend, NotChanged
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import GUEST, Actor, ActorKind
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.ids import new_code
from tests.people import PASSWORD, actor_of, given_signed_in, given_user, link_of, new_email


async def _moved(rt: Runtime, actor: Actor, email: str) -> str:
    """Move an account to another address; return the token that undoes it."""
    assert actor.user_id
    await identity.ask_address(rt, actor, email=email, current=PASSWORD)
    token = identity.link_token(rt, await link_of(rt, actor.user_id))
    await identity.change_address(rt, GUEST, token=token)
    return identity.link_token(rt, await link_of(rt, actor.user_id))


async def test_an_address_counts_once_its_link_was_followed(rt: Runtime) -> None:
    before, after = new_email(), new_email()
    actor, session_token = await given_signed_in(rt, email=before)
    assert actor.user_id

    await identity.ask_address(rt, actor, email=after, current=PASSWORD)
    token = identity.link_token(rt, await link_of(rt, actor.user_id))

    assert (await actor_of(rt, session_token)).email == before
    await identity.change_address(rt, GUEST, token=token)
    assert (await actor_of(rt, session_token)).email == after
    with pytest.raises(LinkGone):
        await identity.change_address(rt, GUEST, token=token)


async def test_the_address_of_somebody_else_is_refused_without_a_word(rt: Runtime) -> None:
    theirs = new_email()
    await given_user(rt, email=theirs)
    actor, session_token = await given_signed_in(rt)
    assert actor.user_id
    links = await link_of(rt, actor.user_id)

    await identity.ask_address(rt, actor, email=theirs.upper(), current=PASSWORD)

    assert await link_of(rt, actor.user_id) == links
    assert (await actor_of(rt, session_token)).email != theirs


async def test_who_takes_the_address_meanwhile_keeps_it(rt: Runtime) -> None:
    wanted = new_email()
    actor, _ = await given_signed_in(rt)
    assert actor.user_id
    await identity.ask_address(rt, actor, email=wanted, current=PASSWORD)
    token = identity.link_token(rt, await link_of(rt, actor.user_id))
    await given_user(rt, email=wanted)

    with pytest.raises(LinkGone):
        await identity.change_address(rt, GUEST, token=token)


@pytest.mark.parametrize(
    ("email", "current", "problems"),
    [
        ("ada@", PASSWORD, {"email": Mend.bad_email}),
        ("new@guests.example.com", "wrong", {"current": Mend.wrong_current}),
    ],
)
async def test_what_cannot_be_is_said_beside_its_field(
    rt: Runtime, email: str, current: str, problems: dict[str, str]
) -> None:
    actor, _ = await given_signed_in(rt)

    with pytest.raises(NotChanged) as refused:
        await identity.ask_address(rt, actor, email=email, current=current)

    assert refused.value.problems == problems


async def test_the_old_address_takes_the_account_back_from_a_thief(rt: Runtime) -> None:
    before = new_email()
    actor, stolen = await given_signed_in(rt, email=before)
    undo = await _moved(rt, actor, new_email())

    reset = await identity.restore_address(rt, GUEST, token=undo)

    assert (await actor_of(rt, stolen)).kind is ActorKind.guest
    async with rt.read() as session:
        assert await queries.user_id_by_email(session, before) == actor.user_id
        link = await queries.mailed_link(session, token=reset, visitor=None, now=rt.clock.now())
    assert (link.purpose, link.email) == (LinkPurpose.reset, before)
    await identity.reset_password(
        rt, GUEST, token=reset, password="seven quiet lighthouses", address=new_code()
    )
    with pytest.raises(LinkGone):
        await identity.restore_address(rt, GUEST, token=undo)


async def test_a_change_cannot_be_undone_after_a_week(rt: Runtime) -> None:
    actor, _ = await given_signed_in(rt)
    undo = await _moved(rt, actor, new_email())
    assert isinstance(rt.clock, FrozenClock)
    rt.clock.move(timedelta(days=7))

    with pytest.raises(LinkGone):
        await identity.restore_address(rt, GUEST, token=undo)
