"""Apps at the API: how they come to tokens, what those open, and how they are taken back."""

import base64
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import text

from bilten_app.domains.apps import service as apps
from bilten_app.domains.apps.public import AppKind
from bilten_app.domains.organizers import service as organizers
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.roles import Role
from tests.apps import (
    READ,
    TOKEN,
    given_app,
    given_code,
    given_tokens,
    redeemed,
    shown,
    traded,
)
from tests.factories import Stage, given_event
from tests.integration.api.test_keys import statements
from tests.people import given_organizer, given_user, with_grants
from tests.programs import bearing
from tests.shop import V1, slug_of

AFTER = timedelta(seconds=5)


@pytest.mark.parametrize("kind", AppKind)
async def test_a_code_becomes_tokens_that_open_what_the_person_may(
    api: httpx.AsyncClient, rt: Runtime, kind: AppKind
) -> None:
    theirs, ours = await given_event(rt), await given_event(rt)
    app = await given_app(rt, theirs.owner, kind=kind)
    own, foreign = await slug_of(rt, ours), await slug_of(rt, theirs)

    answer = await redeemed(api, app, await given_code(rt, ours.owner, app.id))

    told = answer.json()
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert told["token_type"] == "Bearer"
    assert (told["expires_in"], told["scope"]) == (600, "events:read orders:read")
    token = bearing(told["access_token"])
    orders = await api.get(f"{V1}/organizer/events/{own}/orders", headers=token)
    others = await api.get(f"{V1}/organizer/events/{foreign}/orders", headers=token)
    beyond = await api.get(f"{V1}/organizer/events/{own}/attendees", headers=token)
    assert (orders.status_code, others.status_code, beyond.status_code) == (200, 404, 403)
    assert beyond.json()["code"] == "out_of_scope"


