"""What attackers try at the doors of apps, case by case: RFC 9700, RFC 8725, RFC 6819."""

import base64
import hmac
import json
from collections.abc import Mapping
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bilten_app.domains.apps import service as apps
from bilten_app.domains.apps.public import AppUnknown
from bilten_app.domains.apps.service import signing
from bilten_app.infra.runtime import Runtime
from bilten_app.kit import jws
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.errors import TooMany
from bilten_app.kit.ids import new_id
from tests.apps import (
    BACK,
    HERE,
    READ,
    TOKEN,
    asking,
    given_app,
    given_tokens,
    told_in,
)
from tests.people import given_organizer
from tests.programs import bearing
from tests.shop import V1

LIST = f"{V1}/organizer/events"


def written(value: Mapping[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def forged(head: Mapping[str, Any], claims: Mapping[str, Any], secret: bytes = b"") -> str:
    """Return a token signed with a shared secret, or with nothing."""
    told = f"{written(head)}.{written(claims)}"
    made = hmac.digest(secret, told.encode(), "sha256") if secret else b""
    return f"{told}.{base64.urlsafe_b64encode(made).rstrip(b'=').decode()}"


async def test_no_forged_token_opens_anything(
    api: httpx.AsyncClient, rt: Runtime, clock: FrozenClock
) -> None:
    owner, organizer_id = await given_organizer(rt)
    app = await given_app(rt, owner)
    good = (await given_tokens(rt, owner, app)).access
    head, body, signature = good.split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=="))
    kid = json.loads(base64.urlsafe_b64decode(head + "=="))["kid"]
    (key,) = await apps.published(rt)
    public = base64.urlsafe_b64decode(key["x"] + "==")
    stranger = Ed25519PrivateKey.generate()
    wider = {**claims, "scope": "orders:refund"}

    def ours(**changed: Any) -> Any:
        kept = {name: value for name, value in {**claims, **changed}.items() if value is not None}
        return signing.sign(rt, kept)

    attacks = {
        "alg none": forged({"alg": "none", "typ": "at+jwt", "kid": kid}, claims),
        "our public key as a shared secret": forged(
            {"alg": "HS256", "typ": "at+jwt", "kid": kid}, claims, public
        ),
        "other scopes": f"{head}.{written(wider)}.{signature}",
        "a key nobody knows": jws.sign(stranger, kid="nobody", kind="at+jwt", claims=claims),
        "another key under our name": jws.sign(stranger, kid=kid, kind="at+jwt", claims=claims),
        "another audience": await ours(aud="https://other.example/api"),
        "two audiences": await ours(aud=[claims["aud"], "https://other.example/api"]),
        "another issuer": await ours(iss="https://other.example"),
        "expired": await ours(exp=int(clock.now().timestamp())),
        "without an end": await ours(exp=None),
        "an end that is a text": await ours(exp="never"),
        "no scope": await ours(scope=None),
        "a scope that is a list": await ours(scope=["events:read"]),
        "no app": await ours(client_id=None),
        "an app that is not": await ours(client_id=str(new_id())),
        "a grant that is not": await ours(grant=str(new_id())),
        "a grant that is no name": await ours(grant="all"),
    }
    for name, token in attacks.items():
        answer = await api.get(LIST, headers=bearing(token))
        assert (name, answer.status_code) == (name, 401)
        assert answer.json()["code"] == "token_refused"
    query = {"organizer_id": str(organizer_id)}
    assert (await api.get(LIST, headers=bearing(good), params=query)).status_code == 200


async def test_a_session_beside_a_bad_token_opens_nothing(
    api: httpx.AsyncClient, rt: Runtime
) -> None:
    """Who sends a token wants to be that program: what went wrong with it is not made good."""
    cookie = {"Cookie": f"bilten_session={'x' * 32}"}
    answer = await api.get(LIST, headers={**bearing("a.b.c"), **cookie})

    assert (answer.status_code, answer.json()["code"]) == (401, "token_refused")


@pytest.mark.parametrize(
    "changed",
    [
        {"client_id": str(new_id())},
        {"client_id": "nobody"},
        {"redirect_uri": "https://evil.example/done"},
        {"redirect_uri": f"{BACK}/"},
        {"redirect_uri": f"{BACK}?next=https://evil.example"},
        {"redirect_uri": f"{BACK}#x"},
        {"redirect_uri": "//evil.example"},
        {"redirect_uri": ""},
    ],
)
async def test_nobody_is_sent_where_the_app_has_not_registered(
    rt: Runtime, changed: Mapping[str, str]
) -> None:
    owner, _ = await given_organizer(rt)
    app = await given_app(rt, owner)

    for told in (asking(app.id, **changed), asking(app.id, **changed, response_type="token")):
        with pytest.raises(AppUnknown):
            await apps.begin(rt, told=told, twice=False, address=HERE)


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"code_challenge": ""}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": ""}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"state": "s" * 1001}, "invalid_request"),
        ({"state": "a\r\nSet-Cookie: x=1"}, "invalid_request"),
        ({"response_mode": "fragment"}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": "code token"}, "unsupported_response_type"),
        ({"response_type": ""}, "invalid_request"),
        ({"scope": ""}, "invalid_scope"),
        ({"scope": "events:read keys:manage"}, "invalid_scope"),
        ({"scope": "events:read orders:refund"}, "invalid_scope"),
        ({"scope": "everything"}, "invalid_scope"),
        ({"request": "e30.e30."}, "request_not_supported"),
        ({"request_uri": "https://evil.example/r"}, "request_not_supported"),
    ],
)
async def test_a_wrong_request_comes_back_and_asks_nobody(
    rt: Runtime, changed: Mapping[str, str], error: str
) -> None:
    owner, _ = await given_organizer(rt)
    app = await given_app(rt, owner, scopes=READ)
    told = asking(app.id, **changed)

    begun = await apps.begin(rt, told=told, twice=False, address=HERE)

    assert not begun.question
    assert begun.way_back.startswith(f"{BACK}?error=")
    answer = told_in(begun.way_back)
    assert answer["error"] == error
    assert (answer.get("state", ""), answer["iss"]) == (told["state"], rt.settings.origin)


