"""A person's passkeys."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bilten_app.domains.identity.models import Passkey
from bilten_app.domains.identity.public import PasskeyView
from bilten_app.kit.actor import Actor


async def passkeys(session: AsyncSession, actor: Actor) -> Sequence[PasskeyView]:
    """Return the actor's passkeys, the oldest first."""
    chosen = (
        select(Passkey)
        .where(col(Passkey.user_id) == actor.require_user())
        .order_by(col(Passkey.id))
    )
    return [
        PasskeyView(
            id=row.id,
            name=row.name,
            is_synced=row.is_synced,
            since=row.created_at,
            used_at=row.used_at,
            is_flagged=row.flagged_at is not None,
        )
        for row in (await session.execute(chosen)).scalars()
    ]
