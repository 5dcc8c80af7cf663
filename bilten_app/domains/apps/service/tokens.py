"""From a code, a refresh token or an app's own secret to an access token; and taking one back."""

import base64
import hmac
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from bilten_app.domains.apps import rules
from bilten_app.domains.apps.models import App, Asking, Grant, RefreshToken
from bilten_app.domains.apps.public import (
    AppId,
    AppKind,
    Client,
    ClientWrong,
    GrantWrong,
    NotForThisApp,
    ScopeWrong,
    TokenKindWrong,
    TokenRefused,
    Tokens,
    TokenState,
    Verb,
)
from bilten_app.domains.apps.service import access, signing
from bilten_app.domains.apps.service.access import Claims
from bilten_app.domains.apps.service.living import living_app
from bilten_app.domains.identity import service as identity
from bilten_app.domains.identity.public import SecurityMatter
from bilten_app.domains.identity.service import Browser
from bilten_app.domains.organizers import queries as organizers
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.ids import new_id, token_hash

NO_HASH = token_hash("")
CLIENT_TRIES, ADDRESS_TRIES = 600, 120


async def client_of(rt: Runtime, *, client_id: str, secret: str, address: str) -> Client:
    """Return the app that shows its secret, or that needs none. Raises ClientWrong, TooMany.

    An unknown app costs the same comparison as a wrong secret, and gets the same answer.
    """
    await rt.gateways.limits.hit("oauth-token", address, limit=ADDRESS_TRIES, per_s=60)
    await rt.gateways.limits.hit("oauth-client", client_id, limit=CLIENT_TRIES, per_s=60)
    async with rt.read() as session:
        app = await living_app(session, client_id)
    if not _has_shown(app, secret, rt.clock.now()) or app is None:
        raise ClientWrong
    return Client(
        AppId(app.id), app.organizer_id, app.name, AppKind(app.kind), frozenset(app.scopes)
    )


def _has_shown(app: App | None, secret: str, now: datetime) -> bool:
    shown = token_hash(secret)
    right = hmac.compare_digest(shown, (app and app.secret_hash) or NO_HASH)
    before = hmac.compare_digest(shown, (app and app.old_secret_hash) or NO_HASH)
    if app is None:
        return False
    if app.secret_hash is None:
        return not secret
    is_old = before and app.old_secret_until is not None and now < app.old_secret_until
    return bool(secret) and (right or is_old)


async def for_code(
    rt: Runtime, client: Client, *, code: str, redirect_uri: str, verifier: str
) -> Tokens:
    """Redeem a code, once. Shown again by its own app, it ends all that came of it.

    Raises GrantWrong.
    """
    async with rt.unit_of_work() as uow:
        chosen = select(Asking).where(col(Asking.code_hash) == token_hash(code))
        asking = (await uow.session.execute(chosen.with_for_update())).scalar_one_or_none()
        is_right = (
            asking is not None
            and asking.app_id == client.id
            and asking.redirect_uri == redirect_uri
            and rules.answers_challenge(verifier, asking.challenge)
        )
        if asking is None or asking.grant_id is None or not is_right:
            raise GrantWrong
        grant = await uow.get(Grant, asking.grant_id, lock=True)
        if asking.used_at is not None:
            _end(uow, grant, "code")
        now, refresh = uow.clock.now(), None
        in_time = asking.code_expires_at is not None and now < asking.code_expires_at
        if in_time and await _is_live(uow, grant):
            asking.used_at = now
            refresh = _successor(rt, uow, grant, None)
    if refresh is None:
        raise GrantWrong
    return await _tokens(rt, client.id, grant, frozenset(grant.scopes), refresh)


async def for_refresh(
    rt: Runtime, client: Client, *, refresh: str, scopes: frozenset[str]
) -> Tokens:
    """Trade a refresh token for an access token and the next refresh token.

    An answer that got lost may be asked for again for half a minute: the same next token is told,
    as long as nobody has used it. A token that was used otherwise ends the whole grant. Raises
    GrantWrong, ScopeWrong.
    """
    async with rt.unit_of_work() as uow:
        token, grant = await _held(uow, client, refresh)
        given = frozenset(grant.scopes) & client.scopes
        if not scopes <= given:
            raise ScopeWrong
        now = uow.clock.now()
        following: str | None = None
        if token.used_at is not None:
            following = await _again(rt, uow, token)
            if following is None:
                _end(uow, grant, "refresh")
        elif token.expires_at > now and await _is_live(uow, grant):
            token.used_at = now
            following = _successor(rt, uow, grant, token.id)
        if not await _is_live(uow, grant):
            following = None
    if following is None:
        raise GrantWrong
    return await _tokens(rt, client.id, grant, scopes or given, following)


async def for_itself(rt: Runtime, client: Client, *, scopes: frozenset[str]) -> Tokens:
    """Return a token with which an app acts for its own organization.

    Raises NotForThisApp for one that keeps no secret, ScopeWrong.
    """
    if client.kind is not AppKind.confidential:
        raise NotForThisApp
    if not scopes <= client.scopes:
        raise ScopeWrong
    given = scopes or client.scopes
    claims = Claims(client.id, None, given, rt.clock.now() + rules.ACCESS_LASTS)
    told = claims.written(rt, subject=client.id, token_id=new_id())
    return Tokens(await signing.sign(rt, told), None, given)


