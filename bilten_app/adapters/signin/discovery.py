"""What an issuer says of itself: where to send people, and which keys sign its tokens.

Both are kept for an hour. A token signed by a key that is not known yet makes us ask again, once a
minute at most: issuers change their keys without a word, and strangers invent key names.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, cast

from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from bilten_app.adapters.signin.caller import Caller
from bilten_app.kit.clock import Clock
from bilten_app.ports.signin import NotVouched, Registration

KEPT_FOR = timedelta(hours=1)
ASKED_AGAIN_AFTER = timedelta(minutes=1)
MOST_KNOWN = 1_000
WELL_KNOWN = "/.well-known/openid-configuration"


@dataclass(frozen=True, slots=True)
class Issuer:
    """Where an issuer's doors are. `names_itself` where it says who sends a code (RFC 9207)."""

    issuer: str
    authorize: str
    token: str
    keys: str
    takes_basic: bool
    names_itself: bool


@dataclass(frozen=True, slots=True)
class _Known[T]:
    what: T
    since: datetime


class Discovery:
    """Remembers what issuers said."""

    def __init__(self, caller: Caller, clock: Clock) -> None:
        self._caller = caller
        self._clock = clock
        self._issuers: dict[tuple[str, str], _Known[Issuer]] = {}
        self._keys: dict[tuple[str, str], _Known[KeySet]] = {}

    async def issuer(self, registration: Registration) -> Issuer:
        """Return an issuer's doors. Raises Unavailable or NotVouched."""
        place = (registration.name, registration.issuer)
        known = self._issuers.get(place)
        if known and self._clock.now() - known.since < KEPT_FOR:
            return known.what
        url = registration.issuer.rstrip("/") + WELL_KNOWN
        status, told = await self._caller.json(registration, "GET", url)
        if status != HTTPStatus.OK:
            raise NotVouched(f"{url} answered {status}")
        found = _issuer(registration, told)
        self._issuers[place] = _Known(found, self._clock.now())
        _keep_few(self._issuers)
        return found

    async def keys(self, registration: Registration, issuer: Issuer, key_id: str) -> KeySet:
        """Return an issuer's keys, asked for again where `key_id` is not among them."""
        place = (registration.name, issuer.keys)
        known = self._keys.get(place)
        if known:
            age = self._clock.now() - known.since
            has_key = any(key.kid == key_id for key in known.what.keys)
            if age < (KEPT_FOR if has_key else ASKED_AGAIN_AFTER):
                return known.what
        status, told = await self._caller.json(registration, "GET", issuer.keys)
        if status != HTTPStatus.OK:
            raise NotVouched(f"{issuer.keys} answered {status}")
        found = _key_set(issuer.keys, told)
        self._keys[place] = _Known(found, self._clock.now())
        _keep_few(self._keys)
        return found


def _issuer(registration: Registration, told: Mapping[str, Any]) -> Issuer:
    """Read an issuer's words; it must call itself what it is called by (OIDC Discovery §4.3)."""
    if told.get("issuer") != registration.issuer:
        raise NotVouched(f"{registration.issuer} calls itself {str(told.get('issuer'))[:200]}")
    doors = [str(told.get(f"{one}") or "") for one in
             ("authorization_endpoint", "token_endpoint", "jwks_uri")]  # fmt: skip
    start = "https://" if registration.issuer.startswith("https://") else ("http://", "https://")
    if not all(door.startswith(start) for door in doors):
        raise NotVouched(f"{registration.issuer} has no doors, or not behind TLS")
    methods = told.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    return Issuer(
        registration.issuer,
        *doors,
        takes_basic="client_secret_basic" in methods,
        names_itself=told.get("authorization_response_iss_parameter_supported") is True,
    )


def _key_set(url: str, told: Mapping[str, Any]) -> KeySet:
    """Read keys; those of a kind that we do not know are left out, secret ones too."""
    said: object = told.get("keys")
    listed = cast("list[object]", said) if isinstance(said, list) else []
    usable = [one for one in listed if _is_public_key(one)]
    try:
        return KeySet.import_key_set({"keys": cast("Any", usable)})
    except (JoseError, ValueError, TypeError) as error:
        raise NotVouched(f"{url} holds no keys") from error


def _is_public_key(one: object) -> bool:
    if not isinstance(one, dict):
        return False
    key = cast("dict[str, object]", one)
    return key.get("kty") in {"RSA", "EC", "OKP"} and key.get("use", "sig") == "sig"


def _keep_few[K, V](known: dict[K, V]) -> None:
    while len(known) > MOST_KNOWN:
        known.pop(next(iter(known)))
