"""Apps for tests: registered, agreed to, and their tokens, all through the services."""

import base64
import hashlib
from collections.abc import Collection, Mapping, Sequence
from urllib.parse import parse_qsl, urlsplit

import httpx

from bilten_app.domains.apps import service as apps
from bilten_app.domains.apps.public import AppDraft, AppId, AppKind, NewApp, Tokens
from bilten_app.domains.programs.public import SCOPES
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor

HERE = "203.0.113.7"
TOKEN, REVOKE, INTROSPECT = "/oauth/token", "/oauth/revoke", "/oauth/introspect"
BACK = "https://shop.example.com/done"
VERIFIER = "a-verifier-of-at-least-forty-three-characters"
READ = frozenset({"events:read", "orders:read"})


def challenge_of(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def app_draft(
    *,
    kind: AppKind = AppKind.confidential,
    redirect_uris: Sequence[str] = (BACK,),
    scopes: Collection[str] = SCOPES,
    name: str = "Ledger Friend",
) -> AppDraft:
    return AppDraft(name, "Books your sales.", "", kind, redirect_uris, frozenset(scopes))


async def given_app(
    rt: Runtime,
    owner: Actor,
    *,
    kind: AppKind = AppKind.confidential,
    redirect_uris: Sequence[str] = (BACK,),
    scopes: Collection[str] = SCOPES,
) -> NewApp:
    """Register an app of the owner's first organization."""
    draft = app_draft(kind=kind, redirect_uris=redirect_uris, scopes=scopes)
    async with rt.unit_of_work(owner) as uow:
        return await apps.register(uow, owner, organizer_id=next(iter(owner.grants)), draft=draft)


def asking(app_id: AppId, **changed: str) -> dict[str, str]:
    """Return the parameters of a right request, some of them changed."""
    return {
        "response_type": "code", "client_id": str(app_id), "redirect_uri": BACK,
        "scope": " ".join(sorted(READ)), "state": "s t&ate",
        "code_challenge": challenge_of(VERIFIER), "code_challenge_method": "S256", **changed,
    }  # fmt: skip


def told_in(address: str) -> Mapping[str, str]:
    """Return what a way back tells the app."""
    return dict(parse_qsl(urlsplit(address).query))


async def given_code(rt: Runtime, person: Actor, app_id: AppId, **changed: str) -> str:
    """Let a person agree to what an app asks; return the code it gets."""
    told = asking(app_id, **changed)
    begun = await apps.begin(rt, told=told, twice=False, address=HERE)
    return told_in(await apps.allow(rt, person, question=begun.question))["code"]


async def given_tokens(
    rt: Runtime, person: Actor, app: NewApp, *, scopes: Collection[str] = READ
) -> Tokens:
    """Let a person agree to what an app asks; return its tokens."""
    code = await given_code(rt, person, app.id, scope=" ".join(scopes))
    client = await apps.client_of(rt, client_id=str(app.id), secret=app.secret or "", address=HERE)
    return await apps.for_code(rt, client, code=code, redirect_uri=BACK, verifier=VERIFIER)


def shown(app: NewApp) -> dict[str, str]:
    """Return what an app says of itself in a form."""
    return {"client_id": str(app.id), **({"client_secret": app.secret} if app.secret else {})}


async def traded(api: httpx.AsyncClient, app: NewApp, refresh: str, **more: str) -> httpx.Response:
    told = {"grant_type": "refresh_token", "refresh_token": refresh, **more}
    return await api.post(TOKEN, data={**shown(app), **told})


async def redeemed(api: httpx.AsyncClient, app: NewApp, code: str, **more: str) -> httpx.Response:
    told = {
        "grant_type": "authorization_code", "code": code, "redirect_uri": BACK,
        "code_verifier": VERIFIER, **more,
    }  # fmt: skip
    return await api.post(TOKEN, data={**shown(app), **told})