async def test_a_parameter_given_twice_asks_nobody(rt: Runtime) -> None:
    owner, _ = await given_organizer(rt)
    app = await given_app(rt, owner)

    begun = await apps.begin(rt, told=asking(app.id), twice=True, address=HERE)

    assert told_in(begun.way_back)["error"] == "invalid_request"


@pytest.mark.parametrize(
    ("changed", "headers", "error"),
    [
        ({"grant_type": "password"}, {}, "unsupported_grant_type"),
        ({"grant_type": ["client_credentials", "client_credentials"]}, {}, "invalid_request"),
        ({"grant_type": ""}, {}, "invalid_request"),
        ({"client_id": ""}, {}, "invalid_request"),
        ({}, {"Authorization": "Basic eDp5"}, "invalid_request"),
        ({"scope": "x" * 5000}, {}, "invalid_request"),
        ({}, {"Content-Type": "application/json"}, "invalid_request"),
        ({"client_secret": ""}, {"Authorization": "Basic ="}, "invalid_client"),
    ],
)
async def test_a_wrong_form_gets_no_token(
    api: httpx.AsyncClient, rt: Runtime, changed: Mapping[str, Any],
    headers: Mapping[str, str], error: str,
) -> None:  # fmt: skip
    owner, _ = await given_organizer(rt)
    app = await given_app(rt, owner)
    told = {
        "grant_type": "client_credentials", "client_id": str(app.id), "client_secret": app.secret,
        **changed,
    }  # fmt: skip

    answer = await api.post(
        TOKEN, data={name: value for name, value in told.items() if value}, headers=dict(headers)
    )

    assert (answer.json()["error"], answer.headers["cache-control"]) == (error, "no-store")
    assert answer.status_code == (401 if error == "invalid_client" else 400)


async def test_guesses_are_slowed_down(api: httpx.AsyncClient, rt: Runtime) -> None:
    owner, _ = await given_organizer(rt)
    app = await given_app(rt, owner)
    told = {"grant_type": "client_credentials", "client_id": str(app.id), "client_secret": "x"}

    statuses = [(await api.post(TOKEN, data=told)).status_code for _ in range(121)]

    assert (set(statuses[:120]), statuses[120]) == ({401}, 429)
    for _ in range(60):
        await apps.begin(rt, told=asking(app.id), twice=False, address="198.51.100.1")
    with pytest.raises(TooMany):
        await apps.begin(rt, told=asking(app.id), twice=False, address="198.51.100.1")
