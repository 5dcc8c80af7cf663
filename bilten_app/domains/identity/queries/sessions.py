"""Who holds a session, as parts of a statement, and where one is signed in."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    CTE,
    ColumnElement,
    DateTime,
    LargeBinary,
    Subquery,
    and_,
    any_,
    bindparam,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bilten_app.domains.identity.models import Factor, Session, User
from bilten_app.domains.identity.public import SessionView
from bilten_app.domains.identity.rules import (
    ABSOLUTE,
    IDLE,
    OPENED_BY_LEAKED,
    OPENED_BY_PASSKEY,
    SEEN_EVERY,
)
from bilten_app.infra.db import table_of
from bilten_app.kit.actor import Actor
from bilten_app.kit.ids import token_hash


def holder_of() -> Subquery:
    """Return the users who hold live sessions, as a part of a statement: a row for each session.

    Who is suspended holds none, nor who has to choose another password. Columns: `token_hash`,
    `id`, `name`, `email`, `verified_at`, `staff_role`, `locale`, `time_zone`, `currency`,
    `avatar_id`, `proved_at`, `acted_by`, `opened_by`, `has_second`: whether a second step stood
    before this session. Its blanks are filled with `blanks_of`.
    """
    users, sessions, factors = table_of(User).c, table_of(Session).c, table_of(Factor).c
    has_factor = exists().where(factors.user_id == users.id, factors.confirmed_at.is_not(None))
    return (
        select(
            sessions.token_hash,
            users.id,
            users.name,
            users.email,
            users.verified_at,
            users.staff_role,
            users.locale,
            users.time_zone,
            users.currency,
            users.avatar_id,
            sessions.proved_at,
            sessions.acted_by,
            sessions.opened_by,
            or_(sessions.opened_by == OPENED_BY_PASSKEY, has_factor).label("has_second"),
        )
        .where(
            sessions.user_id == users.id,
            _asked_for(),
            sessions.expires_at > bindparam("asked_at"),
            users.suspended_at.is_(None),
        )
        .subquery("holder")
    )


def seen() -> CTE:
    """Return the mark that sessions were used, to travel with the statement that looks them up.

    It writes at most once in five minutes, and lengthens a session up to its absolute end. One that
    somebody else is changing goes without: two processes that mark the same two sessions, each the
    other one first, would wait for each other.
    """
    sessions = table_of(Session).c
    due = (
        select(sessions.id)
        .where(
            _asked_for(),
            sessions.expires_at > bindparam("asked_at"),
            sessions.seen_at <= bindparam("seen_before"),
            sessions.acted_by.is_(None),
        )
        .with_for_update(key_share=True, skip_locked=True)
        .cte("due")
    )
    return (
        update(table_of(Session))
        .where(sessions.id == due.c.id)
        .values(
            seen_at=bindparam("asked_at"),
            expires_at=func.least(
                bindparam("idle_until", type_=DateTime(timezone=True)),
                sessions.created_at + ABSOLUTE,
            ),
        )
        .returning(sessions.id)
        .cte("seen")
    )


def _asked_for() -> ColumnElement[bool]:
    hashes, sessions = bindparam("session_hashes", type_=ARRAY(LargeBinary)), table_of(Session).c
    return and_(sessions.token_hash == any_(hashes), sessions.opened_by != OPENED_BY_LEAKED)


def blanks_of(token_hashes: Iterable[bytes], now: datetime) -> Mapping[str, Any]:
    """Return what fills the blanks of `holder_of` and `seen`.

    None is called like a column: an UPDATE would write it.
    """
    return {
        "session_hashes": list(token_hashes),
        "asked_at": now,
        "seen_before": now - SEEN_EVERY,
        "idle_until": now + IDLE,
    }


async def who_must_choose(
    session: AsyncSession, *, session_token: str, now: datetime
) -> tuple[UUID, str] | None:
    """Return who signed in with a leaked password, and their address; None when nobody did."""
    chosen = (
        select(col(User.id), col(User.email))
        .join(Session, col(Session.user_id) == col(User.id))
        .where(
            col(Session.token_hash) == token_hash(session_token),
            col(Session.opened_by) == OPENED_BY_LEAKED,
            col(Session.expires_at) > now,
            col(User.suspended_at).is_(None),
        )
    )
    found = (await session.execute(chosen)).one_or_none()
    return (found[0], found[1]) if found else None


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
            is_far=row.flagged_at is not None,
        )
        for row in (await session.execute(chosen)).scalars()
    ]
