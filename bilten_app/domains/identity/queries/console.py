"""People as the platform's staff find them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bilten_app.domains.identity.models import Session, User
from bilten_app.domains.identity.public import PersonView
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import NotFound
from bilten_app.kit.page import Page, cursor_id, read_cursor
from bilten_app.kit.roles import StaffPermission, StaffRole

PAGE = 25


async def accounts(
    session: AsyncSession,
    actor: Actor,
    *,
    now: datetime,
    words: str = "",
    suspended: bool = False,
    cursor: str | None = None,
    size: int = PAGE,
) -> Page[PersonView]:
    """Return people by a part of their name or address, the newest account first; for staff."""
    actor.require_staff(StaffPermission.people_read)
    wanted: list[ColumnElement[bool]] = []
    if words.strip():
        like = words.strip()
        wanted.append(
            or_(
                col(User.email).icontains(like, autoescape=True),
                col(User.name).icontains(like, autoescape=True),
            )
        )
    if suspended:
        wanted.append(col(User.suspended_at).is_not(None))
    if cursor:
        wanted.append(col(User.id) < cursor_id(read_cursor(cursor, 1)[0]))
    rows = await _views(session, wanted, now, size + 1)
    return Page[PersonView].cut(rows, size, lambda one: (str(one.id),))


async def account(
    session: AsyncSession, actor: Actor, user_id: UUID, *, now: datetime
) -> PersonView:
    """Return somebody as staff see them, or raise NotFound."""
    actor.require_staff(StaffPermission.people_read)
    for found in await _views(session, [col(User.id) == user_id], now, 1):
        return found
    raise NotFound


async def _views(
    session: AsyncSession, wanted: Sequence[ColumnElement[bool]], now: datetime, size: int
) -> list[PersonView]:
    signed_in = (
        select(func.count())
        .where(
            col(Session.user_id) == col(User.id),
            col(Session.expires_at) > now,
            col(Session.acted_by).is_(None),
        )
        .scalar_subquery()
    )
    far = (
        select(func.max(col(Session.flagged_at)))
        .where(col(Session.user_id) == col(User.id), col(Session.expires_at) > now)
        .scalar_subquery()
    )
    chosen = select(User, signed_in, far).where(*wanted).order_by(col(User.id).desc()).limit(size)
    rows = (await session.execute(chosen)).all()
    return [_view(user, count, far_at) for user, count, far_at in rows]


def _view(user: User, sessions: int, far_at: datetime | None) -> PersonView:
    return PersonView(
        id=user.id,
        name=user.name,
        email="" if user.erased_at else user.email,
        verified_at=user.verified_at,
        staff_role=StaffRole(user.staff_role) if user.staff_role else None,
        suspended_at=user.suspended_at,
        suspended_for=user.suspended_for,
        created_at=user.created_at,
        sessions=sessions,
        erased_at=user.erased_at,
        flagged_at=far_at,
    )
