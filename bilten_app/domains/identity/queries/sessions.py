"""Who holds a session, as parts of a statement."""

from datetime import datetime

from sqlalchemy import CTE, Subquery, func, select, update
from sqlmodel import col

from bilten_app.domains.identity.models import Session, User
from bilten_app.domains.identity.rules import ABSOLUTE, IDLE, SEEN_EVERY
from bilten_app.kit.ids import token_hash


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
