"""How much a program, a person and an address may ask, and how they hear of it."""

import httpx

from bilten_app.infra.runtime import Runtime
from bilten_app.kit.ids import new_id
from tests.factories import given_event
from tests.people import given_signed_in
from tests.programs import bearing, given_key
from tests.shop import V1, slug_of


async def test_a_program_hears_what_it_may_still_ask_and_is_slowed_down(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    stage = await given_event(rt)
    (_, busy), (_, other) = await given_key(rt, stage.owner), await given_key(rt, stage.owner)
    rt.settings = rt.settings.model_copy(update={"key_rate": 2})

    async def ask(secret: str) -> httpx.Response:
        return await api.get(f"{V1}/events", headers=bearing(secret))

    answers = [await ask(busy) for _ in range(5)]
    calm, guest = await ask(other), await api.get(f"{V1}/events")

    # A minute may end between two of them, never twice.
    assert {200, 429} == {answer.status_code for answer in answers}
    for answer in answers:
        assert answer.headers["RateLimit-Policy"] == '"key";q=2;w=60'
        left, resets = answer.headers["RateLimit"].removeprefix('"key";r=').split(";t=")
        assert int(left) <= 1
        assert 0 < int(resets) <= 60
        if answer.status_code == 429:
            assert answer.json()["code"] == "too_many"
            assert answer.headers["Retry-After"] == resets
    assert (calm.status_code, calm.headers["RateLimit"].split(";")[1]) == (200, "r=1")
    assert (guest.status_code, guest.headers["RateLimit-Policy"]) == (200, '"address";q=1200;w=60')


async def test_people_and_addresses_are_slowed_down_each_by_itself(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    _, first = await given_signed_in(rt)
    _, second = await given_signed_in(rt)
    rt.settings = rt.settings.model_copy(update={"user_rate": 2, "address_rate": 10})

    foreign = f"{V1}/organizer/events?organizer_id={new_id()}"

    async def ask(token: str = "") -> httpx.Response:
        headers = {"cookie": f"bilten_session={token}"} if token else None
        return await api.get(foreign if token else f"{V1}/events", headers=headers)

    busy = [await ask(first) for _ in range(5)]
    calm = await ask(second)
    crowd = [await ask() for _ in range(15)]

    # A minute may end between two of them, never twice.
    assert {404, 429} == {answer.status_code for answer in busy}
    assert (calm.status_code, calm.headers["RateLimit-Policy"]) == (404, '"user";q=2;w=60')
    assert {200, 429} == {answer.status_code for answer in crowd}
    assert crowd[-1].headers["RateLimit-Policy"] == '"address";q=10;w=60'


async def test_behind_a_proxy_nobody_gives_themselves_an_address(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    stage = await given_event(rt)
    _, secret = await given_key(rt, stage.owner, networks=["203.0.113.0/24"])
    rt.settings = rt.settings.model_copy(update={"trusted_proxy_hops": 1})
    path = f"{V1}/organizer/events/{await slug_of(rt, stage)}"
    allowed, stranger = ("X-Forwarded-For", "203.0.113.9"), ("X-Forwarded-For", "198.51.100.4")

    met = [
        (await api.get(path, headers=[*bearing(secret).items(), *told])).status_code
        for told in ([allowed], [allowed, stranger], [stranger, allowed])
    ]

    assert met == [200, 403, 200]
