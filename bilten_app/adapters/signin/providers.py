"""Every provider there is, behind one door."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bilten_app.adapters.signin import apple, facebook
from bilten_app.adapters.signin.caller import Caller
from bilten_app.adapters.signin.client import CodeClient
from bilten_app.adapters.signin.discovery import Discovery, Issuer
from bilten_app.adapters.signin.tokens import checked_claims, key_id_of
from bilten_app.kit.clock import Clock
from bilten_app.ports.signin import NotVouched, Person, ProviderKind, Registration, Round

SCOPE = "openid email profile"
LONGEST = 254
RECENT_S = 300


@dataclass(frozen=True, slots=True)
class _Manner:
    """What a provider does in its own way.

    LinkedIn refuses a client that shows both a secret and PKCE, and returns no nonce: there the
    state in the browser's cookie, and the code that is spent once, must do.
    """

    scope: str = SCOPE
    pkce: bool = True
    nonce: bool = True
    form_post: bool = False
    again: Mapping[str, str] = field(default_factory=dict[str, str])


MANNERS: Mapping[ProviderKind, _Manner] = {
    ProviderKind.oidc: _Manner(again={"prompt": "login", "max_age": "0"}),
    ProviderKind.google: _Manner(again={"prompt": "select_account"}),
    ProviderKind.facebook: _Manner(scope=facebook.SCOPE, again={"auth_type": "reauthenticate"}),
    ProviderKind.apple: _Manner(scope="name email", form_post=True),
    ProviderKind.linkedin: _Manner(pkce=False, nonce=False),
}


class Providers:
    """Asks, and reads the answers."""

    def __init__(self, caller: Caller, clock: Clock) -> None:
        self._caller = caller
        self._clock = clock
        self._discovery = Discovery(caller, clock)

    async def ask(self, registration: Registration, wanted: Round) -> str:
        """Return the address to which the browser goes."""
        manner = MANNERS[registration.kind]
        more = dict(manner.again) if wanted.is_again else {}
        if registration.kind is ProviderKind.facebook:
            door = facebook.doors(registration)[0]
            return self._client(registration).address(door, wanted, **more)
        issuer = await self._discovery.issuer(registration)
        if manner.nonce:
            more["nonce"] = wanted.nonce
        if manner.form_post:
            more["response_mode"] = "form_post"
        if wanted.hint:
            more["login_hint"] = wanted.hint
        return self._client(registration, issuer).address(issuer.authorize, wanted, **more)

    async def read(
        self, registration: Registration, wanted: Round, *, code: str, issuer: str = ""
    ) -> Person:
        """Spend a code and return who it stands for."""
        if registration.kind is ProviderKind.facebook:
            door = facebook.doors(registration)[1]
            tokens = await self._client(registration).spend(door, wanted, code)
            return await facebook.person(self._caller, registration, tokens)
        known = await self._discovery.issuer(registration)
        if (known.names_itself or issuer) and issuer != known.issuer:
            raise NotVouched("another issuer says to have sent this code")
        tokens = await self._client(registration, known).spend(known.token, wanted, code)
        return await self._person(registration, known, wanted, tokens)

    async def _person(
        self, registration: Registration, issuer: Issuer, wanted: Round, tokens: Mapping[str, Any]
    ) -> Person:
        token = tokens.get("id_token")
        token = token if isinstance(token, str) else ""
        keys = await self._discovery.keys(registration, issuer, key_id_of(token))
        has_nonce = MANNERS[registration.kind].nonce
        claims = checked_claims(
            token, keys, self._clock, issuer=issuer.issuer, client_id=registration.client_id,
            nonce=wanted.nonce if has_nonce else "", access_token=str(tokens["access_token"]),
        )  # fmt: skip
        _require_recent(claims, wanted, self._clock)
        return Person(
            subject=str(claims["sub"]),
            email=_text(claims.get("email")),
            is_proven=_yes(claims.get("email_verified")),
            name=_text(claims.get("name")),
            claims=claims,
        )

    def _client(self, registration: Registration, issuer: Issuer | None = None) -> CodeClient:
        manner = MANNERS[registration.kind]
        secret = registration.secret
        if registration.kind is ProviderKind.apple:
            secret = apple.client_secret(registration, self._clock)
        is_generic = registration.kind is ProviderKind.oidc
        return CodeClient(
            self._caller, registration, secret=secret, scope=manner.scope, pkce=manner.pkce,
            basic=bool(is_generic and issuer and issuer.takes_basic),
        )  # fmt: skip


def _require_recent(claims: Mapping[str, object], wanted: Round, clock: Clock) -> None:
    """Where the person was to be looked at again, an issuer that says when must say now."""
    when = claims.get("auth_time")
    if not wanted.is_again or when is None:
        return
    if not isinstance(when, int | float) or clock.now().timestamp() - when > RECENT_S:
        raise NotVouched("the person was not looked at again")


def _yes(said: object) -> bool:
    """Whether a provider says yes; Apple writes it as a word."""
    return said is True or said == "true"


def _text(said: object) -> str:
    return said if isinstance(said, str) and len(said) <= LONGEST else ""
