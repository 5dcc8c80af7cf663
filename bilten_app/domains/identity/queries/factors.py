"""What is asked beside a password, as its owner sees it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bilten_app.domains.identity.models import Challenge, Device, Factor, RecoveryCode
from bilten_app.domains.identity.public import (
    DeviceView,
    FactorKind,
    FactorView,
    SecondStep,
    StepGone,
)
from bilten_app.domains.identity.rules import TRIES, masked
from bilten_app.infra.vault import Vault
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import NotFound
from bilten_app.kit.ids import token_hash


async def factors(session: AsyncSession, vault: Vault, actor: Actor) -> Sequence[FactorView]:
    """Return the actor's second factors, by kind."""
    return await _factors(session, vault, actor.require_user())


async def recovery_left(session: AsyncSession, actor: Actor) -> int:
    """Return how many recovery codes the actor has not used."""
    counted = (
        select(func.count())
        .select_from(RecoveryCode)
        .where(
            col(RecoveryCode.user_id) == actor.require_user(), col(RecoveryCode.used_at).is_(None)
        )
    )
    return (await session.execute(counted)).scalar_one()


async def trusted_devices(
    session: AsyncSession, actor: Actor, *, now: datetime
) -> Sequence[DeviceView]:
    """Return the browsers that are not asked for a code, the latest seen first."""
    chosen = (
        select(Device)
        .where(col(Device.user_id) == actor.require_user(), col(Device.trusted_until) > now)
        .order_by(col(Device.seen_at).desc())
    )
    return [
        DeviceView(row.id, row.agent, row.place, row.seen_at, row.trusted_until)
        for row in (await session.execute(chosen)).scalars()
        if row.trusted_until
    ]


async def second_step(
    session: AsyncSession, vault: Vault, *, token: str, now: datetime
) -> SecondStep:
    """Return what a sign-in that waits may be asked for, or raise StepGone."""
    chosen = select(Challenge).where(
        col(Challenge.token_hash) == token_hash(token),
        col(Challenge.purpose) == "sign_in",
        col(Challenge.expires_at) > now,
        col(Challenge.tries) < TRIES,
    )
    challenge = (await session.execute(chosen)).scalar_one_or_none()
    if challenge is None:
        raise StepGone
    mine = await _factors(session, vault, challenge.user_id)
    numbers = [one.hint for one in mine if one.kind is FactorKind.sms]
    left = select(col(RecoveryCode.id)).where(
        col(RecoveryCode.user_id) == challenge.user_id, col(RecoveryCode.used_at).is_(None)
    )
    has_recovery = (await session.execute(left.limit(1))).scalar_one_or_none() is not None
    return SecondStep(tuple(one.kind for one in mine), "".join(numbers), has_recovery)


async def is_asked(session: AsyncSession, challenge_id: UUID, now: datetime) -> bool:
    """Whether a challenge still waits for its code."""
    challenge = await session.get(Challenge, challenge_id)
    return challenge is not None and challenge.expires_at > now


async def without_second_step(session: AsyncSession, user_ids: Collection[UUID]) -> frozenset[UUID]:
    """Return who of these has no factor."""
    having = select(col(Factor.user_id)).where(
        col(Factor.user_id).in_(user_ids), col(Factor.confirmed_at).is_not(None)
    )
    return frozenset(user_ids) - set((await session.execute(having)).scalars())


async def number_of(session: AsyncSession, vault: Vault, user_id: UUID) -> str:
    """Return the telephone that receives a user's codes, or raise NotFound."""
    chosen = select(Factor).where(
        col(Factor.user_id) == user_id, col(Factor.kind) == FactorKind.sms.value
    )
    factor = (await session.execute(chosen)).scalar_one_or_none()
    if factor is None:
        raise NotFound
    return vault.open(f"factor/{factor.id}", factor.sealed).decode()


async def _factors(session: AsyncSession, vault: Vault, user_id: UUID) -> Sequence[FactorView]:
    chosen = (
        select(Factor)
        .where(col(Factor.user_id) == user_id, col(Factor.confirmed_at).is_not(None))
        .order_by(col(Factor.kind).desc())
    )
    return [
        FactorView(FactorKind(row.kind), _hint(vault, row), row.created_at)
        for row in (await session.execute(chosen)).scalars()
    ]


def _hint(vault: Vault, row: Factor) -> str:
    if row.kind != FactorKind.sms:
        return ""
    return masked(vault.open(f"factor/{row.id}", row.sealed).decode())
