"""Who holds a session, and how to write to a user."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import CTE, Subquery, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bilten_app.domains.identity.models import Session, User
from bilten_app.domains.identity.public import ProfileView
from bilten_app.domains.identity.rules import ABSOLUTE, IDLE, SEEN_EVERY
from bilten_app.kit.errors import NotFound
from bilten_app.kit.ids import token_hash

USER = "user:"


def holder_of(session_token: str, now: datetime) -> Subquery:
    """Return the user who holds a live session, as a part of a statement: at most one row.

    Columns: `id`, `name`, `email`, `verified_at`, `is_staff`.
    """
    return (
        select(
            col(User.id),
            col(User.name),
            col(User.email),
            col(User.verified_at),
            col(User.is_staff),
        )
        .join(Session, col(Session.user_id) == col(User.id))
        .where(col(Session.token_hash) == token_hash(session_token), col(Session.expires_at) > now)
        .subquery("holder")
    )


def seen(session_token: str, now: datetime) -> CTE:
    """Return the mark that a session was used, to travel with the statement that looks it up.

    It writes at most once in five minutes, and lengthens the session up to its absolute end.
    """
    return (
        update(Session)
        .where(
            col(Session.token_hash) == token_hash(session_token),
            col(Session.expires_at) > now,
            col(Session.seen_at) <= now - SEEN_EVERY,
        )
        .values(
            seen_at=now,
            expires_at=func.least(now + IDLE, col(Session.created_at) + ABSOLUTE),
        )
        .returning(col(Session.id))
        .cte("seen")
    )


async def profile(session: AsyncSession, user_id: UUID) -> ProfileView:
    """Return who a user is, or raise NotFound."""
    user = await session.get(User, user_id)
    if user is None:
        raise NotFound
    return ProfileView(user.id, user.name, user.email, user.locale)


async def profiles(session: AsyncSession, user_ids: Collection[UUID]) -> Sequence[ProfileView]:
    """Return who these users are, in the order in which they came."""
    chosen = select(User).where(col(User.id).in_(user_ids)).order_by(col(User.id))
    rows = (await session.execute(chosen)).scalars()
    return [ProfileView(user.id, user.name, user.email, user.locale) for user in rows]


async def staff(session: AsyncSession) -> Sequence[ProfileView]:
    """Return who works for the platform itself."""
    rows = (await session.execute(select(User).where(col(User.is_staff).is_(True)))).scalars()
    return [ProfileView(user.id, user.name, user.email, user.locale) for user in rows]


async def names(session: AsyncSession, labels: Collection[str]) -> Mapping[str, str]:
    """Return label → name, of the users among those whom the audit names."""
    ids = {UUID(one.removeprefix(USER)): one for one in labels if one.startswith(USER)}
    chosen = select(col(User.id), col(User.name)).where(col(User.id).in_(ids))
    return {ids[user_id]: name for user_id, name in await session.execute(chosen)}


async def user_id_by_email(session: AsyncSession, email: str) -> UUID | None:
    """Return whose address this is."""
    chosen = select(col(User.id)).where(func.lower(col(User.email)) == email.strip().lower())
    return (await session.execute(chosen)).scalar_one_or_none()