async def test_with_its_own_secret_an_app_acts_for_its_organization(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    ours, theirs = await given_event(rt), await given_event(rt)
    app = await given_app(rt, ours.owner, scopes=READ)
    open_app = await given_app(rt, ours.owner, kind=AppKind.public)
    basic = base64.b64encode(f"{app.id}:{app.secret}".encode()).decode()
    asked = {"grant_type": "client_credentials"}

    answer = await api.post(TOKEN, data=asked, headers={"Authorization": f"Basic {basic}"})
    beyond = await api.post(TOKEN, data={**shown(app), **asked, "scope": "orders:refund"})
    without = await api.post(TOKEN, data={**shown(open_app), **asked})

    token = bearing(answer.json()["access_token"])
    read = await api.get(f"{V1}/organizer/events/{await slug_of(rt, ours)}", headers=token)
    foreign = await api.get(f"{V1}/organizer/events/{await slug_of(rt, theirs)}", headers=token)
    assert "refresh_token" not in answer.json()
    assert (read.status_code, foreign.status_code) == (200, 404)
    assert (beyond.status_code, beyond.json()["error"]) == (400, "invalid_scope")
    assert (without.status_code, without.json()["error"]) == (400, "unauthorized_client")


async def test_a_token_is_proved_without_the_database_for_five_seconds(
    api: httpx.AsyncClient, rt: Runtime, clock: FrozenClock
) -> None:
    stage = await given_event(rt)
    app = await given_app(rt, stage.owner)
    tokens = await given_tokens(rt, stage.owner, app)
    await apps.authenticate(rt, token=tokens.access)

    with statements(rt) as again:
        await apps.authenticate(rt, token=tokens.access)
    clock.move(AFTER)
    with statements(rt) as later:
        await apps.authenticate(rt, token=tokens.access)

    assert (len(again), len(later)) == (0, 2)


async def test_a_refresh_token_is_good_once_and_shown_again_ends_the_grant(
    api: httpx.AsyncClient, rt: Runtime, clock: FrozenClock
) -> None:
    stage = await given_event(rt)
    app = await given_app(rt, stage.owner)
    first = await given_tokens(rt, stage.owner, app)
    assert first.refresh

    second = (await traded(api, app, first.refresh)).json()
    third = (await traded(api, app, second["refresh_token"])).json()
    stolen = await traded(api, app, first.refresh)
    after = await traded(api, app, third["refresh_token"])
    clock.move(AFTER)
    opened = await api.get(f"{V1}/organizer/events", headers=bearing(third["access_token"]))

    assert len({first.refresh, second["refresh_token"], third["refresh_token"]}) == 3
    assert (stolen.status_code, stolen.json()["error"]) == (400, "invalid_grant")
    assert (after.status_code, after.json()["error"]) == (400, "invalid_grant")
    assert (opened.status_code, opened.json()["code"]) == (401, "token_refused")
    assert 'error="invalid_token"' in opened.headers["www-authenticate"]


async def test_an_answer_that_got_lost_is_told_again_for_half_a_minute(
    api: httpx.AsyncClient, rt: Runtime, clock: FrozenClock
) -> None:
    stage = await given_event(rt)
    app = await given_app(rt, stage.owner)
    tokens = await given_tokens(rt, stage.owner, app)
    assert tokens.refresh

    lost = (await traded(api, app, tokens.refresh)).json()
    clock.move(timedelta(seconds=30))
    again = (await traded(api, app, tokens.refresh)).json()
    clock.move(timedelta(seconds=1))
    late = await traded(api, app, tokens.refresh)

    assert lost["refresh_token"] == again["refresh_token"]
    assert late.json()["error"] == "invalid_grant"
    assert (await traded(api, app, again["refresh_token"])).json()["error"] == "invalid_grant"


async def test_fewer_scopes_can_be_asked_for_and_never_more(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    stage = await given_event(rt)
    app = await given_app(rt, stage.owner)
    tokens = await given_tokens(rt, stage.owner, app)
    assert tokens.refresh

    more = await traded(api, app, tokens.refresh, scope="events:read orders:refund")
    fewer = await traded(api, app, tokens.refresh, scope="events:read")
    whole = await traded(api, app, fewer.json()["refresh_token"])

    assert more.json()["error"] == "invalid_scope"
    assert fewer.json()["scope"] == "events:read"
    assert whole.json()["scope"] == "events:read orders:read"


async def test_a_code_is_good_once_and_shown_again_ends_what_came_of_it(
    api: httpx.AsyncClient, rt: Runtime, clock: FrozenClock
) -> None:
    stage = await given_event(rt)
    app, other = await given_app(rt, stage.owner), await given_app(rt, stage.owner)
    code = await given_code(rt, stage.owner, app.id)

    injected = await redeemed(api, other, code)
    wrong = await redeemed(api, app, code, code_verifier="w" * 43)
    missing = await redeemed(api, app, code, code_verifier="")
    elsewhere = await redeemed(api, app, code, redirect_uri="https://evil.example/done")
    first = await redeemed(api, app, code)
    again = await redeemed(api, app, code)
    clock.move(AFTER)
    opened = await api.get(f"{V1}/organizer/events", headers=bearing(first.json()["access_token"]))

    for refused in (injected, wrong, elsewhere, again):
        assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant")
    assert missing.json()["error"] == "invalid_request"
    assert (first.status_code, opened.status_code) == (200, 401)


async def test_a_code_runs_out_after_a_minute(
    api: httpx.AsyncClient, rt: Runtime, clock: FrozenClock
) -> None:
    stage = await given_event(rt)
    app = await given_app(rt, stage.owner)
    code = await given_code(rt, stage.owner, app.id)

    clock.move(timedelta(minutes=1))

    assert (await redeemed(api, app, code)).json()["error"] == "invalid_grant"


@pytest.mark.parametrize(
    "change",
    [
        {"client_secret": "bls_wrong-and-as-long-as-it"},
        {"client_secret": ""},
        {"client_id": "0198f5c2-4b1e-7a9d-8f00-6a2b1c3d4e5f"},
        {"client_id": "nobody"},
    ],
)
async def test_an_unknown_app_and_a_wrong_secret_get_one_answer(
    api: httpx.AsyncClient, rt: Runtime, change: Mapping[str, str]
) -> None:
    owner, _ = await given_organizer(rt)
    app = await given_app(rt, owner)

    told = {"grant_type": "client_credentials", **shown(app), **change}
    answer = await api.post(TOKEN, data={name: value for name, value in told.items() if value})

    assert (answer.status_code, answer.json()) == (
        401,
        {
            "error": "invalid_client",
            "error_description": "The app is unknown, or its secret is wrong.",
        },
    )


async def test_a_member_with_fewer_rights_lends_no_more(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    stage = await given_event(rt)
    app = await given_app(rt, stage.owner)
    user_id = await given_user(rt)
    async with rt.unit_of_work(stage.owner) as uow:
        await organizers.add_member(
            uow, stage.owner, organizer_id=stage.organizer_id, user_id=user_id,
            role=Role.gate_staff,
        )  # fmt: skip
    person = await with_grants(rt, replace(stage.owner, user_id=user_id))
    tokens = await given_tokens(rt, person, app)
    about = f"{V1}/organizer/events/{await slug_of(rt, stage)}"

    seen = await api.get(about, headers=bearing(tokens.access))
    beyond = await api.get(f"{about}/orders", headers=bearing(tokens.access))

    assert (seen.status_code, beyond.status_code) == (200, 403)


async def test_a_token_opens_no_organization_that_its_person_joins_later(
    api: httpx.AsyncClient, rt: Runtime, clock: FrozenClock
) -> None:
    then, later = await given_event(rt), await given_event(rt)
    app = await given_app(rt, then.owner)
    tokens = await given_tokens(rt, then.owner, app)
    async with rt.unit_of_work(later.owner) as uow:
        await organizers.add_member(
            uow, later.owner, organizer_id=later.organizer_id,
            user_id=then.owner.require_user(), role=Role.owner,
        )  # fmt: skip
    clock.move(timedelta(seconds=6))
    asked_again = await given_tokens(rt, await with_grants(rt, then.owner), app)

    async def ask(token: str, stage: Stage) -> int:
        path = f"{V1}/organizer/events/{await slug_of(rt, stage)}"
        return (await api.get(path, headers=bearing(token))).status_code

    assert (await ask(tokens.access, then), await ask(tokens.access, later)) == (200, 404)
    assert await ask(asked_again.access, later) == 200


async def test_what_an_app_does_is_written_down_with_the_person_it_acts_for(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    stage = await given_event(rt)
    app = await given_app(rt, stage.owner)
    tokens = await given_tokens(rt, stage.owner, app)

    actor = await apps.authenticate(rt, token=tokens.access)

    assert actor.label == f"client:{app.id}:{stage.owner.user_id}"
    assert actor.user_id is None
    async with rt.read() as session:
        verbs = text("SELECT verb FROM audit_lines WHERE verb LIKE 'apps.%' ORDER BY id")
        assert list((await session.execute(verbs)).scalars()) == ["apps.registered", "apps.granted"]


async def test_where_everything_is_and_the_keys_are_published(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    owner, _ = await given_organizer(rt)
    await given_tokens(rt, owner, await given_app(rt, owner))

    about = (await api.get("/.well-known/oauth-authorization-server")).json()
    keys = (await api.get("/.well-known/jwks.json")).json()["keys"]

    assert about["issuer"] == rt.settings.origin
    assert about["code_challenge_methods_supported"] == ["S256"]
    assert "keys:manage" not in about["scopes_supported"]
    assert [set(key) for key in keys] == [{"kty", "crv", "x", "alg", "use", "kid"}]
