"""What endpoints ask for in their signatures: the runtime, who calls, a pace, a device.

All are coroutines, also those that wait for nothing: FastAPI sends plain functions to a thread,
which costs more than the whole rest of a request.
"""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Header, Query, Request
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer

from bilten_app.api.envelope import ALLOWANCE, PROGRAM, WINDOW_S
from bilten_app.domains.apps import service as apps
from bilten_app.domains.organizers import queries as organizers
from bilten_app.domains.programs import service as programs
from bilten_app.domains.programs.public import KeyRefused
from bilten_app.domains.scanning import service as scanning
from bilten_app.domains.scanning.public import ActiveDevice
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import GUEST, Actor
from bilten_app.kit.addresses import caller_address
from bilten_app.kit.errors import TooMany
from bilten_app.kit.ids import token_hash
from bilten_app.kit.page import MAX_PAGE
from bilten_app.kit.text import best_locale

# The names of the site's own cookies (web/door.py).
SESSION_COOKIE = "bilten_session"
VISITOR_COOKIE = "bilten_visitor"
TOKEN = re.compile(r"[\w-]{16,64}", re.ASCII)
# Scanners bear tokens too: what begins like this is a program's key.
KEY_MARK = "blt_"
KEY = re.compile(r"blt_[\w-]{16,64}", re.ASCII)
# What has two dots is an app's access token, or pretends to be one.
DOTS_OF_A_TOKEN = 2
A_MINUTE_S = 60


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls, by what the headers tell: a program, or a guest with a browser or without one."""

    actor: Actor
    address: str
    locale: str

    @property
    def label(self) -> str:
        """Whose idempotency keys these are: two callers never share one."""
        if self.actor.client_id:
            return self.actor.label
        return self.actor.visitor or f"address:{self.address}"


async def runtime(request: Request) -> Runtime:
    """Return the runtime the API was made for."""
    return request.app.state.rt


Rt = Annotated[Runtime, Depends(runtime)]


async def caller(request: Request, rt: Rt) -> Caller:
    """Return who calls. A bad key or token never makes a guest.

    Raises KeyRefused, AddressRefused, TokenRefused, TooMany.
    """
    address = address_of(request, rt.settings.trusted_proxy_hops)
    locale = best_locale(request.headers.get("accept-language", ""))
    scheme, _, shown = request.headers.get("authorization", "").partition(" ")
    actor = await _program(rt, shown, address) if scheme.lower() == "bearer" else None
    if actor is not None:
        request.scope[PROGRAM] = actor.client_id
        await _count(request, rt, "key", actor.label, rt.settings.key_rate)
        return Caller(actor, address, locale)
    await _count(request, rt, "address", address, rt.settings.address_rate)
    visitor = request.cookies.get(VISITOR_COOKIE, "")
    hashed = token_hash(visitor).hex() if TOKEN.fullmatch(visitor) else None
    return Caller(replace(GUEST, visitor=hashed), address, locale)


async def _program(rt: Runtime, shown: str, address: str) -> Actor | None:
    """Return the program whose key or token this is; None for what is a scanner's."""
    if shown.startswith(KEY_MARK):
        if not KEY.fullmatch(shown):
            raise KeyRefused
        return await programs.authenticate(rt, secret=shown, address=address)
    if shown.count(".") == DOTS_OF_A_TOKEN:
        return await apps.authenticate(rt, token=shown)
    return None


async def _count(request: Request, rt: Runtime, policy: str, who: str, limit: int) -> None:
    """Count a request; the answer says what is left. Raises TooMany."""
    allowed = await rt.gateways.limits.count(f"api-{policy}", who, limit=limit, per_s=WINDOW_S)
    request.scope[ALLOWANCE] = policy, allowed
    if allowed.left < 0:
        raise TooMany(allowed.resets_in_s)


def address_of(request: Request, proxies: int) -> str:
    """Return the caller's address; of `X-Forwarded-For` only what our own proxies wrote."""
    peer = request.client.host if request.client else ""
    return caller_address(request.headers.getlist("x-forwarded-for"), peer, proxies)


Called = Annotated[Caller, Depends(caller)]

session_cookie = APIKeyCookie(
    name=SESSION_COOKIE,
    auto_error=False,
    scheme_name="session",
    description="The cookie of a signed-in browser; over TLS it is called `__Host-bilten_session`.",
)


api_key = HTTPBearer(
    auto_error=False,
    scheme_name="key",
    description="An organization's API key, `blt_…`, or an app's access token.",
)


async def person(
    request: Request,
    rt: Rt,
    called: Called,
    token: Annotated[str | None, Depends(session_cookie)],
    _key: Annotated[HTTPAuthorizationCredentials | None, Depends(api_key)],
) -> Actor:
    """Return who calls: the program or the signed-in user where there is one, else the guest."""
    if called.actor.client_id:
        return called.actor
    if not token or not TOKEN.fullmatch(token):
        return called.actor
    actor = await organizers.actor_of(
        rt,
        session_token=token,
        visitor=called.actor.visitor,
        staff_need_second=rt.settings.environment == "prod",
    )
    if actor.user_id:
        await _count(request, rt, "user", str(actor.user_id), rt.settings.user_rate)
    return actor


Person = Annotated[Actor, Depends(person)]


async def member(actor: Person) -> Actor:
    """Return the signed-in user or the program, with their grants, or raise Unauthenticated."""
    actor.require_known()
    return actor


Member = Annotated[Actor, Depends(member)]

bearer = HTTPBearer(
    auto_error=False, scheme_name="device", description="The token a scanner got when it enrolled."
)


async def device(
    rt: Rt, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]
) -> ActiveDevice:
    """Return the scanner that calls, or raise DeviceRevoked or DeviceTokenExpired."""
    return await scanning.authenticate(rt, token=credentials.credentials if credentials else "")


Device = Annotated[ActiveDevice, Depends(device)]


def paced(what: str, *, each: int, address: int) -> Callable[..., Awaitable[None]]:
    """Return a dependency that lets so many calls a minute pass: of one browser, of one address."""

    async def pace(rt: Rt, called: Called) -> None:
        limits = rt.gateways.limits
        if called.actor.visitor:
            await limits.hit(what, called.actor.visitor, limit=each, per_s=A_MINUTE_S)
        await limits.hit(f"{what}-address", called.address, limit=address, per_s=A_MINUTE_S)

    return pace


IdempotencyKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=120,
        pattern=r"^[\x21-\x7e]+$",
        description="A random name for this request, made by the caller: sent again with the same "
        "key, the request is done only once.",
        examples=["0198f5c2-4b1e-7a9d-8f00-6a2b1c3d4e5f"],
    ),
]


def hold_id_of(rt: Runtime, called: Caller, key: str) -> UUID:
    """Return the id of the hold that this caller's key names; nobody else can find it."""
    made = rt.vault.derive("api.holds", f"{called.label}\0{key}".encode())
    return UUID(bytes=made[:16], version=5)


Cursor = Annotated[
    str | None, Query(max_length=400, description="`next_cursor` of the page before.")
]
Size = Annotated[int, Query(ge=1, le=MAX_PAGE, description="How many rows at most.")]
Secret = Annotated[
    str | None,
    Query(alias="secret", max_length=64, description="The secret part; better as a header."),
]
SecretHeader = Annotated[
    str | None,
    Header(alias="Bilten-Secret", max_length=64, description="The secret part of the link."),
]


async def secret(query: Secret = None, header: SecretHeader = None) -> str:
    """Return the link's secret, wherever it stands; none opens nothing."""
    return header or query or ""
