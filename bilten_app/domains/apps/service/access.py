"""Who shows an access token: proven by its signature, and looked after every few seconds."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from bilten_app.domains.apps.public import TokenRefused
from bilten_app.domains.apps.rules import SEEN_EVERY, STANDING_LASTS
from bilten_app.domains.apps.service import signing
from bilten_app.domains.organizers import queries as organizers
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor, ActorKind
from bilten_app.kit.ids import token_hash

API = "/api"
REMEMBERED = 10_000

# The app, while neither it nor its organization was closed, and the grant unless it asks for
# itself; both are marked as used at most every five minutes.
_APP = text(
    "WITH app AS (SELECT id, organizer_id, name, scopes, used_at FROM oauth_apps WHERE id = :app"
    " AND retired_at IS NULL AND organizer_id NOT IN"
    " (SELECT id FROM organizers WHERE suspended_at IS NOT NULL)),"
    " given AS (SELECT id, user_id, organizer_ids, used_at FROM oauth_grants WHERE id = :grant"
    " AND app_id = :app AND revoked_at IS NULL AND ends_at > :now),"
    " seen AS (UPDATE oauth_apps a SET used_at = :now FROM app WHERE a.id = app.id"
    " AND (app.used_at IS NULL OR app.used_at <= :before)),"
    " used AS (UPDATE oauth_grants g SET used_at = :now FROM given WHERE g.id = given.id"
    " AND (given.used_at IS NULL OR given.used_at <= :before))"
    " SELECT app.organizer_id, app.name, app.scopes, given.user_id, given.organizer_ids FROM app"
    " LEFT JOIN given ON TRUE"
)


@dataclass(frozen=True, slots=True)
class Claims:
    """What an access token says (RFC 9068); without a grant the app asks for itself."""

    app_id: UUID
    grant_id: UUID | None
    scopes: frozenset[str]
    expires_at: datetime

    def written(self, rt: Runtime, *, subject: UUID, token_id: UUID) -> dict[str, Any]:
        """Return the claims as they are signed."""
        grant = {"grant": str(self.grant_id)} if self.grant_id else {}
        return {
            "iss": rt.settings.origin,
            "aud": rt.settings.origin + API,
            "sub": str(subject),
            "client_id": str(self.app_id),
            "scope": " ".join(sorted(self.scopes)),
            "iat": int(rt.clock.now().timestamp()),
            "exp": int(self.expires_at.timestamp()),
            "jti": str(token_id),
            **grant,
        }


@dataclass(frozen=True, slots=True)
class _Known:
    actor: Actor
    until: datetime


_memories: WeakKeyDictionary[Runtime, OrderedDict[bytes, _Known]] = WeakKeyDictionary()


async def authenticate(rt: Runtime, *, token: str) -> Actor:
    """Return the program that shows an access token, or raise TokenRefused.

    The signature alone proves what it may. That the grant, the app, its organization and the
    person are still there, and what the person may do, is looked up again after five seconds.
    """
    now, digest = rt.clock.now(), token_hash(token)
    memory = _memories.setdefault(rt, OrderedDict())
    known = memory.get(digest)
    if known is not None and now < known.until:
        return known.actor
    claims = await claims_of(rt, token)
    async with rt.read() as session:
        actor = await _actor(session, claims, now)
    if actor is None:
        memory.pop(digest, None)
        raise TokenRefused
    memory[digest] = _Known(actor, min(claims.expires_at, now + STANDING_LASTS))
    while len(memory) > REMEMBERED:
        memory.popitem(last=False)
    return actor


async def claims_of(rt: Runtime, token: str) -> Claims:
    """Return what a token of ours for this API says while it is good, or raise TokenRefused."""
    told = await signing.proven(rt, token)
    try:
        claims = _read(told)
        is_ours = told["iss"] == rt.settings.origin and told["aud"] == rt.settings.origin + API
    except (KeyError, ValueError, TypeError, AttributeError, OverflowError):
        raise TokenRefused from None
    if not is_ours or claims.expires_at <= rt.clock.now():
        raise TokenRefused
    return claims


def _read(told: Mapping[str, Any]) -> Claims:
    return Claims(
        UUID(told["client_id"]),
        UUID(told["grant"]) if "grant" in told else None,
        frozenset(told["scope"].split()),
        datetime.fromtimestamp(told["exp"], UTC),
    )


async def _actor(session: AsyncSession, claims: Claims, now: datetime) -> Actor | None:
    asked = {
        "app": claims.app_id, "grant": claims.grant_id, "now": now, "before": now - SEEN_EVERY,
    }  # fmt: skip
    row = (await session.execute(_APP, asked)).one_or_none()
    if row is None:
        return None
    may = claims.scopes & frozenset(row.scopes)
    if claims.grant_id is None:
        own = {row.organizer_id: may}
        return Actor(ActorKind.client, client_id=claims.app_id, name=row.name, grants=own)
    standing = await organizers.standing_of(session, row.user_id) if row.user_id else None
    if standing is None:
        return None
    read_of = {UUID(one) for one in row.organizer_ids}
    return Actor(
        ActorKind.client,
        client_id=claims.app_id,
        behalf=row.user_id,
        name=row.name,
        grants={where: held & may for where, held in standing.grants.items() if where in read_of},
        event_grants={
            where: held & may
            for where, held in standing.event_grants.items()
            if where[0] in read_of
        },
    )


async def standing(rt: Runtime, claims: Claims) -> Actor | None:
    """Return for whom a token speaks now, None when it is worth nothing."""
    async with rt.read() as session:
        return await _actor(session, claims, rt.clock.now())
