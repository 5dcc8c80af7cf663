"""An identity provider over real HTTP: OpenID Connect as Google, Apple and LinkedIn speak it, and
OAuth 2.0 as Facebook does. It is as strict as they are with us, and lies as told."""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from html import escape
from typing import Annotated, Any
from urllib.parse import parse_qs, urlencode, urlsplit

from fastapi import FastAPI, Form, Header, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey, RSAKey

from bilten_app.kit.clock import Clock
from tests.loopback import free_port, serving

KEY = RSAKey.generate_key(2048, {"kid": "first"})
CLIENT, SECRET = "bilten-test", "a secret between the two"
APPLE_KEY = ECKey.generate_key("P-256", {"kid": "APPLEKEY"})


@dataclass
class Grant:
    """What a code stands for."""

    client_id: str
    redirect_uri: str
    nonce: str
    challenge: str


@dataclass
class Issuer:
    """The provider, whom it says is in front of it, and how it lies."""

    port: int
    clock: Clock
    speaks: str = "oidc"
    person: dict[str, Any] = field(
        default_factory=lambda: {
            "sub": "person-1",
            "email": "mara@example.com",
            "email_verified": True,
            "name": "Mara Lind",
        }
    )
    # What it changes in its tokens, and in what it says of itself.
    claims: dict[str, Any] = field(default_factory=dict[str, Any])
    forge: Callable[["Issuer", dict[str, Any]], str] | None = None
    document: dict[str, Any] = field(default_factory=dict[str, Any])
    answers: int = 200
    key: RSAKey = field(default_factory=lambda: KEY)
    codes: dict[str, Grant] = field(default_factory=dict[str, Grant])
    asked: list[dict[str, str]] = field(default_factory=list[dict[str, str]])
    spent: list[dict[str, str]] = field(default_factory=list[dict[str, str]])
    heard: list[str] = field(default_factory=list[str])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def turn_key(self, name: str) -> None:
        """Sign with another key from now on, without a word."""
        self.key = RSAKey.generate_key(2048, {"kid": name})

    def consent(self, address: str) -> dict[str, str]:
        """Let the person agree to what the browser was sent with; return what goes back."""
        asked = {name: said[0] for name, said in parse_qs(urlsplit(address).query).items()}
        self.asked.append(asked)
        code = secrets.token_urlsafe(16)
        self.codes[code] = Grant(
            asked["client_id"],
            asked["redirect_uri"],
            asked.get("nonce", ""),
            asked.get("code_challenge", ""),
        )
        back = {"code": code, "state": asked["state"]}
        if self.document.get("authorization_response_iss_parameter_supported"):
            back["iss"] = self.url
        return back

    def id_token(self, grant: Grant) -> str:
        now = int(self.clock.now().timestamp())
        claims = {
            "iss": self.url,
            "aud": grant.client_id,
            "iat": now,
            "exp": now + 300,
            **({"nonce": grant.nonce} if grant.nonce and self.speaks != "linkedin" else {}),
            **self.person,
            **self.claims,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        if self.forge:
            return self.forge(self, claims)
        return jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, self.key)

    def app(self) -> FastAPI:
        app = FastAPI()
        self._open_identity(app)
        self._open_codes(app)
        self._open_facebook(app)
        return app

    def _open_identity(self, app: FastAPI) -> None:
        @app.get("/.well-known/openid-configuration")
        async def discovery() -> Response:
            self.heard.append("discovery")
            return JSONResponse(
                {
                    "issuer": self.url,
                    "authorization_endpoint": f"{self.url}/authorize",
                    "token_endpoint": f"{self.url}/token",
                    "jwks_uri": f"{self.url}/keys",
                    **self.document,
                },
                self.answers,
            )

        @app.get("/keys")
        async def keys() -> Response:
            self.heard.append("keys")
            return JSONResponse(KeySet([self.key]).as_dict(private=False))

        @app.get("/authorize")
        @app.get("/dialog/oauth")
        async def authorize(request: Request, redirect_uri: str) -> Response:
            """Show the page on which a person agrees."""
            back = self.consent(str(request.url))
            where = escape(f"{redirect_uri}?{urlencode(back)}")
            return HTMLResponse(
                "<!doctype html><html lang=en><title>Test issuer</title><main>"
                f'<h1>Test issuer</h1><p><a href="{where}">Yes, it is me</a></p></main>'
            )

    def _open_codes(self, app: FastAPI) -> None:
        @app.post("/token")
        async def token(
            code: Annotated[str, Form()],
            redirect_uri: Annotated[str, Form()],
            grant_type: Annotated[str, Form()],
            client_id: Annotated[str, Form()] = "",
            client_secret: Annotated[str, Form()] = "",
            code_verifier: Annotated[str, Form()] = "",
            authorization: Annotated[str, Header()] = "",
        ) -> Response:
            said = {"redirect_uri": redirect_uri, "verifier": code_verifier,
                    "secret": client_secret, "grant_type": grant_type}  # fmt: skip
            if authorization.startswith("Basic "):
                pair = base64.b64decode(authorization.removeprefix("Basic ")).decode()
                client_id, _, said["secret"] = pair.partition(":")
            return self._token(code, client_id, said)

    def _open_facebook(self, app: FastAPI) -> None:
        @app.post("/oauth/access_token")
        async def facebook_token(
            code: Annotated[str, Form()],
            redirect_uri: Annotated[str, Form()],
            client_id: Annotated[str, Form()],
            client_secret: Annotated[str, Form()],
            code_verifier: Annotated[str, Form()] = "",
        ) -> Response:
            said = {"redirect_uri": redirect_uri, "verifier": code_verifier,
                    "secret": client_secret, "grant_type": "authorization_code"}  # fmt: skip
            return self._token(code, client_id, said)

        @app.get("/me")
        async def me(
            appsecret_proof: Annotated[str, Query()], authorization: Annotated[str, Header()]
        ) -> Response:
            token = authorization.removeprefix("Bearer ").encode()
            wanted = hmac.new(SECRET.encode(), token, hashlib.sha256).hexdigest()
            if appsecret_proof != wanted:
                return JSONResponse({"error": {"message": "Invalid appsecret_proof"}}, 400)
            told = {"id": self.person["sub"], "name": self.person.get("name")}
            return JSONResponse(told | {"email": self.person.get("email")})

    def _token(self, code: str, client_id: str, said: dict[str, str]) -> Response:
        """Spend a code, as strictly as RFC 6749, 7636 and 9700 ask."""
        self.spent.append({"client_id": client_id, "code": code, **said})
        if self.answers != 200:
            return JSONResponse({"error": "server_error"}, self.answers)
        grant = self.codes.pop(code, None)
        if grant is None or grant.redirect_uri != said["redirect_uri"]:
            return JSONResponse({"error": "invalid_grant"}, 400)
        if client_id != grant.client_id or not self._knows(said["secret"]):
            return JSONResponse({"error": "invalid_client"}, 401)
        hashed = hashlib.sha256(said["verifier"].encode()).digest()
        if grant.challenge != (
            base64.urlsafe_b64encode(hashed).decode().rstrip("=") if said["verifier"] else ""
        ):
            return JSONResponse({"error": "invalid_grant"}, 400)
        if self.speaks == "linkedin" and said["verifier"]:
            return JSONResponse({"error": "invalid_client"}, 401)
        told: dict[str, Any] = {"access_token": secrets.token_urlsafe(16), "token_type": "Bearer"}
        if self.speaks != "facebook":
            told["id_token"] = self.id_token(grant)
        return JSONResponse(told)

    def _knows(self, secret: str) -> bool:
        if self.speaks != "apple":
            return secret == SECRET
        signed = jwt.decode(secret, APPLE_KEY, algorithms=["ES256"])
        now = self.clock.now().timestamp()
        claims = signed.claims
        lasts = claims["iat"] <= now < claims["exp"] <= now + 15_777_000
        who = (claims["iss"], claims["aud"], claims["sub"], signed.header["kid"])
        return lasts and who == ("TEAM", "https://appleid.apple.com", CLIENT, "APPLEKEY")


