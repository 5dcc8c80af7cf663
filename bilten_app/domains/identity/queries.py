"""Who holds a session, and how to write to a user."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import CTE, Subquery, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bilten_app.domains.identity.models import Session, User
from bilten_app.domains.identity.public import Contact
from bilten_app.domains.identity.rules import ABSOLUTE, IDLE, SEEN_EVERY
from bilten_app.kit.ids import token_hash


def holder_of(session_token: str, now: datetime) -> Subquery:
    """Return the user who holds a live session, as a part of a statement: at most one row.

    Columns: `id`, `name`, `email`, `verified_at`.
    """
    return (
        select(col(User.id), col(User.name), col(User.email), col(User.verified_at))
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


async def contact(session: AsyncSession, user_id: UUID) -> Contact | None:
    """Return how to write to one user."""
    return (await contacts(session, [user_id])).get(user_id)


async def contacts(session: AsyncSession, user_ids: Collection[UUID]) -> dict[UUID, Contact]:
    """Return how to write to each of these users."""
    chosen = select(User).where(col(User.id).in_(user_ids))
    users = (await session.execute(chosen)).scalars()
    return {user.id: Contact(user.id, user.name, user.email, user.locale) for user in users}


async def user_id_by_email(session: AsyncSession, email: str) -> UUID | None:
    """Return whose address this is."""
    chosen = select(col(User.id)).where(func.lower(col(User.email)) == email.strip().lower())
    return (await session.execute(chosen)).scalar_one_or_none()
