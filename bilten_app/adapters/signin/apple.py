"""What Apple takes as a client secret: a token that we sign ourselves, anew for each call."""

from datetime import timedelta

from joserfc import jwt
from joserfc.jwk import ECKey

from bilten_app.kit.clock import Clock
from bilten_app.ports.signin import Registration

AUDIENCE = "https://appleid.apple.com"
LASTS = timedelta(minutes=5)


def client_secret(registration: Registration, clock: Clock) -> str:
    """Return the secret of this moment, signed with ES256 by the key from Apple's site."""
    now = clock.now()
    claims = {
        "iss": registration.keys["team_id"],
        "iat": int(now.timestamp()),
        "exp": int((now + LASTS).timestamp()),
        "aud": AUDIENCE,
        "sub": registration.client_id,
    }
    header = {"alg": "ES256", "kid": registration.keys["key_id"]}
    return jwt.encode(header, claims, ECKey.import_key(registration.keys["private_key"]))
