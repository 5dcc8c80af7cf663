"""How the sandbox signs its webhooks: a stamp and an HMAC, good for five minutes."""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import timedelta

from bilten_app.kit.clock import Clock
from bilten_app.ports.payments import BadSignature

HEADER = "Sandbox-Signature"
TOLERANCE = timedelta(minutes=5)


class WebhookSignature:
    """Signs what goes out and checks what comes in, with the secret that both sides share."""

    def __init__(self, secret: bytes, clock: Clock) -> None:
        self._secret = secret
        self._clock = clock

    def headers(self, body: bytes) -> dict[str, str]:
        """Return the headers of a webhook that goes out now."""
        stamp = str(int(self._clock.now().timestamp()))
        return {
            HEADER: f"t={stamp},v1={self._sign(stamp, body)}",
            "content-type": "application/json",
        }

    def check(self, body: bytes, headers: Mapping[str, str]) -> None:
        """Raise BadSignature unless the secret signed this body within the tolerance."""
        given = headers.get(HEADER.lower()) or headers.get(HEADER) or ""
        parts = dict(part.split("=", 1) for part in given.split(",") if "=" in part)
        stamp, signature = parts.get("t", ""), parts.get("v1", "")
        if not hmac.compare_digest(self._sign(stamp, body).encode(), signature.encode()):
            raise BadSignature
        if abs(self._clock.now().timestamp() - int(stamp)) > TOLERANCE.total_seconds():
            raise BadSignature

    def _sign(self, stamp: str, body: bytes) -> str:
        return hmac.new(self._secret, stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