async def revoke(rt: Runtime, client: Client, *, token: str) -> None:
    """End the grant that a token of this app came of (RFC 7009); what is no token does nothing.

    Raises TokenKindWrong for an access token of the app itself, which nothing stands for.
    """
    async with rt.unit_of_work() as uow:
        grant_id = await _grant_of(rt, uow, client, token)
        if grant_id is None:
            return
        grant = await uow.get(Grant, grant_id, lock=True)
        if grant.app_id == client.id and grant.revoked_at is None:
            grant.revoked_at = uow.clock.now()
            uow.audit(Verb.revoked, grant.user_id, app=str(client.id), by="app")


async def state_of(rt: Runtime, client: Client, *, token: str) -> TokenState | None:
    """Return what a token of this app is worth (RFC 7662); None when nothing, or not this app's.

    Raises NotForThisApp for one that keeps no secret: anybody could ask in its name.
    """
    if client.kind is not AppKind.confidential:
        raise NotForThisApp
    if token.startswith(rules.REFRESH_MARK):
        return await _refresh_state(rt, client, token)
    try:
        claims = await access.claims_of(rt, token)
    except TokenRefused:
        return None
    actor = await access.standing(rt, claims) if claims.app_id == client.id else None
    if actor is None:
        return None
    scopes = claims.scopes & client.scopes
    return TokenState(client.id, actor.behalf, scopes, claims.expires_at, is_access=True)


async def _refresh_state(rt: Runtime, client: Client, token: str) -> TokenState | None:
    async with rt.unit_of_work() as uow:
        try:
            row, grant = await _held(uow, client, token)
        except GrantWrong:
            return None
        is_good = row.used_at is None and row.expires_at > uow.clock.now()
        if not is_good or not await _is_live(uow, grant):
            return None
        scopes = frozenset(grant.scopes) & client.scopes
        return TokenState(client.id, grant.user_id, scopes, row.expires_at, is_access=False)


async def _grant_of(rt: Runtime, uow: UnitOfWork, client: Client, token: str) -> UUID | None:
    if token.startswith(rules.REFRESH_MARK):
        chosen = select(col(RefreshToken.grant_id)).where(
            col(RefreshToken.token_hash) == token_hash(token)
        )
        return (await uow.session.execute(chosen)).scalar_one_or_none()
    try:
        claims = await access.claims_of(rt, token)
    except TokenRefused:
        return None
    if claims.grant_id is None and claims.app_id == client.id:
        raise TokenKindWrong
    return claims.grant_id


async def _held(uow: UnitOfWork, client: Client, refresh: str) -> tuple[RefreshToken, Grant]:
    """Return a refresh token of this app and its grant, which is locked first: one at a time."""
    chosen = select(RefreshToken).where(col(RefreshToken.token_hash) == token_hash(refresh))
    token = (await uow.session.execute(chosen)).scalar_one_or_none()
    if token is None:
        raise GrantWrong
    grant = await uow.get(Grant, token.grant_id, lock=True)
    if grant.app_id != client.id:
        raise GrantWrong
    await uow.session.refresh(token)
    return token, grant


async def _again(rt: Runtime, uow: UnitOfWork, token: RefreshToken) -> str | None:
    """Return the token that took the place of this one, while its answer may have got lost."""
    if token.used_at is None or uow.clock.now() - token.used_at > rules.RETRY_LASTS:
        return None
    chosen = select(RefreshToken).where(col(RefreshToken.follows) == token.id)
    following = (await uow.session.execute(chosen)).scalar_one_or_none()
    return _secret(rt, following.id) if following and following.used_at is None else None


def _successor(rt: Runtime, uow: UnitOfWork, grant: Grant, follows: UUID | None) -> str:
    """Write down the next refresh token of a grant, by its hash, and return it."""
    token_id = new_id()
    secret = _secret(rt, token_id)
    uow.add(
        RefreshToken(
            id=token_id, grant_id=grant.id, follows=follows, token_hash=token_hash(secret),
            expires_at=min(uow.clock.now() + rules.REFRESH_LASTS, grant.ends_at),
        )
    )  # fmt: skip
    return secret


def _secret(rt: Runtime, token_id: UUID) -> str:
    """Return a refresh token: made from the master key, so that a lost answer can be repeated."""
    derived = rt.vault.derive("oauth.refresh", token_id.bytes)
    return rules.REFRESH_MARK + base64.urlsafe_b64encode(derived).rstrip(b"=").decode()


async def _is_live(uow: UnitOfWork, grant: Grant) -> bool:
    if grant.revoked_at is not None or grant.ends_at <= uow.clock.now():
        return False
    return await organizers.standing_of(uow.session, grant.user_id) is not None


def _end(uow: UnitOfWork, grant: Grant, what: str) -> None:
    """End a grant because something of it was shown twice: one of the two is not the app.

    The person hears of it.
    """
    if grant.revoked_at is None:
        grant.revoked_at = uow.clock.now()
        identity.tell_security(uow, grant.user_id, SecurityMatter.app_shut_out, Browser())
        uow.audit(Verb.reused, grant.user_id, app=str(grant.app_id), token=what)


async def _tokens(
    rt: Runtime, app_id: UUID, grant: Grant, scopes: frozenset[str], refresh: str
) -> Tokens:
    expires_at = min(rt.clock.now() + rules.ACCESS_LASTS, grant.ends_at)
    claims = Claims(app_id, grant.id, scopes, expires_at)
    told = claims.written(rt, subject=grant.user_id, token_id=new_id())
    return Tokens(await signing.sign(rt, told), refresh, scopes)
