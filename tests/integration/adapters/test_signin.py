"""Providers over real HTTP: what each needs, and every lie that must prove nothing."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from bilten_app.adapters.outward import open_client
from bilten_app.adapters.signin.caller import Caller
from bilten_app.adapters.signin.providers import Providers
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.errors import Unavailable
from bilten_app.ports.signin import NotVouched, Person, ProviderKind, Registration, Round
from tests.issuer import (
    APPLE_KEY,
    CLIENT,
    SECRET,
    Issuer,
    altered,
    by_somebody_else,
    issuing,
    unsigned,
    with_our_secret,
    with_their_public_key,
)
from tests.loopback import free_port

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
ROUND = Round("a-state", "a-nonce", "v" * 43, "https://bilten.test/auth/with/oidc/callback")
KEYS = {
    "team_id": "TEAM",
    "key_id": "APPLEKEY",
    "private_key": APPLE_KEY.as_pem(private=True).decode(),
}


@dataclass
class World:
    """An issuer, and our side of it."""

    issuer: Issuer
    clock: FrozenClock
    providers: Providers
    registration: Registration

    async def arrive(self, wanted: Round = ROUND, **changes: Any) -> Person:
        """Go there, agree, and come back."""
        registration = replace(self.registration, **changes)
        back = self.issuer.consent(await self.providers.ask(registration, wanted))
        return await self.providers.read(
            registration, wanted, code=back["code"], issuer=back.get("iss", "")
        )


@pytest.fixture
async def world() -> AsyncIterator[World]:
    clock = FrozenClock(NOON)
    async with (
        issuing(clock) as issuer,
        open_client() as outside,
        httpx.AsyncClient(trust_env=False) as inside,
    ):
        caller = Caller(outside, inside, clock, to_loopback=True, patience_s=2)
        registration = Registration("oidc", "Test", ProviderKind.oidc, CLIENT, issuer.url, SECRET)
        yield World(issuer, clock, Providers(caller, clock), registration)


async def test_who_agreed_there_is_known_here(world: World) -> None:
    person = await world.arrive()

    assert (person.subject, person.email, person.is_proven, person.name) == (
        "person-1", "mara@example.com", True, "Mara Lind",
    )  # fmt: skip
    (asked,) = world.issuer.asked
    assert asked["code_challenge_method"] == "S256"
    assert asked["redirect_uri"] == ROUND.redirect_uri
    assert {"response_type": "code", "scope": "openid email profile"}.items() <= asked.items()
    assert world.issuer.spent[0]["verifier"] == ROUND.verifier


@pytest.mark.parametrize(
    ("kind", "is_proven", "has"),
    [
        (ProviderKind.google, True, {"nonce", "code_challenge"}),
        (ProviderKind.apple, True, {"nonce", "code_challenge", "response_mode"}),
        (ProviderKind.linkedin, True, set[str]()),
        (ProviderKind.facebook, False, {"code_challenge"}),
    ],
)
async def test_each_provider_is_spoken_to_in_its_own_way(
    world: World, kind: ProviderKind, has: set[str], *, is_proven: bool
) -> None:
    world.issuer.speaks = kind.value

    person = await world.arrive(kind=kind, keys=KEYS)

    assert (person.subject, person.email) == ("person-1", "mara@example.com")
    assert person.is_proven is is_proven
    optional = {"nonce", "code_challenge", "response_mode"}
    assert optional & world.issuer.asked[0].keys() == has


LIES: dict[str, dict[str, Any]] = {
    "another issuer": {"iss": "https://accounts.google.com"},
    "no issuer": {"iss": None},
    "for another client": {"aud": "somebody-else"},
    "for another client too, who asked": {"aud": [CLIENT, "other"], "azp": "other"},
    "for another client, though we asked": {"aud": "other", "azp": CLIENT},
    "for several, and nobody asked": {"aud": ["other", CLIENT]},
    "another round": {"nonce": "another-nonce"},
    "no round": {"nonce": None},
    "over": {"exp": NOON.timestamp() - 61},
    "without an end": {"exp": None},
    "not begun": {"nbf": NOON.timestamp() + 61},
    "made in the future": {"iat": NOON.timestamp() + 61},
    "made long ago": {"iat": NOON.timestamp() - 601},
    "nobody": {"sub": None},
    "nobody in words": {"sub": ""},
    "a number": {"sub": 7},
    "a subject no column holds": {"sub": "a\0b"},
    "a subject without an end": {"sub": "x" * 256},
    "of another access token": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES.keys())
async def test_a_token_that_says_something_else_proves_nothing(
    world: World, lie: dict[str, Any]
) -> None:
    world.issuer.claims = lie

    with pytest.raises(NotVouched):
        await world.arrive()


@pytest.mark.parametrize(
    "forge", [unsigned, with_our_secret, with_their_public_key, by_somebody_else, altered]
)
async def test_a_token_that_the_issuer_did_not_sign_proves_nothing(
    world: World, forge: Callable[[Issuer, dict[str, Any]], str]
) -> None:
    world.issuer.forge = forge

    with pytest.raises(NotVouched):
        await world.arrive()


async def test_a_token_is_long_enough_and_no_longer(world: World) -> None:
    for token in ("", "not.a.token", "x" * 20_000):
        world.issuer.forge = lambda _issuer, _claims, token=token: token
        with pytest.raises(NotVouched):
            await world.arrive()


async def test_a_code_is_spent_once(world: World) -> None:
    back = world.issuer.consent(await world.providers.ask(world.registration, ROUND))
    await world.providers.read(world.registration, ROUND, code=back["code"])

    with pytest.raises(NotVouched):
        await world.providers.read(world.registration, ROUND, code=back["code"])


@pytest.mark.parametrize(
    "wanted",
    [replace(ROUND, verifier="w" * 43), replace(ROUND, redirect_uri="https://evil.test/")],
    ids=["without what it was asked with", "to another address"],
)
async def test_a_code_that_was_caught_on_the_way_opens_nothing(world: World, wanted: Round) -> None:
    back = world.issuer.consent(await world.providers.ask(world.registration, ROUND))

    with pytest.raises(NotVouched):
        await world.providers.read(world.registration, wanted, code=back["code"])


async def test_a_code_of_another_issuer_is_not_spent_here(world: World) -> None:
    world.issuer.document = {"authorization_response_iss_parameter_supported": True}
    await world.arrive()
    back = world.issuer.consent(await world.providers.ask(world.registration, ROUND))

    for told in ("", "https://evil.test"):
        with pytest.raises(NotVouched):
            await world.providers.read(world.registration, ROUND, code=back["code"], issuer=told)
    assert len(world.issuer.spent) == 1


@pytest.mark.parametrize(
    "document",
    [
        {"issuer": "https://accounts.google.com"},
        {"token_endpoint": None},
        {"token_endpoint": "file:///etc/passwd"},
        {"jwks_uri": ["http://127.0.0.1"]},
    ],
    ids=["calls itself another", "has no door", "leads into the house", "has no words"],
)
async def test_an_issuer_that_is_not_what_it_is_called_is_not_asked(
    world: World, document: dict[str, Any]
) -> None:
    world.issuer.document = document

    with pytest.raises(NotVouched):
        await world.providers.ask(world.registration, ROUND)


async def test_a_new_key_is_learned_and_an_invented_one_asks_once_a_minute(world: World) -> None:
    await world.arrive()
    await world.arrive()
    assert world.issuer.heard.count("keys") == 1

    world.issuer.turn_key("second")
    with pytest.raises(NotVouched):
        await world.arrive()
    assert world.issuer.heard.count("keys") == 1
    world.clock.move(timedelta(minutes=1))
    await world.arrive()
    assert world.issuer.heard.count("keys") == 2

    world.issuer.key = RSAKey.generate_key(2048, {"kid": "invented"})
    for _ in range(3):
        with pytest.raises(NotVouched):
            await world.arrive()
    assert world.issuer.heard.count("keys") == 2
    assert world.issuer.heard.count("discovery") == 1


async def test_a_key_that_was_taken_back_is_forgotten_within_an_hour(world: World) -> None:
    old = world.issuer.key
    await world.arrive()
    world.issuer.turn_key("second")
    world.clock.move(timedelta(minutes=61))
    world.issuer.forge = lambda _issuer, claims: jwt.encode(
        {"alg": "RS256", "kid": old.kid}, claims, old
    )

    with pytest.raises(NotVouched):
        await world.arrive()


async def test_an_issuer_that_is_down_is_left_alone_for_a_while(world: World) -> None:
    down = replace(world.registration, issuer=f"http://127.0.0.1:{free_port()}")
    for _ in range(5):
        with pytest.raises(Unavailable):
            await world.providers.ask(down, ROUND)
    with pytest.raises(Unavailable):
        await world.arrive()
    assert world.issuer.heard == []

    world.clock.move(timedelta(seconds=30))
    assert (await world.arrive()).subject == "person-1"


async def test_one_that_fails_is_down_and_one_that_refuses_is_not(world: World) -> None:
    back = world.issuer.consent(await world.providers.ask(world.registration, ROUND))
    world.issuer.answers = 503
    with pytest.raises(Unavailable):
        await world.providers.read(world.registration, ROUND, code=back["code"])
    world.issuer.answers = 404
    with pytest.raises(NotVouched):
        await world.providers.read(world.registration, ROUND, code=back["code"])


@pytest.mark.parametrize(
    "issuer",
    ["http://169.254.169.254", "https://10.0.0.7", "http://93.184.216.34", "https://u@93.184.216.34",
     "https://[fd00::1]", "ftp://example.com"],
)  # fmt: skip
async def test_what_a_stranger_named_is_called_on_public_addresses_only(
    world: World, issuer: str
) -> None:
    named = replace(world.registration, issuer=issuer, is_ours=False)

    with pytest.raises(NotVouched):
        await world.providers.ask(named, ROUND)


async def test_a_stranger_names_this_machine_in_development_only(world: World) -> None:
    assert (await world.arrive(is_ours=False)).subject == "person-1"
    async with open_client() as outside, httpx.AsyncClient(trust_env=False) as inside:
        strict = Providers(Caller(outside, inside, world.clock), world.clock)
        with pytest.raises(NotVouched):
            await strict.ask(replace(world.registration, is_ours=False), ROUND)


async def test_who_is_to_be_looked_at_again_was_looked_at_just_now(world: World) -> None:
    again = replace(ROUND, is_again=True)
    world.issuer.claims = {"auth_time": NOON.timestamp() - 10}
    await world.arrive(again)
    assert world.issuer.asked[0]["max_age"] == "0"

    world.issuer.claims = {"auth_time": NOON.timestamp() - 3600}
    with pytest.raises(NotVouched):
        await world.arrive(again)
