"""Who registers apps, who lets them in, and what is asked of either."""

import hashlib
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import text

from bilten_app.domains.apps import queries
from bilten_app.domains.apps import service as apps
from bilten_app.domains.apps.public import InvalidApp, QuestionGone, TooManyApps
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.errors import ByOwnHand, Forbidden, NotFound, ProofNeeded
from bilten_app.kit.ids import new_id
from tests.apps import (
    HERE,
    READ,
    app_draft,
    asking,
    given_app,
    given_code,
    given_tokens,
    told_in,
)
from tests.people import given_organizer, given_sandbox
from tests.programs import bearing, given_key
from tests.shop import V1

KEPT_IN = (
    "oauth_apps", "oauth_askings", "oauth_grants", "oauth_refresh_tokens", "api_keys",
    "audit_lines",
)  # fmt: skip
LIST = f"{V1}/organizer/events"


async def test_an_answer_names_who_answers_and_keeps_the_state(rt: Runtime) -> None:
    owner, _ = await given_organizer(rt)
    app = await given_app(rt, owner)
    first = await apps.begin(rt, told=asking(app.id), twice=False, address=HERE)
    second = await apps.begin(rt, told=asking(app.id), twice=False, address=HERE)

    yes = told_in(await apps.allow(rt, owner, question=first.question))
    no = told_in(await apps.deny(rt, owner, question=second.question))

    assert set(yes) == {"code", "state", "iss"}
    assert no == {"error": "access_denied", "state": "s t&ate", "iss": rt.settings.origin}
    assert yes["state"] == no["state"]
    for token in (first.question, second.question, "x" * 32):
        with pytest.raises(QuestionGone):
            await apps.allow(rt, owner, question=token)
        with pytest.raises(QuestionGone):
            await apps.deny(rt, owner, question=token)


async def test_a_question_waits_for_half_an_hour(rt: Runtime, clock: FrozenClock) -> None:
    owner, _ = await given_organizer(rt)
    app = await given_app(rt, owner)
    begun = await apps.begin(rt, told=asking(app.id), twice=False, address=HERE)

    async with rt.read() as session:
        asked = await queries.question(session, begun.question, now=clock.now())
        clock.move(timedelta(minutes=30))
        with pytest.raises(QuestionGone):
            await queries.question(session, begun.question, now=clock.now())
    with pytest.raises(QuestionGone):
        await apps.allow(rt, owner, question=begun.question)

    assert (asked.app, asked.organization) == ("Ledger Friend", "Blue Note Nights")
    assert (asked.leads_to, set(asked.scopes)) == ("shop.example.com", READ)


async def test_only_the_person_agrees_and_shows_it_is_them_for_what_moves_money(
    rt: Runtime,
) -> None:
    owner, _ = await given_organizer(rt)
    app = await given_app(rt, owner)
    money = asking(app.id, scope="orders:refund")
    question = (await apps.begin(rt, told=money, twice=False, address=HERE)).question
    stale = replace(owner, proved_at=None)

    with pytest.raises(ProofNeeded):
        await apps.allow(rt, stale, question=question)
    with pytest.raises(ByOwnHand):
        await apps.allow(rt, replace(owner, acted_by=new_id()), question=question)
    assert told_in(await apps.allow(rt, owner, question=question))["code"]
    assert await given_code(rt, stale, app.id)  # reading asks for no more than a session


async def test_an_app_is_let_into_no_tests(rt: Runtime) -> None:
    owner, organizer_id = await given_organizer(rt)
    person, sandbox_id = await given_sandbox(rt, owner, organizer_id)
    app = await given_app(rt, owner)

    await given_code(rt, person, app.id)

    assert sandbox_id in person.grants
    async with rt.read() as session:
        granted = text("SELECT organizer_ids FROM oauth_grants")
        assert (await session.execute(granted)).scalar_one() == [str(organizer_id)]


async def test_an_app_asks_for_no_more_than_its_maker_may(rt: Runtime) -> None:
    owner, organizer_id = await given_organizer(rt)
    foreign, _ = await given_organizer(rt)
    fewer = replace(owner, grants={organizer_id: frozenset({"keys:manage", "events:read"})})
    marketer = replace(owner, grants={organizer_id: frozenset({"events:read"})})
    app = await given_app(rt, owner)

    refusals: list[tuple[Actor, type[Exception]]] = [
        (fewer, InvalidApp), (marketer, Forbidden), (foreign, NotFound),
        (replace(owner, proved_at=None), ProofNeeded),
        (replace(owner, acted_by=new_id()), ByOwnHand),
    ]  # fmt: skip
    for actor, refusal in refusals:
        async with rt.unit_of_work(actor) as uow:
            with pytest.raises(refusal):
                await apps.register(uow, actor, organizer_id=organizer_id, draft=app_draft())
            with pytest.raises(refusal):
                await apps.edit(uow, actor, app_id=app.id, draft=app_draft())
            if refusal is not InvalidApp:
                with pytest.raises(refusal):
                    await apps.new_secret(uow, actor, app_id=app.id)
    async with rt.unit_of_work(foreign) as uow:
        with pytest.raises(NotFound):
            await apps.retire(uow, foreign, app_id=app.id)
        with pytest.raises(NotFound):
            await apps.end_access(uow, foreign, app_id=app.id)


async def test_an_app_that_may_ask_for_less_keeps_less_of_what_it_was_given(
    api: httpx.AsyncClient, rt: Runtime, clock: FrozenClock
) -> None:
    owner, organizer_id = await given_organizer(rt)
    app = await given_app(rt, owner)
    tokens = await given_tokens(rt, owner, app)

    async with rt.unit_of_work(owner) as uow:
        await apps.edit(uow, owner, app_id=app.id, draft=app_draft(scopes=["orders:read"]))
    clock.move(timedelta(seconds=5))
    query = {"organizer_id": str(organizer_id)}
    answer = await api.get(LIST, headers=bearing(tokens.access), params=query)

    assert (answer.status_code, answer.json()["code"]) == (403, "out_of_scope")


async def test_an_organization_has_at_most_so_many_apps(rt: Runtime) -> None:
    owner, _ = await given_organizer(rt)
    for _ in range(25):
        await given_app(rt, owner)

    with pytest.raises(TooManyApps):
        await given_app(rt, owner)


async def test_nothing_that_opens_anything_is_kept_as_it_is(rt: Runtime) -> None:
    owner, _ = await given_organizer(rt)
    app = await given_app(rt, owner)
    begun = await apps.begin(rt, told=asking(app.id), twice=False, address=HERE)
    code = told_in(await apps.allow(rt, owner, question=begun.question))["code"]
    tokens = await given_tokens(rt, owner, app)
    _, key = await given_key(rt, owner)

    kept = ""
    async with rt.read() as session:
        for table in KEPT_IN:
            rows = text(f"SELECT to_jsonb(t)::text FROM {table} t")
            kept += "\n".join((await session.execute(rows)).scalars())

    assert hashlib.sha256((app.secret or "").encode()).hexdigest() in kept
    for secret in (app.secret, begun.question, code, tokens.access, tokens.refresh, key):
        assert secret
        assert secret not in kept
