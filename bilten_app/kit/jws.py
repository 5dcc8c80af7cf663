"""Tokens signed with Ed25519 (RFC 7515, RFC 8037) and no others: one algorithm, one form.

There is nothing to choose in a header: another algorithm, an unknown field or a second way to
write the same bytes is no token. What a header asks for is never done, so none can lead a check
astray (docs/adr/0019).
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ALGORITHM = "EdDSA"
LONGEST = 4096


class NoToken(Exception):
    """The text is no token of this form, or its signature is wrong."""


@dataclass(frozen=True, slots=True)
class Unproven:
    """A token as it is written; nothing in it is true before `proven` was asked."""

    kid: str
    _signed: bytes
    _body: bytes
    _signature: bytes

    def proven(self, public: Ed25519PublicKey) -> Mapping[str, Any]:
        """Return the claims, or raise NoToken when another key signed, or nobody."""
        try:
            public.verify(self._signature, self._signed)
            claims = json.loads(self._body)
        except (InvalidSignature, ValueError, RecursionError) as error:
            raise NoToken from error
        if not isinstance(claims, dict):
            raise NoToken
        return cast("dict[str, Any]", claims)


def sign(private: Ed25519PrivateKey, *, kid: str, kind: str, claims: Mapping[str, Any]) -> str:
    """Return a signed token; by its `kind`, a media type, one never passes for another."""
    head = {"alg": ALGORITHM, "typ": kind, "kid": kid}
    return signed(private, _json(head), _json(claims))


def signed(private: Ed25519PrivateKey, head: bytes, body: bytes) -> str:
    """Return the compact form of a header and a body (RFC 7515 §7.1)."""
    told = f"{_written(head)}.{_written(body)}"
    return f"{told}.{_written(private.sign(told.encode()))}"


def read(token: str, *, kind: str) -> Unproven:
    """Return what a token says of itself, or raise NoToken."""
    parts = token.split(".") if len(token) <= LONGEST and token.isascii() else []
    if len(parts) != 3:
        raise NoToken
    head, body, signature = (_bytes(part) for part in parts)
    try:
        told = json.loads(head)
    except (ValueError, RecursionError) as error:
        raise NoToken from error
    if not isinstance(told, dict):
        raise NoToken
    fields = cast("dict[str, Any]", told)
    kid = fields.get("kid")
    if fields != {"alg": ALGORITHM, "typ": kind, "kid": kid} or not isinstance(kid, str):
        raise NoToken
    return Unproven(kid, f"{parts[0]}.{parts[1]}".encode(), body, signature)


def public_jwk(public: bytes) -> dict[str, str]:
    """Return a public key as others read it (RFC 8037 §2); its name is its thumbprint."""
    jwk = {"crv": "Ed25519", "kty": "OKP", "x": _written(public)}
    return {**jwk, "alg": ALGORITHM, "use": "sig", "kid": thumbprint(public)}


def thumbprint(public: bytes) -> str:
    """Return the name of a public key (RFC 7638)."""
    jwk = {"crv": "Ed25519", "kty": "OKP", "x": _written(public)}
    return _written(hashlib.sha256(_json(jwk)).digest())


def _json(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def _written(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(part: str) -> bytes:
    """Return what a part stands for; the same bytes are written in one way only."""
    try:
        raw = base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)
    except ValueError as error:
        raise NoToken from error
    if _written(raw) != part:
        raise NoToken
    return raw
