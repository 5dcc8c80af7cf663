"""Over TLS, the cookies that open something are called `__Host-…` outside of this house.

Browsers take such a name only from this very host, over TLS and for all of its paths: nobody who
has another host under the same domain can plant one. Inside, and without TLS, names are plain.
"""

import re
from collections.abc import Iterable, Iterator

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bilten_app.web.auth.arrival import CLAIM_COOKIE
from bilten_app.web.auth.cookies import DEVICE_COOKIE, PASSKEY_COOKIE, STEP_COOKIE
from bilten_app.web.auth.providers import ROUND_COOKIE
from bilten_app.web.auth.wallets import WALLET_COOKIE
from bilten_app.web.door import OWN_COOKIE, SESSION_COOKIE, VISITOR_COOKIE

PREFIX = b"__Host-"
GUARDED = frozenset(
    name.encode()
    for name in (
        SESSION_COOKIE, OWN_COOKIE, VISITOR_COOKIE, STEP_COOKIE, DEVICE_COOKIE, PASSKEY_COOKIE,
        ROUND_COOKIE, CLAIM_COOKIE, WALLET_COOKIE,
    )
)  # fmt: skip

# Python's own parser ends a cookie at a space too: a name may stand within another one's value.
PLANTED = re.compile(rb"(?:^|\s)(?:" + b"|".join(sorted(GUARDED)) + rb")\s*=")

type Raw = Iterable[tuple[bytes, bytes]]


class HostCookies:
    """An ASGI wrapper that translates the names on their way in and out."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the request under the plain names."""

        async def outward(message: Message) -> None:
            if "headers" in message:
                message = {**message, "headers": list(_outward(message["headers"]))}
            await send(message)

        if "headers" in scope:
            scope = {**scope, "headers": list(_inward(scope["headers"]))}
        await self._app(scope, receive, outward)


def _inward(headers: Raw) -> Iterator[tuple[bytes, bytes]]:
    """Take the prefix off; who sends a guarded name without it may have been given it by others."""
    for name, value in headers:
        if name != b"cookie":
            yield name, value
            continue
        crumbs = (crumb.strip() for crumb in value.split(b";"))
        kept = [crumb for crumb in crumbs if not PLANTED.search(crumb)]
        yield name, b"; ".join(crumb.removeprefix(PREFIX) for crumb in kept)


def _outward(headers: Raw) -> Iterator[tuple[bytes, bytes]]:
    for name, value in headers:
        is_guarded = name.lower() == b"set-cookie" and _name(value) in GUARDED
        yield name, PREFIX + value if is_guarded else value


def _name(cookie: bytes) -> bytes:
    return cookie.partition(b"=")[0].strip()
