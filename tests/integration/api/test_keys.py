"""Programs at the API: what a key opens, and what it never does."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import text

from bilten_app.domains.programs import queries
from bilten_app.domains.programs import service as programs
from bilten_app.domains.programs.public import MOST_KEYS, InvalidKey, KeyRefused, TooManyKeys
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import ActorKind, OrganizerScope
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.errors import Forbidden, ProofNeeded
from bilten_app.kit.ids import new_token
from bilten_app.kit.roles import Permission, Role
from tests.aftersale import given_paid
from tests.factories import given_event
from tests.integration.api.test_refunds import sign_in
from tests.people import given_organizer
from tests.programs import bearing, given_key
from tests.shop import V1, new_key, slug_of
from tests.statements import statements

KEYS = f"{V1}/organizer/keys"


async def test_a_key_opens_its_organization_and_no_other(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    ours, theirs = await given_event(rt), await given_event(rt)
    _, secret = await given_key(rt, ours.owner)
    own, foreign = await slug_of(rt, ours), await slug_of(rt, theirs)

    read = await api.get(f"{V1}/organizer/events/{own}/orders", headers=bearing(secret))
    others = await api.get(f"{V1}/organizer/events/{foreign}/orders", headers=bearing(secret))
    guest = await api.get(f"{V1}/organizer/events/{own}/orders")

    assert (read.status_code, others.status_code, guest.status_code) == (200, 404, 401)


async def test_a_key_may_what_its_scopes_say_and_is_told_what_it_lacks(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    stage = await given_event(rt)
    _, secret = await given_key(rt, stage.owner, scopes=[Permission.events_read])
    slug = await slug_of(rt, stage)

    may = await api.get(f"{V1}/organizer/events/{slug}", headers=bearing(secret))
    lacks = await api.get(f"{V1}/organizer/events/{slug}/orders", headers=bearing(secret))

    assert may.status_code == 200
    assert lacks.status_code == 403
    assert lacks.json()["code"] == "out_of_scope"
    assert lacks.json()["fields"] == {"scope": "orders:read"}


async def test_a_key_that_ended_makes_no_guest_even_where_guests_are_welcome(
    api: httpx.AsyncClient, rt: Runtime, clock: FrozenClock
) -> None:
    stage = await given_event(rt)
    soon = rt.clock.now() + timedelta(hours=1)
    (revoked, first), (_, second) = (
        await given_key(rt, stage.owner), await given_key(rt, stage.owner, expires_at=soon),
    )  # fmt: skip
    async with rt.unit_of_work(stage.owner) as uow:
        await programs.revoke_key(uow, stage.owner, key_id=revoked)
    clock.move(timedelta(hours=1))

    for secret in (first, second, f"blt_{new_token()}", "blt_", "blt_x\xff"):
        for path in ("/organizer/events", "/events"):
            shown = (b"Authorization", f"Bearer {secret}".encode("latin-1"))
            asked = await api.get(V1 + path, headers=[shown])
            assert (asked.status_code, asked.json()["code"]) == (401, "key_refused")


async def test_a_key_is_used_only_from_the_addresses_it_names(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    stage = await given_event(rt)
    _, here = await given_key(rt, stage.owner, networks=["127.0.0.0/8"])
    _, elsewhere = await given_key(rt, stage.owner, networks=["203.0.113.0/24"])
    path = f"{V1}/organizer/events/{await slug_of(rt, stage)}"

    inside = await api.get(path, headers=bearing(here))
    outside = await api.get(path, headers=bearing(elsewhere))

    assert inside.status_code == 200
    assert (outside.status_code, outside.json()["code"]) == (403, "address_refused")


async def test_a_cookie_beside_a_key_gives_it_no_more(api: httpx.AsyncClient, rt: Runtime) -> None:
    ours, theirs = await given_event(rt), await given_event(rt)
    _, secret = await given_key(rt, theirs.owner)
    await sign_in(api, rt, ours, Role.owner)
    path = f"{V1}/organizer/events/{await slug_of(rt, ours)}"

    assert (await api.get(path)).status_code == 200
    assert (await api.get(path, headers=bearing(secret))).status_code == 404


async def test_the_secret_is_told_once_and_kept_as_a_hash(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    stage = await given_event(rt)
    await sign_in(api, rt, stage, Role.owner)
    by = {"organizer_id": str(stage.organizer_id)}
    wanted = {"name": "Our  shop", "scopes": ["orders:read"], "networks": ["10.1.2.3/8"]}

    made = await api.post(KEYS, params=by, json=wanted)
    (listed,) = (await api.get(KEYS, params=by)).json()["keys"]

    secret = made.json()["token"]
    assert made.status_code == 201
    assert secret.startswith(listed["prefix"])
    assert (listed["name"], listed["networks"]) == ("Our shop", ["10.0.0.0/8"])
    assert (listed["state"], listed["used_at"]) == ("active", None)
    async with rt.read() as session:
        for table in ("api_keys", "audit_lines", "idempotent_requests"):
            kept = (await session.execute(text(f"SELECT t::text FROM {table} t"))).scalars()
            assert not [row for row in kept if secret[len(listed["prefix"]) :] in row]


async def test_a_key_is_renamed_and_ended_by_an_owner(api: httpx.AsyncClient, rt: Runtime) -> None:
    stage = await given_event(rt)
    key_id, secret = await given_key(rt, stage.owner)
    await sign_in(api, rt, stage, Role.owner)
    by = {"organizer_id": str(stage.organizer_id)}

    renamed = await api.request("PATCH", f"{KEYS}/{key_id}", json={"name": "The till"})
    nameless = await api.request("PATCH", f"{KEYS}/{key_id}", json={"name": " "})
    ended = [(await api.delete(f"{KEYS}/{key_id}")).status_code for _ in range(2)]
    (listed,) = (await api.get(KEYS, params=by)).json()["keys"]
    api.cookies.clear()
    used = await api.get(f"{V1}/organizer/events", params=by, headers=bearing(secret))

    assert (renamed.status_code, ended) == (204, [204, 204])
    assert (nameless.status_code, set(nameless.json()["problems"])) == (422, {"name"})
    assert (listed["name"], listed["state"]) == ("The till", "revoked")
    assert used.status_code == 401


async def test_only_owners_make_keys_and_no_key_makes_another(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    stage = await given_event(rt)
    _, secret = await given_key(rt, stage.owner)
    by, wanted = {"organizer_id": str(stage.organizer_id)}, {"name": "x", "scopes": ["orders:read"]}

    program = await api.post(KEYS, params=by, json=wanted, headers=bearing(secret))
    await sign_in(api, rt, stage, Role.manager)
    manager = await api.post(KEYS, params=by, json=wanted)
    await sign_in(api, rt, await given_event(rt), Role.owner)
    stranger = await api.post(KEYS, params=by, json=wanted)

    assert (program.status_code, manager.status_code, stranger.status_code) == (403, 403, 404)


async def test_the_same_idempotency_key_of_two_programs_names_two_things(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    stage = await given_event(rt)
    secrets = [(await given_key(rt, stage.owner))[1] for _ in range(2)]
    sent = new_key()
    line = {"ticket_type_id": str(stage.types[0]), "quantity": 1}
    wanted = {"event": await slug_of(rt, stage), "lines": [line]}

    holds = [
        (await api.post(f"{V1}/holds", json=wanted, headers={**sent, **bearing(one)})).json()["id"]
        for one in [*secrets, secrets[0]]
    ]
    as_guest = (await api.post(f"{V1}/holds", json=wanted, headers=sent)).json()["id"]

    assert holds[0] == holds[2]
    assert len({*holds, as_guest}) == 3


async def test_who_holds_a_key_is_known_in_one_round_trip(rt: Runtime) -> None:
    owner, _ = await given_organizer(rt)
    key_id, secret = await given_key(rt, owner, scopes=[Permission.events_read])

    with statements(rt) as asked:
        actor = await programs.authenticate(rt, secret=secret, address="")

    assert len(asked) == 1
    assert (actor.kind, actor.client_id) == (ActorKind.client, key_id)
    assert actor.label == f"client:{key_id}"
    with pytest.raises(Forbidden):
        actor.require_user()


async def test_keys_that_are_shown_at_the_same_moment_share_a_statement_and_nothing_else(
    rt: Runtime,
) -> None:
    keys = [await given_key(rt, (await given_organizer(rt))[0]) for _ in range(2)]
    secrets = [*(secret for _, secret in keys), "blt_made-up"]
    async with rt.unit_of_work() as another:  # which is noting their use
        await another.session.execute(text("SELECT 1 FROM api_keys FOR UPDATE"))

        with statements(rt) as asked:
            async with asyncio.timeout(2):
                shown = await asyncio.gather(
                    *(programs.authenticate(rt, secret=one, address="") for one in secrets),
                    return_exceptions=True,
                )

    assert len(asked) == 1
    assert [getattr(one, "client_id", None) for one in shown] == [keys[0][0], keys[1][0], None]
    assert isinstance(shown[2], KeyRefused)


async def test_when_a_key_was_used_is_noted_every_five_minutes_at_most(
    rt: Runtime, clock: FrozenClock
) -> None:
    owner, organizer_id = await given_organizer(rt)
    _, secret = await given_key(rt, owner)
    noted: list[float] = []

    begin = clock.now()
    for minutes in (0, 4, 1):
        clock.move(timedelta(minutes=minutes))
        await programs.authenticate(rt, secret=secret, address="")
        async with rt.read() as session:
            page = await queries.keys(session, OrganizerScope(organizer_id), now=clock.now())
        used_at = page.rows[0].used_at
        assert used_at
        noted.append((used_at - begin).total_seconds() / 60)

    assert noted == [0, 0, 5]


async def test_a_bad_key_is_not_made_and_says_why(rt: Runtime) -> None:
    owner, _ = await given_organizer(rt)

    with pytest.raises(InvalidKey) as refused:
        await given_key(rt, owner, name="", networks=["home"])

    assert set(refused.value.problems) == {"name", "networks"}


async def test_a_session_that_was_left_open_makes_no_key(rt: Runtime) -> None:
    owner, _ = await given_organizer(rt)
    left_open = replace(owner, asked_at=rt.clock.now() + timedelta(minutes=16))

    with pytest.raises(ProofNeeded):
        await given_key(rt, left_open)


async def test_a_key_that_may_refund_is_made_under_proof_and_refunds_without_a_further_one(
    api: httpx.AsyncClient, rt: Runtime, clock: FrozenClock
) -> None:
    stage = await given_event(rt)
    ref = await given_paid(rt, stage)
    await sign_in(api, rt, stage, Role.owner)
    about = {"organizer_id": str(stage.organizer_id)}
    wanted = {"name": "Support desk", "scopes": ["orders:read", "orders:refund"]}
    made = await api.post(KEYS, json=wanted, params=about)
    clock.move(timedelta(minutes=16))

    late = await api.post(KEYS, json=wanted, params=about)
    refunds = f"{V1}/organizer/orders/{ref.code}/refunds"
    by_hand = await api.post(refunds, json={"amount_minor": 100}, headers=new_key())
    api.cookies.clear()
    shown = {**bearing(made.json()["token"]), **new_key()}
    by_key = await api.post(refunds, json={"amount_minor": 100}, headers=shown)

    assert made.status_code == 201, made.text
    assert (late.status_code, late.json()["code"]) == (403, "proof_needed")
    assert (by_hand.status_code, by_hand.json()["code"]) == (403, "proof_needed")
    assert by_key.status_code == 201, by_key.text


async def test_an_organization_has_no_more_keys_than_somebody_can_oversee(rt: Runtime) -> None:
    owner, _ = await given_organizer(rt)
    made = [await given_key(rt, owner) for _ in range(MOST_KEYS)]

    with pytest.raises(TooManyKeys):
        await given_key(rt, owner)

    async with rt.unit_of_work(owner) as uow:
        await programs.revoke_key(uow, owner, key_id=made[0][0])
    await given_key(rt, owner)
