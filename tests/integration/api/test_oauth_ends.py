"""How what apps were given ends: taken back, taken away, replaced, or over."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from bilten_app.domains.apps import service as apps
from bilten_app.domains.apps.public import AppKind, NewApp, TokenRefused
from bilten_app.domains.apps.service import signing
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.clock import FrozenClock
from tests.apps import (
    INTROSPECT,
    REVOKE,
    TOKEN,
    app_draft,
    given_app,
    given_code,
    given_tokens,
    redeemed,
    shown,
    traded,
)
from tests.factories import given_event
from tests.people import given_organizer
from tests.programs import bearing
from tests.shop import V1, slug_of

AFTER = timedelta(seconds=5)


async def test_an_old_secret_is_good_for_a_day_unless_somebody_else_has_it(
    api: httpx.AsyncClient, rt: Runtime, clock: FrozenClock
) -> None:
    owner, _ = await given_organizer(rt)
    old = await given_app(rt, owner)
    asked = {"grant_type": "client_credentials"}

    async def statuses(*each: NewApp) -> list[int]:
        asks = [await api.post(TOKEN, data={**shown(one), **asked}) for one in each]
        return [one.status_code for one in asks]

    async with rt.unit_of_work(owner) as uow:
        new = NewApp(old.id, await apps.new_secret(uow, owner, app_id=old.id))
    assert await statuses(old, new) == [200, 200]
    clock.move(timedelta(days=1))
    assert await statuses(old, new) == [401, 200]
    owner = replace(owner, proved_at=clock.now(), asked_at=clock.now())
    async with rt.unit_of_work(owner) as uow:
        newest = NewApp(old.id, await apps.new_secret(uow, owner, app_id=old.id, at_once=True))
    assert await statuses(old, new, newest) == [401, 401, 200]


@pytest.mark.parametrize("end", ["app", "organization", "person", "grant", "role"])
async def test_what_is_taken_away_opens_nothing_after_five_seconds(
    api: httpx.AsyncClient, rt: Runtime, clock: FrozenClock, end: str
) -> None:
    stage = await given_event(rt)
    owner, _ = await given_organizer(rt)
    app = await given_app(rt, owner)
    tokens = await given_tokens(rt, stage.owner, app)
    about = f"{V1}/organizer/events/{await slug_of(rt, stage)}/orders"
    assert (await api.get(about, headers=bearing(tokens.access))).status_code == 200

    async with rt.unit_of_work(owner) as uow:
        if end == "app":
            await apps.retire(uow, owner, app_id=app.id)
        elif end == "grant":
            await apps.end_access(uow, stage.owner, app_id=app.id)
        elif end == "role":
            leaves = text("DELETE FROM members WHERE user_id = :who")
            await uow.session.execute(leaves, {"who": stage.owner.user_id})
        else:
            table, which = {
                "organization": ("organizers", next(iter(owner.grants))),
                "person": ("users", stage.owner.user_id),
            }[end]
            stops = text(f"UPDATE {table} SET suspended_at = now() WHERE id = :which")
            await uow.session.execute(stops, {"which": which})
    clock.move(AFTER)
    answer = await api.get(about, headers=bearing(tokens.access))
    refreshed = await traded(api, app, tokens.refresh or "")

    assert answer.status_code == (404 if end == "role" else 401)
    assert refreshed.status_code == {"app": 401, "organization": 401, "role": 200}.get(end, 400)


async def test_an_app_takes_its_own_tokens_back_and_no_others(
    api: httpx.AsyncClient, rt: Runtime, clock: FrozenClock
) -> None:
    stage = await given_event(rt)
    app, other = await given_app(rt, stage.owner), await given_app(rt, stage.owner)
    tokens = await given_tokens(rt, stage.owner, app)
    own = await api.post(TOKEN, data={**shown(app), "grant_type": "client_credentials"})

    async def worth(asking: NewApp, token: str | None) -> Any:
        asked = await api.post(INTROSPECT, data={**shown(asking), "token": token})
        return asked.json()

    assert (await worth(app, tokens.access))["sub"] == str(stage.owner.user_id)
    assert (await worth(app, tokens.refresh))["active"]
    assert (await worth(app, own.json()["access_token"]))["sub"] == str(app.id)
    for token in (tokens.access, tokens.refresh, "nonsense", "a.b.c"):
        assert await worth(other, token) == {"active": False}
        by_other = await api.post(REVOKE, data={**shown(other), "token": token})
        assert (by_other.status_code, by_other.content) == (200, b"")
    assert (await worth(app, tokens.refresh))["active"]

    kind = await api.post(REVOKE, data={**shown(app), "token": own.json()["access_token"]})
    done = await api.post(REVOKE, data={**shown(app), "token": tokens.access})
    clock.move(AFTER)

    assert kind.json()["error"] == "unsupported_token_type"
    assert done.status_code == 200
    assert await worth(app, tokens.access) == {"active": False}
    assert await worth(app, tokens.refresh) == {"active": False}
    refused = await api.get(f"{V1}/organizer/events", headers=bearing(tokens.access))
    assert refused.status_code == 401


async def test_an_app_without_a_secret_learns_nothing_of_tokens(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    owner, _ = await given_organizer(rt)
    app = await given_app(rt, owner, kind=AppKind.public)
    tokens = await given_tokens(rt, owner, app)

    answer = await api.post(INTROSPECT, data={**shown(app), "token": tokens.access})

    assert (answer.status_code, answer.json()["error"]) == (400, "unauthorized_client")


async def test_a_replaced_key_proves_tokens_until_they_run_out(
    rt: Runtime, clock: FrozenClock
) -> None:
    owner, _ = await given_organizer(rt)
    app = await given_app(rt, owner)
    before = await given_tokens(rt, owner, app)

    await apps.rotate_key(rt)
    clock.move(timedelta(minutes=9))
    after = await given_tokens(rt, owner, app)

    for token in (before.access, after.access):
        assert (await apps.authenticate(rt, token=token)).client_id == app.id
    assert len(await apps.published(rt)) == 2
    clock.move(timedelta(minutes=2))
    assert len(await apps.published(rt)) == 1
    await apps.rotate_key(rt, at_once=True)
    clock.move(AFTER)
    with pytest.raises(TokenRefused):
        await apps.authenticate(rt, token=after.access)


async def test_a_key_that_is_over_proves_nothing_though_it_is_remembered(
    rt: Runtime, clock: FrozenClock
) -> None:
    owner, _ = await given_organizer(rt)
    app = await given_app(rt, owner)
    claims = await signing.proven(rt, (await given_tokens(rt, owner, app)).access)
    forged = await signing.sign(rt, {**claims, "exp": claims["exp"] + 3600})

    await apps.rotate_key(rt)
    clock.move(timedelta(minutes=10, seconds=30))
    assert (await apps.authenticate(rt, token=forged)).client_id == app.id
    clock.move(timedelta(seconds=30))

    with pytest.raises(TokenRefused):
        await apps.authenticate(rt, token=forged)


async def test_old_questions_and_keys_are_forgotten(rt: Runtime, clock: FrozenClock) -> None:
    owner, _ = await given_organizer(rt)
    app = await given_app(rt, owner)
    await given_tokens(rt, owner, app)
    await apps.rotate_key(rt)

    clock.move(timedelta(days=366))
    await apps.forget_over(rt)

    async with rt.read() as session:
        for table in ("oauth_askings", "oauth_grants", "oauth_refresh_tokens"):
            count = text(f"SELECT count(*) FROM {table}")
            assert (await session.execute(count)).scalar_one() == 0
        empty = text("SELECT count(*) FROM oauth_signing_keys WHERE sealed = ''")
        assert (await session.execute(empty)).scalar_one() == 1


async def test_who_asks_twice_at_one_moment_gets_one_next_token(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    stage = await given_event(rt)
    app = await given_app(rt, stage.owner)
    tokens = await given_tokens(rt, stage.owner, app)
    refresh = tokens.refresh or ""

    answers = await asyncio.gather(*(traded(api, app, refresh) for _ in range(4)))

    assert {answer.status_code for answer in answers} == {200}
    (following,) = {answer.json()["refresh_token"] for answer in answers}
    assert (await traded(api, app, following)).status_code == 200


async def test_a_code_that_two_redeem_at_one_moment_is_good_for_none_in_the_end(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    stage = await given_event(rt)
    app = await given_app(rt, stage.owner)
    code = await given_code(rt, stage.owner, app.id)

    answers = await asyncio.gather(*(redeemed(api, app, code) for _ in range(3)))

    (won,) = [answer.json() for answer in answers if answer.status_code == 200]
    assert (await traded(api, app, won["refresh_token"])).json()["error"] == "invalid_grant"


async def test_the_first_tokens_of_all_are_signed_with_one_key(rt: Runtime) -> None:
    owner, _ = await given_organizer(rt)
    app = await given_app(rt, owner)

    made = await asyncio.gather(*(given_tokens(rt, owner, app) for _ in range(3)))

    assert len(await apps.published(rt)) == 1
    for tokens in made:
        assert (await apps.authenticate(rt, token=tokens.access)).client_id == app.id


async def test_a_person_hears_who_was_let_in_and_what_was_used_twice(
    api: httpx.AsyncClient, rt: Runtime, clock: FrozenClock
) -> None:
    owner, _ = await given_organizer(rt)
    app = await given_app(rt, owner)
    refresh = (await given_tokens(rt, owner, app)).refresh or ""
    await traded(api, app, refresh)
    clock.move(timedelta(minutes=1))

    for _ in range(2):
        await traded(api, app, refresh)

    told = "SELECT payload->>'matter' FROM facts WHERE name = 'identity.security_changed'"
    async with rt.read() as session:
        matters = (await session.execute(text(f"{told} ORDER BY id"))).scalars().all()
    assert matters == ["app_let_in", "app_shut_out"]


@pytest.mark.parametrize("end", ["removed", "narrowed", "suspended"])
async def test_an_app_that_is_closed_acts_no_more_for_its_own_organization(
    api: httpx.AsyncClient, rt: Runtime, clock: FrozenClock, end: str
) -> None:
    stage = await given_event(rt)
    app = await given_app(rt, stage.owner)
    own = await api.post(TOKEN, data={**shown(app), "grant_type": "client_credentials"})
    token = bearing(own.json()["access_token"])
    about = f"{V1}/organizer/events/{await slug_of(rt, stage)}/orders"
    assert (await api.get(about, headers=token)).status_code == 200

    async with rt.unit_of_work(stage.owner) as uow:
        if end == "removed":
            await apps.retire(uow, stage.owner, app_id=app.id)
        elif end == "narrowed":
            draft = app_draft(scopes=["events:read"])
            await apps.edit(uow, stage.owner, app_id=app.id, draft=draft)
        else:
            stops = text("UPDATE organizers SET suspended_at = now() WHERE id = :which")
            await uow.session.execute(stops, {"which": stage.organizer_id})
    clock.move(AFTER)

    assert (await api.get(about, headers=token)).status_code == (403 if end == "narrowed" else 401)