@asynccontextmanager
async def issuing(clock: Clock, port: int = 0, speaks: str = "oidc") -> AsyncGenerator[Issuer]:
    """Run an issuer on loopback."""
    issuer = Issuer(port or free_port(), clock, speaks)
    async with serving(issuer.app(), issuer.port):
        yield issuer


def with_our_secret(_issuer: Issuer, claims: dict[str, Any]) -> str:
    """Sign with what both know: a token that we could have made ourselves."""
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET), algorithms=["HS256"])


def with_their_public_key(issuer: Issuer, claims: dict[str, Any]) -> str:
    """Sign with a public key as if it were a secret (the old confusion of algorithms)."""
    public = issuer.key.as_pem(private=False)
    head, body = (_b64(part) for part in ({"alg": "HS256", "kid": issuer.key.kid}, claims))
    mac = hmac.new(public, f"{head}.{body}".encode(), hashlib.sha256).digest()
    return f"{head}.{body}.{base64.urlsafe_b64encode(mac).decode().rstrip('=')}"


def unsigned(_issuer: Issuer, claims: dict[str, Any]) -> str:
    """Sign with nothing."""
    return f"{_b64({'alg': 'none'})}.{_b64(claims)}."


def by_somebody_else(issuer: Issuer, claims: dict[str, Any]) -> str:
    """Sign with a key of the same name that is not theirs."""
    header = {"alg": "RS256", "kid": issuer.key.kid}
    return jwt.encode(header, claims, RSAKey.generate_key(2048))


def altered(issuer: Issuer, claims: dict[str, Any]) -> str:
    """Change what was signed."""
    honest = jwt.encode({"alg": "RS256", "kid": issuer.key.kid}, claims, issuer.key)
    head, _, mac = honest.split(".")
    return f"{head}.{_b64(claims | {'sub': 'somebody-else'})}.{mac}"


def _b64(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")
