"""Is this ID token for us, now, about this round, and signed by its issuer?"""

from datetime import timedelta
from typing import Any, cast

from authlib.oidc.core import CodeIDToken
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from bilten_app.kit.clock import Clock
from bilten_app.kit.typed import is_storable
from bilten_app.ports.signin import NotVouched

# Signed with the issuer's own key only: a shared secret, or no signature, proves nothing here.
ALGORITHMS = (
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "Ed25519",
)  # fmt: skip
LEEWAY_S = 60
LONGEST, LONGEST_SUBJECT = 16_384, 255
# A token is spent a moment after it was made.
YOUNG = timedelta(minutes=10)


def key_id_of(token: str) -> str:
    """Return which key a token says it was signed with, believed by nobody yet."""
    if not token or len(token) > LONGEST:
        raise NotVouched("there is no ID token, or it is too long")
    try:
        header = jws.extract_compact(token.encode()).headers()
    except (JoseError, ValueError) as error:
        raise NotVouched("the ID token cannot be read") from error
    return str(header.get("kid") or "")


def checked_claims(
    token: str,
    keys: KeySet,
    clock: Clock,
    *,
    issuer: str,
    client_id: str,
    nonce: str,
    access_token: str,
) -> dict[str, object]:
    """Return what a token says once all of it is right (OIDC Core §3.1.3.7). Raises NotVouched.

    `nonce` is empty for the one provider that returns none.
    """
    try:
        decoded = jwt.decode(token, keys, algorithms=list(ALGORITHMS))
        claims = cast("Any", CodeIDToken)(
            decoded.claims,
            decoded.header,
            {"iss": {"essential": True, "value": issuer}, "sub": {"essential": True},
             "aud": {"essential": True, "value": client_id}, "exp": {"essential": True},
             "iat": {"essential": True}},
            {"nonce": nonce or None, "client_id": client_id, "access_token": access_token},
        )  # fmt: skip
        now = int(clock.now().timestamp())
        claims.validate(now, LEEWAY_S)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise NotVouched(f"the ID token is not right: {error}") from error
    if now - int(claims["iat"]) > YOUNG.total_seconds():
        raise NotVouched("the ID token is old")
    if not 0 < len(claims["sub"]) <= LONGEST_SUBJECT or not is_storable(claims["sub"]):
        raise NotVouched("the ID token names nobody")
    return dict(claims)
