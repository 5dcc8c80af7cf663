"""Who holds a session, as parts of a statement, and where one is signed in."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import CTE, Subquery, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bilten_app.domains.identity.models import Session, User
from bilten_app.domains.identity.public import SessionView
from bilten_app.domains.identity.rules import ABSOLUTE, IDLE, SEEN_EVERY
from bilten_app.kit.actor import Actor
from bilten_app.kit.ids import token_hash


def holder_of(session_token: str, now: datetime) -> Subquery:
    """Return the user who holds a live session, as a part of a statement: at most one row.

    Who is suspended holds none. Columns: `id`, `name`, `email`, `verified_at`, `staff_role`,
    `proved_at`, `acted_by`.
    """
    return (
        select(
            col(User.id),
            col(User.name),
            col(User.email),
            col(User.verified_at),
            col(User.staff_role),
            col(Session.proved_at),
            col(Session.acted_by),
        )
        .join(Session, col(Session.user_id) == col(User.id))
        .where(
            col(Session.token_hash) == token_hash(session_token),
            col(Session.expires_at) > now,
            col(User.suspended_at).is_(None),
        )
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
            col(Session.acted_by).is_(None),
        )
        .values(
            seen_at=now,
            expires_at=func.least(now + IDLE, col(Session.created_at) + ABSOLUTE),
        )
        .returning(col(Session.id))
        .cte("seen")
    )


async def sessions(
    session: AsyncSession, actor: Actor, *, session_token: str, now: datetime
) -> Sequence[SessionView]:
    """Return where the actor is signed in: here first, then the latest seen."""
    here = token_hash(session_token)
    chosen = (
        select(Session)
        .where(
            col(Session.user_id) == actor.require_user(),
            col(Session.expires_at) > now,
            col(Session.acted_by).is_(None),
        )
        .order_by((col(Session.token_hash) == here).desc(), col(Session.seen_at).desc())
    )
    return [
        SessionView(
            id=row.id,
            agent=row.agent,
            place=row.place,
            began_at=row.created_at,
            seen_at=row.seen_at,
            idle_ends_at=row.expires_at,
            ends_at=row.created_at + ABSOLUTE,
            is_this=row.token_hash == here,
        )
        for row in (await session.execute(chosen)).scalars()
    ]
