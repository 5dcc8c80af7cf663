"""Answers as a log: the latest counts, none is changed, and erasures take the person out."""

from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bilten_app.domains.consents import queries
from bilten_app.domains.consents import service as consents
from bilten_app.domains.consents.public import REQUIRED, ConsentKind, NotAsked, Source, Whose
from bilten_app.domains.privacy import service as privacy
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor, ActorKind, OrganizerScope
from bilten_app.kit.errors import ByOwnHand
from bilten_app.kit.ids import new_id
from tests.people import given_organizer, given_signed_in, given_user, new_email
from tests.privacy import erase

NEWS = ConsentKind.organizer_news
_OLDER = """
    INSERT INTO consent_lines
    SELECT gen_random_uuid(), :user, '', address_key, kind, organizer_id, given, version - 1,
        source, place, at
    FROM consent_lines
"""


async def say(
    rt: Runtime,
    whose: Whose,
    kind: ConsentKind,
    *,
    given: bool,
    source: Source = Source.checkout,
    **more: object,
) -> None:
    async with rt.unit_of_work() as uow:
        await consents.answer(uow, rt.vault, whose, kind, given=given, source=source, **more)  # pyright: ignore[reportArgumentType]


async def lines(rt: Runtime) -> list[tuple[object, ...]]:
    async with rt.read() as session:
        chosen = text("SELECT kind, given, email FROM consent_lines ORDER BY id")
        return [tuple(row) for row in await session.execute(chosen)]


async def may_write(rt: Runtime, organizer_id: object, *emails: str) -> frozenset[str]:
    async with rt.read() as session:
        return await queries.may_write(session, OrganizerScope(organizer_id), emails)  # pyright: ignore[reportArgumentType]


async def test_an_organizer_may_write_to_who_said_so_and_to_nobody_else(rt: Runtime) -> None:
    _, ours = await given_organizer(rt)
    _, theirs = await given_organizer(rt)
    guest, other = new_email(), new_email()

    await say(rt, Whose(guest.upper()), NEWS, given=True, organizer_id=ours)
    await say(rt, Whose(other), NEWS, given=False, organizer_id=ours)

    assert await may_write(rt, ours, guest.title(), other, "") == {guest.lower()}
    assert await may_write(rt, theirs, guest, other) == frozenset()


async def test_what_is_taken_back_is_taken_back_for_every_address(rt: Runtime) -> None:
    actor, _ = await given_signed_in(rt)
    _, ours = await given_organizer(rt)
    older = new_email()
    await say(rt, Whose(older, actor.user_id), NEWS, given=True, organizer_id=ours)
    await say(rt, Whose(actor.email, actor.user_id), NEWS, given=True, organizer_id=ours)

    async with rt.unit_of_work(actor) as uow:
        await consents.answer_mine(
            uow, rt.vault, actor, NEWS, given=False, source=Source.account, organizer_id=ours
        )

    assert await may_write(rt, ours, older, actor.email) == frozenset()


async def test_only_their_person_answers_and_only_what_was_asked(rt: Runtime) -> None:
    actor, _ = await given_signed_in(rt)
    acted = replace(actor, acted_by=new_id())
    wrong = [(acted, ConsentKind.news, ByOwnHand), (actor, NEWS, NotAsked)]

    for who, kind, refusal in wrong:
        with pytest.raises(refusal):
            async with rt.unit_of_work(who) as uow:
                await consents.answer_mine(
                    uow, rt.vault, who, kind, given=True, source=Source.account
                )

    assert await lines(rt) == []


