"""What can be done with a key: make it, use it, call it something else, end it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, text
from sqlmodel import col, select

from bilten_app.domains.organizers import service as organizers
from bilten_app.domains.programs import rules
from bilten_app.domains.programs.models import ApiKey
from bilten_app.domains.programs.public import (
    MOST_KEYS,
    AddressRefused,
    InvalidKey,
    KeyDraft,
    KeyId,
    KeyRefused,
    NewKey,
    TooManyKeys,
    Verb,
)
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import NONE, Actor, ActorKind
from bilten_app.kit.errors import NotFound
from bilten_app.kit.ids import new_id, new_token, token_hash
from bilten_app.kit.roles import OF_TESTS, Permission
from bilten_app.kit.twins import is_test
from bilten_app.kit.typed import one_line

# Who uses keys is looked up for each request, and at most every five minutes it is noted that one
# was used: one statement, written out because building it would cost more than running it. A key
# that somebody else is noting is passed over, since two processes could wait for each other.
_USE = text(
    "WITH found AS (SELECT token_hash, id, organizer_id, name, scopes, networks FROM api_keys"
    " WHERE token_hash = ANY(CAST(:hashes AS bytea[])) AND revoked_at IS NULL"
    " AND (expires_at IS NULL OR expires_at > :now)"
    " AND organizer_id NOT IN (SELECT id FROM organizers WHERE suspended_at IS NOT NULL)),"
    " due AS (SELECT id FROM api_keys WHERE id IN (SELECT id FROM found)"
    " AND (used_at IS NULL OR used_at <= :before) FOR NO KEY UPDATE SKIP LOCKED),"
    " used AS (UPDATE api_keys k SET used_at = :now FROM due WHERE k.id = due.id)"
    " SELECT * FROM found"
)


async def make_key_for(
    rt: Runtime, actor: Actor, *, organizer_id: UUID, draft: KeyDraft, is_test: bool
) -> NewKey:
    """Make a key, as `make_key` does; the first one for tests opens the organization's sandbox."""
    if is_test:
        actor.require_user()
        actor.require_recent_proof()
        sandbox_id = await organizers.open_sandbox(rt, actor, organizer_id=organizer_id)
        held = actor.grants.get(organizer_id, NONE) & OF_TESTS
        actor = replace(actor, grants={**actor.grants, sandbox_id: held})
        organizer_id = sandbox_id
    async with rt.unit_of_work(actor) as uow:
        return await make_key(uow, actor, organizer_id=organizer_id, draft=draft)


async def make_key(uow: UnitOfWork, actor: Actor, *, organizer_id: UUID, draft: KeyDraft) -> NewKey:
    """Make a key. Nobody can give a program what they may not do themselves.

    That of a test organization opens nothing else (`organizers.open_sandbox`).

    For people with `keys:manage` who showed just now who they are, never for programs. Raises
    ProofNeeded, InvalidKey, TooManyKeys.
    """
    user_id = actor.require_user()
    scope = actor.require(Permission.keys_manage, organizer_id)
    actor.require_recent_proof()
    draft = replace(draft, name=one_line(draft.name))
    now, held = uow.clock.now(), actor.grants.get(organizer_id, NONE)
    if found := rules.problems(draft, held=held, now=now):
        raise InvalidKey(found)
    await organizers.lock(uow, scope)  # two at once could both find room for the last one
    living = select(func.count()).where(
        col(ApiKey.organizer_id) == scope,
        col(ApiKey.revoked_at).is_(None),
        or_(col(ApiKey.expires_at).is_(None), col(ApiKey.expires_at) > now),
    )
    if (await uow.session.execute(living)).scalar_one() >= MOST_KEYS:
        raise TooManyKeys(most=MOST_KEYS)
    key_id = KeyId(new_id())
    secret = (rules.TEST_MARK if is_test(scope) else rules.MARK) + new_token()
    uow.add(
        ApiKey(
            id=key_id, organizer_id=scope, name=draft.name, prefix=rules.prefix_of(secret),
            token_hash=token_hash(secret), scopes=sorted(draft.scopes),
            networks=rules.networks(draft.networks) or [],
            made_by=user_id, made_at=now, expires_at=draft.expires_at,
        )
    )  # fmt: skip
    uow.audit(
        Verb.key_made, scope, key=str(key_id), name=draft.name, scopes=sorted(draft.scopes),
    )  # fmt: skip
    return NewKey(key_id, secret)


async def authenticate(rt: Runtime, *, secret: str, address: str) -> Actor:
    """Return the program that holds a key, in one round trip. Raises KeyRefused, AddressRefused.

    Who asks at the same moment shares it; nothing is remembered, so a key that ended is refused.
    """
    row = await rt.together(_find_all, token_hash(secret))
    if not rules.admits(row.networks, address):
        raise AddressRefused(address=address)
    return Actor(
        ActorKind.client,
        client_id=row.id,
        name=row.name,
        grants={row.organizer_id: frozenset(row.scopes)},
    )


async def _find_all(rt: Runtime, hashes: Sequence[bytes]) -> Sequence[Any]:
    """Return what is known of each key, or KeyRefused for one that opens nothing."""
    now = rt.clock.now()
    asked = {"hashes": list(hashes), "now": now, "before": now - rules.SEEN_EVERY}
    async with rt.read() as session:
        found = {row.token_hash: row for row in await session.execute(_USE, asked)}
    return [found.get(one) or KeyRefused() for one in hashes]


async def rename_key(uow: UnitOfWork, actor: Actor, *, key_id: UUID, name: str) -> None:
    """Call a key something else. Raises InvalidKey, NotFound for another organization's."""
    key = await _mine(uow, actor, key_id)
    name = one_line(name)
    if not 0 < len(name) <= rules.MAX_NAME:
        raise InvalidKey({"name": rules.NO_NAME})
    key.name = name
    uow.audit(Verb.key_renamed, key.organizer_id, key=str(key_id), name=name)


async def revoke_key(uow: UnitOfWork, actor: Actor, *, key_id: UUID) -> None:
    """End a key: its next request is refused. Harmless when it ended before. Raises NotFound."""
    key = await _mine(uow, actor, key_id)
    if key.revoked_at is None:
        key.revoked_at = uow.clock.now()
        uow.audit(Verb.key_revoked, key.organizer_id, key=str(key_id), name=key.name)


async def _mine(uow: UnitOfWork, actor: Actor, key_id: UUID) -> ApiKey:
    """Return a key, locked, of an organization whose keys the actor manages."""
    actor.require_user()
    key = await uow.session.get(ApiKey, key_id, with_for_update=True)
    if key is None:
        raise NotFound
    actor.require(Permission.keys_manage, key.organizer_id)
    return key
