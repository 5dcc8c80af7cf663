"""The keys that sign access tokens: in the vault, remembered by each process, and replaced."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from weakref import WeakKeyDictionary

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from bilten_app.domains.apps.models import SigningKey
from bilten_app.domains.apps.public import TokenRefused, Verb
from bilten_app.domains.apps.rules import ACCESS_LASTS
from bilten_app.infra.db import table_of
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit import jws

KIND = "at+jwt"  # RFC 9068
KEPT = timedelta(minutes=1)
# A name nobody knows may be that of a newer key, and is looked for; but not as often as asked.
LOOKED_FOR = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class _Ring:
    """The keys that prove something now, and the one that signs."""

    read_at: datetime
    publics: Mapping[str, tuple[Ed25519PublicKey, datetime | None]]
    signer: tuple[str, Ed25519PrivateKey] | None


_rings: WeakKeyDictionary[Runtime, _Ring] = WeakKeyDictionary()


async def sign(rt: Runtime, claims: Mapping[str, Any]) -> str:
    """Return an access token, signed with the present key; the first one makes that key."""
    ring = await _ring(rt, within=KEPT)
    if ring.signer is None:
        async with rt.unit_of_work() as uow:
            await _make(rt, uow)
        ring = await _read(rt)
    if ring.signer is None:
        raise RuntimeError("a signing key was made and is not there")
    kid, private = ring.signer
    return jws.sign(private, kid=kid, kind=KIND, claims=claims)


async def proven(rt: Runtime, token: str) -> Mapping[str, Any]:
    """Return the claims of a token that a key of ours signed, or raise TokenRefused.

    It asks the database only for a key it does not know, and at most once a second.
    """
    try:
        told = jws.read(token, kind=KIND)
        ring = await _ring(rt, within=KEPT)
        if told.kid not in ring.publics:
            ring = await _ring(rt, within=LOOKED_FOR)
        public, ends_at = ring.publics[told.kid]
        if ends_at is not None and ends_at <= rt.clock.now():
            raise TokenRefused
        return told.proven(public)
    except (jws.NoToken, KeyError):
        raise TokenRefused from None


async def published(rt: Runtime) -> Sequence[Mapping[str, str]]:
    """Return the public keys whose tokens may still be good, as others read them (RFC 7517)."""
    await _ring(rt, within=KEPT)
    return [
        jws.public_jwk(public.public_bytes_raw())
        for public, ends_at in _rings[rt].publics.values()
        if ends_at is None or ends_at > rt.clock.now()
    ]


async def rotate_key(rt: Runtime, *, at_once: bool = False) -> str:
    """Let a new key sign from now on, and return its name.

    Tokens of the one before stay good until they run out, other processes sign with it for up to a
    minute more. `at_once`, for a key that somebody else has: it proves nothing any more.
    """
    now = rt.clock.now()
    ends_at = now if at_once else now + ACCESS_LASTS + KEPT
    async with rt.unit_of_work() as uow:
        before = update(SigningKey).where(col(SigningKey.ends_at).is_(None))
        await uow.session.execute(before.values(ends_at=ends_at))
        if at_once:
            older = update(SigningKey).where(col(SigningKey.ends_at) > now)
            await uow.session.execute(older.values(ends_at=now))
        kid = await _make(rt, uow)
        uow.audit(Verb.key_rotated, kid, at_once=at_once)
    _rings.pop(rt, None)
    return kid


async def forget_keys(uow: UnitOfWork) -> None:
    """Destroy the private part of keys that are over; their names stay for the audit."""
    over = update(SigningKey).where(col(SigningKey.ends_at) <= uow.clock.now())
    await uow.session.execute(over.values(sealed=b""))


async def _make(rt: Runtime, uow: UnitOfWork) -> str:
    """Make a key; where another process was first, theirs signs."""
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    kid = jws.thumbprint(public)
    row = {
        "kid": kid, "public": public, "made_at": uow.clock.now(), "ends_at": None,
        "sealed": rt.vault.seal(_purpose(kid), private.private_bytes_raw()),
    }  # fmt: skip
    await uow.session.execute(insert(table_of(SigningKey)).values(row).on_conflict_do_nothing())
    return kid


async def _ring(rt: Runtime, *, within: timedelta) -> _Ring:
    found = _rings.get(rt)
    if found is not None and rt.clock.now() - found.read_at < within:
        return found
    return await _read(rt)


async def _read(rt: Runtime) -> _Ring:
    now = rt.clock.now()
    living = or_(col(SigningKey.ends_at).is_(None), col(SigningKey.ends_at) > now)
    async with rt.read() as session:
        rows = (await session.execute(select(SigningKey).where(living))).scalars().all()
    signer = next((row for row in rows if row.ends_at is None), None)
    ring = _rings[rt] = _Ring(
        now,
        {row.kid: (Ed25519PublicKey.from_public_bytes(row.public), row.ends_at) for row in rows},
        (signer.kid, _opened(rt, signer)) if signer else None,
    )
    return ring


def _opened(rt: Runtime, row: SigningKey) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(rt.vault.open(_purpose(row.kid), row.sealed))


def _purpose(kid: str) -> str:
    return f"oauth-signing/{kid}"