async def test_an_address_that_is_not_proven_says_nothing_about_its_account(rt: Runtime) -> None:
    _, ours = await given_organizer(rt)
    guest, other = new_email(), new_email()
    await say(rt, Whose(guest), NEWS, given=True, organizer_id=ours)
    stranger, another = [
        Actor(ActorKind.user, user_id=await given_user(rt, email=new_email()), email=email)
        for email in (guest, other)
    ]
    await say(rt, queries.own(another), ConsentKind.news, given=True)

    async with rt.unit_of_work(stranger) as uow:
        await consents.answer_mine(
            uow, rt.vault, stranger, NEWS, given=False, source=Source.account, organizer_id=ours
        )

    assert await may_write(rt, ours, guest) == {guest.lower()}
    async with rt.read() as session:
        mine = await queries.mine(session, stranger)
    assert [(one.kind, one.given) for one in mine] == [(NEWS, False)]


async def test_a_link_ends_news_by_one_line_and_tells_the_network_alone(rt: Runtime) -> None:
    _, ours = await given_organizer(rt)
    _, theirs = await given_organizer(rt)
    guest = new_email()
    await say(rt, Whose(guest), NEWS, given=True, organizer_id=theirs, address="203.0.113.9")
    async with rt.read() as session:
        none = await queries.news_line(session, organizer_id=ours, email=guest)
        line = await queries.news_line(session, organizer_id=theirs, email=guest)
    assert (none, bool(line)) == (None, True)

    for _ in range(2):
        async with rt.unit_of_work() as uow:
            assert line
            await consents.stop_news(uow, line_id=line, address="203.0.113.9")

    async with rt.read() as session:
        chosen = text("SELECT given, place FROM consent_lines ORDER BY id")
        kept = [tuple(row) for row in await session.execute(chosen)]
    assert kept == [(True, "203.0.113.0/24"), (False, "203.0.113.0/24")]


async def test_an_empty_box_takes_nothing_back_and_a_repeated_answer_is_one_line(
    rt: Runtime,
) -> None:
    _, ours = await given_organizer(rt)
    guest = new_email()

    for given in (True, True, False):
        await say(rt, Whose(guest), NEWS, given=given, organizer_id=ours)

    assert await lines(rt) == [("organizer_news", True, guest.lower())]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE consent_lines SET given = false",
        "UPDATE consent_lines SET email = 'somebody@else.example'",
        "UPDATE consent_lines SET email = '', version = 2",
        "DELETE FROM consent_lines",
    ],
)
async def test_the_database_changes_no_answer(rt: Runtime, change: str) -> None:
    await say(rt, Whose(new_email()), ConsentKind.news, given=True)

    with pytest.raises(DBAPIError, match="append-only"):
        async with rt.unit_of_work() as uow:
            await uow.session.execute(text(change))


async def test_what_everybody_agrees_to_is_asked_until_it_is_said_to_these_words(
    rt: Runtime,
) -> None:
    actor, _ = await given_signed_in(rt)
    assert await missing(rt, actor) == frozenset(REQUIRED)

    async with rt.unit_of_work() as uow:
        await consents.agree(uow, rt.vault, queries.own(actor), source=Source.asked_again)
    assert await missing(rt, actor) == frozenset()

    other, _ = await given_signed_in(rt)
    async with rt.unit_of_work() as uow:  # who agreed to the words before
        await uow.session.execute(text(_OLDER), {"user": other.user_id})
    assert await missing(rt, other) == frozenset(REQUIRED)


async def test_nothing_of_a_person_is_left_in_what_they_said(rt: Runtime) -> None:
    actor, _ = await given_signed_in(rt)
    _, ours = await given_organizer(rt)
    await say(rt, Whose(actor.email, actor.user_id), NEWS, given=True, organizer_id=ours)
    await say(rt, queries.own(actor), ConsentKind.terms, given=True, address="203.0.113.9")

    await privacy.ask_erasure(rt, actor)
    await erase(rt)

    async with rt.read() as session:
        chosen = text("SELECT DISTINCT user_id, email, place FROM consent_lines")
        assert [tuple(row) for row in await session.execute(chosen)] == [(None, "", "")]
    assert await may_write(rt, ours, actor.email) == frozenset()


async def missing(rt: Runtime, actor: Actor) -> frozenset[ConsentKind]:
    async with rt.read() as session:
        return await queries.missing(session, actor)
