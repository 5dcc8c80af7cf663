"""OAuth 2.1 for programs: tokens, what they are worth, and where all of it is (docs/oauth.md).

Answers are those of the standards, not problems: libraries of others read them. The page on which
a person agrees is web's.
"""

import base64
import binascii
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote_plus

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from starlette.datastructures import FormData

from bilten_app.api.deps import address_of
from bilten_app.domains.apps import service as apps
from bilten_app.domains.apps.public import (
    Client,
    ClientWrong,
    GrantUnknown,
    RequestWrong,
    TokenError,
    Tokens,
)
from bilten_app.domains.programs.public import SCOPES
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.errors import BiltenError, TooMany
from bilten_app.kit.text import DEFAULT_LOCALE, say

router = APIRouter(include_in_schema=False)

NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}
KEPT = {"Cache-Control": "public, max-age=300"}
FORM = "application/x-www-form-urlencoded"
MOST_FIELDS, LONGEST = 20, 4096
METHODS = ["client_secret_basic", "client_secret_post"]


@router.get("/.well-known/oauth-authorization-server")
async def metadata(request: Request) -> JSONResponse:
    """Say where everything is and what is offered (RFC 8414)."""
    rt: Runtime = request.app.state.rt
    here = rt.settings.origin
    return JSONResponse(
        {
            "issuer": here,
            "authorization_endpoint": f"{here}/oauth/authorize",
            "token_endpoint": f"{here}/oauth/token",
            "revocation_endpoint": f"{here}/oauth/revoke",
            "introspection_endpoint": f"{here}/oauth/introspect",
            "jwks_uri": f"{here}/.well-known/jwks.json",
            "scopes_supported": [scope.value for scope in SCOPES],
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": [*METHODS, "none"],
            "revocation_endpoint_auth_methods_supported": [*METHODS, "none"],
            "introspection_endpoint_auth_methods_supported": METHODS,
            "authorization_response_iss_parameter_supported": True,
            "service_documentation": f"{here}/api/docs",
        },
        headers=KEPT,
    )


@router.get("/.well-known/jwks.json")
async def keys(request: Request) -> JSONResponse:
    """Return the keys by which anybody can check an access token."""
    return JSONResponse({"keys": await apps.published(request.app.state.rt)}, headers=KEPT)


@router.post("/oauth/token")
async def token(request: Request) -> Response:
    """Give tokens for a code, for a refresh token, or for an app's own secret."""
    try:
        told, client = await _asked(request)
        return _given(await _tokens(request.app.state.rt, client, told))
    except BiltenError as refused:
        return _refused(request, refused)


@router.post("/oauth/revoke")
async def revoke(request: Request) -> Response:
    """Take a token back, and the grant it came of; what is no token is taken back already."""
    try:
        told, client = await _asked(request)
        await apps.revoke(request.app.state.rt, client, token=_needed(told, "token"))
    except BiltenError as refused:
        return _refused(request, refused)
    return Response(status_code=200, headers=NO_STORE)


@router.post("/oauth/introspect")
async def introspect(request: Request) -> Response:
    """Say what a token of the asking app is worth."""
    try:
        told, client = await _asked(request)
        token = _needed(told, "token")
        state = await apps.state_of(request.app.state.rt, client, token=token)
    except BiltenError as refused:
        return _refused(request, refused)
    if state is None:
        return JSONResponse({"active": False}, headers=NO_STORE)
    answer: dict[str, Any] = {
        "active": True,
        "client_id": str(state.client_id),
        "sub": str(state.user_id or state.client_id),
        "scope": " ".join(sorted(state.scopes)),
        "exp": int(state.expires_at.timestamp()),
        "iss": request.app.state.rt.settings.origin,
    }
    if state.is_access:
        answer["token_type"] = "Bearer"  # noqa: S105 - a kind
    return JSONResponse(answer, headers=NO_STORE)


async def _tokens(rt: Runtime, client: Client, told: Mapping[str, str]) -> Tokens:
    scopes = frozenset(told.get("scope", "").split())
    match _needed(told, "grant_type"):
        case "authorization_code":
            return await apps.for_code(
                rt, client, code=_needed(told, "code"), verifier=_needed(told, "code_verifier"),
                redirect_uri=_needed(told, "redirect_uri"),
            )  # fmt: skip
        case "refresh_token":
            refresh = _needed(told, "refresh_token")
            return await apps.for_refresh(rt, client, refresh=refresh, scopes=scopes)
        case "client_credentials":
            return await apps.for_itself(rt, client, scopes=scopes)
        case _:
            raise GrantUnknown


async def _asked(request: Request) -> tuple[Mapping[str, str], Client]:
    """Return the fields of a request, none given twice, and the app that proved itself by them."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise RequestWrong(what="Content-Type")
    told = _once(await request.form(max_files=0, max_fields=MOST_FIELDS))
    rt: Runtime = request.app.state.rt
    client_id, secret = _shown(request, told)
    address = address_of(request, rt.settings.trusted_proxy_hops)
    return told, await apps.client_of(rt, client_id=client_id, secret=secret, address=address)


def _once(form: FormData) -> Mapping[str, str]:
    told: dict[str, str] = {}
    for name, value in form.multi_items():
        if name in told or not isinstance(value, str) or len(value) > LONGEST or "\0" in value:
            raise RequestWrong(what=name[:40] if name.isprintable() else "?")
        told[name] = value
    return told


def _shown(request: Request, told: Mapping[str, str]) -> tuple[str, str]:
    """Return who an app says it is, and by which secret: in the header or in the body, not both."""
    scheme, _, shown = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return _needed(told, "client_id"), told.get("client_secret", "")
    try:
        name, _, secret = base64.b64decode(shown, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        raise ClientWrong from None
    client_id = unquote_plus(name)
    if "client_secret" in told or told.get("client_id", client_id) != client_id:
        raise RequestWrong(what="client_secret")
    return client_id, unquote_plus(secret)


def _needed(told: Mapping[str, str], name: str) -> str:
    if not told.get(name):
        raise RequestWrong(what=name)
    return told[name]


def _given(tokens: Tokens) -> Response:
    answer: dict[str, Any] = {
        "access_token": tokens.access,
        "token_type": "Bearer",
        "expires_in": tokens.lasts_s,
        "scope": " ".join(sorted(tokens.scopes)),
    }
    if tokens.refresh:
        answer["refresh_token"] = tokens.refresh
    return JSONResponse(answer, headers=NO_STORE)


def _refused(request: Request, refused: BiltenError) -> Response:
    """Return a refusal as RFC 6749 §5.2 has it; it names nothing that was sent."""
    headers = dict(NO_STORE)
    if isinstance(refused, TooMany):
        headers["Retry-After"] = str(refused.retry_after_s)
    if isinstance(refused, ClientWrong) and "authorization" in request.headers:
        headers["WWW-Authenticate"] = 'Basic realm="bilten"'
    known = isinstance(refused, TokenError)
    words = say(refused.text, DEFAULT_LOCALE, **refused.fields)
    return JSONResponse(
        {
            "error": refused.code if known else "temporarily_unavailable",
            "error_description": words.replace("\\", "").replace('"', ""),
        },
        status_code=refused.status,
        headers=headers,
    )
